"""The rows of an appendix's tables → drafts → rows of the plan.

A row is an item, a heading, a rest of the one before, a task of its own, or nothing of the plan.
When all are known, headings are settled, cells read, and tasks in one cell split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.cells import (
    LETTERS,
    Code,
    Shape,
    Taken,
    UnitReader,
    labelled_roles,
    leading_code,
    read_code,
    roman_value,
    seems_several,
    split_tasks,
    take_authority,
    take_due,
    take_marks,
    take_measured,
    take_method,
    take_points,
)
from par_xl.plan.takeover.grid import Grid
from par_xl.plan.takeover.header import (
    IGNORED,
    OFFICE,
    PROVINCE,
    Header,
    is_header_again,
    is_numbering,
)
from par_xl.plan.takeover.report import Confidence, Guess, Notes, ReportLine, Subject, weaker
from par_xl.terms.messages import N_, joined
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import Cell, as_text, fold, is_blank, read_small_number, words
from par_xl.terms.words import Index, number, percent
from par_xl.workbooks.sheet import Value

CODE, CONTENT, TASK, LEADS = "TT", "Nội dung", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì"
POINTS = "Điểm tối đa"
_COORDINATING, _PERFORMERS = "Đơn vị phối hợp", "Cơ quan thực hiện"
_AUTHORITY, _DUE = "Thẩm quyền thực hiện", "Thời gian hoàn thành"
_MEASURE, _METHOD, _SOURCE = "Đơn vị tính", "Cách đánh giá", "Nguồn"
_OF_TASK = (TASK, LEADS, _COORDINATING, _PERFORMERS, _AUTHORITY, OFFICE, PROVINCE, _DUE)
"""Columns that each of several tasks under one criterion has for itself."""
_UNITS = (LEADS, _COORDINATING, _PERFORMERS)
_TOTALS = tuple(map(fold, ("tổng cộng", "tổng điểm", "tổng số", "cộng:", "tổng:")))
_WHOLE_TOTALS = tuple(map(fold, ("cộng", "tổng")))
_LONGEST = 32_000
"""Letters that a cell of Excel surely holds."""

Row = dict[str, Value]
Place = tuple[str, int, int] | None
"""A table, and the row and column at which a cell of it begins."""


def _is_number_column(column: str) -> bool:
    """Whether a cell merged over several rows can't be that of each: points would be doubled."""
    return column == POINTS or column.startswith(("Kết quả năm", "Mục tiêu"))


@dataclass
class Part:
    """One row of the file: its cells by the plan's columns."""

    source: str
    row: int
    cells: dict[str, Cell]
    notes: Notes = field(default_factory=Notes)

    def text(self, column: str) -> str:
        return as_text(self.cells.get(column))

    def in_words(self) -> str:
        """All its cells in words."""
        return "; ".join(f"{column}: «{shown_value(cell)}»" for column, cell in self.cells.items())

    def has(self, column: str) -> bool:
        return not is_blank(self.cells.get(column))

    @property
    def is_item(self) -> bool:
        """Whether it is one by its content, and by who leads it or what it counts."""
        return self.has(CONTENT) and (self.has(LEADS) or self.has(POINTS))

    def join(self, more: Mapping[str, Cell]) -> list[str]:
        """Put the rest of a row that was split to it; what has no place in it is returned."""
        lost: list[str] = []
        for column, cell in more.items():
            before, after = self.text(column), as_text(cell)
            if is_blank(cell) or (self.has(column) and before == after):
                continue
            if not self.has(column):
                self.cells[column] = cell
            elif column == CODE or _is_number_column(column):
                lost.append(f"{column}: «{shown_value(cell)}»")
            else:
                is_name = column in _UNITS and after[:1].isupper()
                is_cut = before.endswith(("-", "–")) or (before.endswith(",") and not is_name)
                goes_on = column == CONTENT or is_cut or after[:1].islower()
                between = " " if goes_on else "\n"
                self.cells[column] = f"{before}{between}{after}"
        return lost


@dataclass
class Draft:
    """A criterion: its first row, and further rows that hold a task each."""

    code: Code
    first: Part
    tasks: list[Part] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    @property
    def is_section(self) -> bool:
        """A heading with a numeral or letter: whether it is a row of the plan is seen when all
        rows are known."""
        return self.code.shape in (Shape.ROMAN, Shape.LETTER)


UNKNOWN: Guess[Index | None] = Guess(None, Confidence.UNSURE)


@dataclass(frozen=True)
class Section:
    """The part of a table that belongs to one appendix: rows *start* to *end* (exclusive).

    ``lines`` are what stands above it; ``has_header`` is False where its columns are those of the
    section before; ``guess`` is its appendix.
    """

    grid: Grid
    header: Header
    start: int
    end: int
    lines: tuple[str, ...] = ()
    has_header: bool = True
    guess: Guess[Index | None] = UNKNOWN

    def line(
        self, row: int, sure: Confidence, text: str, about: Subject = Subject.ROW, sheet: str = ""
    ) -> ReportLine:
        """A line of the report on one of its rows (from 0)."""
        return ReportLine(about, sure, text, self.grid.name, row + 1, sheet)


class Reader:
    """Reads the sections of one appendix from first to last: a row may go on in the next."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.drafts: list[Draft] = []
        self.report: list[ReportLine] = []
        self.totals: list[tuple[str, int, float]] = []
        self._before = ""
        """The last code."""
        self._code_at: Place = None
        """Where the cell of the last code begins."""
        self._is_apart = False
        """Whether a blank row or the total stands since the last row: what follows is no rest of
        it."""

    def read(self, section: Section) -> None:
        """Read the next section."""
        self._section, grid = section, section.grid
        is_split, self._is_apart = True, False
        for row in range(section.start, section.end):
            if grid.is_blank(row):
                self._is_apart = True
            elif is_header_again(grid, row, section.header):
                self._tell(row, Confidence.SKIPPED, N_("hàng tiêu đề lặp lại"))
                is_split, self._is_apart = True, False
            elif is_numbering(grid, row):
                self._tell(row, Confidence.SKIPPED, N_("hàng đánh số cột"))
            else:
                self._row(row, is_split)
                is_split = False

    def _row(self, row: int, is_split: bool) -> None:
        section = self._section
        grid = section.grid
        texts = grid.texts(row)
        if fold(texts[0]).startswith(_TOTALS) or fold(texts[0]).rstrip(" :") in _WHOLE_TOTALS:
            self._total(row)
            return
        part = _part(section, row)
        code, at = self._code(row, part)
        if len(texts) == 1 and (grid.covers_row(row) or code.shape is Shape.NONE):
            whole, rest = leading_code(words(texts[0]))
            if grid.covers_row(row) or whole.shape in (Shape.ROMAN, Shape.LETTER):
                part.cells = {CONTENT: rest}
                self._heading(row, part, whole, texts[0])
                return
        self._ignored(row)
        same = at is not None and at == self._code_at and bool(self.drafts)
        if not same and code.shape is Shape.NONE and not part.cells:
            return
        if same and row > section.start:
            self._further(part, Confidence.SURE, N_("ô TT gộp với hàng trên"))
        elif self._is_apart and _is_no_row(code, part):
            text = N_("hàng không có mã, đứng rời bảng; không lấy: {texts}")
            apart = "; ".join(f"«{text}»" for text in texts)
            self._tell(row, Confidence.UNSURE, text.format(texts=apart))
            return
        elif code.shape is Shape.NONE:
            self._without_code(row, part, is_split)
        elif code.shape is Shape.BULLET and self.drafts:
            why = N_("hàng đánh dấu gạch đầu dòng ở cột TT")
            self._further(part, Confidence.FAIR, why, is_marked=True)
        else:
            self._item(part, code, at)
        self._is_apart = False
        if self.drafts:
            self.drafts[-1].notes.update(part.notes)

    def _code(self, row: int, part: Part) -> tuple[Code, Place]:
        """The row's code, from its column or the beginning of its content, and where it stands."""
        grid, header = self._section.grid, self._section.header
        column, content = header.column(CODE), header.column(CONTENT)
        assert content is not None
        at = None
        if column is not None:
            at = (grid.name, *grid.origin(row, column.number))
        if column is None or grid.origin(row, column.number) == grid.origin(row, content.number):
            code, rest = leading_code(words(grid.text(row, content.number)))
            if code.shape is not Shape.NONE:
                part.cells[CONTENT] = rest
            return code, at
        value = grid.value(row, column.number)
        if not is_blank(value):
            return read_code(value, self._before), at
        code, rest = leading_code(part.text(CONTENT))
        if code.shape is Shape.CODE and part.is_item:
            part.cells[CONTENT] = rest
            return replace(code, sure=Confidence.FAIR, note=N_("mã lấy ở đầu ô nội dung")), None
        return read_code(None, ""), None

    def _item(self, part: Part, code: Code, at: Place = None) -> None:
        if code.shape is Shape.SUB:
            codes = (d.code.value for d in reversed(self.drafts) if d.code.shape is Shape.CODE)
            parent = next(codes, "")
            note = N_("mã «{code})» thuộc dòng {parent}")
            code = Code(
                f"{parent}.{code.value}" if parent else code.value,
                Confidence.FAIR if parent else Confidence.UNSURE,
                note.format(code=code.value, parent=parent or "?"),
                Shape.SUB,
            )
        elif code.shape is Shape.BULLET:
            note = N_("hàng gạch đầu dòng không có dòng nào ở trên")
            code = Code("", Confidence.UNSURE, note, Shape.OTHER)
        draft = Draft(code, part)
        draft.notes.add(code.sure, code.note)
        self.drafts.append(draft)
        self._code_at = at
        if not draft.is_section:
            self._before = code.value

    def _heading(self, row: int, part: Part, code: Code, whole: str) -> None:
        if code.shape is Shape.NONE:
            text = N_("tiêu đề không có mã, không là dòng của kế hoạch: «{whole}»")
            self._tell(row, Confidence.SKIPPED, text.format(whole=whole), Subject.HEADING)
            return
        self._item(part, code)
        self.drafts[-1].notes.fair(N_("hàng tiêu đề gộp cả hàng"))

    def _without_code(self, row: int, part: Part, is_split: bool) -> None:
        """A row without a code: a task of its own, a row whose code is missing, or the rest of the
        row before, which a page's end has split."""
        if not self.drafts:
            text = N_("hàng không có mã, không có dòng nào ở trên; không lấy: {cells}")
            self._tell(row, Confidence.UNSURE, text.format(cells=part.in_words()))
        elif part.is_item:
            self._item(part, Code("", Confidence.UNSURE, N_("dòng không có mã TT"), Shape.OTHER))
        elif part.has(TASK) and part.has(LEADS) and not part.has(CONTENT):
            why = N_("hàng không có mã, có nhiệm vụ và đơn vị chủ trì riêng")
            self._further(part, Confidence.FAIR, why)
        else:
            text = N_("nối thêm hàng {row} ({source}) không có mã")
            text = text.format(row=part.row, source=part.source)
            self._join(part, Confidence.FAIR if is_split else Confidence.UNSURE, text)

    def _further(self, part: Part, sure: Confidence, why: str, is_marked: bool = False) -> None:
        """A further row of the last criterion: a task of its own, or more of the same."""
        draft = self.drafts[-1]
        earlier = [one.text(TASK) for one in (draft.first, *draft.tasks)]
        is_own = part.has(TASK) and part.text(TASK) not in earlier
        if is_marked or (is_own and draft.first.has(TASK)):
            draft.tasks.append(part)
            text = N_("hàng {row}: {why}, là nhiệm vụ riêng của tiêu chí")
            draft.notes.add(sure, text, row=part.row, why=why)
        else:
            text = N_("nối thêm hàng {row}: {why}").format(row=part.row, why=why)
            self._join(part, weaker(sure, Confidence.FAIR), text)

    def _join(self, part: Part, sure: Confidence, text: str) -> None:
        """Put the rest of a row that was split to the last one."""
        draft = self.drafts[-1]
        draft.notes.add(sure, text)
        for each in [draft.first, *draft.tasks][-1].join(part.cells):
            draft.notes.unsure(N_("hàng {row}: không lấy {cell}"), row=part.row, cell=each)

    def _total(self, row: int) -> None:
        self._is_apart = True
        grid, points = self._section.grid, self._section.header.column(POINTS)
        found = read_small_number(grid.value(row, points.number)) if points else None
        if found is None:
            self._tell(row, Confidence.SKIPPED, N_("hàng tổng cộng, không ghi điểm"))
        else:
            self.totals.append((grid.name, row + 1, found))

    def _ignored(self, row: int) -> None:
        """Note cells of columns that the plan has no place for, so that none is lost."""
        grid = self._section.grid
        for column in self._section.header.columns:
            cell = grid.value(row, column.number)
            is_first = grid.origin(row, column.number) == (row, column.number)
            if column.target == IGNORED and is_first and not is_blank(cell):
                unnamed = N_("cột thứ {number}, không tiêu đề").format(number=column.number + 1)
                text = N_("không lấy «{header}»: {value}").format(
                    header=column.header or unnamed, value=shown_value(cell)
                )
                self._tell(row, Confidence.SKIPPED, text, Subject.CELL)

    def _tell(self, row: int, sure: Confidence, text: str, about: Subject = Subject.ROW) -> None:
        self.report.append(self._section.line(row, sure, text, about, self.sheet))


def _is_no_row(code: Code, part: Part) -> bool:
    """Whether what stands apart from the table is none of its rows: who signs, as a rule."""
    if code.shape is Shape.OTHER:
        return not part.has(CONTENT)
    is_task = part.has(TASK) and part.has(LEADS)
    return code.shape is Shape.NONE and not part.is_item and not is_task


def _part(section: Section, row: int) -> Part:
    """A row's cells by the plan's columns. A cell merged downwards is that of each of its rows
    where it is text; one merged sideways is that of its first column."""
    grid = section.grid
    part = Part(grid.name, row + 1, {})
    owners: dict[tuple[int, int], str] = {}
    for column in section.header.columns:
        cell, target = grid.value(row, column.number), column.target
        if target == IGNORED or is_blank(cell):
            continue
        at = grid.origin(row, column.number)
        owner = owners.setdefault(at, target)
        if owner != target:
            if owner == CODE and target == CONTENT:
                part.cells[CONTENT] = cell
            elif owner not in (CODE, CONTENT):
                text = N_("ô gộp ngang «{first}» và «{target}»: chỉ lấy vào cột đầu")
                part.notes.fair(text, first=owner, target=target)
            continue
        if column.sure is Confidence.UNSURE:
            text = N_("cột «{header}» không chắc là «{target}»")
            part.notes.unsure(text, header=column.header, target=target)
        is_below = at[0] < row and target not in (CODE, CONTENT)
        if is_below and _is_number_column(target):
            text = N_("ô «{target}» gộp nhiều hàng: chỉ lấy vào hàng đầu")
            part.notes.unsure(text, target=target)
            continue
        if is_below and target in _OF_TASK:
            text = N_("ô «{target}» gộp nhiều hàng: dùng cho từng hàng")
            part.notes.fair(text, target=target)
        if target != CODE:
            part.cells[target] = cell
    return part


# --- Headings settled


def settle_sections(drafts: Sequence[Draft], sheet: str) -> tuple[list[Draft], list[ReportLine]]:
    """The drafts with each heading made a row of the plan, or reported and left out.

    A heading II over 2.1, 2.2 is row 2. Where the rows below count anew under each heading, they
    get its number before theirs. Any other heading only groups rows.
    """
    kept: list[Draft] = []
    report: list[ReportLine] = []
    groups: list[tuple[Draft | None, list[Draft]]] = [(None, [])]
    for draft in drafts:
        if draft.is_section:
            groups.append((draft, []))
        else:
            groups[-1][1].append(draft)
    # Whether rows count from 1 anew under at least two Roman headings.
    firsts = [
        rows[0].code.value
        for heading, rows in groups
        if heading is not None and heading.code.shape is Shape.ROMAN and rows
    ]
    restarts = Counter(firsts)["1"] > 1
    known = {draft.code.value for draft in drafts if not draft.is_section}
    for heading, rows in groups:
        code = None if heading is None else _code_of(heading, rows, restarts, known)
        if heading is not None and code is None:
            text = N_("tiêu đề nhóm «{sign}», không là dòng của kế hoạch: {more}").format(
                sign=heading.code.value,
                more=joined((heading.first.in_words(), *(text for _, text in heading.notes)), "; "),
            )
            place = heading.first.source, heading.first.row
            report.append(ReportLine(Subject.HEADING, Confidence.SKIPPED, text, *place, sheet))
        elif heading is not None and code is not None:
            sure = Confidence.UNSURE if restarts or not rows else Confidence.FAIR
            text = N_("tiêu đề «{sign}» đọc là dòng {code}")
            heading.notes.add(sure, text, sign=heading.code.value, code=code)
            heading.code = Code(code)
            kept.append(heading)
            for each in rows if restarts else ():
                _put_under(each, code)
        kept += rows
    return kept, report


def _code_of(heading: Draft, rows: list[Draft], restarts: bool, known: set[str]) -> str | None:
    """The code of the row that a heading is; None where it only groups rows."""
    sign, is_roman = heading.code.value, heading.code.shape is Shape.ROMAN
    own = str(roman_value(sign)) if is_roman else sign
    if own in known and not restarts:
        return sign if heading.tasks else None
    if heading.tasks:
        # Rows of tasks hang on it: it can't go.
        return own
    if not rows:
        # Nothing below it: then it is a row itself, if it holds more than a name.
        return own if heading.first.cells.keys() - {CONTENT} else None
    return own if (restarts and is_roman) or rows[0].code.value.startswith(f"{own}.") else None


def _put_under(draft: Draft, code: str) -> None:
    sign = draft.code.value
    if sign:
        longer = f"{code}.{sign}"
        text = N_("mã {sign} đánh lại từ đầu trong mục {code}, đọc là {longer}")
        draft.notes.unsure(text, sign=sign, code=code, longer=longer)
        draft.code = replace(draft.code, value=longer)


# --- Cells read


def finish(
    drafts: Sequence[Draft], units: UnitReader, sheet: str, file: str
) -> tuple[list[Row], list[ReportLine]]:
    """The rows of one appendix in their order, and a line of the report for each; *file* is named
    as the source of those that name none."""
    codes = {draft.code.value for draft in drafts}
    above = {code[:at] for code in codes for at, sign in enumerate(code) if sign == "."}
    rows: list[Row] = []
    report: list[ReportLine] = []
    for draft in drafts:
        for row, part, notes in _rows(draft, codes, draft.code.value in above, units):
            place = f"{file}, {part.source}, hàng {part.row}"
            rows.append({**row, _SOURCE: row.get(_SOURCE) or place})
            text = joined((text for _, text in notes), "; ") or N_("đọc nguyên hàng")
            sure = weaker(*(sure for sure, _ in notes))
            where = part.source, part.row, sheet, str(row[CODE] or "")
            report.append(ReportLine(Subject.ROW, sure, text, *where))
    return rows, report


def _rows(
    draft: Draft, codes: set[str], has_children: bool, units: UnitReader
) -> Iterator[tuple[Row, Part, Notes]]:
    """A criterion's row and those of its tasks, with the rows of the file that they come from."""
    code, first, notes = draft.code.value, draft.first, draft.notes
    content = words(first.text(CONTENT)) or None
    row: Row = {CODE: code or None, CONTENT: content, **_described(first, notes)}
    _watch(row, notes)
    tasks = _tasks(draft, has_children, notes)
    is_rest = bool(draft.tasks) and not first.has(TASK)
    if not tasks or is_rest:
        row |= _assignment(first, units, notes)
        if (has_children or is_rest) and (row.get(LEADS) or row.get(TASK)):
            notes.unsure(N_("dòng có dòng con: nhiệm vụ, đơn vị ghi ở đây không giao cho ai"))
    free = [letter for letter in LETTERS if f"{code}.{letter}" not in codes]
    for task, _ in tasks[len(free) :]:
        notes.unsure(N_("quá nhiều nhiệm vụ, không lấy: «{text}»"), text=task.text(TASK))
    yield row, first, notes
    for letter, (task, why) in zip(free, tasks, strict=False):
        own = Notes()
        own.fair(why)
        # A row of its own may have points of its own; those of the criterion stand there.
        is_first = (task.source, task.row) == (first.source, first.row)
        apart = {} if is_first else _described(task, own)
        text = words(task.text(CONTENT))
        is_same = not text or text == content
        made: Row = {
            CODE: f"{code}.{letter}" if code else None,
            CONTENT: f"Nhiệm vụ {letter}) của tiêu chí {code}" if is_same else text,
            _MEASURE: row.get(_MEASURE),
            _METHOD: row.get(_METHOD),
            **apart,
            **_assignment(task, units, own),
            _SOURCE: task.text(_SOURCE) or row.get(_SOURCE),
        }
        yield made, task, own


def _tasks(draft: Draft, has_children: bool, notes: Notes) -> list[tuple[Part, str]]:
    """The tasks of a criterion where it has several, each with what is to be said of it."""
    first, code = draft.first, draft.code.value
    if draft.tasks:
        parts = [first, *draft.tasks] if first.has(TASK) else draft.tasks
        why = N_("nhiệm vụ ở hàng riêng dưới tiêu chí {code}").format(code=code)
        return [(part, why) for part in parts]
    text = first.text(TASK)
    tasks = split_tasks(text)
    if tasks is None or has_children:
        if seems_several(text):
            why = N_("dòng có dòng con") if has_children else N_("dấu liệt kê không rõ")
            notes.unsure(N_("ô nhiệm vụ có nhiều ý, để nguyên một ô ({why})"), why=why)
        return []
    shared = {c: first.cells[c] for c in _OF_TASK if c != TASK and first.has(c)}
    lists = {column: split_tasks(as_text(cell)) for column, cell in shared.items()}
    apart = {c: each for c, each in lists.items() if each and len(each) == len(tasks)}
    text = N_("ô nhiệm vụ có {count} nhiệm vụ, tách thành từng dòng")
    notes.fair(text, count=len(tasks))
    whole = ", ".join(column for column in shared if column not in apart)
    why = N_("tách từ ô nhiệm vụ của {code}")
    if whole:
        why = N_("tách từ ô nhiệm vụ của {code}; dùng chung cho cả ô: {columns}")
    why = why.format(code=code, columns=whole)
    found = []
    for at, task in enumerate(tasks):
        own: dict[str, Cell] = {**shared, TASK: task}
        own |= {column: each[at] for column, each in apart.items()}
        found.append((Part(first.source, first.row, own), why))
    return found


def _described(part: Part, notes: Notes) -> Row:
    """Points, measure and the like of a row."""
    row: Row = {}
    for column, cell in part.cells.items():
        if column == POINTS:
            row[column] = _noted(column, take_points(cell), notes)
        elif column == _METHOD:
            row[column] = _noted(column, take_method(cell), notes)
        elif column in (_MEASURE, _SOURCE):
            row[column] = as_text(cell) or None
        elif _is_number_column(column):
            value = row[column] = take_measured(cell).value
            if isinstance(value, float | int) and 0 < value <= 1 and "%" in part.text(_MEASURE):
                text = N_(
                    "{column}: {value} là của dòng tính bằng %; ô ghi {percent} thì sửa thành "
                    "{hundredfold}"
                )
                shown = {"value": number(value, 4), "percent": percent(value)}
                notes.unsure(text, column=column, hundredfold=number(100 * value), **shown)
    return row


def _assignment(part: Part, units: UnitReader, notes: Notes) -> Row:
    """What is to be done, by whom, by when."""
    cells = part.cells
    leads, helping = cells.get(LEADS), cells.get(_COORDINATING)
    roles = labelled_roles(as_text(leads))
    if roles is not None and not as_text(helping):
        leads, helping = roles
        notes.fair(N_("ô đơn vị ghi cả chủ trì và phối hợp: tách thành hai cột"))
    if _AUTHORITY in cells:
        authority = take_authority(cells[_AUTHORITY])
    else:
        authority = take_marks(cells.get(OFFICE), cells.get(PROVINCE))
    row: Row = {
        TASK: part.text(TASK) or None,
        LEADS: _noted(LEADS, units.take(leads), notes),
        _COORDINATING: _noted(_COORDINATING, units.take(helping), notes),
        _PERFORMERS: part.text(_PERFORMERS) or None,
        _DUE: _noted(_DUE, take_due(cells.get(_DUE)), notes),
        _AUTHORITY: _noted(_AUTHORITY, authority, notes),
    }
    _watch(row, notes)
    return row


def _noted(column: str, taken: Taken, notes: Notes) -> Value:
    if taken.note:
        notes.add(taken.sure, joined((column, taken.note), ": "))
    return taken.value


def _watch(row: Row, notes: Notes) -> None:
    for column, value in row.items():
        if isinstance(value, str) and has_old_font(value):
            text = N_(
                "{column}: chữ gõ bằng phông cũ (TCVN3, VNI), chuyển sang Unicode rồi lấy lại"
            )
            notes.unsure(text, column=column)
        if isinstance(value, str) and len(value) > _LONGEST:
            notes.unsure(N_("{column}: dài hơn một ô Excel chứa được, bị cắt bớt"), column=column)
