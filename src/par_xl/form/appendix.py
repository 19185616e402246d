"""An appendix sheet of the form: head, live count, table, drop-downs, limits, protection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from par_xl.form.cells import limit, write_note
from par_xl.form.head import unit_text, write_count, write_head
from par_xl.form.request import FormRequest, Heading, ReportRow
from par_xl.form.table import HEADER_ROW, Judged, judge, open_cells, row_places, write_rows
from par_xl.form.verdict import FIRST_HELPER
from par_xl.rules.entry import FORM, INPUT, KEY
from par_xl.rules.formula import HELPERS, NOT_FILLED
from par_xl.rules.rule import Bounds
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Index, Role, Severity
from par_xl.workbooks.look import CLOSED_FILL, ERROR_FILL, WARNING_FILL
from par_xl.workbooks.sheet import Formula
from par_xl.workbooks.writing import Book, TableColumn, reference, whole_range

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
_FROZEN_COLUMNS = _COLUMN["content"] + 1
_VERDICT_COLOURS: dict[Severity, dict[str, str | bool]] = {
    Severity.ERROR: {"bg_color": ERROR_FILL, "font_color": "#9C0006", "bold": True},
    Severity.WARNING: {"bg_color": WARNING_FILL, "font_color": "#7F6000"},
}


def write_appendix(book: Book, request: FormRequest, index: Index) -> None:
    """Write one appendix sheet."""
    sheet = book.sheet(index.sheet)
    rows = request.rows[index]
    first, last = HEADER_ROW + 1, max(HEADER_ROW + 1, HEADER_ROW + len(rows))
    judged = [judge(request, row) if isinstance(row, ReportRow) else None for row in rows]
    write_head(book, sheet, request, index)
    _write_count(book, sheet, first, last, judged)
    columns = [TableColumn(column.header, column.width, hidden=column is KEY) for column in FORM]
    book.table(sheet, HEADER_ROW, columns, [])
    write_rows(book, sheet, request, rows, judged)
    sheet.set_column(FIRST_HELPER, FIRST_HELPER + len(HELPERS) - 1, 9, None, {"hidden": True})
    _write_limits(sheet, request, rows)
    _write_notes(book, sheet, request, index)
    _colour_verdicts(book, sheet, first, last)
    if request.unit is None:
        _grey_other_units(book, sheet, first, last)
    _set_up(sheet, index, request, last)


def _write_count(
    book: Book, sheet: Worksheet, first: int, last: int, judged: Sequence[Judged | None]
) -> None:
    """Write the live count of rows that the unit leads, stored as it is when the form is made."""
    roles = whole_range(first, last, _COLUMN["role"])
    checks = whole_range(first, last, _COLUMN["check"])
    led = f'COUNTIF({roles},"{Role.LEAD.label}")'
    not_filled = f'COUNTIFS({roles},"{Role.LEAD.label}",{checks},"{NOT_FILLED}")'
    wrong = f'COUNTIFS({roles},"{Role.LEAD.label}",{checks},"Lỗi*")'
    text = (
        f'="Chủ trì: đã nhập "&({led}-{not_filled})&"/"&{led}&" dòng, "&{wrong}&" dòng chưa hợp lệ"'
    )
    texts = [each.shown.verdict for each in judged if each and each.role is Role.LEAD]
    filled = sum(text != NOT_FILLED for text in texts)
    bad = sum(text.startswith("Lỗi") for text in texts)
    value = f"Chủ trì: đã nhập {filled}/{len(texts)} dòng, {bad} dòng chưa hợp lệ"
    write_count(book, sheet, Formula(text, value))


def _write_limits(
    sheet: Worksheet, request: FormRequest, rows: Sequence[Heading | ReportRow]
) -> None:
    """One limit for all open cells of a column, by the first of them."""
    if not rows:
        return
    plan_start, period_end = request.plan.start, request.period.end
    nothing = (False,) * len(INPUT)
    opened = [open_cells(row) if isinstance(row, ReportRow) else nothing for row in rows]
    for column, runs in zip(INPUT, map(_runs, zip(*opened, strict=True)), strict=True):
        place = _COLUMN[column.field]
        found = [(HEADER_ROW + 1 + start, HEADER_ROW + end) for start, end in runs]
        if found:
            at, last = found[0]
            bounds = Bounds(plan_start, period_end, reference(at, _COLUMN["maximum"]))
            areas = " ".join(xl_range(top, place, bottom, place) for top, bottom in found)
            options = {**limit(column, bounds), "multi_range": areas}
            sheet.data_validation(at, place, last, place, options)


def _runs(flags: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Where each run of those that are set begins and, one after, ends."""
    end = 0
    for flag, run in groupby(flags):
        start, end = end, end + len(list(run))
        if flag:
            yield start, end


def _write_notes(book: Book, sheet: Worksheet, request: FormRequest, index: Index) -> None:
    """Write a note on each cell in which something was found wrong."""
    if request.report is None:
        return
    places = row_places(request, index)
    at = {
        (places[key], _COLUMN[field]): (key, field)
        for key, field in request.report.found
        if key in places and field in _COLUMN
    }
    for place in sorted(at):
        write_note(book, sheet, request, at[place], place)


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
    sheet.freeze_panes(HEADER_ROW + 1, _FROZEN_COLUMNS)
    sheet.autofilter(HEADER_ROW, 0, last, _COLUMN["check"])
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    everything = f"A1:{column_letters(FIRST_HELPER + len(HELPERS))}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": everything, "formula_unlocked": everything})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0, _FROZEN_COLUMNS - 1)
    sheet.print_area(0, 0, last, _COLUMN["check"])
    # Two pages side by side: what is asked, and what is answered.
    sheet.set_print_scale(48)
    sheet.print_across()
    sheet.set_v_pagebreaks([_COLUMN["status"]])
    # A footer has 255 letters at most, and & begins a command in it.
    unit = (unit_text(request) or "Biểu mẫu chuẩn")[:90].replace("&", "&&")
    sheet.set_footer(
        f'&L&"Times New Roman"&9{index.sheet} – {unit} – kỳ {request.period.code}'
        '&R&"Times New Roman"&9Trang &P/&N'
    )
