"""All of the ledger held against all of the folder: what does not agree is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from par_xl.ledger import Ledger, LedgerLine, read_ledger
from par_xl.workspace.layout import Folder
from par_xl.workspace.verifying import kept, lines, received, results
from par_xl.workspace.verifying.mismatch import Hashes, Mismatch


@dataclass(frozen=True)
class Verified:
    """What was held against each other, and what did not agree."""

    lines: int
    files: int
    """Kept files that were read."""
    outputs: int
    mismatches: tuple[Mismatch, ...]
    tail: str
    """The last line's hash; empty where there is none. Noted elsewhere, it shows who wrote the
    ledger anew."""

    @property
    def is_broken(self) -> bool:
        """Whether something is not what the ledger says it was, and nobody may have changed it."""
        return any(each.is_broken for each in self.mismatches)


def verify(folder: Folder) -> Verified:
    """Hold the ledger against what was read, written and kept.

    Raises:
        ParXlError: the ledger can't be read.
    """
    ledger = Ledger(read_ledger(folder.ledger))
    periods = dict.fromkeys(line.period for line in ledger.lines)
    current = [line for line in map(ledger.current, periods) if line is not None]
    named = kept.named_hashes(ledger)
    return Verified(
        len(ledger.lines),
        len(named),
        sum(len(line.outputs) for line in current),
        tuple(_mismatches(folder, ledger, current, named)),
        ledger.tail(),
    )


def _mismatches(
    folder: Folder, ledger: Ledger, current: list[LedgerLine], named: dict[str, str]
) -> Iterator[Mismatch]:
    hashes = Hashes(folder)
    merges = [merge for merge in map(ledger.lying, (line.period for line in current)) if merge]
    yield from lines.cut_off(folder)
    yield from lines.chain(ledger)
    yield from lines.numbers(folder, ledger)
    yield from kept.inputs(folder, hashes, named)
    for line in current:
        yield from results.outputs(folder, hashes, ledger, line)
    yield from results.unknown(folder, ledger)
    yield from kept.backups(folder, hashes, ledger)
    yield from kept.copies(folder, hashes, ledger)
    for merge in merges:
        yield from received.received(folder, hashes, ledger, merge)
    yield from received.register(folder, ledger, merges)
    yield from received.plan(folder, hashes, ledger)
    yield from hashes.unread()
