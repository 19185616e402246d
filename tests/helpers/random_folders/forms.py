"""Forms as units fill them: honest, sloppy and wrong rows, and what happens to whole workbooks."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders import YEAR, edit, filled_form
from par_xl.form.request import IDENTITY_SHEET
from par_xl.plan.model import Plan
from par_xl.rules.entry import FOR_COORDINATING, FOR_SCORING, INPUT, KEY
from par_xl.terms.words import Index, Role, Status
from random_rows import Cells, Span, random_rows

from .plans import UNITS, RandomPlan

Values = dict[str, Cells]
_SEED, _ROWS = 20240610, 2_400
_START = date(2022, 8, 4)
_IDEAS = (
    {"kind": "Sáng kiến", "text": "Ký số", "author": "Nguyễn Văn A"},
    {"kind": "Sáng kiến", "text": "Ký số", "author": "Trần Thị B"},
    {"kind": "sáng  kiến", "text": "Trả lời tự động", "effect": "Bớt 2 ngày"},
    {"kind": "Việc khác", "text": "Họp"},
    {"kind": "Nhiệm vụ trọng tâm kỳ tới"},
)


@dataclass(frozen=True)
class Filled:
    """What the unit of that name typed; ``unit`` None: into the standard form."""

    unit: str | None
    whose: str
    values: Values
    head: Mapping[str, str]
    ideas: tuple[Mapping[str, str], ...]

    def written(self, plan: Plan, period: str) -> bytes:
        """The form with it."""
        head = self.head if self.unit else {**self.head, "unit": self.whose}
        return filled_form(plan, self.unit, self.values, period, head, self.ideas)


@cache
def _pool(year: bool) -> Mapping[float | None, Sequence[Cells]]:
    """Rows by the maximum that they were drawn for."""
    start, end = date(2023, 12, 15), date(2024, 12, 14) if year else date(2024, 6, 14)
    pool: dict[float | None, list[Cells]] = defaultdict(list)
    for number, each in enumerate(random_rows(_SEED, _ROWS, Span(_START, start, end, end))):
        # Every third is honest: those twice, so that enough of them count.
        pool[each.maximum] += [dict(each.cells)] * (1 if number % 3 else 2)
    return pool


def _maximum(drawn: RandomPlan, unit: str, key: str) -> float | None:
    """What the unit may give at the most; None where it scores nothing."""
    roles = drawn.plan.in_period(drawn.plan.periods[drawn.period])
    return drawn.plan.by_key[key].points if roles.scorers.get(key) == unit else None


def _cells(rng: Random, drawn: RandomPlan, unit: str, key: str) -> Cells:
    pool, near = _pool(drawn.period == YEAR), None
    maximum = _maximum(drawn, unit, key)
    if maximum is not None:
        near = min((each for each in pool if each is not None), key=lambda m: abs(m - maximum))
    cells = rng.choice(pool[near])
    role = drawn.plan.in_period(drawn.plan.periods[drawn.period]).role(unit, key)
    mine = {Role.COORDINATING: FOR_COORDINATING, Role.SCORING: FOR_SCORING}.get(role or Role.LEAD)
    if mine is not None and rng.random() < 0.8:
        return {field: value for field, value in cells.items() if field in mine}
    return cells


_seeds = st.integers(0, 2**32).map(Random)
"""Whole rows are drawn by chance alone: hypothesis, left to itself, draws the same few."""


@st.composite
def filled(draw: st.DrawFn, drawn: RandomPlan, told: Sequence[Filled]) -> Filled:
    """What a unit fills in that has not *told* anything yet, if there is one: of most rows
    something, of some nothing."""
    names = {each.whose for each in told}
    plan = drawn.plan
    unit = draw(st.sampled_from([u for u in UNITS if plan.units[u].name not in names] or UNITS))
    rng, roles = draw(_seeds), plan.in_period(plan.periods[drawn.period]).of(unit)
    values: Values = {
        key: _cells(rng, drawn, unit, key) for key, _role in roles if rng.random() < 0.85
    }
    ideas = tuple(draw(st.lists(st.sampled_from(_IDEAS), max_size=2)))
    head = draw(st.sampled_from(({}, {}, {"approver": ""})))
    if draw(st.integers(0, 5)) == 0:
        return Filled(None, plan.units[unit].name, values, head, ideas)
    return Filled(unit, plan.units[unit].name, values, head, ideas)


@st.composite
def corrected(draw: st.DrawFn, drawn: RandomPlan, before: Filled) -> Filled:
    """The same unit's form with some rows typed anew, left out, or none of it changed."""
    values, rng, unit = dict(before.values), draw(_seeds), drawn.plan.unit_named(before.whose)
    assert unit is not None
    # Sometimes every row is typed anew: nothing of the form before counts then.
    gone, kept = rng.choice(((0.25, 0.4), (0.0, 0.5), (0.0, 0.0)))
    for key in before.values:
        what = rng.random()
        if what < gone:
            del values[key]
        elif what >= gone + kept:
            values[key] = _cells(rng, drawn, unit.code, key)
    return replace(before, values=values)


_SHARES = dict(zip(UNITS, (1.0, 0.5, 0.75, 0.25), strict=True))
"""How much of the maximum each unit gives itself."""


def whole(drawn: RandomPlan, unit: str, done: date | None = None) -> Filled:
    """A unit's form with a valid row, a measure and a score wherever there can be one; what has a
    due date is *done* on that day."""
    plan = drawn.plan
    values: Values = {}
    for key, role in plan.in_period(plan.periods[drawn.period]).of(unit):
        if role is Role.COORDINATING:
            continue
        maximum = _maximum(drawn, unit, key)
        values[key] = {
            "value": 100.0 if plan.by_key[key].is_measured else None,
            "self_score": None if maximum is None else maximum * _SHARES[unit],
            "evidence": "Số 1",
        }
        if role is Role.LEAD:
            values[key] |= {"status": Status.IN_PROGRESS.label, "progress": _SHARES[unit]}
        if role is Role.LEAD and done and plan.by_key[key].due.day:
            values[key] |= {"status": Status.DONE.label, "progress": None, "completed_on": done}
    return Filled(unit, plan.units[unit].name, values, {}, ())


def other_version(plan: Plan) -> Plan:
    """The plan as it was before: rows whose content is the same still fit."""
    return replace(plan, info={**plan.info, "Phiên bản": "0"})


# What people, and their programs, do to a form as a whole.


def _rows(sheet: Worksheet) -> tuple[dict[str, int], list[int]]:
    """Columns by header, and the rows that have a key."""
    for row in sheet.iter_rows():
        columns = {str(cell.value): cell.column or 0 for cell in row if cell.value}
        if KEY.header in columns:
            key = columns[KEY.header]
            below = range((row[0].row or 0) + 1, sheet.max_row + 1)
            return columns, [number for number in below if sheet.cell(number, key).value]
    raise AssertionError("no header")


_Change = Callable[[Worksheet, dict[str, int], list[int]], None]


def _formula(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    sheet.cell(rows[0], columns["Kết quả thực hiện"]).value = "=1+1"


def _error(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    sheet.cell(rows[-1], columns["Số liệu thực hiện"]).value = "#REF!"


def _merged(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    column = columns["Giải trình, nguyên nhân"]
    sheet.merge_cells(
        start_row=rows[0], end_row=rows[-1], start_column=column, end_column=column + 1
    )


def _twice(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    key = columns[KEY.header]
    sheet.cell(rows[-1], key).value = sheet.cell(rows[0], key).value


def _unknown(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    sheet.cell(rows[0], columns[KEY.header]).value = "PAR_INDEX/99.9"


def _no_key(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    sheet.cell(rows[0], columns[KEY.header]).value = None


def _beneath(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    sheet.cell(rows[-1] + 3, columns["Kết quả thực hiện"]).value = "Ngoài kế hoạch"


def _locked(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    sheet.cell(rows[0], columns["Thời hạn"]).value = "Khi nào xong thì xong"


def _swapped_rows(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    for column in columns.values():
        first, last = sheet.cell(rows[0], column), sheet.cell(rows[-1], column)
        first.value, last.value = last.value, first.value


def _no_column(sheet: Worksheet, columns: dict[str, int], _rows: list[int]) -> None:
    sheet.delete_cols(columns[INPUT[1].header])


def _column_twice(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    place = columns[INPUT[1].header]
    sheet.cell(min(rows) - 1, max(columns.values()) + 2).value = INPUT[1].header
    for number in rows:
        sheet.cell(number, max(columns.values()) + 2).value = sheet.cell(number, place).value


ON_SHEETS: Sequence[_Change] = (
    _formula, _error, _merged, _twice, _unknown, _no_key, _beneath, _locked, _swapped_rows,
    _no_column, _column_twice,
)  # fmt: skip


def _without_identity(book: Workbook) -> None:
    del book[IDENTITY_SHEET]


def _without_a_sheet(book: Workbook) -> None:
    del book["Phụ lục II"]


def _sheet_copied(book: Workbook) -> None:
    book.copy_worksheet(book["Phụ lục I"])


ON_BOOKS: Sequence[Callable[[Workbook], None]] = (
    _without_identity,
    _without_a_sheet,
    _sheet_copied,
)


def changed(content: bytes, number: int) -> bytes:
    """The form after one of these things (*number* from 0) was done to it."""
    if number >= len(ON_SHEETS):
        return _edited(content, ON_BOOKS[number - len(ON_SHEETS)])

    def change(book: Workbook) -> None:
        for index in Index:
            columns, rows = _rows(book[index.sheet])
            if rows:
                ON_SHEETS[number](book[index.sheet], columns, rows)
                return

    return _edited(content, change)


def saved_again(content: bytes) -> bytes:
    """The form opened and saved by another program."""
    return _edited(content, lambda _book: None)


def with_rows_shuffled(content: bytes, rng: Random) -> bytes:
    """The form with the rows of each of its sheets in another order."""

    def change(book: Workbook) -> None:
        for index in Index:
            sheet = book[index.sheet]
            columns, rows = _rows(sheet)
            # Formulas judge the row that they stand in.
            moving = [
                place
                for place in columns.values()
                if all(sheet.cell(row, place).data_type != "f" for row in rows)
            ]
            # The type, too: a text that begins with "=" stays one.
            parts = ("value", "number_format", "data_type")
            before = {
                row: [[getattr(sheet.cell(row, place), part) for part in parts] for place in moving]
                for row in rows
            }
            for row, other in zip(rows, rng.sample(rows, len(rows)), strict=True):
                for place, values in zip(moving, before[other], strict=True):
                    for part, value in zip(parts, values, strict=True):
                        setattr(sheet.cell(row, place), part, value)

    return _edited(content, change)


def _edited(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook changed by openpyxl: the same bytes each time, since no time stands in them."""
    saved = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(edit(content, change))) as there,
        zipfile.ZipFile(saved, "w") as kept,
    ):
        for name in there.namelist():
            part = _MODIFIED.sub(rb"\g<1>2024-06-01T00:00:00Z", there.read(name))
            kept.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    return saved.getvalue()


_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
