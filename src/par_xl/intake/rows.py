"""A form's rows judged by plan and rules; and what of a refused form can still be handed back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from weakref import WeakKeyDictionary

from par_xl.form.request import Displaced, locked_values
from par_xl.intake.submission import Row, Submission, at_most
from par_xl.intake.table import Appendices, Table, strange_cells, table_rows
from par_xl.plan.model import Item, PeriodAssignments, Plan
from par_xl.rules import rows
from par_xl.rules.asked import Asked, asked
from par_xl.rules.dates import is_estimated
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.judge import accepted, filled_row
from par_xl.rules.registry import broken_rules
from par_xl.rules.rule import Rule, Words
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, fold, is_blank, read_number
from par_xl.terms.words import Role, Severity, day, number
from par_xl.workbooks.look import Kind

_Locked = Mapping[str, str | float | None]
_Planned = dict[tuple[str, Role | None, bool], tuple[Asked, _Locked]]
_PLANNED: WeakKeyDictionary[PeriodAssignments, dict[str, _Planned]] = WeakKeyDictionary()
"""By period, what the plan asks in a row of its forms, and what stands in its locked cells: the
same in every file whose unit has that role in it, and scores it or not."""


class RowJudge:
    """Judges the rows of one file's *table* by the plan; *is_current*: the form was made from this
    version of it."""

    def __init__(
        self, plan: Plan, whose: Submission, table: Sequence[Row], *, is_current: bool
    ) -> None:
        assert whose.unit is not None and whose.period is not None
        self.plan, self.unit, self.period = plan, whose.unit, whose.period
        self.file, self.received_on = whose.file, whose.received_on
        self.is_current, self.is_standard = is_current, whose.is_standard
        assignments = plan.in_period(self.period)
        self.roles: Mapping[str, Role] = dict(assignments.of(self.unit.code))
        """The unit's rows by key."""
        self._asked = frozenset(assignments.rows)
        self._scorers = assignments.scorers
        by_period = _PLANNED.setdefault(assignments, {})
        self._planned = by_period.setdefault(self.period.code, {})
        self._places: dict[str, list[Row]] = defaultdict(list)
        """Where each key stands, to tell doubled ones."""
        for row in table:
            if row.key:
                self._places[row.key].append(row)

    def rows_gone(self, table: Table) -> Iterator[Finding]:
        """Rows that the unit has to report and that its form's table no longer has."""
        owed = [key for key, role in self.roles.items() if role is not Role.COORDINATING]
        missing = [self.plan.by_key[key] for key in owed if key not in self._places]
        gone = [item.code for item in missing if item.index is table.index]
        if gone:
            words = {
                "sheet": table.sheet.name,
                "count": str(len(gone)),
                "codes": ", ".join(gone[:_MOST_GONE]) + (", …" if len(gone) > _MOST_GONE else ""),
            }
            yield rows.ROWS_GONE.at(self.file, table.sheet.name, words=words)

    def judge(self, row: Row) -> None:
        """Judge one filled row."""
        item = self.plan.by_key.get(row.key)
        role = row.role = self.roles.get(row.key)
        fault = self._identity_fault(row, item, role)
        if fault is not None:
            # In the standard form another unit's row has a place of its own.
            row.misplaced = fault.code != rows.FOREIGN_KEY.code or not self.is_standard
            row.findings = [fault]
            return
        assert item is not None and role is not None
        of_row, _ = self._of_plan(item)
        judged = filled_row(of_row, row.cells, self.received_on, row.broken, row.merged)
        broken = broken_rules(judged)
        wrong = any(rule.severity is Severity.ERROR for rule, _ in broken)
        row.findings = [*findings_of(self.file, row, broken), *self.changed(row)]
        if wrong:
            return
        row.accepted = accepted(judged)
        row.estimated = is_estimated(judged)

    def place(self, row: Row) -> None:
        """Place a row of a table that can't be read as a whole: it is never counted."""
        row.role = self.roles.get(row.key)
        row.misplaced = row.key not in self._asked or not (row.role or self.is_standard)

    def changed(self, row: Row) -> Iterator[Finding]:
        """Locked cells of a row in which the plan's value was changed."""
        item = self.plan.by_key.get(row.key)
        if item is None or row.key not in self._asked or not self.is_current:
            return
        if len(self._places[row.key]) > 1:
            # Which of the rows is the plan's own, nobody knows.
            return
        _, wanted = self._of_plan(item)
        if row.locked == wanted:
            return
        for field, value in wanted.items():
            if field not in row.locked or (field == "role" and self.is_standard):
                continue
            there = row.locked[field]
            if there != value and not _same(there, value):
                found = shown(field, there)
                what = N_("sửa thành “{found}”").format(found=found) if found else N_("xóa trắng")
                planned = number(value, 4) if isinstance(value, float | int) else value
                words = {
                    "header": BY_FIELD[field].header,
                    "found": what,
                    "wanted": f"“{planned}”" if planned else N_("“trống”"),
                }
                cell = row.cell(field)
                yield rows.LOCKED_CHANGED.at(self.file, row.sheet, cell, found, words)

    def _of_plan(self, item: Item) -> tuple[Asked, _Locked]:
        """Return what the plan asks of the unit in a row, and what it has in the locked cells."""
        role = self.roles.get(item.key)
        is_scorer = self._scorers.get(item.key) == self.unit.code
        found = self._planned.get((item.key, role, is_scorer))
        if found is None:
            of_row = asked(self.plan, self.period, item, role, is_scorer)
            found = of_row, locked_values(item, self.period, role)
            self._planned[item.key, role, is_scorer] = found
        return found

    def _identity_fault(self, row: Row, item: Item | None, role: Role | None) -> Finding | None:
        if not row.key:
            field = row.first_field
            value = row.broken.get(field) or shown(field, row.cells.get(field))
            return rows.NO_KEY.at(self.file, row.sheet, row.first_filled, value)
        if item is None or not (item.is_leaf or item.is_criterion):
            return rows.UNKNOWN_KEY.at(self.file, row.sheet, row.cell("key"), row.key)
        places = self._places[row.key]
        if len(places) > 1:
            named = ", ".join(f"{each.sheet}!{each.cell('key')}" for each in places[:_MOST])
            named += ", …" if len(places) > _MOST else ""
            words = {"times": str(len(places)), "cells": named}
            return rows.DOUBLED_KEY.at(self.file, row.sheet, row.cell("key"), row.key, words)
        other = self._other_item(row, item)
        if other is not None:
            words = {"wanted": item.code}
            place = row.cell("code")
            return rows.SHIFTED_ROW.at(self.file, row.sheet, place, other.code, words)
        if role is None:
            words = {"unit": self.unit.name}
            return rows.FOREIGN_KEY.at(self.file, row.sheet, row.cell("key"), row.key, words)
        content = row.locked.get("content")
        if not self.is_current and content and not _same(content, item.subject):
            cell, words = row.cell("content"), {"key": row.key}
            return rows.CHANGED_ROW.at(self.file, row.sheet, cell, shown(None, content), words)
        return None

    def _other_item(self, row: Row, item: Item) -> Item | None:
        """Return the item that a row's visible cells name, where it is not that of its key."""
        code = as_text(row.locked.get("code"))
        if not self.is_current or code == item.code or "content" not in row.locked:
            return None
        other = self.plan.by_key.get(f"{item.index.value}/{code}")
        if other is None or other.key not in self._asked:
            return None
        return other if _same(row.locked["content"], other.subject) else None


def findings_of(file: str, row: Row, broken: Iterable[tuple[Rule, Words]]) -> Iterator[Finding]:
    """Yield the findings of the rules that a row breaks."""
    for rule, words in broken:
        field = words.get("field") or rule.field
        value = row.broken.get(field) or shown(field, row.cells.get(field)) if field else None
        yield rule.at(file, row.sheet, row.cell(field), value, words)


def _same(cell: Cell, wanted: Cell) -> bool:
    """Whether a locked cell still says what the plan says, however a program stored it."""
    if isinstance(wanted, float | int):
        found = read_number(cell)
        return found is not None and abs(found - wanted) < 1e-9
    return fold(as_text(cell)) == fold(as_text(wanted))


def shown(field: str | None, value: Cell) -> str | None:
    """Return a cell's value as its owner sees it: decimal comma, percent in a percent column.

    Text stays as it was typed, spaces and all; None for a cell that holds nothing else.
    """
    if isinstance(value, str):
        return None if is_blank(value) else value
    if isinstance(value, float) and not isinstance(value, bool):
        kind = BY_FIELD[field].kind if field is not None else Kind.NUMBER
        if kind is Kind.PERCENT and value <= 1:
            return f"{number(value * 100, _DIGITS)}%"
        # A number in a column of days is no amount.
        return as_text(value) if kind is Kind.DAY else number(value, _DIGITS)
    return (day(value) if isinstance(value, date) else as_text(value)) or None


_MOST, _MOST_GONE = 10, 12
"""Places of a doubled key, and codes of missing rows, that a message names."""
_DIGITS = 9
"""Places behind the comma: all that anybody types."""


def salvage(
    appendices: Appendices, is_1904: bool, judge: RowJudge, whole: Sequence[Row]
) -> tuple[list[Row], list[Displaced]]:
    """Rows of damaged tables, not judged, and cells that have no place in the form.

    *whole* are the rows of the tables that could be read: a copy's rows that say the same are
    passed over.

    Raises:
        TooLargeError: there are more than any form has.
    """
    rows: list[Row] = []
    displaced: list[Displaced] = []
    told = {row.key: _typed(row) for row in whole}
    for table in appendices.damaged:
        for row in at_most(table_rows(table, is_1904), len(rows)):
            if row.is_filled:
                judge.place(row)
                rows.append(row)
                told[row.key] = _typed(row)
        displaced += [
            Displaced(
                sheet=table.sheet.name,
                cell=cell_name(row, column),
                key=as_text(table.sheet.cell(row, table.columns.get("code", column))),
                header=header,
                text=shown(None, cell) or "",
            )
            for row, column, header, cell in at_most(strange_cells(table), len(displaced))
        ]
    for table in appendices.copies:
        for row in table_rows(table, is_1904):
            if row.is_filled and _typed(row) != told.get(row.key):
                displaced += at_most(displaced_cells(row), len(displaced))
    return rows, displaced


def displaced_cells(row: Row) -> Iterator[Displaced]:
    """Yield the filled cells of a row that has no place in the form."""
    for field, typed in row.cells.items():
        value = row.broken.get(field, typed)
        if not is_blank(value):
            yield Displaced(
                sheet=row.sheet,
                cell=row.cell(field),
                key=row.key,
                header=BY_FIELD[field].header,
                text=shown(field, value) or "",
            )


def _typed(row: Row) -> dict[str, str]:
    cells = {**row.cells, **row.broken}
    return {field: as_text(cell) for field, cell in cells.items() if not is_blank(cell)}
