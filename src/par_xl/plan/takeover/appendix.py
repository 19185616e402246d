"""The sections of one appendix → its rows of the plan, each cell read as the plan has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from par_xl.plan.items import POINTS_TOLERANCE, lowest, nearest_code, parent_code
from par_xl.plan.table import read_measured
from par_xl.plan.takeover.areas import Areas
from par_xl.plan.takeover.cells import (
    take_authority,
    take_due,
    take_marks,
    take_method,
    take_points,
)
from par_xl.plan.takeover.header import (
    AUTHORITY,
    CODE,
    CONTENT,
    COORDINATING,
    DUE,
    LEADS,
    OFFICE,
    POINTS,
    PROVINCE,
    TASK,
)
from par_xl.plan.takeover.headings import settle_headings
from par_xl.plan.takeover.names import labelled_roles, take_units
from par_xl.plan.takeover.outline import Section
from par_xl.plan.takeover.report import Confidence, Note, Remarks, Subject
from par_xl.plan.takeover.rows import TableReader
from par_xl.plan.takeover.table_row import (
    MEASURE,
    METHOD,
    SOURCE,
    Row,
    TableRow,
    is_number_column,
)
from par_xl.plan.takeover.tasks import with_tasks
from par_xl.plan.units import UnitNames, split_names
from par_xl.terms.messages import N_, joined
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import as_text, fold, words
from par_xl.terms.words import Method, number, percent

_LONGEST = 32_000
"""Letters that a cell of Excel surely holds."""


def plan_rows(
    sections: Sequence[Section],
    units: UnitNames,
    areas: Areas,
    base: Mapping[str, Row],
    report: list[Note],
) -> list[Row]:
    """Read the sections of one appendix into rows of the plan; *base* are its present rows by
    code. Rows that name no source get their place in the file."""
    sheet, notes = sections[0].sheet, list[Note]()
    settled: list[TableRow] = []
    totals: list[tuple[Section, int, float]] = []
    for _, own in groupby(sections, key=lambda each: each.file):
        reader = TableReader(areas)
        for section in own:
            reader.read(section)
        notes += reader.notes
        totals += reader.totals
        settled += settle_headings(reader.rows, areas, sheet, notes)
    settled = _once(settled, sheet, notes)
    codes = {each.code.value for each in settled}
    above = {code[:at] for code in codes for at, sign in enumerate(code) if sign == "."}
    criteria = lowest(each.code.value for each in settled if each.has(POINTS))
    made: list[Row] = []
    for each in settled:
        for row in with_tasks(each, codes, each.code.value in above, criteria):
            made.append(_read(row, units))
            made[-1].setdefault(SOURCE, f"{row.source}, hàng {row.number}")
            text = joined(row.remarks, "; ") if row.remarks else N_("đọc nguyên hàng")
            place = row.source, row.number, sheet, row.code.value
            notes.append(Note(Subject.ROW, row.remarks.sure, text, *place))
    _note_totals(made, totals, notes)
    made = list(_with_parents(made, areas, base, report))
    report += _without_scorer(made, units, sheet)
    # As the file has them: a task that was split off follows its criterion.
    order = {section.grid.name: at for at, section in reversed(list(enumerate(sections)))}
    report += sorted(notes, key=lambda note: (order[note.source], note.row or 0))
    return made


def _once(rows: Sequence[TableRow], sheet: str, notes: list[Note]) -> list[TableRow]:
    """Put together the rows of one item that stand in several files or tables."""
    kept: dict[tuple[str, str], TableRow] = {}
    for row in rows:
        key = row.code.value, fold(row.text(CONTENT))
        if not all(key):
            key = row.source, str(row.number)
        first = kept.setdefault(key, row)
        if first is row:
            continue
        where = N_("{source}, hàng {row}").format(source=row.source, row=row.number)
        if first.has(TASK) and row.has(TASK) and not first.says_task_of(row):
            first.tasks += [row, *row.tasks]
            first.remarks.doubt(N_("mã này có thêm nhiệm vụ ở {place}"), place=where)
            continue
        first.tasks += row.tasks
        other = [
            f"{column}: “{row.text(column)}”"
            for column in row.cells
            if first.has(column) and fold(first.text(column)) != fold(row.text(column))
        ]
        first.cells = {**row.cells, **first.cells}
        text = N_("đã có ở {place}: lấy một dòng").format(
            place=N_("{source}, hàng {row}").format(source=first.source, row=first.number)
        )
        notes.append(
            Note(Subject.ROW, Confidence.SKIPPED, text, row.source, row.number, sheet, key[0])
        )
        if other:
            text = N_("{place} cũng có dòng này mà ghi khác, không lấy: {cells}")
            first.remarks.doubt(text, place=where, cells="; ".join(other))
    return list(kept.values())


def _with_parents(
    made: Sequence[Row], areas: Areas, base: Mapping[str, Row], report: list[Note]
) -> Iterator[Row]:
    """Yield the rows, before that of an area those of the present plan that it lies under and the
    file lacks."""
    codes = {str(row[CODE]) for row in made}
    for row in made:
        parts = str(row[CODE]).split(".") if row[CODE] in areas.names else []
        for parent in (".".join(parts[:depth]) for depth in range(1, len(parts))):
            if parent in base and parent not in codes:
                codes.add(parent)
                text = N_("dòng trên của {code}: giữ theo kế hoạch hiện có")
                text = text.format(code=row[CODE])
                report.append(Note(Subject.PLAN, Confidence.SURE, text, code=parent))
                yield dict(base[parent])
        yield row


_READERS = {
    CONTENT: lambda cell, _: words(as_text(cell)) or None,
    POINTS: take_points,
    METHOD: take_method,
    AUTHORITY: take_authority,
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
        elif is_number_column(column) and column != POINTS:
            value = made[column] = read_measured(cell)
            if isinstance(value, float) and 0 < value <= 1 and "%" in row.text(MEASURE):
                own.doubt(
                    N_(
                        "{value} là của dòng tính bằng %; ô ghi {percent} thì sửa thành "
                        "{hundredfold}"
                    ),
                    value=number(value, 4),
                    percent=percent(value),
                    hundredfold=number(100 * value),
                )
        elif column == DUE:
            made[column] = take_due(cell, own, row.year)
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
    methods = {code: row[METHOD] for code, row in by_code.items() if row.get(METHOD)}
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
