"""What register and ledger say of the files of a merge: who sent one that does not say so itself,
since when a unit has reported, and which files are gone since an earlier merge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from gettext import gettext as _
from operator import attrgetter
from pathlib import PurePosixPath

from par_xl.intake.arrival import Arrival
from par_xl.ledger import LedgerFile, LedgerLine
from par_xl.merge.result import GonePart, SubmissionPart
from par_xl.plan.model import Period, Plan
from par_xl.plan.units import successor
from par_xl.terms.words import FileState
from par_xl.workspace.inbox import Inbox, order_of_receipt
from par_xl.workspace.register import Receipts
from par_xl.workspace.store import Store
from par_xl.workspace.workers import Workers, process_gone

_MOST_NAMES = 3


def gone_notes(gone: Sequence[GonePart]) -> tuple[str, ...]:
    """Return what the consolidating unit is to know of files that are gone; nothing where none
    is."""
    if not gone:
        return ()
    named = [
        _("{file} ({unit}, {rows} dòng)").format(file=each.file, unit=each.unit, rows=each.rows)
        for each in gone[:_MOST_NAMES]
    ]
    if (more := len(gone) - _MOST_NAMES) > 0:
        named.append(_("và {count} tệp khác").format(count=more))
    return (
        _(
            "{count} tệp đã nhận không còn trong da-nop, mất {rows} dòng: {files}. Chép lại tệp "
            "rồi tổng hợp lại, không đôn đốc đơn vị; bản lưu ở đâu thì xem trang “Lỗi” của tệp "
            "tổng hợp."
        ).format(count=len(gone), rows=sum(e.rows for e in gone), files="; ".join(named)),
    )


@dataclass(frozen=True)
class RecordsNow:
    """Those of a merge that is made now; *merge* is the one whose result lies there."""

    plan: Plan
    period: Period
    receipts: Receipts
    inbox: Inbox
    store: Store
    today: date
    merge: LedgerLine | None

    def sender(self, file: str) -> str | None:
        """Return who sent it by the register, else by its name, else by that of a folder."""
        path = PurePosixPath(file)
        names = path.stem, *(parent.name for parent in path.parents)
        said = self.plan.unit_named(self.receipts.unit(file))
        unit = said or next(filter(None, map(self.plan.unit_names.find_within, names)), None)
        code = successor(self.plan.units, unit.code, self.period.code) if unit else None
        filing = {each.code for each in self.plan.in_period(self.period).units}
        return code if code in filing else None

    def replaced(self, files: Sequence[SubmissionPart]) -> Mapping[str, date]:
        """Return the earliest day of what lay under a name before, by unit."""
        days: dict[str, date] = {}
        for file in files:
            if file.unit is not None:
                for earlier in self.receipts.earlier(file.file, file.unit):
                    days[file.unit] = min(days.get(file.unit, earlier), earlier)
        return days

    def gone(self, files: Sequence[SubmissionPart], workers: Workers) -> Sequence[LedgerFile]:
        """Return those of which something would count, or other words, if they were put back."""
        lost = list(self._missing(files))
        kept = [file for file in lost if self.store.is_whole(file.sha256)]
        # What the others held can't be told any more.
        gone = [file for file in lost if file not in kept]
        by_unit: dict[str | None, list[LedgerFile]] = defaultdict(list)
        for file in kept:
            by_unit[file.unit].append(file)
        present: dict[str | None, list[Arrival]] = defaultdict(list)
        for part, arrival in zip(files, self.inbox.sent, strict=True):
            if not part.refused and part.unit in by_unit:
                present[part.unit].append(arrival)
        work = []
        for unit, of_unit in by_unit.items():
            back = [self._arrival(file) for file in of_unit]
            together = sorted((*present[unit], *back), key=order_of_receipt)
            work.append((together, [together.index(each) for each in back]))
        found = workers.map(process_gone, work)
        for of_unit, rows in zip(by_unit.values(), found, strict=True):
            for file, each in zip(of_unit, rows, strict=True):
                if each is not None and (each.keys or each.has_free_rows):
                    gone.append(replace(file, keys=each.keys))
        return sorted(gone, key=attrgetter("file", "sha256"))

    def _missing(self, files: Sequence[SubmissionPart]) -> Iterator[LedgerFile]:
        """Yield files that counted and are not there: neither their bytes, nor under their names
        another good one of their unit."""
        good = [part for part in files if not part.refused]
        there = {(name, part.unit) for part in good for name in (part.file, part.sha256)}
        if self.merge is not None:
            counted = (e for e in self.merge.files if e.state is FileState.ACCEPTED)
            for file in (*counted, *self.merge.gone):
                if there.isdisjoint({(file.file, file.unit), (file.sha256, file.unit)}):
                    yield file

    def _arrival(self, file: LedgerFile) -> Arrival:
        return Arrival(
            file.file,
            file.received_on,
            self.today,
            file.changed_on,
            file.sha256,
            file.moment,
            self.store.path(file.sha256),
        )
