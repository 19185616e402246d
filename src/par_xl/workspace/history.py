"""What earlier periods' results say: for this period's forms, and for comparison."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from gettext import gettext as _
from itertools import chain
from math import isclose
from pathlib import Path
from textwrap import shorten

from pydantic import ValidationError

from par_xl.insight.trend import predecessor
from par_xl.ledger import Ledger, LedgerLine
from par_xl.merge.result import Entry, Past, Result, Score
from par_xl.plan.model import Period, Plan
from par_xl.system.files import file_sha256, read_file, unread
from par_xl.system.paths import files_below, is_link
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, State, number, percent
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store
from par_xl.workspace.workers import YearBefore

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

    def values(self, unit: str) -> dict[str, Mapping[str, Cell]]:
        """Return the rows of a unit that are carried over: they arrive filled in.

        One due once stays done in all later periods, a yearly one within its year (contract,
        section 6).
        """
        carried: dict[str, Mapping[str, Cell]] = {}
        for earlier in self._earlier():
            is_same_year = earlier.period[:4] == self._period.code[:4]
            for entry in earlier.led_by(unit):
                item = self._plan.by_key.get(entry.key)
                if item is None or entry.state not in _DONE or entry.key in carried:
                    continue
                if item.due.day is not None or (item.due.yearly and is_same_year):
                    carried[entry.key] = _cells(entry)
        return carried

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
    def year_before(self) -> YearBefore:
        """What was reached in the same period a year before."""
        earlier, items = self.entries(self._period.year_before), self._plan.by_key
        if earlier is None:
            return YearBefore(self._plan.places, {})
        scores = {
            score.key: score.self_score
            for score in earlier.scores
            if score.key in items
            and score.self_score is not None
            and isclose(score.maximum, items[score.key].points or 0.0)
        }
        found = YearBefore(self._plan.places, scores)
        scored: dict[str, list[Score]] = defaultdict(list)
        for score in earlier.scores:
            scored[score.unit].append(score)
        for unit in dict.fromkeys((*earlier.units, *scored)):
            told: list[Entry | Score] = [*scored[unit], *earlier.led_by(unit)]
            values = {e.key: e.value for e in told if isinstance(e.value, float | int)}
            if values:
                found.add(unit, values)
        return found

    def files(self) -> tuple[Path, ...]:
        """Return the files that lie there and are read: all results, and entries where they are
        asked for."""
        before = predecessor(self._plan, self._period)
        with_entries = {self._period.year_before, before.code if before else None}
        places = map(self._folder.results, self._codes())
        return tuple(
            path
            for each in places
            for path in (each.json, *([each.entries] if each.period in with_entries else []))
            if path.exists()
        )

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


class PeriodEntries:
    """The entries of a period's result, unit by unit, and its scores."""

    def __init__(self, result: Result, file: Path) -> None:
        """*file* is where they lie if the result does not hold them itself."""
        self.period = result.period
        self.plan = result.plan.code
        self.scores = result.scores
        self._by_unit: Mapping[str, Sequence[Entry]]
        if result.entries_file is not None:
            from par_xl.outputs.entries_file import EntriesFile

            self._by_unit = EntriesFile(file)
        else:
            by_unit: dict[str, list[Entry]] = defaultdict(list)
            for entry in result.entries or ():
                by_unit[entry.unit].append(entry)
            self._by_unit = by_unit

    @property
    def units(self) -> list[str]:
        """The units that have entries."""
        return list(self._by_unit)

    def __iter__(self) -> Iterator[Entry]:
        """All entries, each unit's one after the other."""
        for unit in self.units:
            yield from self.of(unit)

    def of(self, unit: str) -> Sequence[Entry]:
        """Return a unit's entries, coordinating rows among them."""
        return self._by_unit.get(unit, [])

    def led_by(self, unit: str) -> Iterator[Entry]:
        """Return a unit's assignments."""
        return (entry for entry in self.of(unit) if entry.role is Role.LEAD)


def read_result(path: Path) -> Result | None:
    """Return a result; None where there is none to trust."""
    try:
        return Result.model_validate_json(read_file(path)) if path.exists() else None
    except ValidationError:
        return None
    except OSError as error:
        raise unread(path) from error


def unknown_merges(folder: Folder, ledger: Ledger) -> dict[str, int]:
    """Return the highest number of a merge, by period, whose result lies in the store though no
    line names it: of a ledger that was lost, or put back from an older copy."""
    store = Store(folder.store)
    named = {
        sha256
        for line in ledger.all
        for sha256 in chain(line.inputs.values(), line.outputs.values(), *line.checkout.values())
    }
    known = {store.path(sha256, ".json").name for sha256 in named if sha256}
    found: dict[str, int] = {}
    for path in files_below(store.root):
        if path.suffix == ".json" and path.name not in known and not is_link(path):
            with contextlib.suppress(ParXlError):
                if result := read_result(path):
                    number = found.get(result.period, 0)
                    found[result.period] = max(number, result.merge_number)
    return found


def entries_of(result: Result, json: Path, file: Path) -> PeriodEntries:
    """Return the entries of the result *json*, which lie in *file* if it does not hold them itself.

    Raises:
        ParXlError: the file that holds them is damaged.
    """
    if result.entries_file and file_sha256(file) != result.entries_sha256:
        # Whether the JSON is still that of the last merge says nothing of this file.
        raise damaged(file, result.period, without=json)
    return PeriodEntries(result, file)


def damaged(path: Path, period: str, without: Path | None = None) -> ParXlError:
    """Return what is said of a file of a period's result that can't be trusted; a merge makes it
    anew only *without* another one."""
    fix = (
        _(
            "Chép lại tệp đó từ bản sao lưu, hoặc xóa {without} rồi tổng hợp lại kỳ đó: par-xl "
            "merge {period}."
        )
        if without
        else _("Chép lại tệp đó từ bản sao lưu, hoặc tổng hợp lại kỳ đó: par-xl merge {period}.")
    )
    message = (
        _(
            "Tệp {path} bị hỏng, bị sửa hay bị thay từ lần tổng hợp, nên không lấy được số liệu "
            "của kỳ {period}."
        )
        if path.exists()
        else _("Tệp {path} không còn, nên không lấy được số liệu của kỳ {period}.")
    )
    return ParXlError(
        message.format(path=path, period=period), fix.format(without=without, period=period)
    )


def _cells(entry: Entry) -> dict[str, Cell]:
    return {
        "status": entry.status.label if entry.status else None,
        "completed_on": entry.completed_on,
        "evidence": entry.evidence,
    }


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
