"""The rows of an appendix table: headings, and what is asked and answered row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from par_xl.form.cells import input_value
from par_xl.form.places import COLUMN, HEADER_ROW, ROLE_LISTS, UNIT_CODE
from par_xl.form.request import ABOVE, FormRequest, Heading, ReportRow, locked_values
from par_xl.rules.entry import BY_FIELD, FORM, INPUT, KEY, LOCKED
from par_xl.rules.formula import Chosen, check_formula
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Index, Role
from par_xl.workbooks.look import CLOSED_FILL, HEADING_FILLS, INPUT_FILL, TEXT, Kind, Look
from par_xl.workbooks.sheet import OWN_ROW, Formula, Value
from par_xl.workbooks.wrap import lines
from par_xl.workbooks.writing import Looks, Row, TableColumn

SIZE = 10.0
"""Of the text in the table, in points: six rows to report are to be seen on a small screen."""
LINE = 13.5
"""Height of a row of one line in points."""
_DAY = 'dd"/T"m"/"yyyy'
"""The month with its letter: a swapped day and month is seen at once."""
_ACROSS = sum(column.width for column in FORM[COLUMN["content"] : COLUMN[INPUT[-1].field] + 1])
"""How wide the text of a heading may be, in units of column width."""
_BEHIND = frozenset(column.field for column in FORM[COLUMN[INPUT[-1].field] + 1 :])


def table_columns() -> list[TableColumn]:
    """Return the table's columns; those behind the cells to fill are grey as far as they go."""
    return [
        TableColumn(
            column.header,
            column.width,
            hidden=column is KEY,
            blank=_look(column.field, False, False) if column.field in _BEHIND else None,
        )
        for column in FORM
    ]


def table_rows(request: FormRequest, index: Index) -> Iterator[Row]:
    """Yield the rows beneath the table's header."""
    for row in request.rows[index]:
        yield _heading(row) if isinstance(row, Heading) else _report_row(request, row)


def _heading(row: Heading) -> Row:
    """Return a line over all columns, which its text crosses."""
    values: list[Value] = [None] * len(FORM)
    values[COLUMN["code"]], values[COLUMN["content"]] = row.code, _in_one_line(row.text)
    return Row(values, _heading_looks(min(row.level + 1, len(HEADING_FILLS) - 1)), LINE)


@lru_cache(maxsize=2_000)
def _in_one_line(heading: str) -> str:
    """Return a heading without what is furthest above where all would be wider than the table."""
    levels = heading.split(ABOVE)
    shown = heading
    for first in range(1, len(levels)):
        if lines(shown, _ACROSS, SIZE, bold=True) == 1:
            break
        shown = ABOVE.join(("…", *levels[first:]))
    return shown


@lru_cache
def _heading_looks(level: int) -> Looks:
    fill = HEADING_FILLS[level]
    return Looks([TEXT.with_(fill=fill, bold=True, size=SIZE, wrap=False)] * len(FORM))


def _report_row(request: FormRequest, row: ReportRow) -> Row:
    """Return a row: what the plan says, what was filled in, what its formula says of it."""
    typed, broken = request.values.get(row.key, {}), request.broken.get(row.key, {})
    values: dict[str, Value] = {
        **locked_values(row.item, request.period, row.role),
        "before": request.before.get(row.key),
        **{
            column.field: input_value(column, typed.get(column.field), broken.get(column.field))
            for column in (INPUT if typed or broken else ())
        },
    }
    chosen = None
    if request.unit is None:
        scorer = request.plan.in_period(request.period).scorers.get(row.key)
        chosen = Chosen(UNIT_CODE, scorer)
        values["role"] = Formula(_CHOSEN_ROLE, row.role.label if row.role else "")
    values["check"] = Formula(check_formula(row.asked, HEADER_ROW + 1, chosen), row.verdict)
    looks = _looks(row.asked.open, row.asked.is_in_percent)
    changes = _looks_of_filled(row, values)
    if changes:
        looks = Looks(changes.get(c.field, look) for c, look in zip(FORM, looks, strict=True))
    return Row([values.get(column.field) for column in FORM], looks)


@lru_cache
def _looks(opened: frozenset[str], in_percent: bool) -> Looks:
    """Return the looks of a row in which nothing is filled in."""
    return Looks(_look(column.field, column.field in opened, in_percent) for column in FORM)


@lru_cache
def _look(
    field: str, is_open: bool, in_percent: bool, is_filled: bool = False, is_odd: bool = False
) -> Look:
    """Return the look of a cell; *is_odd*: its number would not be seen as it was typed."""
    column = BY_FIELD[field]
    look = Look.of(column.kind).with_(size=SIZE)
    if column.kind is Kind.NUMBER and in_percent:
        # The number is seen as what it counts: who types 96% into it sees 0,96%.
        look = look.with_(number_format='General"%"')
    if column.kind is Kind.DAY:
        look = look.with_(number_format=_DAY)
    if column in LOCKED or field == "check":
        return look.with_(fill=CLOSED_FILL) if field in _BEHIND else look
    look = look.with_(
        fill=INPUT_FILL if is_open else CLOSED_FILL,
        # What was filled in where nothing belongs must be possible to take out again.
        locked=not is_open and not is_filled,
    )
    if column.kind is Kind.TEXT:
        # As text, so that "- Đã ban hành" is not taken for a formula.
        return look.with_(number_format="@")
    return look.with_(number_format="General") if is_odd else look


def _looks_of_filled(row: ReportRow, values: Mapping[str, Value]) -> Mapping[str, Look]:
    """Return the looks of cells that are filled in."""
    looks = {}
    for column in INPUT:
        field, value = column.field, values.get(column.field)
        if value is not None:
            is_open, is_odd = field in row.asked.open, _is_odd(column.kind, value)
            looks[field] = _look(field, is_open, row.asked.is_in_percent, True, is_odd)
    return looks


def _is_odd(kind: Kind, value: Value) -> bool:
    """Whether a number would not be seen as it was typed in its column's format."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return kind is Kind.DAY or (kind is Kind.PERCENT and not 0 <= value < 2)


def _role_formula() -> str:
    """Role of the unit chosen in the standard form, looked up on the hidden lists."""
    pair = f'${column_letters(COLUMN["key"])}{OWN_ROW}&"|"&{UNIT_CODE}'
    role = '""'
    for each in reversed(Role):
        role = f'IF(COUNTIF({ROLE_LISTS[each]},{pair})>0,"{each.label}",{role})'
    return f'=IF({UNIT_CODE}="","",{role})'


_CHOSEN_ROLE = _role_formula()
