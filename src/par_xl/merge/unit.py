"""One unit's files merged, in the order of receipt: which row of which file counts, the state of
each assignment, what is still to be said of each file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from par_xl.intake.submission import Row, Submission
from par_xl.merge.corrected import Corrected, Reference
from par_xl.merge.entries import Counted, Earlier, carried_cells, entries_and_scores
from par_xl.merge.office_corrections import Correction, by_key
from par_xl.merge.result import CorrectionPart, Entry, InitiativePart, Score
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules import files
from par_xl.rules.evidence import EXPLANATION_OWED
from par_xl.rules.initiatives import Initiative
from par_xl.rules.office_corrections import master_file
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import joined
from par_xl.terms.text import fold
from par_xl.terms.words import FileState, Severity

_NOTHING = Earlier()


@dataclass(frozen=True, slots=True)
class MergedUnit:
    """One unit's files merged; ``states`` and ``findings`` are by file."""

    unit: str
    states: Mapping[str, FileState]
    findings: Mapping[str, Sequence[Finding]]
    entries: Sequence[Entry]
    scores: Sequence[Score]
    initiatives: Sequence[InitiativePart]
    corrections: Sequence[CorrectionPart] = ()


def merge_unit(
    plan: Plan,
    period: Period,
    as_of: date,
    unit: Unit,
    submissions: Sequence[Submission],
    earlier: Earlier = _NOTHING,
    corrections: Sequence[Correction] = (),
) -> MergedUnit:
    """Merge a unit's files that were not refused, the oldest first; there may be none.

    *as_of* decides what is overdue, and nothing else: the same files at the same as-of date
    always come to the same result. *earlier* is what earlier results say of the unit,
    *corrections* are those of the consolidating unit to its rows.
    """
    rows = UnitRows()
    for submission in submissions:
        rows.receive(submission)
    corrected = list(_correct(plan, period, unit, rows, earlier, corrections))
    states = {each.file: file_state(each, rows) for each in submissions}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for each in submissions:
        findings[each.file] += live_findings(each, states[each.file], rows)
    for found in (f for row in corrected for f in (*row.findings, *row.of_master)):
        findings[found.file].append(found)
    entries: list[Entry] = []
    scores: list[Score] = []
    about = plan, period, as_of, unit, rows.counted, earlier
    for key, entry, score in entries_and_scores(*about):
        entries += [entry] if entry else []
        scores += [score] if score else []
        for found in _row_findings(key, entry, score, rows):
            findings[found.file].append(found)
        for what in (entry, score):
            if what and what.explanation_reason:
                # A finding may be said in another language, an entry is data.
                what.explanation_reason = str(what.explanation_reason)
    taken = {id(idea) for _, idea in rows.initiatives.values()}
    return MergedUnit(
        unit=unit.code,
        states=states,
        findings=findings,
        entries=entries,
        scores=scores,
        # In the order of receipt: names never decide.
        initiatives=[
            InitiativePart(unit=unit.code, file=each.file, row=idea.row, **idea.values())
            for each in submissions
            for idea in each.initiatives
            if id(idea) in taken
        ],
        corrections=[part for row in corrected for part in row.parts],
    )


def _correct(
    plan: Plan,
    period: Period,
    unit: Unit,
    rows: UnitRows,
    earlier: Earlier,
    corrections: Sequence[Correction],
) -> Iterator[Corrected]:
    """Correct a unit's rows; yield each."""
    roles, of_rows = plan.in_period(period), by_key(corrections)
    for key in sorted(of_rows, key=plan.places.__getitem__):
        role, before = roles.role(unit.code, key), rows.before(key, earlier.carried.get(key))
        assert role is not None
        found = Corrected(plan, period, unit, plan.by_key[key], role, before)
        found.apply(of_rows[key])
        if found.row is not None:
            file = before.file if before.is_counted else None
            rows.corrected[key] = file or master_file(period.code), found.row
        yield found


def lost_rows(submissions: Sequence[Submission], gone: Sequence[Submission]) -> list[LostRows]:
    """Return what of a unit's files is lost by those that are *gone*, in their order: rows that
    would count, or count with other words, if they were there.

    *submissions* are all of them that were not refused, the oldest first.
    """
    whole, left = UnitRows(), UnitRows()
    for submission in submissions:
        whole.receive(submission)
        if not any(submission is each for each in gone):
            left.receive(submission)

    def lost(file: Submission) -> LostRows:
        keys = sorted(
            key
            for key, (source, row) in whole.winners.items()
            if source is file and not left.has(key, row)
        )
        ideas = (same for same, (source, _) in whole.initiatives.items() if source is file)
        return LostRows(tuple(keys), any(same not in left.initiatives for same in ideas))

    return [lost(file) for file in gone]


class LostRows(NamedTuple):
    """What a file that is gone takes with it: rows by key, and whether free rows, too."""

    keys: Sequence[str]
    has_free_rows: bool


def _row_findings(
    key: str, entry: Entry | None, score: Score | None, rows: UnitRows
) -> Iterator[Finding]:
    """Yield what is said of a row once its unit's files are merged."""
    carried = entry.carried_from if entry else None
    if carried is None:
        both = [each for each in (entry, score) if each and each.owes_explanation]
        owed = [each.explanation_reason or "" for each in both]
        if owed:
            file, row = rows.place(key)
            words = {"why": joined(owed, "; ")}
            cell = row.cell("explanation")
            yield EXPLANATION_OWED.at(file, row.sheet, cell, None, words)
    elif rows.latest is not None:
        for row in rows.latest.table:
            if row.key == key:
                words = {"period": carried}
                yield files.ROW_CARRIED.at(*_place(rows.latest, row), key, words)


_Same = tuple[str, str, int]


@dataclass
class UnitRows:
    """What counts of one unit, file by file in the order of receipt."""

    winners: dict[str, tuple[Submission, Row]] = field(default_factory=dict)
    seen: list[Submission] = field(default_factory=list)
    duplicates: dict[str, Submission] = field(default_factory=dict)
    initiatives: dict[_Same, tuple[Submission, Initiative]] = field(default_factory=dict)
    latest: Submission | None = None
    """The last file that was no duplicate."""
    corrected: dict[str, tuple[str, Row]] = field(default_factory=dict)
    """Rows that the consolidating unit corrected, each with its file or, where the unit reported
    nothing that counts, the master."""

    @property
    def counted(self) -> Counted:
        """The row that counts, and its file, by row key."""
        return {key: (file.file, row) for key, (file, row) in self.winners.items()} | self.corrected

    def place(self, key: str) -> tuple[str, Row]:
        """Return where a row that counts is found: in a form, if it stands in any."""
        file, row = self._in_form(key)
        return (file.file, row) if file and row else self.corrected[key]

    def before(self, key: str, carried: Entry | None) -> Reference:
        """Return a row as it is before it is corrected."""
        file, row = self._in_form(key)
        name = file.file if file else None
        if file and row and key in self.winners and not row.misplaced:
            return Reference(row.cells, file.received_on, name, row, is_counted=True)
        return Reference(carried_cells(carried) if carried else {}, None, name, row)

    def _in_form(self, key: str) -> tuple[Submission, Row] | tuple[None, None]:
        """Return the unit's row that wins, or where it would have filled it in."""
        if key in self.winners:
            return self.winners[key]
        table = self.latest.table if self.latest else ()
        row = next((row for row in table if row.key == key), None)
        return (self.latest, row) if self.latest and row else (None, None)

    def receive(self, submission: Submission) -> None:
        """Take in a file; the latest received filled row wins, also when it is in error."""
        rows = [row for row in submission.rows if row.role is not None]
        # The last of those with the same content.
        alike = (each for each in reversed(self.seen) if each.content == submission.content)
        first = next(alike, None)
        if first is not None and not _mends(first, submission) and all(map(self._stands, rows)):
            self.duplicates[submission.file] = first
            return
        self.seen.append(submission)
        self.latest = submission
        for row in rows:
            self.winners[row.key] = (submission, row)
        for same, initiative in _free_rows(submission):
            self.initiatives[same] = (submission, initiative)

    def uses(self, submission: Submission) -> bool:
        """Whether anything of it still counts, or it holds nothing that ever could."""
        owned = [row for row in submission.rows if row.role is not None]
        if not owned and not submission.initiatives:
            return True
        return any(self.winners[row.key][0] is submission for row in owned) or any(
            source is submission for source, _ in self.initiatives.values()
        )

    def newer_than(self, submission: Submission) -> Submission:
        """One of the files that took a superseded file's place."""
        for row in submission.rows:
            if row.key in self.winners:
                return self.winners[row.key][0]
        same, _ = _free_rows(submission)[0]
        return self.initiatives[same][0]

    def has(self, key: str, row: Row) -> bool:
        """Whether the words of a row win."""
        return key in self.winners and self.winners[key][1].typed == row.typed

    def _stands(self, row: Row) -> bool:
        """Whether the same words still win; a file with this row was received before."""
        return self.has(row.key, row)


def _mends(first: Submission, again: Submission) -> bool:
    """Whether a file with the same content lacks a fault of the one before: a cell unmerged, a
    formula taken out, the approver's name added. It is no duplicate then."""
    before, now = (
        Counter(each.code for each in submission.findings if each.severity is not Severity.INFO)
        for submission in (first, again)
    )
    return bool(before - now)


def _free_rows(submission: Submission) -> list[tuple[_Same, Initiative]]:
    """Return a file's free rows, with what makes each the same as one of another file.

    The same text sent again is taken once, the latest; in one file each row stands for itself.
    """
    times: Counter[tuple[str, str]] = Counter()
    found: list[tuple[_Same, Initiative]] = []
    for initiative in submission.initiatives:
        said = (fold(initiative.kind), fold(initiative.text))
        if not initiative.text:
            said = (submission.file, str(initiative.row))
        found.append(((*said, times[said]), initiative))
        times[said] += 1
    return found


def file_state(submission: Submission, unit: UnitRows) -> FileState:
    """Return what became of a file that was not refused, all of its unit's files considered."""
    if submission.file in unit.duplicates:
        return FileState.DUPLICATE
    return FileState.ACCEPTED if unit.uses(submission) else FileState.SUPERSEDED


def live_findings(submission: Submission, state: FileState, unit: UnitRows) -> list[Finding]:
    """Return what is still to be said of a file: of one that no longer counts, only that."""
    if state is FileState.DUPLICATE:
        first = unit.duplicates[submission.file]
        return [files.DUPLICATE.at(submission.file, value=first.file)]
    if state is FileState.SUPERSEDED:
        newer = unit.newer_than(submission)
        return [files.SUPERSEDED.at(submission.file, value=newer.file)]
    found = list(submission.file_findings)
    for row in submission.rows:
        winner = unit.winners[row.key][0] if row.role else submission
        if winner is submission:
            # What is said of a row that is corrected, is said of it as it is then.
            is_corrected = row.key in unit.corrected and not row.misplaced
            found.extend(() if is_corrected else row.findings)
            if row.role and unit.latest is not None and unit.latest is not submission:
                words = {"newer": unit.latest.file}
                found.append(files.ROW_KEPT.at(*_place(submission, row), row.key, words))
        else:
            words = {"newer": winner.file}
            found.append(files.ROW_REPLACED.at(*_place(submission, row), row.key, words))
    for same, initiative in _free_rows(submission):
        newer, taken = unit.initiatives[same]
        if taken is initiative:
            found.extend(initiative.findings)
        else:
            # Only what says something is the same as another file's.
            cell = cell_name(initiative.row - 1, initiative.columns["text"])
            words = {"newer": newer.file}
            found.append(
                files.ROW_REPLACED.at(
                    submission.file, initiative.sheet, cell, initiative.text, words
                )
            )
    return found


def _place(submission: Submission, row: Row) -> tuple[str, str, str]:
    return submission.file, row.sheet, row.first_filled
