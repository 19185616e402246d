"""A file's tables → sections: which rows of which table belong to which appendix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from itertools import pairwise
from pathlib import PurePath

from par_xl.plan.takeover.cells import NO_CODE, Code, Shape, following, leading_code, read_code
from par_xl.plan.takeover.grid import Grid, GridCell
from par_xl.plan.takeover.header import CODE, CONTENT, Header, find_header, plain
from par_xl.plan.takeover.report import Confidence, Note, Remarks, Subject
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import words
from par_xl.terms.words import Index, any_of

_NUMBERS = {sign: each for each in Index for sign in (each.numeral.lower(), str(each.number))}
_NUMERALS = "|".join(each.numeral.lower() for each in Index)
_NAMES = {index: tuple(map(plain, index.names)) for index in Index}
_APPENDIX = plain("phụ lục")
_MOST = 0.6
"""Share of the codes that have to have an index's letter."""
_OF_AN_INDEX = plain("chỉ số")
_SHORT = 120
"""Letters of a heading that begins an appendix."""
ASKED = N_("theo --index")
"""Why a table that doesn't tell its appendix has the one that was asked for."""
_OF_YEAR = re.compile(r"(?<!\d )năm (20\d\d)", re.IGNORECASE)
_NEAREST, _LONGEST = 8, 250
"""Lines before a table, and letters of each, that may say what it is: prose names indices, too."""


@dataclass(frozen=True)
class Section:
    """The part of a table that belongs to one appendix: rows *start* to *end* (exclusive).

    ``lines`` are what stands above it; ``has_header`` is False where its columns are those of a
    table before; ``index`` is its appendix, and ``why`` says by what that is known; ``year`` is
    the one that its lines name.
    """

    file: str
    grid: Grid
    header: Header
    start: int
    end: int
    lines: tuple[str, ...] = ()
    has_header: bool = True
    index: Index | None = None
    why: str = ""
    year: int | None = None

    def cell(self, row: int, target: str) -> GridCell | None:
        """Return the cell of a row in one of the plan's columns, where the table has it."""
        column = self.header.column(target)
        return None if column is None else self.grid.rows[row][column.number]

    @property
    def sheet(self) -> str:
        """The plan's sheet of its appendix."""
        return self.index.sheet if self.index else ""

    def note(self, row: int, sure: Confidence, text: str, about: Subject = Subject.ROW) -> Note:
        """Make a note on one of its rows (from 0)."""
        return Note(about, sure, text, self.grid.name, row + 1, self.sheet)

    def codes(self) -> list[str]:
        """Its codes, as far as they are plain ones."""
        return [code.value for code in self._signs() if code.shape is Shape.CODE]

    def counts_on(self, before: Section) -> bool:
        """Whether its first code is the one after the last of the section before, or it begins
        with a heading that is not the first."""
        first, own, last = next(self._signs(), NO_CODE), self.codes(), before.codes()
        is_heading = first.shape is Shape.HEADING and first.value not in ("I", "A")
        return is_heading or bool(own and last and own[0] in following(last[-1]))

    def _signs(self) -> Iterator[Code]:
        """Yield what numbers its rows."""
        for row in range(self.start, self.end):
            code, content = self.cell(row, CODE), self.cell(row, CONTENT)
            assert content is not None
            if code is None or code is content:
                read = leading_code(words(content.text))[0]
            else:
                read = read_code(code.value, "", Remarks())
            if read.shape is not Shape.NONE:
                yield read


def named_index(text: str) -> Index | None:
    """Return the appendix that a user names: I, 2, PL3, PAR INDEX, sipas."""
    bare = plain(text).removeprefix(_APPENDIX).removeprefix("pl").strip()
    by_name = {plain(each.label).replace(" ", ""): each for each in Index}
    return _NUMBERS.get(bare) or by_name.get(bare.replace(" ", ""))


def options() -> str:
    """Return what a user may type to name an appendix."""
    return any_of([f"--index {index.numeral} ({index.label})" for index in Index])


def outline(
    file: str, grids: Sequence[Grid], asked: Index | None, report: list[Note]
) -> list[Section]:
    """Find the sections in the file's order, each with its appendix; tables that are none are
    reported. *asked* is the appendix of those that don't tell theirs.

    Raises:
        ParXlError: there is no appendix, or it is not clear which one a table is.
    """
    sections: list[Section] = []
    for grid in grids:
        own = list(_sections(file, grid, sections[-1] if sections else None, report))
        if not own and grid.rows:
            text = N_("không phải bảng phụ lục (không thấy hàng tiêu đề): “{begin}”")
            text = text.format(begin=words(" ".join(grid.texts(0)))[:80])
            report.append(Note(Subject.TABLE, Confidence.SKIPPED, text, grid.name))
        sections += own
    if not sections:
        raise ParXlError(
            _("Không thấy bảng phụ lục nào trong tệp {file}.").format(file=file),
            _(
                "Bảng cần có hàng tiêu đề gồm cột nội dung (Nội dung, Tiêu chí …) và ít nhất một "
                "trong các cột: Điểm tối đa, Nhiệm vụ, Đơn vị chủ trì, Thẩm quyền, Thời gian. "
                "Nếu tệp là ảnh chụp hay bản quét thì phải gõ lại thành bảng."
            ),
        )
    return _with_indices(sections, asked)


def _sections(
    file: str, grid: Grid, before: Section | None, report: list[Note]
) -> Iterator[Section]:
    """Yield the sections of a table: one begins at its top, and one at each title of an
    appendix."""
    header = find_header(grid)
    starts = [0]
    if header is not None:
        below = range(header.bottom + 1, len(grid.rows))
        starts += [row for row in below if _is_title(grid.texts(row))]
    for start, end in pairwise([*starts, len(grid.rows)]):
        lines = grid.before if start == 0 else ()
        if start:
            # On its next page an appendix may have a header of its own, or none.
            header = find_header(grid, start)
            if header and any(len(grid.texts(row)) > 2 for row in range(start, header.top)):
                header = None
        first = header.bottom + 1 if header else start + bool(start)
        lines += _above(grid, start, header.top if header else first, report)
        filled = sum(map(bool, map(grid.texts, range(first, end))))
        if header:
            before = Section(file, grid, header, first, end, lines)
        elif before and grid.width == before.grid.width:
            again = replace(before.header, top=-1, bottom=-1)
            is_same = before.grid is grid
            before = Section(file, grid, again, first, end, lines, has_header=is_same)
            if not start and 2 * (len(before.codes()) + 1) <= filled:
                # No rest of a table that a page's end cut: its rows have no codes.
                return
        else:
            return
        if filled or end == len(grid.rows):
            yield before


def _is_title(texts: Sequence[str]) -> bool:
    """Whether a row begins an appendix: "PHỤ LỤC II", "Phụ lục 3: ...", "B. CHỈ SỐ PAPI"."""
    sign, text = leading_code(words(". ".join(texts))) if len(texts) < 3 else (NO_CODE, "")
    if sign.shape not in (Shape.NONE, Shape.HEADING) or (len(texts) > 1 and sign is NO_CODE):
        return False
    bare = plain(text)
    if bare.startswith(_APPENDIX):
        return _numbered(text) is not None
    labels = [plain(index.label) for index in Index]
    return len(text) <= _SHORT and any(
        re.match(rf"(?:{_OF_AN_INDEX} .*)?{label}\b", bare) for label in labels
    )


def _above(grid: Grid, start: int, end: int, report: list[Note]) -> tuple[str, ...]:
    """Return the lines in a table's rows above its header."""
    lines = []
    for row in range(start, end):
        if text := " ".join(grid.texts(row)):
            lines.append(text)
            more = N_("dòng phía trên bảng: “{text}”").format(text=text)
            report.append(Note(Subject.HEADING, Confidence.SKIPPED, more, grid.name, row + 1))
    return tuple(lines)


def _with_indices(sections: Sequence[Section], asked: Index | None) -> list[Section]:
    placed: list[Section] = []
    unclear: list[str] = []
    seen: dict[Index, set[str]] = {index: set() for index in Index}
    for each in sections:
        codes = each.codes()
        index, why = _by_lines(each.lines)
        if not why:
            index, why = _by_codes(codes)
        if not why and placed:
            # The same columns, other codes: it goes on where the one before ended.
            last = placed[-1]
            is_alike = not each.has_header or each.header.texts == last.header.texts
            own = seen[last.index] if last.index else None
            if is_alike and own is not None and (each.counts_on(last) or not own & set(codes)):
                index, why = last.index, N_("bảng nối tiếp bảng trước")
        if not why:
            index, why = _by_lines((PurePath(each.file).stem,))
        if index is None and asked is not None:
            index, why = asked, ASKED
        if index is None:
            unclear.append(_named(each, why))
        else:
            seen[index].update(codes)
            year = _year(each.lines) or (placed[-1].year if placed else None)
            placed.append(replace(each, index=index, why=why, year=year))
    if unclear:
        raise ParXlError(
            _("Không rõ thuộc phụ lục nào: {tables}.").format(tables="; ".join(unclear)),
            _(
                "Ghi {sheets} ngay trên bảng; hoặc chạy lại với {options} cho mọi bảng chưa rõ. "
                "Bảng nào không phải phụ lục thì xóa khỏi bản sao của tệp."
            ).format(sheets=any_of([f"“{index.sheet}”" for index in Index]), options=options()),
        )
    return placed


def _year(lines: Iterable[str]) -> int | None:
    """Return the one year that lines name, but for days of documents."""
    found = {year for line in lines for year in _OF_YEAR.findall(line)}
    return int(found.pop()) if len(found) == 1 else None


def _by_lines(lines: Iterable[str]) -> tuple[Index | None, str]:
    """Return what the nearest of the lines before a table says, and how; the plan's own name tells
    of all."""
    named: dict[Index, str] = {}
    for line in reversed([line for line in list(lines)[-_NEAREST:] if len(line) <= _LONGEST]):
        by_number, by_name = _numbered(line), _by_name(line)
        if by_number and by_name and by_number != by_name:
            why = N_("“{line}” nêu cả {sheet} và {index}")
            return None, why.format(line=line, sheet=by_number.sheet, index=by_name.label)
        if found := by_number or by_name:
            named.setdefault(found, line)
        if by_number:
            break
    if len(named) == 1:
        ((index, line),) = named.items()
        return index, N_("theo dòng “{line}”").format(line=line)
    if named:
        texts = "; ".join(f"“{line}”" for line in named.values())
        return None, N_("các dòng phía trên nêu khác nhau: {lines}").format(lines=texts)
    return None, ""


def _numbered(line: str) -> Index | None:
    """Return the appendix whose number a line gives; none where it gives several."""
    text = f" {plain(line)} "
    number = rf"(?:{plain('số')} )?({_NUMERALS}|0?[1-{len(Index)}])(?= )"
    numbers = re.findall(rf" (?:{_APPENDIX}|phu luc|pl) ?{number}", text)
    found = {_NUMBERS[number.lstrip("0")] for number in numbers}
    several = rf" {_APPENDIX} (?:{_NUMERALS}|\d)(?: (?:{plain('và')} )?(?:{_NUMERALS}|\d))+ "
    return found.pop() if len(found) == 1 and not re.search(several, text) else None


def _by_name(line: str) -> Index | None:
    text = plain(line)
    found = [index for index, names in _NAMES.items() if any(name in text for name in names)]
    return found[0] if len(found) == 1 else None


def _by_codes(codes: Sequence[str]) -> tuple[Index | None, str]:
    """Return what the letters of the codes say: S1.2 is of SIPAS, P3.1 of PAPI."""
    for index in Index:
        letter = index.letter
        count = sum(bool(re.match(rf"{letter}\d", code)) for code in codes)
        if letter and codes and count / len(codes) >= _MOST:
            return index, N_("vì mã bắt đầu bằng chữ {letter}").format(letter=letter)
    return None, ""


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
