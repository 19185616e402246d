"""What lay in ``tong-hop`` before a merge, or what an undone one had written, kept beside."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from par_xl.ledger import Kind, Ledger, LedgerLine
from par_xl.system.files import file_sha256, unread
from par_xl.system.inside import inside
from par_xl.terms.errors import ParXlError
from par_xl.workspace.folder.staging import Staging
from par_xl.workspace.layout import Folder

UNDOABLE = 20
"""Merges of a period that can be undone, one after the other."""
_MASTER = ".xlsx"


def keep_lying(
    folder: Folder, staging: Staging, period: str, lying: LedgerLine | None, where: Path
) -> None:
    """Have kept what lies in ``tong-hop``, before another takes its place or it goes.

    *lying* is the merge, or closing, that wrote it: what is not as that one wrote it, but for the
    master that people fill in, is kept under a name that says so, and is never put back.

    Raises:
        ParXlError: something there can't be read.
    """
    for path in folder.results(period).all:
        if not path.exists():
            continue
        if not staging.is_waiting(path):
            staging.remove(path)
        recorded = recorded_sha256(folder, lying, path)
        is_other = recorded is not None and _sha256(path) != recorded
        staging.keep(path, where / (f"khong-khop-{path.name}" if is_other else path.name))


def backup_of(folder: Folder, ledger: Ledger, line: LedgerLine) -> Path:
    """Where that is kept which lay there before a merge, or a closing."""
    if line.kind is Kind.CLOSE:
        return folder.closing_backup(line.period, line.merge_number, _times(ledger, line))
    return folder.backup(line.period, line.merge_number)


def undone_of(folder: Folder, ledger: Ledger, line: LedgerLine) -> Path:
    """Where that is kept which a merge, or a closing, had written, once it is undone."""
    if line.kind is Kind.CLOSE:
        return folder.undone_closing(line.period, line.merge_number, _times(ledger, line))
    return folder.undone(line.period, line.merge_number)


def _times(ledger: Ledger, line: LedgerLine) -> int:
    """Which closing of its merge it is; one that is not in the ledger yet is the next."""
    known = ledger.closings(line.period, line.merge_number)
    return known.index(line) + 1 if line in known else len(known) + 1


def kept_before(
    folder: Folder, ledger: Ledger, line: LedgerLine, before: LedgerLine | None, path: Path
) -> Path | None:
    """Where what lay at *path* is kept since merge or closing *line* took its place; None: nowhere.

    *before* is the merge that wrote it, as far as the ledger knows. The master counts with all
    that people had typed there, anything else only as it was written; rebuilt is as good as kept.

    Raises:
        ParXlError: something there can't be read.
    """
    recorded = recorded_sha256(folder, before, path)
    places = [backup_of(folder, ledger, line)]
    if before is not None:
        places.append(folder.rebuilt(before.period, before.merge_number).folder)
    for place in places:
        kept = inside(place, path.name)
        found = _sha256(kept)
        if found is not None and recorded in (None, found):
            return kept
    return None


def recorded_sha256(folder: Folder, line: LedgerLine | None, path: Path) -> str | None:
    """The hash that a file in ``tong-hop`` is to have; None for a master, since people fill it in,
    and for what the merge did not write."""
    if line is None or path.suffix == _MASTER:
        return None
    return line.outputs.get(folder.name(path))


def oldest_undoable(ledger: Ledger, period: str) -> int:
    """The number of the oldest merge of a period whose backup is kept.

    So many merges that stand can be undone, whatever was undone between them; what was given up
    once does not come back where later ones are undone.
    """
    standing: list[int] = []
    oldest = 0
    for line in ledger.of(period):
        if line.kind is Kind.UNDO:
            standing = [number for number in standing if number != line.undone]
        if line.kind is not Kind.MERGE:
            continue
        standing.append(line.merge_number)
        if len(standing) >= UNDOABLE:
            oldest = max(oldest, standing[-UNDOABLE])
    return oldest


def prune(folder: Folder, ledger: Ledger, period: str) -> None:
    """Take away what no undo will ask for."""
    oldest = oldest_undoable(ledger, period)
    # The merge is done; what can't be taken away now goes after the next one.
    with contextlib.suppress(ParXlError):
        for path, number in folder.backups(period).items():
            if number < oldest:
                shutil.rmtree(path, ignore_errors=True)


def _sha256(path: Path) -> str | None:
    try:
        return file_sha256(path)
    except OSError as error:
        raise unread(path) from error
