"""The rows of an appendix table: headings, and what is asked and answered row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, repeat

from par_xl.form.cells import error_value, fill_of
from par_xl.form.head import COORDINATED_PAIRS, LED_PAIRS, UNIT_CODE
from par_xl.form.request import FormRequest, Heading, ReportRow, locked_values
from par_xl.form.verdict import Shown, row_formulas, shown, shown_broken
from par_xl.rules.entry import BY_FIELD, FOR_COORDINATING, FORM, INPUT, LOCKED, Column
from par_xl.terms.text import as_text
from par_xl.terms.words import Index, Role
from par_xl.workbooks.look import CLOSED_FILL, HEADING_FILLS, INPUT_FILL, PLAIN, Kind, Look
from par_xl.workbooks.sheet import Formula, Sheet, Value
from par_xl.workbooks.writing import Book, Cell, reference

HEADER_ROW = 6
_COLUMN = {column.field: place for place, column in enumerate(FORM)}
_WIDTHS = tuple(column.width for column in FORM)
_CHECK_LOOK = Look.of(Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Judged:
    """The role in a row, in the standard form that of the unit chosen, and what is shown of it."""

    role: Role | None
    shown: Shown


def judge(request: FormRequest, row: ReportRow) -> Judged:
    """Return what the row's formulas come to."""
    role = row.role
    if role is None and (unit := request.chosen_unit) is not None:
        role = request.plan.in_period(request.period).role(unit.code, row.key)
    cells = request.values.get(row.key, {})
    if request.broken.get(row.key):
        return Judged(role, shown_broken(row.item.is_measured_in_percent, cells))
    plan, period, today = request.plan, request.period, request.today
    return Judged(role, shown(plan, period, row.item, role, cells, today))


def row_places(request: FormRequest, index: Index) -> dict[str, int]:
    """Where each row to report on stands on its sheet (from 0), by key."""
    rows = enumerate(request.rows[index], start=HEADER_ROW + 1)
    return {row.key: at for at, row in rows if isinstance(row, ReportRow)}


def open_cells(row: ReportRow) -> tuple[bool, ...]:
    """Which cells to fill a unit may fill, in their order."""
    return _open_cells(row.role is Role.COORDINATING, row.item.is_scored, row.item.is_measured)


@lru_cache
def _open_cells(is_coordinating: bool, is_scored: bool, is_measured: bool) -> tuple[bool, ...]:
    closed = set() if is_scored else {"self_score"}
    if not is_measured:
        closed.add("value")
    if is_coordinating:
        closed = {column.field for column in INPUT} - FOR_COORDINATING
    return tuple(column.field not in closed for column in INPUT)


def write_rows(
    book: Book,
    sheet: Sheet,
    request: FormRequest,
    rows: Sequence[Heading | ReportRow],
    judged: Sequence[Judged | None],
) -> None:
    """Write the rows beneath the table's header."""
    writer = _Writer(book, sheet, request)
    for at, (row, each) in enumerate(zip(rows, judged, strict=True), start=HEADER_ROW + 1):
        if isinstance(row, Heading):
            writer.heading(at, row)
        elif each is not None:
            writer.report_row(at, row, each)


class _Writer:
    def __init__(self, book: Book, sheet: Sheet, request: FormRequest) -> None:
        self._book, self._sheet, self._request = book, sheet, request
        self._fills: dict[str, dict[int, str]] = {}
        for (key, field), found in (request.report.found if request.report else {}).items():
            if field in _COLUMN:
                self._fills.setdefault(key, {})[_COLUMN[field]] = fill_of(found)

    def heading(self, at: int, row: Heading) -> None:
        """Write a heading over all columns."""
        values: list[Value] = [None] * len(FORM)
        values[_COLUMN["content"]] = row.text
        if row.item is not None:
            values[_COLUMN["code"]] = row.item.code
            values[_COLUMN["maximum"]] = row.item.maximum
            values[_COLUMN["measure"]] = row.item.measure or None
        looks = _heading_looks(min(max(row.level, 0), len(HEADING_FILLS) - 1), row.level <= 1)
        self._write(at, map(Cell, values, looks))

    def report_row(self, at: int, row: ReportRow, judged: Judged) -> None:
        """Write a row: what the plan says, what was filled in, what the formulas say of it."""
        request, key = self._request, row.key
        looks = _looks(
            row.role is Role.COORDINATING, open_cells(row), row.item.is_measured_in_percent
        )
        locked: dict[str, Value] = {
            **locked_values(row.item, request.period, row.role),
            "before": request.before.get(key),
        }
        if row.role is None:
            locked["role"] = _chosen_role(at, judged.role)
        values = [locked[column.field] for column in LOCKED]
        typed, fills = request.values.get(key), self._fills.get(key)
        broken = request.broken.get(key)
        changed = [*looks]
        values += _input_values(changed, row, typed or {}, broken or {})
        for place, fill in (fills or {}).items():
            if place < len(changed):
                changed[place] = changed[place].with_(fill=fill)
        shown = judged.shown
        formulas = row_formulas(request.plan, request.period, row.item, row.role)
        checks = map(Formula, formulas, (shown.verdict, *shown.helpers))
        looks_of_checks = chain([_CHECK_LOOK], repeat(PLAIN))
        self._write(at, chain(map(Cell, values, changed), map(Cell, checks, looks_of_checks)))

    def _write(self, at: int, cells: Iterable[Cell]) -> None:
        self._book.row(self._sheet, at, [*cells], _WIDTHS, grows=True)


@lru_cache
def _heading_looks(level: int, bold: bool) -> tuple[Look, ...]:
    return tuple(Look.of(c.kind).with_(fill=HEADING_FILLS[level], bold=bold) for c in FORM)


@lru_cache
def _looks(is_coordinating: bool, opened: tuple[bool, ...], in_percent: bool) -> tuple[Look, ...]:
    """Return the looks of a row in which nothing is filled in, `Kiểm tra` and its helpers aside."""
    locked = {column.field: _look(column, in_percent) for column in LOCKED}
    locked["role"] = locked["role"].with_(align="center", bold=not is_coordinating)
    pairs = zip(INPUT, opened, strict=True)
    inputs = (_input_look(column.field, is_open, in_percent) for column, is_open in pairs)
    return (*locked.values(), *inputs)


@lru_cache
def _input_look(
    field: str, is_open: bool, in_percent: bool, is_filled: bool = False, is_odd: bool = False
) -> Look:
    """Return the look of a cell to fill; *is_odd*: its number would not be seen as it was typed."""
    column = BY_FIELD[field]
    look = _look(column, in_percent).with_(
        fill=INPUT_FILL if is_open else CLOSED_FILL,
        # What was filled in where nothing belongs must be possible to take out again.
        locked=not is_open and not is_filled,
    )
    if column.kind is Kind.TEXT:
        # As text, so that "- Đã ban hành" is not taken for a formula.
        return look.with_(number_format="@")
    return look.with_(number_format="General") if is_odd else look


def _look(column: Column, in_percent: bool) -> Look:
    """Return the plain look of a column's cell."""
    look = Look.of(column.kind)
    if column.kind is Kind.NUMBER and in_percent:
        # The number is seen as what it counts: who types 96% into it sees 0,96%.
        return look.with_(number_format='General"%"')
    return look


def _input_values(
    looks: list[Look], row: ReportRow, typed: Mapping[str, Value], broken: Mapping[str, str]
) -> list[Value]:
    """Return what stands in a row's cells to fill; where something does, its look is put right."""
    values: list[Value] = []
    for place, (column, is_open) in enumerate(zip(INPUT, open_cells(row), strict=True)):
        value = typed.get(column.field)
        if column.field in broken:
            value = error_value(broken[column.field])
        if isinstance(value, date) and (column.kind is not Kind.DAY or value.year < 1900):
            # In words: in the format of a day, what is typed over it would be a day again.
            value = as_text(value)
        values.append(value)
        if value is not None:
            in_percent, is_odd = row.item.is_measured_in_percent, _is_odd(column.kind, value)
            look = _input_look(column.field, is_open, in_percent, True, is_odd)
            looks[len(LOCKED) + place] = look
    return values


def _is_odd(kind: Kind, value: Value) -> bool:
    """Whether a number would not be seen as it was typed in its column's format."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return kind is Kind.DAY or (kind is Kind.PERCENT and not 0 <= value < 2)


def _chosen_role(at: int, role: Role | None) -> Formula:
    """Role of the unit chosen in the standard form's head, worked out on the lists sheet."""
    pair = f'{reference(at, _COLUMN["key"])}&"|"&{UNIT_CODE}'
    text = (
        f'=IF({UNIT_CODE}="","",IF(COUNTIF({LED_PAIRS},{pair})>0,"{Role.LEAD.label}",'
        f'IF(COUNTIF({COORDINATED_PAIRS},{pair})>0,"{Role.COORDINATING.label}","")))'
    )
    return Formula(text, role.label if role else "")
