"""What follows from the ledger's lines."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.ledger.line import Kind, LedgerLine

_WORKS = (Kind.MERGE, Kind.CLOSE)
"""What can be undone."""


class Ledger:
    """The ledger's lines, and what follows from them. ``lines`` are those of merges and what
    became of them, ``all`` has those of other works, too."""

    def __init__(self, lines: Sequence[LedgerLine]) -> None:
        self.all = tuple(lines)
        self.lines = tuple(line for line in lines if line.kind is not Kind.WRITE)

    def of(self, period: str) -> list[LedgerLine]:
        """The lines of one period, the oldest first."""
        return [line for line in self.lines if line.period == period]

    def current(self, period: str) -> LedgerLine | None:
        """The line that says what lies in ``tong-hop`` for a period; None: nothing does."""
        lines = self.of(period)
        return lines[-1] if lines and lines[-1].merge_number else None

    def lying(self, period: str) -> LedgerLine | None:
        """The merge whose result lies there."""
        current = self.current(period)
        return self.merge(period, current.merge_number) if current else None

    def closing(self, period: str) -> LedgerLine | None:
        """The closing that stands; None: the period is not closed, or no more."""
        line = next((e for e in reversed(self.of(period)) if e.kind is not Kind.LATE), None)
        return line if line is not None and line.kind is Kind.CLOSE else None

    def written(self, period: str) -> LedgerLine | None:
        """The line, of a merge or a closing, that wrote what lies there."""
        return self.closing(period) or self.lying(period)

    def late(self, period: str) -> list[LedgerLine]:
        """What came since the closing that stands, the oldest first."""
        closing, lines = self.closing(period), self.of(period)
        return lines[lines.index(closing) + 1 :] if closing else []

    def merge(self, period: str, number: int) -> LedgerLine | None:
        """A period's merge by its number."""
        return next((e for e in self.merges(period) if e.merge_number == number), None)

    def merges(self, period: str) -> list[LedgerLine]:
        """All merges of a period, undone ones among them, the oldest first."""
        return [line for line in self.of(period) if line.kind is Kind.MERGE]

    def last_number(self, period: str) -> int:
        """The highest number that a merge of a period had, undone ones among them; 0: none."""
        return max((line.merge_number for line in self.of(period)), default=0)

    def standing(self) -> list[LedgerLine]:
        """Merges and closings that were not undone, of all periods, the oldest first."""
        found: list[LedgerLine] = []
        for line in self.lines:
            if line.kind in _WORKS:
                found.append(line)
            elif line.kind is Kind.UNDO:
                found = [e for e in found if not _is(e, Kind.MERGE, line.period, line.undone)]
            elif line.kind is Kind.REOPEN:
                found = [e for e in found if not _is(e, Kind.CLOSE, line.period, line.merge_number)]
        return found

    def since_closing(self, period: str) -> list[LedgerLine]:
        """Merges and closings of other periods that came after a period was closed and were not
        undone: what is undone before its closing can be."""
        standing, closing = self.standing(), self.closing(period)
        return standing[standing.index(closing) + 1 :] if closing else []

    def content_of(self, name: str, sha256: str) -> str:
        """A hash of what a file of a result says, whatever the merge's number, closed or not; of
        bytes that the ledger does not know, their own."""
        written = (e for e in self.lines if e.kind in _WORKS and e.outputs.get(name) == sha256)
        return next((e.content_sha256 for e in written if e.content_sha256), sha256)

    def tail(self) -> str:
        """The hash that the next line is chained to; empty for the first."""
        return self.all[-1].hash() if self.all else ""

    def documents(self) -> dict[str, tuple[str, bool]]:
        """Documents of all periods that lie in ``bao-cao``, by name: a hash of each as it was
        written, and whether its period was closed then."""
        found: dict[str, tuple[str, bool]] = {}
        closed: set[str] = set()
        for line in self.all:
            if line.kind is Kind.CLOSE:
                closed.add(line.period)
            elif line.kind is Kind.REOPEN:
                closed.discard(line.period)
            for name, (_, after) in line.checkout.items():
                top, *below = name.split("/")
                if after is None:
                    found.pop(name, None)
                elif top == "bao-cao":
                    found[name] = (after, below[0] in closed)
        return found


def _is(line: LedgerLine, kind: Kind, period: str, number: int | None) -> bool:
    return (line.kind, line.period, line.merge_number) == (kind, period, number)
