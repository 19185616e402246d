"""On which day each file came in: the register's days, and which bytes they are for.

People edit the register; its rows have a name and a day, but no bytes. The ledger has the bytes:
under which name they lay at each merge, when they were last changed, and which day they had. Two
rules join the two.

*Which receipt is a file?* A receipt is bytes that came once. A file is the receipt that lay under
its name at the last merge, if its bytes are the same; else one with its bytes that lay elsewhere
and lies there no more (renamed, swapped); else one that lay there before, last under this name or
last changed on the same day (put back). If it is none of these, it is received anew.

*Which row is a receipt's?* ``receipt_rows`` tells: one with its name, so that as few days as
possible were corrected. A receipt without a row keeps the ledger's day.

So a merge with nothing touched finds each day as it was, and a day was corrected where a row says
another one than the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from par_xl.ledger import Correction, Kind, LedgerLine
from par_xl.terms.text import as_text
from par_xl.terms.words import FileState
from par_xl.workspace.folder.register import Register
from par_xl.workspace.receipt_rows import Arrived, Rows

Lying = tuple[str, date | None]
"""What lies under a name: a hash of its bytes, and the day on which it was last changed."""


class Receipts:
    """What came in for one period, as the ledger's lines tell it, with the register's days.

    Of the files that lie there now it knows once it was told of them (``follow``, ``see_one``).
    """

    def __init__(self, register: Register, lines: Sequence[LedgerLine], period: str) -> None:
        rows = [each for each in register.receipts if each.period == period]
        self._rows = Rows([(_name(each.file), each.received_on) for each in rows])
        self._all: list[Arrived] = []
        self._with: dict[str, list[Arrived]] = {}
        """All by their bytes."""
        self._under: dict[str, list[Arrived]] = {}
        """What lay under a name, one after the other."""
        self._lying: dict[str, Arrived] = {}
        for line in lines:
            if line.period == period and line.kind in (Kind.MERGE, Kind.LATE):
                self._record(line)

    def follow(self, files: Mapping[str, Lying]) -> None:
        """See which receipts the files are that lie there now, by name, and give them days."""
        self._see(files)
        self._rows.give(self._all, set(self._lying.values()))

    def see_one(self, file: str, lying: Lying) -> None:
        """The same for one file, as if nothing else had changed since the last merge."""
        self.follow({**self._there(), file: lying})

    def day(self, file: str) -> date | None:
        """The day on which what lies under that name came; None if it is received anew."""
        return self._lying[file].day

    def has_row(self, file: str) -> bool:
        """Whether the register has that receipt."""
        return self._lying[file].row is not None

    def earlier(self, file: str, unit: str) -> Iterator[date]:
        """Days of the unit's contents, not refused, whose place that file took."""
        for each in self._lying[file].earlier:
            told, day = each.told, each.day
            if told and day and told.unit == unit and told.state is not FileState.REFUSED:
                yield day

    def corrected(self) -> Iterator[Correction]:
        """Days that people corrected in the register and the ledger does not have yet."""
        there = {each: file for file, each in self._lying.items()}
        for each in sorted(self._all, key=lambda each: each not in there):
            if each.told and each.recorded and each.row and each.row != each.recorded:
                yield Correction(there.get(each, each.told.file), each.recorded, each.row)

    def _record(self, line: LedgerLine) -> None:
        """Take over what a line tells: a merge's of all files, else of late ones only."""
        files = {each.file: (each.sha256, each.changed_on) for each in line.files}
        self._see(files if line.kind is Kind.MERGE else {**self._there(), **files})
        corrected = Counter(line.corrected)
        for told in line.files:
            receipt = self._lying[told.file]
            if receipt.recorded is not None:
                corrected[Correction(told.file, receipt.recorded, told.received_on)] -= 1
            receipt.told, receipt.recorded = told, told.received_on
        # The other ones are of receipts that lie there no more.
        there = set(self._lying.values())
        for each in (+corrected).elements():
            for receipt in self._under.get(_name(each.file), ()):
                if receipt.recorded == each.before and receipt not in there:
                    receipt.recorded = each.after
                    break

    def _there(self) -> dict[str, Lying]:
        return {name: (each.sha256, each.changed_on) for name, each in self._lying.items()}

    def _see(self, files: Mapping[str, Lying]) -> None:
        """Find, or begin, the receipt that each file is."""
        before = self._lying
        self._lying = {
            file: before[file]
            for file, (sha256, _) in files.items()
            if file in before and before[file].sha256 == sha256
        }
        there, lay = set(self._lying.values()), set(before.values())

        def is_last(old: Arrived, file: str) -> bool:
            return self._under.get(_name(file), [])[-1:] == [old]

        def is_unchanged(old: Arrived, file: str) -> bool:
            return old.changed_on == files[file][1]

        rules: tuple[Callable[[Arrived, str], bool], ...] = (
            lambda old, file: old in lay and is_unchanged(old, file),
            lambda old, _: old in lay,
            is_last,
            is_unchanged,
        )
        for is_same in rules:
            for file in sorted(files.keys() - self._lying.keys()):
                # Of several, the one that came last.
                for old in reversed(self._with.get(files[file][0], ())):
                    if old not in there and is_same(old, file):
                        there.add(old)
                        self._lying[file] = old
                        break
        for file in sorted(files.keys() - self._lying.keys()):
            receipt = self._lying[file] = Arrived(*files[file])
            self._all.append(receipt)
            self._with.setdefault(receipt.sha256, []).append(receipt)
        for file, receipt in self._lying.items():
            receipt.changed_on = files[file][1]
            if before.get(file) is not receipt:
                self._place(receipt, _name(file))

    def _place(self, receipt: Arrived, name: str) -> None:
        """Have a receipt lie under a name, in place of what lay there."""
        under = self._under.setdefault(name, [])
        receipt.earlier.update(under, *(each.earlier for each in under))
        receipt.earlier.discard(receipt)
        if not under or under[-1] is not receipt:
            under.append(receipt)
        if name not in receipt.names:
            receipt.names.append(name)


def _name(file: str) -> str:
    """A file's name as a register has it: Excel's cells know no letters apart from their marks."""
    return as_text(file)
