"""What came of a damaged form, held against what it says itself and what it said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from par_xl.intake.submission import Row, Submission
from par_xl.plan.model import Plan
from par_xl.rules.asked import asked
from par_xl.rules.entry import FORM, INPUT, Reported
from par_xl.rules.initiatives import COLUMNS
from par_xl.terms.finding import cell_name
from par_xl.terms.words import Severity

from .told import Book, Grid, Raw
from .values import as_text, equal, is_one, is_shown, means, no_number

Cells = Mapping[str, Raw]
_FIELDS = {column.header.casefold(): column.field for column in FORM}
_HEADER_ROWS = 60


@dataclass(frozen=True)
class Verdict:
    """``kind``: same, changed, refused or wrong; ``why`` names the code, or the fault."""

    kind: str
    why: str = ""


def judge(told: Submission, before: Submission, book: Book | None, plan: Plan) -> Verdict:
    """*book* is what the independent reader sees in the file; None where it is silent."""
    if told.refused:
        return _of_refused(told)
    faults = _Compared(told, before, book, plan).faults()
    faults += [_finding_fault(told)] if _finding_fault(told) else []
    if faults:
        return Verdict("wrong", "; ".join(faults[:3]))
    return Verdict("same" if _same_rows(told, before) else "changed")


def _of_refused(told: Submission) -> Verdict:
    errors = [each.code for each in told.file_findings if each.severity is Severity.ERROR]
    if not errors or told.rows or _finding_fault(told):
        return Verdict("wrong", _finding_fault(told) or "refused without a finding")
    return Verdict("refused", errors[0])


def _finding_fault(told: Submission) -> str:
    poor = [each.code for each in told.findings if not (each.message.strip() and each.fix.strip())]
    return f"findings without words: {poor}" if poor else ""


def _typed(told: Submission) -> tuple[object, ...]:
    return (
        told.unit.code if told.unit else "",
        told.period.code if told.period else "",
        {row.key: dict(row.cells) for row in told.rows},
        {row.key: row.accepted for row in told.rows},
        [dict(idea.typed) for idea in told.initiatives],
    )


def _same_rows(told: Submission, before: Submission) -> bool:
    return _typed(told) == _typed(before)


class _Compared:
    """A file that was accepted beside what the independent reader sees in it."""

    def __init__(self, told: Submission, before: Submission, book: Book | None, plan: Plan) -> None:
        self.told, self.before, self.plan = told, before, plan
        self.sheets = book.sheets if book else []
        self.is_1904 = bool(book and book.is_1904)
        self.grids = dict(self.sheets)

    def faults(self) -> list[str]:
        """Wrong values, wrong rows, rows that were lost."""
        found = [fault for row in self.told.rows for fault in self._row(row)]
        for name in {row.sheet for row in self.before.rows} | {name for name, _ in self.sheets}:
            found += self._lost(name, self.grids.get(name))
        return found + self._identity() + self._ideas()

    def _identity(self) -> list[str]:
        grid = self.grids.get("Nhận dạng")
        labels = [row for row in grid.rows if "Mã đơn vị" in grid.at(row, 0)] if grid else []
        said = [as_text(value) for row in labels if grid for value in grid.at(row, 1)]
        if said and self.told.unit and self.told.unit.code not in said and "" not in said:
            return [f"unit {self.told.unit.code}, the form says {said}"]
        return []

    def _row(self, row: Row) -> list[str]:
        grid = self.grids.get(row.sheet)
        if grid is None:
            return self._as_before(row)
        found = []
        keys = grid.at(row.number - 1, row.columns["key"])
        if grid.is_mended:
            keys = [*keys, *self._keys_before(row)]
        if not is_one(row.key, keys, False):
            found.append(f"key {row.key} at {row.sheet}!{row.number}")
        for column in INPUT:
            if column.field in row.broken:
                continue
            at = row.number - 1, row.columns[column.field]
            values = grid.at(*at)
            value = row.cells[column.field]
            if grid.is_mended:
                values = [*values, self._value_before(row.key, column.field)]
            if not is_one(value, values, self.is_1904):
                found.append(f"{row.sheet}!{cell_name(*at)} read {value!r}, holds {values!r}")
            elif row.accepted is not None and not self._counted(
                row, row.accepted, column.field, values
            ):
                counted = getattr(row.accepted, column.field)
                found.append(f"{row.sheet}!{cell_name(*at)} counted {counted!r}, holds {values!r}")
        return found

    def _keys_before(self, row: Row) -> list[Raw]:
        place = row.sheet, row.number
        return [each.key for each in self.before.rows if (each.sheet, each.number) == place]

    def _value_before(self, key: str, field: str) -> Raw:
        return next((row.cells[field] for row in self.before.rows if row.key == key), None)

    def _as_before(self, row: Row) -> list[str]:
        """Nobody can say what its sheet holds: then only what it held before will do."""
        before = next((each for each in self.before.rows if each.key == row.key), None)
        is_same = before is not None and all(
            equal(value, before.cells[field], False) or equal(before.cells[field], value, False)
            for field, value in row.cells.items()
        )
        if before is None or not is_same or row.accepted not in (None, before.accepted):
            return [f"nobody can say, but was read: {row.key} {row.cells}"]
        return []

    def _counted(self, row: Row, entry: Reported, field: str, values: list[Raw]) -> bool:
        assert self.told.period is not None and self.told.unit is not None
        scorer = self.plan.in_period(self.told.period).scorers.get(row.key)
        is_scorer = scorer == self.told.unit.code
        of_row = asked(self.plan, self.told.period, self.plan.by_key[row.key], row.role, is_scorer)
        if field not in of_row.open:
            return getattr(entry, field) is None
        maximum = of_row.maximum
        is_1904 = self.is_1904
        return any(means(getattr(entry, field), value, field, maximum, is_1904) for value in values)

    def _lost(self, name: str, grid: Grid | None) -> list[str]:
        """Rows with a key and something in a cell to fill that were not taken."""
        if not name.startswith("Phụ lục I"):
            return []
        if grid is None:
            keys = {row.key for row in self.told.rows}
            of_sheet = [row.key for row in self.before.rows if row.sheet == name]
            return [f"{key} was lost" for key in of_sheet if key not in keys]
        header, columns = _header(grid)
        inputs = [columns[column.field] for column in INPUT if column.field in columns]
        taken = {(row.sheet, row.number - 1) for row in self.told.rows}
        return [
            f"{name}!{row + 1} was lost"
            for row in grid.rows
            if row > header and "key" in columns
            and any(as_text(value) in self.plan.by_key for value in grid.at(row, columns["key"]))
            and any(all(map(as_text, grid.at(row, column))) for column in inputs)
            and (name, row) not in taken
        ]  # fmt: skip

    def _ideas(self) -> list[str]:
        found = []
        for idea in self.told.initiatives:
            grid = self.grids.get(idea.sheet)
            for field, text in idea.typed.items():
                values = grid.at(idea.row - 1, idea.columns[field]) if grid else [text]
                numbers = [v for v in values if isinstance(v, float)]
                is_one = as_text(text).casefold() in [as_text(v).casefold() for v in values] or any(
                    is_shown(text, n) or (no_number(text) and no_number(as_text(n)))
                    for n in numbers
                )
                if field not in idea.broken and not is_one:
                    found.append(f"{COLUMNS[field].header} {text!r}, holds {values!r}")
        return found


def _header(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row that holds most of the form's headers, and their columns."""
    rows: dict[int, dict[str, int]] = {0: {}}
    for (row, column), values in grid.cells.items():
        field = _FIELDS.get(as_text(values[0]).casefold()) if row < _HEADER_ROWS else None
        if field:
            rows.setdefault(row, {}).setdefault(field, column)
    return max(rows.items(), key=lambda each: len(each[1]))
