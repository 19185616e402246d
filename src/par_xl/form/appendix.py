"""An appendix sheet of the form: title, live count, table, limits, colours, protection, print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from par_xl.form.cells import limit
from par_xl.form.cover import count_formula, unit_text
from par_xl.form.places import (
    COLUMN,
    COVER_TABLE_ROW,
    FIRST_ROW,
    HEADER_ROW,
    ROLE_LISTS,
    UNIT_CODE,
    head_reference,
)
from par_xl.form.request import COVER_SHEET, FormRequest, Heading, ReportRow
from par_xl.form.table import LINE, SIZE, table_columns, table_rows
from par_xl.rules.asked import Asked
from par_xl.rules.check import WRONG_BEGINS
from par_xl.rules.entry import FORM, INPUT, KEY, Column
from par_xl.rules.formula import MISSING, RIGHT
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Index, Role
from par_xl.workbooks.look import (
    CLOSED_FILL,
    ERROR_FILL,
    HEADER,
    NEEDED_FILL,
    PLAIN,
    RIGHT_FILL,
    WARNING_FILL,
    heights,
    row_height,
)
from par_xl.workbooks.sheet import Formula, Sheet, Value
from par_xl.workbooks.writing import Book, reference

_FIRST_INPUT, _LAST_INPUT = COLUMN[INPUT[0].field], COLUMN[INPUT[-1].field]
_HEADER = HEADER.with_(size=SIZE, vertical="top")
_LINK = PLAIN.with_(color="#0563C1", underline=True, size=SIZE)
_STANDARD = "Biểu mẫu chuẩn"


def write_appendix(book: Book, request: FormRequest, index: Index) -> None:
    """Write one appendix sheet."""
    sheet = book.sheet(index.sheet)
    rows = request.rows[index]
    last = FIRST_ROW + max(1, len(rows)) - 1
    _write_head(book, sheet, request, index)
    book.table(
        sheet, HEADER_ROW, table_columns(), table_rows(request, index), grows=True, header=_HEADER
    )
    headers = (heights(each.width, _HEADER)[each.header] for each in FORM if each is not KEY)
    sheet.set_row(HEADER_ROW, row_height(max(headers), SIZE), grows=True)
    _write_limits(sheet, rows)
    if request.report is not None:
        from par_xl.form.marks import write_marks

        write_marks(book, request, request.report, index.sheet)
    if request.unit is None:
        _grey_other_units(book, sheet, last)
    _colour(book, sheet, last)
    _set_up(sheet, index, request, last)


def _write_head(book: Book, sheet: Sheet, request: FormRequest, index: Index) -> None:
    """Write the two lines above the table, over the columns that stay in sight."""
    column = COLUMN["code"]
    text = f"PHỤ LỤC {index.numeral}. NÂNG CAO {index.full_name.upper()} ({index.label})"
    period = f"kỳ {request.period.name}"
    whose = unit_text(request) or _STANDARD
    shown = f"{text} – {whose} – {period}"
    title: Value = shown
    if request.unit is None:
        unit = head_reference("unit")
        chosen = f'IF({unit}="","{_STANDARD}",{unit})'
        title = Formula(f'="{text} – "&{chosen}&" – {period}"', shown)
    look = PLAIN.with_(bold=True, size=SIZE, color="#1F4E79")
    book.put(sheet, 0, column, title, look)
    book.put(sheet, 1, column, count_formula(request, index), look)
    target = COVER_SHEET, f"A{COVER_TABLE_ROW + 1}"
    book.link(sheet, (1, COLUMN["check"]), target, "← Trang đầu", _LINK)
    for row in (0, 1):
        sheet.set_row(row, LINE, grows=True)


def _write_limits(sheet: Sheet, rows: Sequence[Heading | ReportRow]) -> None:
    """Write one limit for all cells that take the same."""
    alike: dict[Asked, list[int]] = defaultdict(list)
    for at, row in enumerate(rows, start=FIRST_ROW):
        if isinstance(row, ReportRow):
            alike[row.asked].append(at)
    for column in INPUT:
        place = COLUMN[column.field]
        letters = column_letters(place)
        for options, places in _limited(column, alike):
            runs = _runs(places)
            areas = " ".join(
                f"{letters}{first + 1}" + (f":{letters}{last + 1}" if last > first else "")
                for first, last in runs
            )
            first, last = runs[0]
            sheet.data_validation(first, place, last, place, {**options, "multi_range": areas})


def _limited(
    column: Column, alike: Mapping[Asked, list[int]]
) -> Iterable[tuple[Mapping[str, object], list[int]]]:
    """Return each limit of a column, with the rows that it is on."""
    found: dict[int, tuple[Mapping[str, object], list[int]]] = {}
    for asked, places in alike.items():
        if column.field in asked.open:
            options = limit(column, asked)
            found.setdefault(id(options), (options, []))[1].extend(places)
    return found.values()


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of rows that follow one another."""
    runs: list[tuple[int, int]] = []
    for at in sorted(places):
        if runs and runs[-1][1] == at - 1:
            runs[-1] = runs[-1][0], at
        else:
            runs.append((at, at))
    return runs


def _colour(book: Book, sheet: Sheet, last: int) -> None:
    """Colour the verdicts, and the cells that they name by their headers."""
    check = reference(FIRST_ROW, COLUMN["check"])
    header = f"{column_letters(_FIRST_INPUT)}${HEADER_ROW + 1}"
    verdicts = (
        (MISSING, {"bg_color": WARNING_FILL, "font_color": "#5F4700"}, {"bg_color": NEEDED_FILL}),
        (WRONG_BEGINS, {"bg_color": ERROR_FILL, "font_color": "#9C0006"}, {"bg_color": ERROR_FILL}),
        (RIGHT, {"font_color": "#00702F", "bg_color": RIGHT_FILL}, None),
    )
    for text, of_verdict, of_cell in verdicts:
        begins = f'LEFT({check},{len(text)})="{text}"'
        _condition(book, sheet, (COLUMN["check"],) * 2, last, begins, of_verdict)
        if of_cell:
            named = f"ISNUMBER(FIND({header},{check}))"
            criteria = f"AND({begins},{named})"
            _condition(book, sheet, (_FIRST_INPUT, _LAST_INPUT), last, criteria, of_cell)


def _condition(
    book: Book,
    sheet: Sheet,
    columns: tuple[int, int],
    last: int,
    criteria: str,
    properties: dict[str, str],
) -> None:
    """Colour cells of the table where *criteria*, said of the first row, hold."""
    colours = book.format(**properties)
    options = {"type": "formula", "criteria": f"={criteria}", "format": colours}
    sheet.conditional_format(FIRST_ROW, columns[0], last, columns[1], options)


def _grey_other_units(book: Book, sheet: Sheet, last: int) -> None:
    """Grey what the unit chosen in the standard form has no part in, but for cells that hold
    something: that is wrong, and shown as such."""
    key, role = (reference(FIRST_ROW, COLUMN[field]) for field in ("key", "role"))
    grey = {"bg_color": CLOSED_FILL, "font_color": "#7F7F7F"}
    others = f'AND({key}<>"",{role}="")'
    _condition(book, sheet, (COLUMN["code"], _FIRST_INPUT - 1), last, others, grey)
    for column in INPUT:
        place = COLUMN[column.field]
        closed = [f'{role}=""']
        closed += [
            f'{role}="{each.label}"'
            for each in (Role.COORDINATING, Role.SCORING)
            if each not in column.roles
        ]
        if column.field == "self_score":
            closed.append(f'COUNTIF({ROLE_LISTS[Role.SCORING]},{key}&"|"&{UNIT_CODE})=0')
        blank = f"LEN(TRIM({reference(FIRST_ROW, place)}))=0"
        criteria = f'AND({key}<>"",OR({",".join(closed)}),{blank})'
        _condition(book, sheet, (place, place), last, criteria, grey)


def _open_cells(rows: Iterable[Heading | ReportRow]) -> Iterator[tuple[int, int]]:
    """Yield the first cell to fill of each row, counted from 0."""
    for at, row in enumerate(rows, start=FIRST_ROW):
        if isinstance(row, ReportRow):
            yield at, min(COLUMN[field] for field in row.asked.open)


def _set_up(sheet: Sheet, index: Index, request: FormRequest, last: int) -> None:
    """Freezing, filter, protection without a password, print."""
    sheet.freeze_panes(FIRST_ROW, _FIRST_INPUT)
    start = next(_open_cells(request.rows[index]), (FIRST_ROW, _FIRST_INPUT))
    sheet.set_selection(*start, *start)
    sheet.autofilter(HEADER_ROW, 0, last, COLUMN["check"])
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    everything = f"A1:{column_letters(len(FORM) - 1)}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": everything, "formula_unlocked": everything})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, COLUMN["code"], last, _LAST_INPUT)
    sheet.fit_to_pages(1, 0)
    # A footer has 255 letters at most, and & begins a command in it.
    unit = (unit_text(request) or _STANDARD)[:90].replace("&", "&&")
    sheet.set_footer(
        f'&L&"Times New Roman"&9{index.sheet} – {unit} – kỳ {request.period.code}'
        '&R&"Times New Roman"&9Trang &P/&N'
    )
