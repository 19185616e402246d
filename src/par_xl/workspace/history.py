"""What earlier periods' results say: for this period's forms, and for comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from math import isclose
from pathlib import Path
from textwrap import shorten

from pydantic import ValidationError

from par_xl.insight.trend import predecessor
from par_xl.ledger import Ledger, LedgerLine
from par_xl.merge.entries import Earlier, carried_cells
from par_xl.merge.result import Entry, Past, Score
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import successor
from par_xl.system.files import file_sha256, read_file
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, State, number, percent
from par_xl.workspace.layout import Folder
from par_xl.workspace.period_result import PeriodEntries, damaged, entries_of, read_result
from par_xl.workspace.store import Store
from par_xl.workspace.workers import EarlierResults

_MOST_LETTERS = 200
"""Of a text that stands in `Kỳ trước`."""
_DONE = (State.DONE_ON_TIME, State.DONE_LATE)


class History:
    """The results of the periods before one period: those that lie in ``tong-hop``, or those that
    a merge read whose *line* it is.

    Whatever asks for one that is damaged raises ParXlError.
    """

    def __init__(
        self, folder: Folder, plan: Plan, period: Period, line: LedgerLine | None = None
    ) -> None:
        self._folder = folder
        self._plan = plan
        self._period = period
        self._line = line
        self._read: dict[str, PeriodEntries | None] = {}

    def _files(self, code: str) -> tuple[Path, Path]:
        """Return the result of an earlier period, and the file of its entries, if it has one."""
        places = self._folder.results(code)
        if self._line is None:
            return places.json, places.entries
        store, read = Store(self._folder.store), self._line.inputs
        # Of what it did not read, there is nothing.
        json, entries = (
            store.path(read.get(self._folder.name(path), "-"), path.suffix)
            for path in (places.json, places.entries)
        )
        return json, entries

    def entries(self, code: str) -> PeriodEntries | None:
        """Return the entries of an earlier period; None where there is no result."""
        if code not in self._read:
            json, file = self._files(code)
            result = read_result(json)
            if result is None and json.exists():
                # To pass over it would be to say that nothing was reported.
                raise damaged(json, code)
            self._read[code] = entries_of(result, json, file) if result else None
        return self._read[code]

    def _codes(self) -> list[str]:
        codes = {*self._plan.periods, self._period.year_before}
        return sorted(code for code in codes if code < self._period.code)

    def _earlier(self) -> Iterator[PeriodEntries]:
        """Yield the entries of this plan's periods before, the latest first."""
        for code in sorted(self._plan.periods, reverse=True):
            found = self.entries(code) if code < self._period.code else None
            if found is not None and found.plan == self._plan.code:
                yield found

    def carried(self, unit: str) -> dict[str, Entry]:
        """Return what a unit has done for good, by row key: what is due once stays done in all
        later periods, what is due each year within its year (contract, section 6).

        The latest result in which it was reported says so; for a unit that took another one's
        place, what that one had done.
        """
        roles = self._plan.in_period(self._period)
        told: dict[str, Entry | None] = {}
        for earlier in self._earlier():
            is_same_year = earlier.period[:4] == self._period.code[:4]
            for entry in chain.from_iterable(map(earlier.led_by, self._in_place_of(unit))):
                if entry.key in told or entry.state is State.NOT_REPORTED:
                    continue
                if roles.role(unit, entry.key) is not Role.LEAD:
                    continue
                item = self._plan.by_key[entry.key]
                stays = item.due.day is not None or (item.due.yearly and is_same_year)
                done = stays and entry.state in _DONE
                told[entry.key] = _since(entry, earlier.period) if done else None
        return {key: entry for key, entry in told.items() if entry is not None}

    def _in_place_of(self, unit: str) -> tuple[str, ...]:
        """Return a unit, then those in whose place it is now."""
        return (unit, *self._gone.get(unit, ()))

    @cached_property
    def _gone(self) -> Mapping[str, Sequence[str]]:
        """Units that are no more, by the one in their place."""
        gone: dict[str, list[str]] = defaultdict(list)
        for code in self._plan.units:
            now = successor(self._plan.units, code, self._period.code)
            if now is not None and now != code:
                gone[now].append(code)
        return gone

    def values(self, unit: str) -> dict[str, Mapping[str, Cell]]:
        """Return the cells of the rows that are carried over: they arrive filled in."""
        return {key: carried_cells(entry) for key, entry in self.carried(unit).items()}

    def before(self, unit: str) -> dict[str, str]:
        """Return what the period before said of each row of a unit: status · % · score, then what
        the unit wrote."""
        earlier = next(self._earlier(), None)
        if earlier is None:
            return {}
        entries = {entry.key: entry for entry in earlier.led_by(unit) if entry.status}
        mine = {k for k, c in self._plan.in_period(self._period).scorers.items() if c == unit}
        scores = {s.key: s for s in earlier.scores if s.key in mine and s.self_score is not None}
        keys = {**entries, **scores}
        return {key: _summary(entries.get(key), scores.get(key)) for key in keys}

    @cached_property
    def _scores_then(self) -> Mapping[str, float]:
        """The scores a year before of criteria whose maximum is still the same."""
        then, items = self.entries(self._period.year_before), self._plan.by_key
        return {
            score.key: score.self_score
            for score in (then.scores if then else ())
            if score.key in items
            and score.self_score is not None
            and isclose(score.maximum, items[score.key].points or 0.0)
        }

    def of(self, unit: str) -> Earlier:
        """Return what a merge has to know of a unit."""
        then = self.entries(self._period.year_before)
        values = then.values(unit) if then else {}
        return Earlier(values, self._scores_then, self.carried(unit))

    @cached_property
    def earlier(self) -> EarlierResults:
        """What a merge has to know of all units."""
        found = EarlierResults(self._plan.places, self._scores_then)
        for unit in self._plan.in_period(self._period).units:
            found.add(unit.code, self.of(unit.code))
        return found

    def files(self) -> tuple[Path, ...]:
        """Return the files that lie there and are read."""
        places = map(self._folder.results, self._codes())
        return tuple(p for each in places for p in (each.json, each.entries) if p.exists())

    def changed_since(self, ledger: Ledger, merge: LedgerLine) -> list[str]:
        """Return the periods whose results say something else than those that a merge read."""

        def is_changed(path: Path) -> bool:
            # It tells of its entries, too, where they lie in a file of their own.
            name = self._folder.name(path)
            hashes = file_sha256(path), merge.inputs.get(name)
            now, then = (sha256 and ledger.content_of(name, sha256) for sha256 in hashes)
            return now != then

        return [code for code in self._codes() if is_changed(self._folder.results(code).json)]

    def past(self) -> Mapping[str, Past]:
        """Return what the results say of groups and units, by period."""
        found: dict[str, Past] = {}
        for code in self._codes():
            json, _file = self._files(code)
            if code not in self._plan.periods or not json.exists():
                continue
            try:
                found[code] = Past.model_validate_json(read_file(json))
            except ValidationError as error:
                raise damaged(json, code) from error
        return found

    def entries_before(self) -> Iterable[Entry]:
        """Return the entries of the period right before."""
        before = predecessor(self._plan, self._period)
        return (self.entries(before.code) if before else None) or ()


def _since(entry: Entry, period: str) -> Entry:
    """Return an entry of a period's result as one that is carried over."""
    return replace(entry, carried_from=entry.carried_from or period)


def _summary(entry: Entry | None, score: Score | None) -> str:
    """Return what was said of a row: in one line how it stood, then what can be copied from."""
    stood: list[str] = []
    if entry and entry.status:
        stood.append(entry.status.label)
    if entry and entry.progress is not None:
        stood.append(percent(entry.progress))
    if score:
        stood.append(f"{number(score.self_score)} điểm")
    wrote = entry or score
    texts = [
        ("Kết quả", entry.result if entry else None),
        ("Tài liệu", wrote.evidence if wrote else None),
    ]
    lines = [f"{name}: {_short(text)}" for name, text in texts if text]
    return "\n".join([" · ".join(stood), *lines])


def _short(text: str) -> str:
    """Return a text in one line, cut where a cell would hold too much."""
    return shorten(text, _MOST_LETTERS, placeholder=" …")
