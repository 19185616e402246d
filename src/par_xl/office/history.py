"""What earlier periods' results say: for this period's forms, and for comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from par_xl.entry import INPUT
from par_xl.folder.layout import Folder
from par_xl.merge.assignments import measured
from par_xl.plan.model import Period, Plan, Unit
from par_xl.result import EntryPart, Result
from par_xl.text import Cell
from par_xl.words import Role, State, number, percent

_DONE = (State.DONE_ON_TIME, State.DONE_LATE)


class History:
    """The results that lie in ``tong-hop`` for the periods before one period."""

    def __init__(self, folder: Folder, plan: Plan, period: Period) -> None:
        self._folder = folder
        self._plan = plan
        self._period = period
        self._read: dict[str, Result | None] = {}

    def result(self, period: str | None = None) -> Result | None:
        """The result of a period (by default this one); None where there is none to trust."""
        code = period or self._period.code
        if code not in self._read:
            self._read[code] = self._load(code)
        return self._read[code]

    def _load(self, code: str) -> Result | None:
        path = self._folder.result(code)
        if not path.exists():
            return None
        try:
            return Result.model_validate_json(path.read_bytes())
        except ValidationError:
            return None

    def _earlier(self) -> Iterator[Result]:
        """Results of the periods before, the latest first."""
        for code in sorted(self._plan.periods, reverse=True):
            if code < self._period.code and (found := self.result(code)):
                yield found

    def values(self, unit: Unit) -> dict[str, Mapping[str, Cell]]:
        """Rows done in an earlier period of the same year: they arrive filled in."""
        done: dict[str, Mapping[str, Cell]] = {}
        for result in self._earlier():
            if result.period[:4] != self._period.code[:4]:
                break
            for entry in _of(result, unit):
                if entry.state in _DONE and entry.key not in done:
                    done[entry.key] = _cells(entry)
        return done

    def before(self, unit: Unit) -> dict[str, str]:
        """What the period before said of each row: status · % · score."""
        for result in self._earlier():
            return {entry.key: _summary(entry) for entry in _of(result, unit) if entry.status}
        return {}

    def year_before(self) -> dict[tuple[str, str], float]:
        """Measured values of the same period a year before, by row key and unit."""
        result = self.result(self._period.year_before)
        found: dict[tuple[str, str], float] = {}
        for entry in result.entries if result else ():
            item = self._plan.by_key.get(entry.key)
            if item is None or entry.role is not Role.LEAD:
                continue
            reached = measured(item, entry.value, entry.self_score)
            if reached is not None:
                found[entry.key, entry.unit] = reached
        return found


def _of(result: Result, unit: Unit) -> Iterator[EntryPart]:
    for entry in result.entries:
        if entry.unit == unit.code and entry.role is Role.LEAD:
            yield entry


def _cells(entry: EntryPart) -> dict[str, Cell]:
    cells: dict[str, Cell] = {column.field: getattr(entry, column.field) for column in INPUT}
    cells["status"] = entry.status.label if entry.status else None
    return cells


def _summary(entry: EntryPart) -> str:
    parts = [entry.status.label if entry.status else ""]
    if entry.progress is not None:
        parts.append(percent(entry.progress))
    if entry.self_score is not None:
        parts.append(f"{number(entry.self_score)} điểm")
    return " · ".join(parts)
