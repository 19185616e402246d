"""A file's tables → sections: which rows of which table belong to which appendix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from gettext import gettext as _

from par_xl.plan.takeover.cells import Shape, leading_code, read_code
from par_xl.plan.takeover.grid import Grid
from par_xl.plan.takeover.header import Header, find_header, is_header_again, plain
from par_xl.plan.takeover.report import Confidence, Guess, ReportLine, Subject
from par_xl.plan.takeover.rows import CODE, CONTENT, UNKNOWN, Section
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


def named_index(text: str) -> Index | None:
    """The appendix that a user names: I, 2, PL3, PAR INDEX, sipas."""
    bare = plain(text).removeprefix(_APPENDIX).removeprefix("pl").strip()
    by_name = {plain(each.label).replace(" ", ""): each for each in Index}
    return _NUMBERS.get(bare) or by_name.get(bare.replace(" ", ""))


def options() -> str:
    """What a user may type to name an appendix."""
    return any_of([f"--index {index.numeral} ({index.label})" for index in Index])


def by_lines(lines: Iterable[str]) -> Guess[Index | None]:
    """What the nearest of the lines before a table says; the plan's own name tells of all."""
    named: dict[Index, str] = {}
    for line in reversed([line for line in list(lines)[-_NEAREST:] if len(line) <= _LONGEST]):
        by_number, by_name = numbered(line), _by_name(line)
        if by_number and by_name and by_number != by_name:
            why = N_("«{line}» nêu cả {sheet} và {index}")
            why = why.format(line=line, sheet=by_number.sheet, index=by_name.label)
            return Guess(None, Confidence.UNSURE, why)
        if found := by_number or by_name:
            named.setdefault(found, line)
        if by_number:
            break
    if len(named) == 1:
        ((index, line),) = named.items()
        return Guess(index, Confidence.SURE, N_("theo dòng «{line}»").format(line=line))
    if named:
        texts = "; ".join(f"«{line}»" for line in named.values())
        why = N_("các dòng phía trên nêu khác nhau: {lines}").format(lines=texts)
        return Guess(None, Confidence.UNSURE, why)
    return UNKNOWN


def numbered(line: str) -> Index | None:
    """The appendix whose number a line gives; none where it gives several."""
    text = f" {plain(line)} "
    number = rf"(?:{plain('số')} )?({_NUMERALS}|0?[1-{len(Index)}])"
    found = {
        _NUMBERS[n.lstrip("0")] for n in re.findall(rf" (?:{_APPENDIX}|pl) ?{number}(?= )", text)
    }
    several = rf" {_APPENDIX} (?:{_NUMERALS}|\d)(?: (?:{plain('và')} )?(?:{_NUMERALS}|\d))+ "
    return found.pop() if len(found) == 1 and not re.search(several, text) else None


def is_title(text: str) -> bool:
    """Whether a line begins an appendix: "PHỤ LỤC II", "Phụ lục 3: ..."."""
    return fold(text).startswith(fold("phụ lục")) and numbered(text) is not None


def by_codes(codes: Sequence[str]) -> Guess[Index | None]:
    """What the letters of the codes say: S1.2 is of SIPAS, P3.1 of PAPI."""
    for index in Index:
        letter = index.letter
        count = sum(bool(re.match(rf"{letter}\d", code)) for code in codes)
        if letter and codes and count / len(codes) >= _MOST:
            why = N_("vì mã bắt đầu bằng chữ {letter}").format(letter=letter)
            return Guess(index, Confidence.FAIR, why)
    return UNKNOWN


def _by_name(line: str) -> Index | None:
    text = plain(line)
    found = [index for index, names in _NAMES.items() if any(name in text for name in names)]
    return found[0] if len(found) == 1 else None


def outline(
    grids: Sequence[Grid], asked: Index | None, report: list[ReportLine]
) -> list[tuple[Index, Section]]:
    """The sections in the file's order, each with its appendix; tables that are none are
    reported.

    Raises:
        ParXlError: there is no appendix, or it is not clear which one a table is.
    """
    sections: list[Section] = []
    for grid in grids:
        own = list(_sections(grid, sections[-1] if sections else None, report))
        if not own and grid.rows:
            begin = words(" ".join(grid.texts(0)))[:80]
            text = N_("không phải bảng phụ lục (không thấy hàng tiêu đề): «{begin}»")
            text = text.format(begin=begin)
            report.append(ReportLine(Subject.TABLE, Confidence.SKIPPED, text, grid.name))
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
    return _placed(sections, asked, report)


def _placed(
    sections: Sequence[Section], asked: Index | None, report: list[ReportLine]
) -> list[tuple[Index, Section]]:
    by_option = Guess(asked, Confidence.SURE, N_("theo --index"))
    placed: list[tuple[Index, Section]] = []
    unclear: list[str] = []
    seen: dict[Index, set[str]] = {index: set() for index in Index}
    for each in sections:
        codes = _codes(each)
        guess = by_lines(each.lines)
        if guess == UNKNOWN:
            guess = by_codes(codes)
        if guess == UNKNOWN and placed:
            # The same columns, other codes: it goes on where the one before ended.
            index, before = placed[-1]
            is_alike = not each.has_header or each.header.texts == before.header.texts
            if is_alike and not seen[index] & set(codes):
                guess = Guess(index, Confidence.FAIR, N_("bảng nối tiếp bảng trước"))
        if guess.value is None and asked is not None:
            guess = by_option
        if guess.value is None:
            unclear.append(_named(each, guess.note))
            continue
        seen[guess.value].update(codes)
        placed.append((guess.value, replace(each, guess=guess)))
    if unclear:
        raise ParXlError(
            _("Không rõ thuộc phụ lục nào: {tables}.").format(tables="; ".join(unclear)),
            _(
                "Ghi {sheets} ngay trên bảng; hoặc chạy lại với {options} cho mọi bảng chưa rõ. "
                "Bảng nào không phải phụ lục thì xóa khỏi bản sao của tệp."
            ).format(sheets=any_of([f"«{index.sheet}»" for index in Index]), options=options()),
        )
    if asked is not None and all(section.guess is not by_option for _index, section in placed):
        text = N_("không dùng đến --index: bảng nào cũng tự nêu phụ lục của nó")
        report.append(ReportLine(Subject.FILE, Confidence.SURE, text))
    return placed


def _named(section: Section, why: str) -> str:
    headers = ", ".join(each.header for each in section.header.columns[:4] if each.header)
    message = _("{table} từ hàng {row} (cột: {headers} …)")
    if why:
        message = _("{table} từ hàng {row} (cột: {headers} …; {why})")
    return message.format(
        table=translated(section.grid.name),
        row=section.start + 1,
        headers=headers,
        why=translated(why),
    )


def _sections(grid: Grid, before: Section | None, report: list[ReportLine]) -> Iterator[Section]:
    header, end = find_header(grid), len(grid.rows)
    if header is None:
        if before is not None and _is_rest(grid, before):
            again = replace(before.header, top=-1, bottom=-1)
            yield Section(grid, again, 0, end, grid.before, has_header=False)
        return
    above = _above(grid, 0, header.top, report)
    at = _next_title(grid, header, header.bottom + 1)
    yield Section(grid, header, header.bottom + 1, at, (*grid.before, *above))
    while at < end:
        # Another appendix, or the same one on its next page: with a header of its own or without.
        title, new = at, find_header(grid, at)
        has_own = new is not None and all(len(grid.texts(r)) < 3 for r in range(at, new.top))
        if new is not None and has_own:
            header, first = new, new.bottom + 1
        else:
            header, first = replace(header, top=-1, bottom=-1), title + 1
        lines = _above(grid, title, header.top if has_own else first, report)
        at = _next_title(grid, header, first)
        yield Section(grid, header, first, at, lines, has_own)


def _above(grid: Grid, start: int, end: int, report: list[ReportLine]) -> tuple[str, ...]:
    """The lines in a table's rows above its header."""
    rows = {row: " ".join(grid.texts(row)) for row in range(start, end)}
    lines = {row: text for row, text in rows.items() if text}
    for row, text in lines.items():
        more = N_("dòng phía trên bảng: «{text}»").format(text=text)
        place = grid.name, row + 1
        report.append(ReportLine(Subject.HEADING, Confidence.SKIPPED, more, *place))
    return tuple(lines.values())


def _next_title(grid: Grid, header: Header, start: int) -> int:
    """The row in which another appendix begins, or the end."""
    for row in range(start, len(grid.rows)):
        texts = grid.texts(row)
        if len(texts) == 1 and is_title(texts[0]) and not is_header_again(grid, row, header):
            return row
    return len(grid.rows)


def _is_rest(grid: Grid, before: Section) -> bool:
    """Whether a table without a header has the columns of the one before: a page's end cut it."""
    if grid.width != before.grid.width or by_lines(grid.before) != UNKNOWN:
        return False
    if any(fold(line).startswith(fold("phụ lục")) for line in grid.before):
        return False
    section = Section(grid, before.header, 0, len(grid.rows))
    return 2 * (len(_codes(section)) + 1) > sum(map(bool, map(grid.texts, range(len(grid.rows)))))


def _codes(section: Section) -> list[str]:
    """The codes of a section, as far as they are plain ones."""
    grid = section.grid
    column, content = section.header.column(CODE), section.header.column(CONTENT)
    assert content is not None
    codes = (
        read_code(grid.value(row, column.number), "")
        if column is not None
        else leading_code(words(grid.text(row, content.number)))[0]
        for row in range(section.start, section.end)
    )
    return [code.value for code in codes if code.shape is Shape.CODE]
