"""A file's tables → sections: which rows of which table belong to which appendix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _

from par_xl.plan.takeover.appendix import UNKNOWN, Guess, by_codes, by_lines, is_title
from par_xl.plan.takeover.codes import Shape, leading_code, read_code
from par_xl.plan.takeover.draft import CODE, CONTENT
from par_xl.plan.takeover.grid import Block, Grid
from par_xl.plan.takeover.header import Header, find_header, is_header_again
from par_xl.plan.takeover.rows import Section
from par_xl.plan.takeover.told import About, Sure, Told
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import fold, words
from par_xl.terms.words import Index


@dataclass(frozen=True)
class Placed:
    """A section with its appendix, and how that was told; ``has_header`` is False where the
    columns are those of the table before."""

    section: Section
    guess: Guess
    has_header: bool

    @property
    def index(self) -> Index:
        assert self.guess.index is not None
        return self.guess.index


@dataclass(frozen=True)
class _Found:
    section: Section
    lines: tuple[str, ...]
    has_header: bool


def outline(blocks: Sequence[Block], asked: Index | None, told: list[Told]) -> list[Placed]:
    """The sections in the file's order; tables that are no appendix are told.

    Raises:
        ParXlError: there is no appendix, or it is not clear which one a table is.
    """
    found: list[_Found] = []
    for block in blocks:
        own = list(_sections(block, found[-1] if found else None, told))
        if not own and block.grid.rows:
            begin = words(" ".join(block.grid.texts(0)))[:80]
            text = N_("không phải bảng phụ lục (không thấy hàng tiêu đề): «{begin}»").format(
                begin=begin
            )
            told.append(Told(About.TABLE, Sure.SKIPPED, text, block.name))
        found += own
    if not found:
        raise ParXlError(
            _("Không thấy bảng phụ lục nào trong tệp."),
            _(
                "Bảng cần có hàng tiêu đề gồm cột nội dung (Nội dung, Tiêu chí …) và ít nhất một "
                "trong các cột: Điểm tối đa, Nhiệm vụ, Đơn vị chủ trì, Thẩm quyền, Thời gian. "
                "Nếu tệp là ảnh chụp hay bản quét thì phải gõ lại thành bảng."
            ),
        )
    placed = _placed(found, asked)
    if asked is not None and not any(each.guess == _asked(asked) for each in placed):
        text = N_("không dùng đến --index: bảng nào cũng tự nêu phụ lục của nó")
        told.append(Told(About.FILE, Sure.SURE, text))
    return placed


def _asked(index: Index) -> Guess:
    return Guess(index, Sure.SURE, N_("theo --index"))


def _placed(found: Sequence[_Found], asked: Index | None) -> list[Placed]:
    placed: list[Placed] = []
    unclear: list[str] = []
    seen: dict[Index, set[str]] = {index: set() for index in Index}
    for each in found:
        codes = _codes(each.section)
        guess = by_lines(each.lines)
        if guess == UNKNOWN:
            guess = by_codes(codes)
        before = placed[-1] if placed else None
        if guess == UNKNOWN and before is not None and _goes_on(before, each, codes, seen):
            guess = Guess(before.index, Sure.FAIR, N_("bảng nối tiếp bảng trước"))
        if guess.index is None and asked is not None:
            guess = _asked(asked)
        if guess.index is None:
            unclear.append(_named(each, guess))
            continue
        seen[guess.index].update(codes)
        placed.append(Placed(each.section, guess, each.has_header))
    if unclear:
        raise ParXlError(
            _("Không rõ thuộc phụ lục nào: {tables}.").format(tables="; ".join(unclear)),
            _(
                "Ghi «Phụ lục I», «Phụ lục II» hoặc «Phụ lục III» ngay trên bảng; hoặc chạy lại "
                "với --index I (PAR INDEX), --index II (SIPAS) hoặc --index III (PAPI) cho mọi "
                "bảng chưa rõ. Bảng nào không phải phụ lục thì xóa khỏi bản sao của tệp."
            ),
        )
    return placed


def _goes_on(
    before: Placed, found: _Found, codes: Sequence[str], seen: dict[Index, set[str]]
) -> bool:
    """Whether a table goes on where the one before ended: the same columns, other codes."""
    is_alike = not found.has_header or found.section.header.texts == before.section.header.texts
    return is_alike and not seen[before.index] & set(codes)


def _named(found: _Found, guess: Guess) -> str:
    section = found.section
    first = section.block.first + section.start
    headers = ", ".join(each.header for each in section.header.columns[:4] if each.header)
    message = (
        _("{table} từ hàng {row} (cột: {headers} …; {why})")
        if guess.why
        else _("{table} từ hàng {row} (cột: {headers} …)")
    )
    return message.format(
        table=translated(section.block.name),
        row=first,
        headers=headers,
        why=translated(guess.why),
    )


def _sections(block: Block, before: _Found | None, told: list[Told]) -> Iterator[_Found]:
    grid = block.grid
    end = len(grid.rows)
    header = find_header(grid)
    if header is None:
        if before is not None and _is_rest(block, before):
            again = replace(before.section.header, top=-1, bottom=-1)
            yield _Found(Section(block, again, 0, end), block.before, has_header=False)
        return
    above = _above(block, 0, header.top, told)
    at = _next_title(grid, header, header.bottom + 1)
    section = Section(block, header, header.bottom + 1, at)
    yield _Found(section, (*block.before, *above), has_header=True)
    while at < end:
        # Another appendix, or the same one on its next page: with a header of its own or without.
        title, new = at, find_header(grid, at)
        has_own = new is not None and all(len(grid.texts(r)) < 3 for r in range(at, new.top))
        if new is not None and has_own:
            header, first = new, new.bottom + 1
        else:
            header, first = replace(header, top=-1, bottom=-1), title + 1
        lines = _above(block, title, header.top if has_own else first, told)
        at = _next_title(grid, header, first)
        yield _Found(Section(block, header, first, at), lines, has_header=has_own)


def _above(block: Block, start: int, end: int, told: list[Told]) -> tuple[str, ...]:
    """The lines in a table's rows above its header."""
    lines = []
    for row in range(start, end):
        if text := " ".join(block.grid.texts(row)):
            lines.append(text)
            more = N_("dòng phía trên bảng: «{text}»").format(text=text)
            number = block.first + row
            told.append(Told(About.HEADING, Sure.SKIPPED, more, block.name, number))
    return tuple(lines)


def _next_title(grid: Grid, header: Header, start: int) -> int:
    """The row in which another appendix begins, or the end."""
    for row in range(start, len(grid.rows)):
        texts = grid.texts(row)
        if len(texts) == 1 and is_title(texts[0]) and not is_header_again(grid, row, header):
            return row
    return len(grid.rows)


def _is_rest(block: Block, before: _Found) -> bool:
    """Whether a table without a header has the columns of the one before: a page's end cut it."""
    earlier = before.section.block.grid
    if block.grid.width != earlier.width or by_lines(block.before) != UNKNOWN:
        return False
    if any(fold(line).startswith(fold("phụ lục")) for line in block.before):
        return False
    section = Section(block, before.section.header, 0, len(block.grid.rows))
    rows = sum(not block.grid.is_blank(row) for row in range(len(block.grid.rows)))
    return 2 * (len(_codes(section)) + 1) > rows


def _codes(section: Section) -> list[str]:
    """The codes of a section, as far as they are plain ones."""
    grid = section.block.grid
    column = section.header.column(CODE)
    content = section.header.column(CONTENT)
    codes: list[str] = []
    for row in range(section.start, section.end):
        if column is not None:
            code = read_code(grid.value(row, column.number), "")
        else:
            assert content is not None
            code = leading_code(words(grid.text(row, content.number)))[0]
        if code.shape is Shape.CODE:
            codes.append(code.text)
    return codes
