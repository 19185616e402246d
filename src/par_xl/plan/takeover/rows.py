"""The rows of an appendix's tables → rows of the plan.

A row is an item, a heading, a rest of the one before, a task of its own, or nothing of the plan.
When all are known, headings are settled, tasks in one cell split, and cells read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from par_xl.plan.faults import shown_value
from par_xl.plan.items import POINTS_TOLERANCE, lowest, nearest_code, parent_code
from par_xl.plan.table import read_measured
from par_xl.plan.takeover.cells import (
    LETTERS,
    NO_CODE,
    ROMAN,
    Code,
    Shape,
    labelled_roles,
    leading_code,
    read_code,
    split_tasks,
    take_authority,
    take_due,
    take_marks,
    take_method,
    take_points,
    take_units,
)
from par_xl.plan.takeover.grid import GridCell
from par_xl.plan.takeover.header import (
    AUTHORITY,
    CODE,
    CONTENT,
    COORDINATING,
    DUE,
    IGNORED,
    LEADS,
    OFFICE,
    PERFORMERS,
    POINTS,
    PROVINCE,
    TASK,
    is_header_again,
    is_numbering,
)
from par_xl.plan.takeover.outline import Section
from par_xl.plan.takeover.report import Confidence, Note, Remarks, Subject
from par_xl.plan.units import UnitNames, split_names
from par_xl.terms.messages import N_, joined
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import Cell, as_text, fold, is_blank, read_small_number, words
from par_xl.terms.words import Method, number, percent

_MEASURE, _METHOD, _SOURCE = "Đơn vị tính", "Cách đánh giá", "Nguồn"
_OF_TASK = (TASK, LEADS, COORDINATING, PERFORMERS, AUTHORITY, OFFICE, PROVINCE, DUE)
"""Columns that each of several tasks under one criterion has for itself."""
_OF_CRITERION = (LEADS, AUTHORITY, OFFICE, PROVINCE)
"""Those of them that the criterion needs too: who scores it, and whose authority it is."""
_TOTALS = tuple(map(fold, ("tổng cộng", "tổng điểm", "tổng số", "cộng:", "tổng:")))
_WHOLE_TOTALS = tuple(map(fold, ("cộng", "tổng")))
_LONGEST = 32_000
"""Letters that a cell of Excel surely holds."""

Row = dict[str, Any]
"""A row of the plan: its cells by header."""


def _is_number_column(column: str) -> bool:
    """Whether a cell merged over several rows can't be that of each: points would be doubled."""
    return column == POINTS or column.startswith(("Kết quả năm", "Mục tiêu"))


@dataclass
class TableRow:
    """A row of the file on its way into the plan: its code, its cells by the plan's columns, what
    is to be said of it, and the rows below it that hold a further task each."""

    source: str
    number: int
    cells: dict[str, Cell]
    code: Code = NO_CODE
    remarks: Remarks = field(default_factory=Remarks)
    tasks: list[TableRow] = field(default_factory=list)

    def text(self, column: str) -> str:
        return as_text(self.cells.get(column))

    def has(self, column: str) -> bool:
        return not is_blank(self.cells.get(column))

    def in_words(self) -> str:
        """All its cells in words."""
        return "; ".join(f"{column}: “{shown_value(cell)}”" for column, cell in self.cells.items())

    @property
    def is_item(self) -> bool:
        """Whether it is one by its content, and by who leads it or what it counts."""
        return self.has(CONTENT) and (self.has(LEADS) or self.has(POINTS))

    @property
    def is_task(self) -> bool:
        """Whether it is a task with a lead of its own."""
        return self.has(TASK) and self.has(LEADS)

    def join(self, rest: TableRow) -> list[str]:
        """Put the rest of a row that was split to it; what has no place in it is returned."""
        lost: list[str] = []
        for column, cell in rest.cells.items():
            before, after = self.text(column), as_text(cell)
            if not self.has(column):
                self.cells[column] = cell
            elif before == after:
                continue
            elif _is_number_column(column):
                lost.append(f"{column}: “{shown_value(cell)}”")
            else:
                goes_on = column == CONTENT or before.endswith("-") or after[:1].islower()
                self.cells[column] = f"{before} {after}" if goes_on else f"{before}\n{after}"
        return lost


def plan_rows(
    sections: Sequence[Section], units: UnitNames, file: str, report: list[Note]
) -> list[Row]:
    """Read the sections of one appendix into rows of the plan; *file* is named as the source of
    those that name none."""
    sheet = sections[0].sheet
    reader = _Reader()
    for section in sections:
        reader.read(section)
    notes = reader.notes
    settled = _settle_headings(reader.rows, sheet, notes)
    codes = {each.code.value for each in settled}
    above = {code[:at] for code in codes for at, sign in enumerate(code) if sign == "."}
    criteria = lowest(each.code.value for each in settled if each.has(POINTS))
    made: list[Row] = []
    for each in settled:
        for row in _with_tasks(each, codes, each.code.value in above, criteria):
            made.append(_read(row, units))
            made[-1].setdefault(_SOURCE, f"{file}, {row.source}, hàng {row.number}")
            text = joined(row.remarks, "; ") if row.remarks else N_("đọc nguyên hàng")
            place = row.source, row.number, sheet, row.code.value
            notes.append(Note(Subject.ROW, row.remarks.sure, text, *place))
    _note_totals(made, reader.totals, notes)
    report += _without_scorer(made, units, sheet)
    # As the file has them: a task that was split off follows its criterion.
    order = {section.grid.name: at for at, section in reversed(list(enumerate(sections)))}
    report += sorted(notes, key=lambda note: (order[note.source], note.row or 0))
    return made


class _Reader:
    """Reads the sections of one appendix from first to last: a row may go on in the next."""

    def __init__(self) -> None:
        self.rows: list[TableRow] = []
        self.notes: list[Note] = []
        self.totals: list[tuple[Section, int, float]] = []
        self._before = ""
        """The last code that is no heading's."""
        self._code_cell: GridCell | None = None
        """The cell of the last code: merged down, it is that of the next row as well."""
        self._is_apart = False
        """Whether a blank row or the total stands since the last row: what follows is no rest of
        it."""

    def read(self, section: Section) -> None:
        """Read the next section."""
        self._section, grid = section, section.grid
        self._is_apart = False
        for at in range(section.start, section.end):
            texts = grid.texts(at)
            if not texts:
                self._is_apart = True
            elif is_header_again(grid, at, section.header):
                self._note(at, Confidence.SKIPPED, N_("hàng tiêu đề lặp lại"))
                self._is_apart = False
            elif is_numbering(grid, at):
                self._note(at, Confidence.SKIPPED, N_("hàng đánh số cột"))
            elif fold(texts[0]).startswith(_TOTALS) or fold(texts[0]).rstrip(" :") in _WHOLE_TOTALS:
                self._total(at)
            else:
                self._row(at, texts)

    def _row(self, number: int, texts: list[str]) -> None:
        section = self._section
        row = _table_row(section, number)
        code_cell = self._read_code(number, row)
        shape = row.code.shape
        is_whole = section.grid.covers_row(number)
        if len(texts) == 1 and (is_whole or shape is Shape.NONE):
            code, rest = leading_code(words(texts[0]))
            if is_whole and code == NO_CODE:
                text = N_("tiêu đề không có mã, không là dòng của kế hoạch: “{whole}”")
                text = text.format(whole=texts[0])
                self._note(number, Confidence.SKIPPED, text, Subject.HEADING)
                return
            if is_whole or code.shape is Shape.HEADING:
                self._item(replace(row, code=code, cells={CONTENT: rest}), None)
                return
        self._note_ignored(number)
        is_same = code_cell is not None and code_cell is self._code_cell and bool(self.rows)
        if is_same and number > section.start:
            self._further(row, N_("ô TT gộp với hàng trên"))
        elif shape is Shape.NONE and not row.cells:
            return
        elif self._is_apart and _is_no_row(row):
            # Who signs, as a rule.
            text = N_("hàng không có mã, đứng rời bảng; không lấy: {texts}")
            text = text.format(texts="; ".join(f"“{each}”" for each in texts))
            self._note(number, Confidence.UNSURE, text)
            return
        elif shape is Shape.BULLET and self.rows:
            self._further(row, N_("hàng đánh dấu gạch đầu dòng ở cột TT"), is_marked=True)
        elif shape is not Shape.NONE:
            self._item(row, code_cell)
        elif not self.rows:
            text = N_("hàng không có mã, không có dòng nào ở trên; không lấy: {cells}")
            self._note(number, Confidence.UNSURE, text.format(cells=row.in_words()))
        elif row.is_item:
            row.remarks.doubt(N_("dòng không có mã TT"))
            self._item(replace(row, code=Code("", Shape.OTHER)), None)
        elif row.is_task:
            why = N_("hàng không có mã, có nhiệm vụ và đơn vị chủ trì riêng")
            self._further(row, why, is_sure=False)
        else:
            text = N_("nối thêm hàng {row} ({source}) không có mã")
            self.rows[-1].remarks.doubt(text, row=row.number, source=row.source)
            self._join(row)
        self._is_apart = False

    def _read_code(self, number: int, row: TableRow) -> GridCell | None:
        """Read the row's code, from its column or from its content's beginning; return its cell."""
        code, content = self._section.cell(number, CODE), self._section.cell(number, CONTENT)
        is_apart = code is not None and code is not content
        if code is not None and is_apart and not is_blank(code.value):
            row.code = read_code(code.value, self._before, row.remarks)
            return code
        leading, rest = leading_code(words(row.text(CONTENT)))
        is_clear = leading.shape is Shape.CODE and row.is_item
        if leading != NO_CODE and (is_clear or not is_apart):
            row.code, row.cells[CONTENT] = leading, rest
            if is_apart:
                row.remarks.add(N_("mã lấy ở đầu ô nội dung"))
                return None
        return code

    def _item(self, row: TableRow, code_cell: GridCell | None) -> None:
        sign = row.code.value
        if row.code.shape is Shape.SUB:
            plain = (each.code for each in reversed(self.rows))
            parent = next((code.value for code in plain if code.shape is Shape.CODE), "")
            row.code = Code(f"{parent}.{sign}" if parent else sign, Shape.SUB)
            say = row.remarks.add if parent else row.remarks.doubt
            say(N_("mã “{code})” thuộc dòng {parent}"), code=sign, parent=parent or "?")
        elif row.code.shape is Shape.BULLET:
            row.remarks.doubt(N_("hàng gạch đầu dòng không có dòng nào ở trên"))
        self.rows.append(row)
        self._code_cell = code_cell
        if row.code.shape is not Shape.HEADING:
            self._before = row.code.value

    def _further(
        self, row: TableRow, why: str, is_marked: bool = False, is_sure: bool = True
    ) -> None:
        """Take a further row of the last criterion: a task of its own, or more of the same."""
        last = self.rows[-1]
        say = last.remarks.add if is_sure else last.remarks.doubt
        earlier = [each.text(TASK) for each in (last, *last.tasks)]
        is_own = last.has(TASK) and row.has(TASK) and row.text(TASK) not in earlier
        if is_marked or is_own:
            last.tasks.append(row)
            text = N_("hàng {row}: {why}, là nhiệm vụ riêng của tiêu chí")
            say(text, row=row.number, why=why)
        else:
            say(N_("nối thêm hàng {row}: {why}"), row=row.number, why=why)
            self._join(row)

    def _join(self, row: TableRow) -> None:
        """Put the rest of a row that was split to the last one."""
        last = self.rows[-1]
        for each in [last, *last.tasks][-1].join(row):
            last.remarks.doubt(N_("hàng {row}: không lấy {cell}"), row=row.number, cell=each)
        last.remarks.take(row.remarks)

    def _total(self, number: int) -> None:
        self._is_apart = True
        cell = self._section.cell(number, POINTS)
        found = read_small_number(cell.value) if cell else None
        if found is None:
            self._note(number, Confidence.SKIPPED, N_("hàng tổng cộng, không ghi điểm"))
        else:
            self.totals.append((self._section, number, found))

    def _note_ignored(self, number: int) -> None:
        """Note cells of columns that the plan has no place for, so that none is lost."""
        cells = self._section.grid.rows[number]
        for column in self._section.header.columns:
            cell = cells[column.number]
            is_first = cell.row == number and cells.index(cell) == column.number
            if column.target == IGNORED and is_first and cell.text:
                unnamed = N_("cột thứ {number}, không tiêu đề").format(number=column.number + 1)
                text = N_("không lấy “{header}”: {value}").format(
                    header=column.header or unnamed, value=shown_value(cell.value)
                )
                self._note(number, Confidence.SKIPPED, text, Subject.CELL)

    def _note(self, number: int, sure: Confidence, text: str, about: Subject = Subject.ROW) -> None:
        self.notes.append(self._section.note(number, sure, text, about))


def _is_no_row(row: TableRow) -> bool:
    """Whether what stands apart from the table is none of its rows."""
    if row.code.shape is Shape.OTHER:
        return not row.has(CONTENT)
    return row.code.shape is Shape.NONE and not row.is_item and not row.is_task


def _table_row(section: Section, number: int) -> TableRow:
    """Return a row's cells by the plan's columns. A cell merged downwards is that of each of its
    rows where it is text; one merged sideways is that of its first column."""
    row = TableRow(section.grid.name, number + 1, {})
    owners: dict[GridCell, str] = {}
    for column in section.header.columns:
        cell, target = section.grid.rows[number][column.number], column.target
        if target == IGNORED or is_blank(cell.value):
            continue
        owner = owners.setdefault(cell, target)
        if owner != target:
            if owner == CODE and target == CONTENT:
                row.cells[CONTENT] = cell.value
            elif owner not in (CODE, CONTENT):
                text = N_("ô gộp ngang “{first}” và “{target}”: chỉ lấy vào cột đầu")
                row.remarks.doubt(text, first=owner, target=target)
            continue
        if not column.is_sure:
            text = N_("cột “{header}” không chắc là “{target}”")
            row.remarks.doubt(text, header=column.header, target=target)
        if cell.row < number and _is_number_column(target):
            text = N_("ô “{target}” gộp nhiều hàng: chỉ lấy vào hàng đầu")
            row.remarks.doubt(text, target=target)
            continue
        if cell.row < number and target in _OF_TASK:
            row.remarks.add(N_("ô “{target}” gộp nhiều hàng: dùng cho từng hàng"), target=target)
        if target != CODE:
            row.cells[target] = cell.value
    return row


def _settle_headings(rows: Sequence[TableRow], sheet: str, notes: list[Note]) -> list[TableRow]:
    """Make each heading a row of the plan, or leave it out with a note.

    A heading II over 2.1, 2.2 is row 2. Where the rows below count anew under each heading, they
    get its number before theirs. Any other heading only groups rows.
    """
    groups: list[tuple[TableRow | None, list[TableRow]]] = [(None, [])]
    for row in rows:
        if row.code.shape is Shape.HEADING:
            groups.append((row, []))
        else:
            groups[-1][1].append(row)
    firsts = [below[0].code.value for heading, below in groups if _numeral(heading) and below]
    restarts = firsts.count("1") > 1
    known = {row.code.value for _, below in groups for row in below}
    settled: list[TableRow] = []
    for heading, below in groups:
        code = heading and _heading_code(heading, below, restarts, known)
        if heading and code:
            say = heading.remarks.doubt if restarts or not below else heading.remarks.add
            say(N_("tiêu đề “{sign}” đọc là dòng {code}"), sign=heading.code.value, code=code)
            settled.append(replace(heading, code=Code(code)))
            for row in below if restarts else ():
                _put_under(row, code)
        elif heading:
            text = N_("tiêu đề nhóm “{sign}”, không là dòng của kế hoạch: {more}").format(
                sign=heading.code.value, more=joined((heading.in_words(), *heading.remarks), "; ")
            )
            place = heading.source, heading.number
            notes.append(Note(Subject.HEADING, Confidence.SKIPPED, text, *place, sheet))
        settled += below
    return settled


def _numeral(heading: TableRow | None) -> int:
    """Return the number that a heading's Roman numeral is; 0 where it has a letter."""
    sign = heading.code.value.lower() if heading else ""
    return ROMAN.index(sign) if sign in ROMAN else 0


def _heading_code(
    heading: TableRow, below: Sequence[TableRow], restarts: bool, known: set[str]
) -> str | None:
    """Return the code of the row that a heading is; None where it only groups rows."""
    sign, numeral = heading.code.value, _numeral(heading)
    own = str(numeral) if numeral else sign
    if own in known and not restarts:
        return sign if heading.tasks else None
    if below:
        is_row = (restarts and numeral) or below[0].code.value.startswith(f"{own}.")
    else:
        # Then it is a row itself, if it holds more than a name.
        is_row = bool(heading.cells.keys() - {CONTENT})
    # Rows of tasks hang on it: it can't go.
    return own if is_row or heading.tasks else None


def _put_under(row: TableRow, code: str) -> None:
    sign = row.code.value
    if sign:
        longer = f"{code}.{sign}"
        text = N_("mã {sign} đánh lại từ đầu trong mục {code}, đọc là {longer}")
        row.remarks.doubt(text, sign=sign, code=code, longer=longer)
        row.code = replace(row.code, value=longer)


def _with_tasks(
    first: TableRow, codes: set[str], has_children: bool, criteria: set[str]
) -> Iterator[TableRow]:
    """Yield a criterion, and each of its tasks as a row of its own where it has several."""
    code, remarks = first.code.value, first.remarks
    tasks = _tasks(first, has_children)
    is_rest = bool(first.tasks) and not first.has(TASK)
    is_split = bool(tasks) and not is_rest
    is_heading = (has_children and not is_split) or is_rest
    if is_heading and (first.has(TASK) or (first.has(LEADS) and code not in criteria)):
        remarks.doubt(N_("dòng có dòng con: nhiệm vụ, đơn vị ghi ở đây không giao cho ai"))
    free = [letter for letter in LETTERS if f"{code}.{letter}" not in codes]
    for task in tasks[len(free) :]:
        remarks.doubt(N_("quá nhiều nhiệm vụ, không lấy: “{text}”"), text=task.text(TASK))
    own = {c: cell for c, cell in first.cells.items() if c not in _OF_TASK}
    if is_split and code in criteria:
        own |= _shared(tasks)
        if LEADS in own:
            remarks.add(N_("đơn vị chủ trì ghi cả ở tiêu chí: đơn vị đầu tiên chấm điểm"))
    yield replace(first, cells=own) if is_split else first
    shared = {c: cell for c, cell in own.items() if c in (_MEASURE, _METHOD, _SOURCE)}
    for letter, task in zip(free, tasks, strict=False):
        cells = {**shared, **task.cells}
        if task.text(CONTENT) in ("", first.text(CONTENT)):
            cells[CONTENT] = f"Nhiệm vụ {letter}) của tiêu chí {code}"
        yield replace(task, cells=cells, code=Code(f"{code}.{letter}" if code else ""))


def _shared(tasks: Sequence[TableRow]) -> dict[str, Cell]:
    """Return the cells that a criterion needs and all its tasks have alike."""
    first = {c: cell for c, cell in tasks[0].cells.items() if c in _OF_CRITERION}
    return {c: cell for c, cell in first.items() if all(t.cells.get(c) == cell for t in tasks)}


def _tasks(first: TableRow, has_children: bool) -> list[TableRow]:
    """Return the tasks of a criterion where it has several, in rows below it or in one cell."""
    code = first.code.value
    own = {column: cell for column, cell in first.cells.items() if column in _OF_TASK}
    if first.tasks:
        tasks = [*first.tasks]
        if first.has(TASK):
            tasks.insert(0, TableRow(first.source, first.number, own))
        for each in tasks:
            each.remarks.add(N_("nhiệm vụ ở hàng riêng dưới tiêu chí {code}"), code=code)
        return tasks
    found = split_tasks(first.text(TASK))
    if found is None or (found and has_children):
        why = N_("dòng có dòng con") if has_children else N_("dấu liệt kê không rõ")
        first.remarks.doubt(N_("ô nhiệm vụ có nhiều ý, để nguyên một ô ({why})"), why=why)
        return []
    if not found:
        return []
    first.remarks.add(N_("ô nhiệm vụ có {count} nhiệm vụ, tách thành từng dòng"), count=len(found))
    lists = {column: split_tasks(as_text(cell)) for column, cell in own.items()}
    apart = {column: each for column, each in lists.items() if each and len(each) == len(found)}
    whole = ", ".join(column for column in own if column not in apart)
    why = N_("tách từ ô nhiệm vụ của {code}")
    if whole:
        why = N_("tách từ ô nhiệm vụ của {code}; dùng chung cho cả ô: {columns}")
    tasks = []
    for at in range(len(found)):
        cells = {**own, **{column: each[at] for column, each in apart.items()}}
        tasks.append(TableRow(first.source, first.number, cells))
        tasks[-1].remarks.add(why, code=code, columns=whole)
    return tasks


_READERS = {
    CONTENT: lambda cell, _: words(as_text(cell)) or None,
    POINTS: take_points,
    _METHOD: take_method,
    AUTHORITY: take_authority,
    DUE: take_due,
}


def _read(row: TableRow, units: UnitNames) -> Row:
    """Read a row's cells."""
    cells = dict(row.cells)
    made: Row = {CODE: row.code.value or None}
    if (roles := labelled_roles(as_text(cells.get(LEADS)))) and COORDINATING not in cells:
        cells[LEADS], cells[COORDINATING] = roles
        row.remarks.add(N_("ô đơn vị ghi cả chủ trì và phối hợp: tách thành hai cột"))
    office, province = (cells.pop(column, None) for column in (OFFICE, PROVINCE))
    for column, cell in cells.items():
        own = Remarks()
        if column in (LEADS, COORDINATING):
            made[column] = take_units(cell, units, own)
        elif _is_number_column(column) and column != POINTS:
            value = made[column] = read_measured(cell)
            if isinstance(value, float) and 0 < value <= 1 and "%" in row.text(_MEASURE):
                own.doubt(
                    N_(
                        "{value} là của dòng tính bằng %; ô ghi {percent} thì sửa thành "
                        "{hundredfold}"
                    ),
                    value=number(value, 4),
                    percent=percent(value),
                    hundredfold=number(100 * value),
                )
        elif column in _READERS:
            made[column] = _READERS[column](cell, own)
        else:
            made[column] = as_text(cell) or None
        row.remarks.take(own, column)
    if (office or province) and AUTHORITY not in made:
        own = Remarks()
        made[AUTHORITY] = take_marks(office, province, own)
        row.remarks.take(own, AUTHORITY)
    for column, value in made.items():
        if isinstance(value, str) and has_old_font(value):
            text = N_(
                "{column}: chữ gõ bằng phông cũ (TCVN3, VNI), chuyển sang Unicode rồi lấy lại"
            )
            row.remarks.doubt(text, column=column)
        if isinstance(value, str) and len(value) > _LONGEST:
            text = N_("{column}: dài hơn một ô Excel chứa được, bị cắt bớt")
            row.remarks.doubt(text, column=column)
    return made


def _without_scorer(made: Sequence[Row], units: UnitNames, sheet: str) -> Iterator[Note]:
    """Yield a note on each criterion that no unit scores."""
    by_code = {str(row[CODE]): row for row in made if row[CODE]}
    methods = {code: row[_METHOD] for code, row in by_code.items() if row.get(_METHOD)}
    criteria = lowest(code for code, row in by_code.items() if row.get(POINTS) is not None)
    for code in by_code:
        nearest = nearest_code(code, methods)
        first = next(iter(split_names(by_code[code].get(LEADS))), "")
        is_surveyed = nearest is not None and methods[nearest] == Method.SURVEY.label
        if code in criteria and not is_surveyed and units.find(first) is None:
            text = N_(
                "tiêu chí chưa có đơn vị chấm điểm: ghi mã hoặc tên của một phòng, ban, trung tâm "
                "lên đầu ô “Đơn vị chủ trì” của dòng này"
            )
            yield Note(Subject.PLAN, Confidence.UNSURE, text, sheet=sheet, code=code)


def _note_totals(
    made: Sequence[Row], totals: Sequence[tuple[Section, int, float]], notes: list[Note]
) -> None:
    """Hold rows of totals against the sum of the rows that have none above them."""
    codes = {str(row[CODE]) for row in made}
    tops = [row for row in made if parent_code(str(row[CODE])) not in codes]
    found = sum(value for row in tops if isinstance(value := row.get(POINTS), float))
    for section, row, total in totals:
        agrees = abs(found - total) <= POINTS_TOLERANCE
        text = N_("hàng tổng cộng {total} điểm; các dòng lấy vào cộng được {sum}")
        if not agrees:
            text = N_("hàng tổng cộng {total} điểm; các dòng lấy vào cộng được {sum}: KHÔNG khớp")
        text = text.format(total=number(total, 4), sum=number(found, 4))
        notes.append(section.note(row, Confidence.SKIPPED if agrees else Confidence.UNSURE, text))
