"""A file's tables → sections: which rows of which table belong to which appendix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _

from par_xl.plan.takeover.codes import Shape, leading_code, read_code
from par_xl.plan.takeover.grid import Block, Grid
from par_xl.plan.takeover.header import Header, find_header, is_header_again, plain
from par_xl.plan.takeover.report import About, ReportLine, Sure
from par_xl.plan.takeover.rows import CODE, CONTENT, Section
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import fold, words
from par_xl.terms.words import Index, any_of

_NUMBERS = {sign: each for each in Index for sign in (each.numeral.lower(), str(each.number))}
_NUMERALS = "|".join(each.numeral.lower() for each in Index)
_NAMES = {index: tuple(map(plain, index.names)) for index in Index}
_APPENDIX = plain("phụ lục")
_MOST = 0.6
"""Share of the codes that have to have an index's letter."""
_NEAREST, _LONGEST = 8, 250
"""Lines before a table, and letters of each, that may say what it is: prose names indices, too."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An appendix (None: not known), how sure, and what says so."""

    index: Index | None
    sure: Sure
    why: str


UNKNOWN = Guess(None, Sure.UNSURE, "")


def named_index(text: str) -> Index | None:
    """The appendix that a user names: I, 2, PL3, PAR INDEX, sipas."""
    bare = plain(text).removeprefix(_APPENDIX).removeprefix("pl").strip()
    if bare in _NUMBERS:
        return _NUMBERS[bare]
    by_name = {plain(each.label).replace(" ", ""): each for each in Index}
    return by_name.get(bare.replace(" ", ""))


def options() -> str:
    """What a user may type to name an appendix."""
    return any_of([f"--index {index.numeral} ({index.label})" for index in Index])


def by_lines(lines: Iterable[str]) -> Guess:
    """What the nearest of the lines before a table says; the plan's own name tells of all."""
    named: dict[Index, str] = {}
    near = [line for line in list(lines)[-_NEAREST:] if len(line) <= _LONGEST]
    for line in reversed(near):
        by_number, by_name = numbered(line), _by_name(line)
        if by_number and by_name and by_number != by_name:
            return Guess(
                None,
                Sure.UNSURE,
                N_("«{line}» nêu cả {sheet} và {index}").format(
                    line=line, sheet=by_number.sheet, index=by_name.label
                ),
            )
        found = by_number or by_name
        if found is not None:
            named.setdefault(found, line)
            if by_number:
                break
    if len(named) == 1:
        ((index, line),) = named.items()
        return Guess(index, Sure.SURE, N_("theo dòng «{line}»").format(line=line))
    if len(named) > 1:
        texts = "; ".join(f"«{line}»" for line in named.values())
        return Guess(
            None,
            Sure.UNSURE,
            N_("các dòng phía trên nêu khác nhau: {lines}").format(lines=texts),
        )
    return UNKNOWN


def numbered(line: str) -> Index | None:
    """The appendix whose number a line gives; none where it gives several."""
    text = f" {plain(line)} "
    found = {
        _NUMBERS[number.lstrip("0")]
        for number in re.findall(
            rf" (?:{_APPENDIX}|pl) ?(?:{plain('số')} )?({_NUMERALS}|0?[1-{len(Index)}])(?= )", text
        )
    }
    has_more = re.search(
        rf" {_APPENDIX} (?:{_NUMERALS}|\d)(?: (?:{plain('và')} )?(?:{_NUMERALS}|\d))+ ", text
    )
    return found.pop() if len(found) == 1 and not has_more else None


def is_title(text: str) -> bool:
    """Whether a line begins an appendix: "PHỤ LỤC II", "Phụ lục 3: ..."."""
    return fold(text).startswith(fold("phụ lục")) and numbered(text) is not None


def by_codes(codes: Iterable[str]) -> Guess:
    """What the letters of the codes say: S1.2 is of SIPAS, P3.1 of PAPI."""
    known = [code for code in codes if code]
    for index in Index:
        letter = index.letter
        count = sum(bool(re.match(rf"{letter}\d", code)) for code in known)
        if letter and known and count / len(known) >= _MOST:
            return Guess(
                index, Sure.FAIR, N_("vì mã bắt đầu bằng chữ {letter}").format(letter=letter)
            )
    return UNKNOWN


def _by_name(line: str) -> Index | None:
    text = plain(line)
    found = [index for index, names in _NAMES.items() if any(name in text for name in names)]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Placed:
    """A section with its appendix, and what says so."""

    section: Section
    guess: Guess

    @property
    def index(self) -> Index:
        assert self.guess.index is not None
        return self.guess.index


def outline(blocks: Sequence[Block], asked: Index | None, report: list[ReportLine]) -> list[Placed]:
    """The sections in the file's order; tables that are no appendix are reported.

    Raises:
        ParXlError: there is no appendix, or it is not clear which one a table is.
    """
    sections: list[Section] = []
    for block in blocks:
        own = list(_sections(block, sections[-1] if sections else None, report))
        if not own and block.grid.rows:
            begin = words(" ".join(block.grid.texts(0)))[:80]
            text = N_("không phải bảng phụ lục (không thấy hàng tiêu đề): «{begin}»").format(
                begin=begin
            )
            report.append(ReportLine(About.TABLE, Sure.SKIPPED, text, block.name))
        sections += own
    if not sections:
        raise ParXlError(
            _("Không thấy bảng phụ lục nào trong tệp."),
            _(
                "Bảng cần có hàng tiêu đề gồm cột nội dung (Nội dung, Tiêu chí …) và ít nhất một "
                "trong các cột: Điểm tối đa, Nhiệm vụ, Đơn vị chủ trì, Thẩm quyền, Thời gian. "
                "Nếu tệp là ảnh chụp hay bản quét thì phải gõ lại thành bảng."
            ),
        )
    placed = _placed(sections, asked)
    if asked is not None and not any(each.guess == _asked(asked) for each in placed):
        text = N_("không dùng đến --index: bảng nào cũng tự nêu phụ lục của nó")
        report.append(ReportLine(About.FILE, Sure.SURE, text))
    return placed


def _asked(index: Index) -> Guess:
    return Guess(index, Sure.SURE, N_("theo --index"))


def _placed(sections: Sequence[Section], asked: Index | None) -> list[Placed]:
    placed: list[Placed] = []
    unclear: list[str] = []
    seen: dict[Index, set[str]] = {index: set() for index in Index}
    for each in sections:
        codes = _codes(each)
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
        placed.append(Placed(each, guess))
    if unclear:
        raise ParXlError(
            _("Không rõ thuộc phụ lục nào: {tables}.").format(tables="; ".join(unclear)),
            _(
                "Ghi {sheets} ngay trên bảng; hoặc chạy lại với {options} cho mọi bảng chưa rõ. "
                "Bảng nào không phải phụ lục thì xóa khỏi bản sao của tệp."
            ).format(sheets=any_of([f"«{index.sheet}»" for index in Index]), options=options()),
        )
    return placed


def _goes_on(
    before: Placed, section: Section, codes: Sequence[str], seen: dict[Index, set[str]]
) -> bool:
    """Whether a table goes on where the one before ended: the same columns, other codes."""
    is_alike = not section.has_header or section.header.texts == before.section.header.texts
    return is_alike and not seen[before.index] & set(codes)


def _named(section: Section, guess: Guess) -> str:
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


def _sections(block: Block, before: Section | None, report: list[ReportLine]) -> Iterator[Section]:
    grid = block.grid
    end = len(grid.rows)
    header = find_header(grid)
    if header is None:
        if before is not None and _is_rest(block, before):
            again = replace(before.header, top=-1, bottom=-1)
            yield Section(block, again, 0, end, block.before, has_header=False)
        return
    above = _above(block, 0, header.top, report)
    at = _next_title(grid, header, header.bottom + 1)
    yield Section(block, header, header.bottom + 1, at, (*block.before, *above))
    while at < end:
        # Another appendix, or the same one on its next page: with a header of its own or without.
        title, new = at, find_header(grid, at)
        has_own = new is not None and all(len(grid.texts(r)) < 3 for r in range(at, new.top))
        if new is not None and has_own:
            header, first = new, new.bottom + 1
        else:
            header, first = replace(header, top=-1, bottom=-1), title + 1
        lines = _above(block, title, header.top if has_own else first, report)
        at = _next_title(grid, header, first)
        yield Section(block, header, first, at, lines, has_own)


def _above(block: Block, start: int, end: int, report: list[ReportLine]) -> tuple[str, ...]:
    """The lines in a table's rows above its header."""
    lines = []
    for row in range(start, end):
        if text := " ".join(block.grid.texts(row)):
            lines.append(text)
            more = N_("dòng phía trên bảng: «{text}»").format(text=text)
            number = block.first + row
            report.append(ReportLine(About.HEADING, Sure.SKIPPED, more, block.name, number))
    return tuple(lines)


def _next_title(grid: Grid, header: Header, start: int) -> int:
    """The row in which another appendix begins, or the end."""
    for row in range(start, len(grid.rows)):
        texts = grid.texts(row)
        if len(texts) == 1 and is_title(texts[0]) and not is_header_again(grid, row, header):
            return row
    return len(grid.rows)


def _is_rest(block: Block, before: Section) -> bool:
    """Whether a table without a header has the columns of the one before: a page's end cut it."""
    earlier = before.block.grid
    if block.grid.width != earlier.width or by_lines(block.before) != UNKNOWN:
        return False
    if any(fold(line).startswith(fold("phụ lục")) for line in block.before):
        return False
    section = Section(block, before.header, 0, len(block.grid.rows))
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
