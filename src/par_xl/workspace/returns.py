"""Forms handed back, in ``tra-lai``: where each lies, written only when it changed, and never over
somebody's work."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from par_xl import __version__
from par_xl.form.request import FORM_VERSION, Spot
from par_xl.intake.arrival import Arrival
from par_xl.intake.submission import Submission
from par_xl.merge.entries import carried_cells
from par_xl.merge.office_corrections import applied
from par_xl.merge.packed import unpack
from par_xl.merge.result import Result
from par_xl.rules.files import GONE
from par_xl.system.files import read_file
from par_xl.system.paths import inside, plain_path, safe_name, whole
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import FileState, Severity
from par_xl.workspace.checkout import Session
from par_xl.workspace.consolidating import Consolidated
from par_xl.workspace.layout import Folder
from par_xl.workspace.making import fresh_form
from par_xl.workspace.marking import marked_form, notes_of, right_form_name, unit_to_serve
from par_xl.workspace.workers import Context, checked, is_to_hand_back

_BEGUN = 24
"""Forms that others mark while JSON and master are written."""
_UNKNOWN = "chua-ro-ky"
"""Where files go whose period could not be made out."""


class ReturnRecord(BaseModel):
    """What was handed back in one place: of which file, made from what, and what was written.

    ``basis`` is a hash of the file's bytes and all else that it is made of, ``found`` one of each
    error and warning, ``written`` that of the form; ``merged`` that a merge found it, which knows
    more than a check of one file. ``right_form`` is the place of the form that lies beside it.
    """

    model_config = ConfigDict(frozen=True)
    source: str
    basis: str
    found: tuple[str, ...]
    merged: bool
    written: str = ""
    right_form: str = ""


_RECORD = TypeAdapter(dict[Annotated[str, AfterValidator(plain_path)], ReturnRecord])
"""By their places within ``tra-lai``."""


@dataclass(frozen=True)
class _Wanted:
    """A form that is to be made: what will be known of it, a hash of what lies in its place now,
    and where forms of the same file lie already."""

    record: ReturnRecord
    there: str | None
    standing: Sequence[Path]


class Returns:
    """What is to be handed back, beside what lies there already.

    Where another content lies in its place than was written, somebody works in it, and it stays.
    Without a record, everything there counts as edited. *merged* says that a merge hands back, not
    a check of files one by one.
    """

    def __init__(self, session: Session, merged: bool) -> None:
        self.session, self.folder, self.merged = session, session.folder, merged
        self.record = read_returned(self.folder)
        self._recorded = dict(self.record)
        self.wanted: dict[Path, _Wanted] = {}
        """Forms that are to be made, in that order."""
        self.filled: set[Path] = set()
        """Those of them that were."""
        self.written: list[Path] = []

    def hand_back(
        self,
        period: str | None,
        file: Path,
        name: str,
        sha256: str,
        made_of: tuple[str, Mapping[str, str]],
        found: Sequence[Finding],
        corrected: Mapping[Spot, Cell] = MappingProxyType({}),
    ) -> Path | None:
        """Find the place for a form of *file*, under its *name*; None if nothing is wrong.

        The form is ``wanted`` only where something may be new; *made_of* are a hash of the plan
        and what the period before said of its rows, *corrected* what the office corrected in them.
        """
        file, root = whole(file), whole(self.folder.root)
        source = (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()
        plan, before = made_of
        parts = sha256, plan, repr(sorted(before.items())), __version__, FORM_VERSION
        basis = _hash("\n".join(parts).encode())
        if not is_to_hand_back(found):
            return self._drop(source, basis)
        faults = [each for each in found if each.severity is not Severity.INFO]
        marks = tuple(sorted({_hash(repr(e).encode()) for e in (*faults, *corrected.items())}))
        record = ReturnRecord(source=source, basis=basis, found=marks, merged=self.merged)
        standing: list[Path] = []
        for number in count(1):
            path = self._path(period, name, number)
            if path in self.wanted:
                if self.wanted[path].record.source == source:
                    return path
                continue
            handed = self.record.get(self._place(path))
            there = _hash(read_file(path)) if path.exists() else None
            if there is not None:
                if handed is None or handed.source != source:
                    continue
                if handed.basis == basis and self._is_said(marks, handed):
                    # As it was written, or somebody works in it: there is nothing new to say.
                    return path
                standing.append(path)
                if there != handed.written:
                    continue
            self.wanted[path] = _Wanted(record, there, standing)
            return path
        raise AssertionError("there is always another number")

    def fill(self, path: Path, content: bytes, right: tuple[str, bytes] | None = None) -> Path:
        """Write a form that is wanted, and return where it lies: the same may lie there already.

        *right*: name and content of the form that is to lie beside the faults of a wrong one. What
        somebody made of that meanwhile stays.
        """
        wanted, written = self.wanted[path], _hash(content)
        self.filled.add(path)
        same = (p for p in wanted.standing if self.record[self._place(p)].written == written)
        if (lies := next(same, None)) is None:
            self._put(path, content, wanted.there)
        path = lies or path
        place, beside = self._place(path), path.with_name(right[0]) if right else None
        before = self.record.get(place)
        update = {"written": written, "right_form": self._place(beside) if beside else ""}
        self.record[place] = wanted.record.model_copy(update=update)
        if right and beside and beside not in self.written:
            self._lay(beside, right[1])
        if before and before.right_form and not self._is_named(before.right_form):
            self._take_back(before.right_form)
        return path

    def _lay(self, path: Path, content: bytes) -> None:
        """Write a right form, unless somebody works in the one that lies there."""
        place, written = self._place(path), _hash(content)
        there, ours = _hash(read_file(path)) if path.exists() else None, self.record.get(place)
        if there is None or (ours is not None and there == ours.written != written):
            self._put(path, content, there)
            of_ours = ReturnRecord(source=place, basis="", found=(), merged=True, written=written)
            self.record[place] = of_ours

    def _put(self, path: Path, content: bytes, there: str | None) -> None:
        self.session.put(path, content)
        self.session.expect(path, there)
        self.written.append(path)

    def write_record(self) -> None:
        """Write down what was handed back, where anything changed."""
        if self.record != self._recorded:
            ordered = {place: self.record[place] for place in sorted(self.record)}
            self.session.put(self.folder.returns_record, _RECORD.dump_json(ordered, indent=1))

    def _drop(self, source: str, basis: str) -> Path | None:
        """Nothing is wrong with a file: what was handed back of it before is out of date, and goes.

        Unless a merge found it in the same bytes and this is no merge: then it stands, and where
        it lies is returned.
        """
        standing = None
        for place in self._places.get(source, ()):
            handed = self.record.get(place)
            path = inside(self.folder.returned, place)
            if handed is None or handed.source != source or not path.exists():
                continue
            if handed.merged and not self.merged and handed.basis == basis:
                standing = path
            else:
                self._take_back(place)
                if handed.right_form and not self._is_named(handed.right_form):
                    self._take_back(handed.right_form)
        return standing

    def _take_back(self, place: str) -> None:
        """Remove what was handed back, unless somebody works in it."""
        path, handed = inside(self.folder.returned, place), self.record.get(place)
        if handed and path.exists() and _hash(read_file(path)) == handed.written:
            self.session.remove(path, is_needed=False)
            self.session.expect(path, handed.written)
            del self.record[place]

    def _is_named(self, right_form: str) -> bool:
        """Whether the faults of another file, which still stand, name that form."""
        return any(handed.right_form == right_form for handed in self.record.values())

    @cached_property
    def _places(self) -> Mapping[str, list[str]]:
        """Where something of each file was handed back before."""
        places: dict[str, list[str]] = defaultdict(list)
        for place, handed in self.record.items():
            places[handed.source].append(place)
        return places

    def _is_said(self, marks: tuple[str, ...], handed: ReturnRecord) -> bool:
        if handed.merged and not self.merged:
            return set(marks) <= set(handed.found)
        return marks == handed.found

    def _place(self, path: Path) -> str:
        return path.relative_to(self.folder.returned).as_posix()

    def _path(self, period: str | None, file: str, number: int) -> Path:
        name = PurePosixPath(*map(safe_name, PurePosixPath(file).parts))
        if name.suffix.lower() != ".xlsx":
            name = name.with_name(f"{name.name}.xlsx")
        if number > 1:
            name = name.with_name(f"{name.stem} ({number}).xlsx")
        return inside(self.folder.returned, period or _UNKNOWN, name)


def read_returned(folder: Folder) -> dict[str, ReturnRecord]:
    """Read what was handed back so far, by place; nothing where that can't be made out."""
    path = folder.returns_record
    try:
        return _RECORD.validate_json(read_file(path)) if path.exists() else {}
    except ValidationError:
        return {}


def hand_back_merged(found: Consolidated, result: Result) -> Callable[[], tuple[Path, ...]]:
    """Let others begin to mark forms of the files that count or were refused, and have errors or
    warnings; return what writes those that are new."""
    faulty = {each.part.file: each.faulty for each in found.outcomes}
    arrivals = {each.file: each for each in found.inbox.sent}
    folder, returns = found.session.folder, Returns(found.session, merged=True)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.code != GONE.code:
            # That one is not there any more, whatever lies under its name.
            findings[finding.file].append(finding)
    to_mark: dict[Path, tuple[object, ...]] = {}
    for part in result.submissions:
        counts = part.state in (FileState.ACCEPTED, FileState.REFUSED)
        faults = findings[part.file] if counts else []
        path = folder.submitted(result.period) / part.file
        before = found.history.before(part.unit) if part.unit and faults else {}
        made_of = found.context.plan_sha256, before
        corrected = _corrected(found.context, result, part.unit)
        about = result.period, path, part.file, part.sha256
        place = returns.hand_back(*about, made_of, faults, corrected)
        if place in returns.wanted and place not in to_mark:
            file = [arrivals[part.file]]
            to_mark[place] = file, faulty[part.file], faults, before, corrected
    marked = found.workers.map(_mark, list(to_mark.values()), _BEGUN)

    def write() -> tuple[Path, ...]:
        for place, (content, code) in zip(to_mark, marked, strict=True):
            right = None
            if code is not None:
                plan, period = found.context.plan, found.context.period
                unit = plan.units[code]
                form = fresh_form(plan, period, unit, found.history, found.context.today)
                right = right_form_name(period, unit), form
            returns.fill(place, content, right)
        returns.write_record()
        return tuple(sorted(returns.written))

    return write


def _corrected(context: Context, result: Result, unit: str | None) -> Mapping[Spot, Cell]:
    """Return the cells of a unit that the office corrected, and what is carried over beside."""
    if unit is None or not context.corrections.of(unit):
        # It may go to another process.
        return {}
    carried = context.earlier.of(unit).carried
    cells = {key: carried_cells(entry) for key, entry in carried.items()}
    return applied(context.corrections, result, unit, cells)


def _mark(
    context: Context,
    files: Sequence[Arrival],
    faulty: bytes | None,
    findings: Sequence[Finding],
    before: Mapping[str, str],
    corrected: Mapping[Spot, Cell],
) -> tuple[bytes, str | None]:
    """Return the form of a file to hand back, and the unit that is to get the right one; *faulty*
    is as ``Outcome`` has it, *before* what the period before said of it, *corrected* what the
    consolidating unit corrected."""
    file = files[0]
    submission: Submission = unpack(faulty) if faulty else checked(context, file)
    unit = unit_to_serve(context.plan, context.period, submission)
    notes = notes_of(file, submission)
    name = right_form_name(context.period, unit) if unit else None
    form = marked_form(context.plan, submission, findings, before, notes, name, corrected)
    return form, unit.code if unit else None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
