"""An appendix sheet of the form: head, live count, table, drop-downs, limits, protection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xlsxwriter.worksheet import Worksheet

from par_xl.entry import FOR_COORDINATING, FORM, INPUT, KEY, LOCKED, Column, Kind
from par_xl.finding import column_letters
from par_xl.form.head import unit_text, write_count, write_head
from par_xl.form.limits import limit
from par_xl.form.lists import COORDINATED_PAIRS, LED_PAIRS, UNIT_CODE
from par_xl.form.locked import locked_values
from par_xl.form.marks import error_value, marked, write_note
from par_xl.form.request import FormRequest, Heading, ReportRow, form_rows
from par_xl.form.verdict import helper_values, verdict
from par_xl.plan.model import Item
from par_xl.rules.cells import BROKEN
from par_xl.rules.formula import (
    HELPERS,
    NOT_FILLED,
    FormRow,
    helper_formulas,
)
from par_xl.rules.registry import coordinating_formula, lead_formula
from par_xl.sheet import (
    CLOSED_FILL,
    ERROR_FILL,
    HEADING_FILLS,
    INPUT_FILL,
    PLAIN,
    WARNING_FILL,
    Book,
    Cell,
    Formula,
    Look,
    TableColumn,
    Value,
    reference,
    whole_range,
)
from par_xl.text import as_text
from par_xl.words import Index, Role, Severity

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
_FIRST_HELPER = len(FORM)
_HEADER_ROW = 6
_FROZEN_COLUMNS = _COLUMN["content"] + 1
_VERDICT_COLOURS: dict[Severity, dict[str, str | bool]] = {
    Severity.ERROR: {"bg_color": ERROR_FILL, "font_color": "#9C0006", "bold": True},
    Severity.WARNING: {"bg_color": WARNING_FILL, "font_color": "#7F6000"},
}


def write_appendix(book: Book, request: FormRequest, index: Index) -> None:
    """Write one appendix sheet."""
    sheet = book.sheet(index.sheet)
    rows = list(form_rows(request, index))
    first, last = _HEADER_ROW + 1, max(_HEADER_ROW + 1, _HEADER_ROW + len(rows))
    write_head(book, sheet, request, index)
    _write_count(book, sheet, first, last, _counts(request, rows))
    columns = [TableColumn(column.header, column.width, hidden=column is KEY) for column in FORM]
    cells = [_row_cells(request, row, _HEADER_ROW + 1 + place) for place, row in enumerate(rows)]
    book.table(sheet, _HEADER_ROW, columns, cells)
    sheet.set_column(_FIRST_HELPER, _FIRST_HELPER + len(HELPERS) - 1, 9, None, {"hidden": True})
    _write_limits(sheet, request, rows)
    _write_notes(book, sheet, request, index)
    _colour_verdicts(book, sheet, first, last)
    if request.unit is None:
        _grey_other_units(book, sheet, first, last)
    _set_up(sheet, index, request, last)


def _counts(request: FormRequest, rows: Sequence[Heading | ReportRow]) -> tuple[int, int, int]:
    """Rows led, filled and in error: what the count line shows when the form is made."""
    verdicts = [
        _verdict(request, row.item, Role.LEAD)
        for row in rows
        if isinstance(row, ReportRow) and _role(request, row) is Role.LEAD
    ]
    return (
        len(verdicts),
        sum(text != NOT_FILLED for text in verdicts),
        sum(text.startswith("Lỗi") for text in verdicts),
    )


def _write_count(
    book: Book, sheet: Worksheet, first: int, last: int, counts: tuple[int, int, int]
) -> None:
    roles = whole_range(first, last, _COLUMN["role"])
    checks = whole_range(first, last, _COLUMN["check"])
    led = f'COUNTIF({roles},"{Role.LEAD.label}")'
    not_filled = f'COUNTIFS({roles},"{Role.LEAD.label}",{checks},"{NOT_FILLED}")'
    wrong = f'COUNTIFS({roles},"{Role.LEAD.label}",{checks},"Lỗi*")'
    text = (
        f'="Chủ trì: đã nhập "&({led}-{not_filled})&"/"&{led}&" dòng, "&{wrong}&" dòng chưa hợp lệ"'
    )
    total, filled, bad = counts
    value = f"Chủ trì: đã nhập {filled}/{total} dòng, {bad} dòng chưa hợp lệ"
    write_count(book, sheet, Formula(text, value))


def _row_cells(request: FormRequest, row: Heading | ReportRow, at: int) -> list[Cell]:
    if isinstance(row, Heading):
        return _heading_cells(row)
    return [*_locked_cells(request, row, at), *_input_cells(request, row), *_live(request, row, at)]


def _heading_cells(row: Heading) -> list[Cell]:
    fill = HEADING_FILLS[min(max(row.level, 0), len(HEADING_FILLS) - 1)]
    bold = row.level <= 1
    values: dict[str, Value] = {"content": row.text}
    if row.item is not None:
        values |= {
            "code": row.item.code,
            "maximum": row.item.maximum,
            "measure": row.item.measure or None,
        }
    return [Cell(values.get(c.field), Look.of(c.kind).with_(fill=fill, bold=bold)) for c in FORM]


def _locked_cells(request: FormRequest, row: ReportRow, at: int) -> Iterator[Cell]:
    values: dict[str, Value] = {
        **locked_values(row.item, request.period, row.role),
        "before": request.before.get(row.item.key),
    }
    if row.role is None:
        values["role"] = _chosen_role(request, row, at)
    for column in LOCKED:
        look = _look(column, row.item)
        if column.field == "role":
            look = look.with_(align="center", bold=row.role is not Role.COORDINATING)
        yield Cell(values[column.field], marked(look, request, (row.item.key, column.field)))


def _chosen_role(request: FormRequest, row: ReportRow, at: int) -> Formula:
    """Role of the unit chosen in the standard form's head, worked out on the lists sheet."""
    pair = f'{reference(at, _COLUMN["key"])}&"|"&{UNIT_CODE}'
    text = (
        f'=IF({UNIT_CODE}="","",IF(COUNTIF({LED_PAIRS},{pair})>0,"{Role.LEAD.label}",'
        f'IF(COUNTIF({COORDINATED_PAIRS},{pair})>0,"{Role.COORDINATING.label}","")))'
    )
    role = _role(request, row)
    return Formula(text, role.label if role else "")


def is_open(column: Column, row: ReportRow) -> bool:
    """Whether a unit may fill that cell."""
    if row.role is Role.COORDINATING:
        return column.field in FOR_COORDINATING
    if column.field == "self_score":
        return row.item.is_scored
    return column.field != "value" or row.item.is_measured


def _input_cells(request: FormRequest, row: ReportRow) -> Iterator[Cell]:
    values = request.values.get(row.item.key, {})
    broken = request.broken.get(row.item.key, {})
    for column in INPUT:
        open_here = is_open(column, row)
        value: Value = values.get(column.field)
        if column.field in broken:
            value = error_value(broken[column.field])
        look = _look(column, row.item).with_(
            fill=INPUT_FILL if open_here else CLOSED_FILL,
            # What was filled in where nothing belongs must be possible to take out again.
            locked=not open_here and value is None,
        )
        if isinstance(value, date) and (column.kind is not Kind.DAY or value.year < 1900):
            # In words: in the format of a day, what is typed over it would be a day again.
            value = as_text(value)
        if column.kind is Kind.TEXT:
            # As text, so that "- Đã ban hành" is not taken for a formula.
            look = look.with_(number_format="@")
        elif _is_out_of_format(column.kind, value):
            look = look.with_(number_format="General")
        yield Cell(value, marked(look, request, (row.item.key, column.field)))


def _look(column: Column, item: Item) -> Look:
    """The plain look of a column's cell in an item's row."""
    look = Look.of(column.kind)
    if column.kind is Kind.NUMBER and item.is_measured_in_percent:
        # The number is seen as what it counts: who types 96% into it sees 0,96%.
        return look.with_(number_format='General"%"')
    return look


def _is_out_of_format(kind: Kind, value: Value) -> bool:
    """Whether a number would not be seen as it was typed in its column's format."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return kind is Kind.DAY or (kind is Kind.PERCENT and not 0 <= value < 2)


def _write_notes(book: Book, sheet: Worksheet, request: FormRequest, index: Index) -> None:
    """A note on each cell in which something was found wrong."""
    if request.report is None:
        return
    for key, row in row_places(request, index).items():
        for field, column in _COLUMN.items():
            write_note(book, sheet, request, (key, field), (row, column))


def row_places(request: FormRequest, index: Index) -> dict[str, int]:
    """Where each row to report on stands on its sheet (from 0), by key."""
    rows = enumerate(form_rows(request, index), start=_HEADER_ROW + 1)
    return {row.item.key: at for at, row in rows if isinstance(row, ReportRow)}


def _live(request: FormRequest, row: ReportRow, at: int) -> Iterator[Cell]:
    """`Kiểm tra` and, for rows to lead, its helper cells."""
    form_row = _form_row(request, row.item, at)
    role = _role(request, row)
    value = _verdict(request, row.item, role) if role else ""
    if row.role is Role.COORDINATING:
        formula = coordinating_formula(form_row)
    else:
        where = reference(at, _COLUMN["role"]) if row.role is None else None
        formula = lead_formula(form_row, where)
    yield Cell(Formula(formula, value), Look.of(Kind.TEXT))
    if row.role is Role.COORDINATING:
        return
    values = helper_values(request.values.get(row.item.key, {}))
    for name, text in helper_formulas(form_row).items():
        yield Cell(Formula(text, values[name]), PLAIN)


def _role(request: FormRequest, row: ReportRow) -> Role | None:
    """Role in the row; in the standard form that of the unit chosen, None without one."""
    if row.role is not None:
        return row.role
    unit = request.plan.unit_named(request.head.get("unit", ""))
    return request.plan.in_period(request.period).role(unit.code, row.item.key) if unit else None


def _verdict(request: FormRequest, item: Item, role: Role) -> str:
    if request.broken.get(item.key):
        return BROKEN.verdict
    cells = request.values.get(item.key, {})
    return verdict(request.plan, request.period, item, role, cells, request.today)


def _form_row(request: FormRequest, item: Item, at: int) -> FormRow:
    return FormRow(
        cells={column.field: reference(at, _COLUMN[column.field]) for column in INPUT},
        helpers={name: reference(at, _FIRST_HELPER + place) for place, name in enumerate(HELPERS)},
        has_due_date=item.due.within(request.period.year) is not None,
        maximum=item.maximum,
        is_scored=item.is_scored,
        plan_start=request.plan.start,
        period_start=request.period.start,
        period_end=request.period.end,
    )


def _write_limits(
    sheet: Worksheet, request: FormRequest, rows: Sequence[Heading | ReportRow]
) -> None:
    """One limit for each run of open cells down a column."""
    for column in INPUT:
        place = _COLUMN[column.field]
        start: int | None = None
        for place_in_table, row in enumerate([*rows, None]):
            at = _HEADER_ROW + 1 + place_in_table
            open_here = isinstance(row, ReportRow) and is_open(column, row)
            if open_here and start is None:
                start = at
            elif not open_here and start is not None:
                maximum = reference(start, _COLUMN["maximum"])
                options = limit(column, request.plan, request.period, maximum)
                sheet.data_validation(start, place, at - 1, place, options)
                start = None


def _colour_verdicts(book: Book, sheet: Worksheet, first: int, last: int) -> None:
    place = _COLUMN["check"]
    check = reference(first, place)
    for severity, colours in _VERDICT_COLOURS.items():
        sheet.conditional_format(
            first,
            place,
            last,
            place,
            {
                "type": "formula",
                "criteria": f'=LEFT({check},{len(severity.label)})="{severity.label}"',
                "format": book.format(**colours),
            },
        )


def _grey_other_units(book: Book, sheet: Worksheet, first: int, last: int) -> None:
    """In the standard form, rows that are not the chosen unit's are greyed, but for cells that
    hold something: that is an error, and the colour of a mark would lie under the grey."""
    role = reference(first, _COLUMN["role"])
    key = reference(first, _COLUMN["key"])
    grey = book.format(bg_color=CLOSED_FILL, font_color="#7F7F7F")

    def add(columns: tuple[int, int], criteria: str) -> None:
        options = {"type": "formula", "criteria": f"={criteria}", "format": grey}
        sheet.conditional_format(first, columns[0], last, columns[1], options)

    inputs = [_COLUMN[column.field] for column in INPUT]
    others = f'AND({key}<>"",{role}="")'
    add((0, min(inputs) - 1), others)
    add((max(inputs) + 1, _COLUMN["check"]), others)
    for column in INPUT:
        place = _COLUMN[column.field]
        closed = f'{role}=""'
        if not column.for_coordinating:
            closed = f'OR({closed},{role}="{Role.COORDINATING.label}")'
        blank = f"LEN(TRIM({reference(first, place)}))=0"
        add((place, place), f'AND({key}<>"",{closed},{blank})')


def _set_up(sheet: Worksheet, index: Index, request: FormRequest, last: int) -> None:
    """Freezing, filter, protection without a password, colours of verdicts, print."""
    sheet.freeze_panes(_HEADER_ROW + 1, _FROZEN_COLUMNS)
    sheet.autofilter(_HEADER_ROW, 0, last, _COLUMN["check"])
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    everything = f"A1:{column_letters(_FIRST_HELPER + len(HELPERS))}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": everything, "formula_unlocked": everything})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.repeat_columns(0, _FROZEN_COLUMNS - 1)
    sheet.print_area(0, 0, last, _COLUMN["check"])
    # Two pages side by side: what is asked, and what is answered.
    sheet.set_print_scale(48)
    sheet.print_across()
    sheet.set_v_pagebreaks([_COLUMN["status"]])
    unit = unit_text(request) or "Biểu mẫu chuẩn"
    sheet.set_footer(
        f'&L&"Times New Roman"&9{index.sheet} – {unit} – kỳ {request.period.code}'
        '&R&"Times New Roman"&9Trang &P/&N'
    )
