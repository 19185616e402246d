"""On which day each file came in, also when another content came under the same name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from par_xl.folder.register import Register
from par_xl.ledger import Kind, LedgerFile, LedgerLine
from par_xl.text import as_text
from par_xl.words import FileState

Lying = tuple[str, date | None]
"""What lies under a name: a hash of its bytes, and the day on which it was last changed."""


class Receipts:
    """The register's days of one period, with the ledger's word on which bytes they were for.

    A form that was handed back often returns under the name that it had before, and takes the
    place of the first one: the register then has a row for each. A file that was only renamed is
    no new receipt.
    """

    def __init__(self, register: Register, lines: Sequence[LedgerLine], period: str) -> None:
        self._days: dict[str, list[date]] = {}
        for receipt in register.receipts:
            if receipt.period == period:
                self._days.setdefault(_name(receipt.file), []).append(receipt.received_on)
        for days in self._days.values():
            # However people sort their register, receipts follow each other.
            days.sort()
        self._seen: dict[str, list[LedgerFile]] = {}
        self._last: dict[str, Lying] = {}
        for line in lines:
            if line.period == period and line.kind is Kind.MERGE:
                self.follow({f.file: (f.sha256, f.changed_on) for f in line.files})
                for file in line.files:
                    seen = self._seen.setdefault(_name(file.file), [])
                    if not seen or seen[-1].sha256 != file.sha256:
                        seen.append(file)

    def follow(self, files: Mapping[str, Lying]) -> None:
        """See which of the files, by name, lay there under another name before: what is known of
        that holds for them."""
        there = {_name(name): lying for name, lying in files.items()}
        gone = {name: lying for name, lying in self._last.items() if name not in there}
        new = {name: lying for name, lying in there.items() if name not in self._seen}
        # A name given alone leaves the day of change; of equal files, that tells which is which.
        for is_same in (_is_same_file, _has_same_bytes):
            for name, lying in list(new.items()):
                before = next((old for old in gone if is_same(gone[old], lying)), None)
                if before is not None:
                    del new[name], gone[before]
                    self._seen[name] = list(self._seen[before])
                    days = (*self._days.get(before, ()), *self._days.get(name, ()))
                    self._days[name] = sorted(days)
        self._last = there

    def day(self, file: str, sha256: str) -> date | None:
        """The day on which these bytes came under that name; None when they are new."""
        days, before = self._days.get(_name(file), []), self._before(file, sha256)
        was_merged = len(before) < len(self._seen.get(_name(file), []))
        # People may have entered a second receipt before the merge saw it.
        return days[-1] if days and (was_merged or len(days) > len(before)) else None

    def earlier(self, file: str, sha256: str, unit: str) -> Iterator[date]:
        """Days on which other contents of the unit, not refused, came under that name before."""
        days = self._days.get(_name(file), [])
        if self.day(file, sha256) is not None:
            days = days[:-1]
        for number, before in enumerate(self._before(file, sha256)):
            if before.unit == unit and before.state is not FileState.REFUSED:
                yield days[number] if number < len(days) else before.received_on

    def _before(self, file: str, sha256: str) -> list[LedgerFile]:
        """What was merged under that name before these bytes, the oldest first."""
        seen = self._seen.get(_name(file), [])
        return seen[:-1] if seen and seen[-1].sha256 == sha256 else seen


def _name(file: str) -> str:
    """A file's name as a register has it: Excel's cells know no letters apart from their marks."""
    return as_text(file)


def _is_same_file(before: Lying, now: Lying) -> bool:
    return before == now


def _has_same_bytes(before: Lying, now: Lying) -> bool:
    return before[0] == now[0]
