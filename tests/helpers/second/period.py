"""One period reckoned: which row counts, states, counts, rates and scores (contract, section 6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from .cells import day, number, printed, same, share, target, text
from .forms import DONE_ON, PROGRESS, SCORE, STATUS, Form, Line, read_form
from .plan import ONCE, YEARLY, Period, Plan, Row
from .rows import COORDINATING, DONE, GOING, NOT_APPLICABLE, NOT_ARISEN, Said, role, said

DONE_STATES = ("done_on_time", "done_late")
STATES = (
    *("not_reported", "not_applicable", *DONE_STATES),
    *("overdue", "in_progress", "not_started"),
)


@dataclass(frozen=True)
class Arrived:
    """A file that lies in ``da-nop``, and when it came."""

    name: str
    content: bytes
    day: date
    moment: float
    unit: str = ""
    """Whose it is, as the register says."""
    called: str = ""
    """Of one that is gone: its name when it was there."""

    @property
    def order(self) -> tuple[date, float, str]:
        return self.day, self.moment, self.sha256

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Entry:
    """An assignment."""

    state: str
    due: date | None
    in_error: bool
    status: str | None = None
    progress: Fraction | None = None
    done_on: date | None = None
    value: Any = None
    result: str = ""
    evidence: str = ""
    why: str = ""
    trouble: str = ""
    carried_from: str | None = None
    owes: bool = False
    file: str | None = None

    @property
    def share(self) -> Fraction:
        if self.status == DONE:
            return Fraction(1)
        return (self.progress or Fraction()) if self.status == GOING else Fraction()


@dataclass(frozen=True)
class Score:
    """A criterion."""

    unit: str
    maximum: Fraction
    score: Fraction | None
    value: Any
    in_error: bool
    owes: bool


@dataclass(frozen=True)
class File:
    """What became of a file."""

    unit: str | None
    state: str
    filled: int = 0
    in_error: int = 0
    used: int = 0


Key = tuple[str, str]
"""A row's key, and a unit."""


@dataclass(frozen=True)
class Correction:
    """What the consolidating unit puts right in a unit's row: the new value under a header."""

    key: str
    unit: str
    header: str
    value: Any

    def is_said_by(self, cells: Mapping[str, Any]) -> bool:
        """Whether the unit says the same."""
        read = {PROGRESS: share, DONE_ON: day, SCORE: number, STATUS: same}.get(self.header, text)
        return read(cells.get(self.header)) == read(self.value)


@dataclass
class Reckoned:
    """A period's result."""

    plan: Plan
    period: str
    as_of: date
    entries: dict[Key, Entry] = field(default_factory=dict)
    helped: dict[Key, bool] = field(default_factory=dict)
    """Filled coordinating rows; True: in error."""
    scores: dict[str, Score] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    """How each unit sent its form: on time, late …"""
    won: dict[Key, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    """The file of which a filled row counts, and its words."""
    gone: list[tuple[str, str, int]] = field(default_factory=list)
    """Files that counted once and are not there any more: unit, and how many rows went."""
    corrected: list[Correction] = field(default_factory=list)
    ended: list[Correction] = field(default_factory=list)
    """Corrections that were taken, and those that the unit itself has followed since."""
    has_errors: bool = False
    """Whether something goes back: a file was refused, or a row that would count is in error."""

    def counted(self, keep: Mapping[str, str]) -> dict[str, Any]:
        """Counts and rates of what belongs to a unit, an area, an index, an authority."""

        def belongs(key: str, unit: str) -> bool:
            row = self.plan.rows[key]
            of = {
                "unit": unit,
                "index": row.index,
                "area": self.plan.area(row),
                "authority": row.authority,
            }
            return all(of[name] == value for name, value in keep.items())

        entries = {each: e for each, e in self.entries.items() if belongs(*each)}
        scores = [s for key, s in self.scores.items() if belongs(key, s.unit)]
        return _counted(entries, scores, self.plan.weights(self.period))


def _counted(
    entries: Mapping[Key, Entry], scores: Iterable[Score], weights: Mapping[str, Fraction]
) -> dict[str, Any]:
    states = Counter(entry.state for entry in entries.values())
    applicable = {k: e for k, e in entries.items() if e.state != "not_applicable"}
    done = sum(states[state] for state in DONE_STATES)
    scored = [each for each in scores if each.score is not None]
    score = sum((each.score or Fraction() for each in scored), Fraction())
    maximum = sum((each.maximum for each in scored), Fraction())
    moved = sum((weights[key] * e.share for (key, _), e in applicable.items()), Fraction())
    whole = sum((weights[key] for key, _ in applicable), Fraction())
    return {
        **{state: states[state] for state in STATES},
        "assigned": len(entries),
        "tasks": len({key for key, _ in entries}),
        "applicable": len(applicable),
        "in_error": sum(entry.in_error for entry in entries.values()),
        "completion_rate": _rate(done, len(applicable)),
        "on_time_rate": _rate(states["done_on_time"], len(applicable)),
        "reporting_rate": _rate(len(entries) - states["not_reported"], len(entries)),
        "weighted_progress": _rate(moved, whole),
        "self_score": score,
        "score_maximum": maximum,
        "recoverable": maximum - score,
        "score_rate": _rate(score, maximum),
    }


def _rate(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    return Fraction(part) / whole if whole else None


def carried(plan: Plan, period: str, unit: str, lying: Mapping[str, Reckoned]) -> dict[str, Entry]:
    """What a unit has done for good, as the latest result says in which it was reported."""
    found = {}
    earlier = [lying[each] for each in sorted(lying, reverse=True) if each < period]
    for key, units in plan.leads(period).items():
        if unit not in units:
            continue
        for result in (each for each in earlier if each.plan.code == plan.code):
            whose = (result.entries.get((key, each)) for each in plan.before(unit, period))
            entry = next((e for e in whose if e and e.state != "not_reported"), None)
            if entry is None:
                continue
            kind, year = plan.rows[key].due.kind, period[:4]
            stays = kind == ONCE or (kind == YEARLY and result.period[:4] == year)
            if stays and entry.state in DONE_STATES:
                since = entry.carried_from or result.period
                found[key] = replace(entry, carried_from=since)
            break
    return found


@dataclass
class _Of:
    """One unit's files, in the order of receipt."""

    winners: dict[str, tuple[str, Line, Said | None]] = field(default_factory=dict)
    ideas: dict[tuple[str, str], str] = field(default_factory=dict)
    good: list[tuple[Arrived, Form, dict[str, tuple[Line, Said | None]]]] = field(
        default_factory=list
    )
    copies: set[str] = field(default_factory=set)


def reckon(
    plan: Plan,
    period: str,
    as_of: date,
    arrived: Sequence[Arrived],
    lying: Mapping[str, Reckoned],
    earlier_days: Mapping[str, Sequence[date]],
    corrections: Sequence[Correction] = (),
) -> Reckoned:
    """Reckon a period from what lies there; *corrections* are those that have not ended.

    *lying* are the results of earlier periods, *earlier_days* the days of good files that lay
    under the name of one of the unit's before it was sent again.
    """
    found, of = Reckoned(plan, period, as_of), {u.code: _Of() for u in plan.filing(period)}
    days: dict[str, list[date]] = {unit: list(earlier_days.get(unit, ())) for unit in of}
    for each in sorted(arrived, key=lambda each: each.order):
        form = read_form(each.content)
        unit = plan.named(form.unit) if form else None
        code = unit.code if unit else None
        if form is None or code not in of or (form.plan, form.period) != (plan.code, period):
            code = code or sender(plan, period, each)
            found.files[each.name] = File(code, "refused")
            continue
        assert code is not None
        days[code].append(each.day)
        # What was refused before asks nothing more.
        for name, file in found.files.items():
            if (file.unit, file.state) == (code, "refused"):
                found.files[name] = replace(file, state="replaced")
        _receive(found, of[code], each, form, code)
    for correction in corrections:
        _correct(found, of[correction.unit], correction)
    for name, mine in of.items():
        _files(found, mine)
        _entries(found, mine, name, lying)
    refused = {f.unit for f in found.files.values() if f.state in ("refused", "replaced")}
    found.has_errors |= any(file.state == "refused" for file in found.files.values())
    for name in of:
        found.sent[name] = _sent(plan, period, name, as_of, days[name], name in refused)
    return found


def sender(plan: Plan, period: str, arrived: Arrived) -> str | None:
    """Who seems to have sent a file that does not say so: its register's unit, or a name in it."""
    words = (arrived.unit, *re.split(r"[/_.]", arrived.name))
    units = (plan.named(word) for name in words for word in (name, name.partition(" ")[0]))
    codes = (plan.now(unit.code, period) for unit in units if unit)
    return next((code for code in codes if code), None)


def gone(mine: Reckoned, whole: Reckoned, missing: Sequence[Arrived]) -> None:
    """Find what is lost by files that are missing: *whole* is reckoned as if they were there."""
    for each in missing:
        file = whole.files[each.name]
        rows = [
            key
            for key, (name, cells) in whole.won.items()
            if name == each.name and mine.won.get(key, ("", None))[1] != cells
        ]
        is_all = not any(
            other.unit == file.unit and other.state not in ("refused", "replaced")
            for other in mine.files.values()
        )
        if rows or (is_all and file.state != "duplicate"):
            mine.gone.append((each.called, file.unit or "", len(rows)))
    mine.gone.sort()


def _sent(
    plan: Plan, period: str, unit: str, as_of: date, days: Sequence[date], refused: bool
) -> str:
    if days:
        return "on_time" if min(days) < plan.send_before(period, unit) else "late"
    if refused:
        return "refused"
    return "not_due" if as_of < plan.periods[period].send_before else "missing"


def _receive(found: Reckoned, of: _Of, arrived: Arrived, form: Form, unit: str) -> None:
    """Take in a file: its filled rows win over older ones, also when they are in error."""
    plan, period = found.plan, found.plan.periods[found.period]
    times = Counter(line.key for line in form.filled)
    rows: dict[str, tuple[Line, Said | None]] = {}
    lost = 0
    for line in form.filled:
        row = plan.rows.get(line.key)
        if row is None or role(plan, period.code, unit, row) is None:
            lost += 1
            continue
        is_right = times[line.key] == 1 and _still_fits(form, line, plan, row)
        rows[line.key] = line, said(line, plan, period, unit, row) if is_right else None
    in_error = lost + sum(times[key] for key, (_line, what) in rows.items() if what is None)
    found.files[arrived.name] = File(unit, "accepted", len(form.filled), in_error)
    # Rows that are nobody's are in error wherever they stand.
    found.has_errors |= lost > 0
    stand = all(
        key in of.winners and of.winners[key][1].cells == line.cells
        for key, (line, _what) in rows.items()
    )
    if stand and any(before.content == form.content for _, before, _ in of.good):
        of.copies.add(arrived.name)
        return
    of.good.append((arrived, form, rows))
    for key, (line, what) in rows.items():
        of.winners[key] = arrived.name, line, what
        found.won[key, unit] = arrived.name, line.cells
    for idea in form.ideas:
        of.ideas[same(idea[0]), same(idea[1])] = arrived.name


def _correct(found: Reckoned, of: _Of, correction: Correction) -> None:
    """Put a cell right that a unit filled in; where that breaks a rule, it is not taken."""
    name, line, _what = of.winners[correction.key]
    if correction.is_said_by(line.cells):
        found.ended.append(correction)
        return
    plan, row = found.plan, found.plan.rows[correction.key]
    mended = replace(line, cells={**line.cells, correction.header: correction.value})
    what = said(mended, plan, plan.periods[found.period], correction.unit, row)
    if what is not None:
        of.winners[correction.key] = name, mended, what
        found.corrected.append(correction)


def _still_fits(form: Form, line: Line, plan: Plan, row: Row) -> bool:
    """A form of another version of the plan counts where the row still says the same."""
    there = text(line.rest.get("Tiêu chí, nhiệm vụ"))
    return form.version == plan.version or there == text(row.words)


def _files(found: Reckoned, of: _Of) -> None:
    """See which files still count."""
    for name in of.copies:
        found.files[name] = replace(found.files[name], state="duplicate")
    for arrived, form, rows in of.good:
        used = [key for key in rows if of.winners[key][0] == arrived.name]
        ideas = [name for name in of.ideas.values() if name == arrived.name]
        is_used = used or ideas or not (rows or form.ideas)
        found.files[arrived.name] = replace(
            found.files[arrived.name],
            state="accepted" if is_used else "superseded",
            used=len(used),
        )
        found.has_errors |= any(of.winners[key][2] is None for key in used)


def _entries(found: Reckoned, of: _Of, unit: str, lying: Mapping[str, Reckoned]) -> None:
    plan, code = found.plan, found.period
    year, done = int(code[:4]), carried(plan, code, unit, lying)
    before = lying.get(f"{year - 1}{code[4:]}")
    for key, row in plan.rows.items():
        part = role(plan, code, unit, row) if row.asked(code) else None
        name, _line, what = of.winners.get(key, (None, None, None))
        in_error = name is not None and what is None
        if part == COORDINATING and name is not None:
            found.helped[key, unit] = in_error
        if key in plan.leads(code) and unit in plan.leads(code)[key]:
            entry = _entry(what, row.due.of(year), in_error, found.as_of, name)
            if what is None and key in done:
                old = done[key]
                entry = replace(
                    entry,
                    state=_state(DONE, entry.due, old.done_on, found.as_of),
                    in_error=False,
                    status=DONE,
                    done_on=old.done_on,
                    evidence=old.evidence,
                    why=old.why,
                    carried_from=old.carried_from,
                    file=None,
                )
            found.entries[key, unit] = _with_debts(entry, row, plan.periods[code], before, unit)
        if plan.scorers(code).get(key) == unit:
            found.scores[key] = _score(
                what, row, plan.periods[code], before, unit, in_error, part == "lead"
            )


def _entry(
    what: Said | None, due: date | None, in_error: bool, as_of: date, file: str | None
) -> Entry:
    if what is None:
        return Entry("not_reported", due, in_error, file=file)
    return Entry(
        _state(what.status, due, what.done_on, as_of),
        due,
        in_error=False,
        status=what.status,
        progress=what.progress,
        done_on=what.done_on,
        value=what.value,
        result=what.result,
        evidence=what.evidence,
        why=what.why,
        trouble=what.trouble,
        file=file,
    )


def _state(status: str | None, due: date | None, done_on: date | None, as_of: date) -> str:
    if status in (NOT_APPLICABLE, NOT_ARISEN):
        return "not_applicable"
    if status == DONE:
        return "done_late" if due and done_on and done_on > due else "done_on_time"
    if due and as_of > due:
        return "overdue"
    return "in_progress" if status == GOING else "not_started"


def _with_debts(
    entry: Entry, row: Row, period: Period, before: Reckoned | None, unit: str
) -> Entry:
    """Owed where it is late, or less was reached than should be, and nobody said why."""
    if entry.state in ("not_reported", "not_applicable"):
        return entry
    late = entry.state in ("overdue", "done_late")
    then = before.entries.get((row.key, unit)) if before else None
    short = _is_short(entry.value, row, period, then.value if then else None)
    return replace(entry, owes=(late or short) and not entry.why)


def _is_short(value: Any, row: Row, period: Period, then: Any) -> bool:
    """Whether a measured value is below the year's target, or that of a year before."""
    if not row.is_measured or not isinstance(value, Fraction):
        return False
    marks = (_target(row, period), then)
    return any(isinstance(each, Fraction) and printed(value) < printed(each) for each in marks)


def _target(row: Row, period: Period) -> Fraction | None:
    """The year's target, in the year's report."""
    return target(row.targets.get(int(period.code[:4]))) if period.is_year else None


def _score(
    what: Said | None,
    row: Row,
    period: Period,
    before: Reckoned | None,
    unit: str,
    in_error: bool,
    is_entry: bool,
) -> Score:
    maximum, score = row.points or Fraction(), what.score if what else None
    then = before.scores.get(row.key) if before else None
    owes = False
    if what is not None:
        # What was measured is told once.
        owes = not is_entry and _is_short(what.value, row, period, then.value if then else None)
        if score is not None:
            mark = _target(row, period)
            marks = [mark] if mark is not None and not row.is_measured else []
            if then and then.score is not None and then.maximum == maximum:
                marks.append(then.score)
            owes |= any(printed(score) < printed(each) for each in marks)
        owes &= not what.why
        # A row that does not apply owes nothing.
        owes &= what.status not in (NOT_APPLICABLE, NOT_ARISEN)
    return Score(unit, maximum, score, what.value if what else None, in_error, owes)
