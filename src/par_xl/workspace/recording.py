"""What is kept of a merge, so that it can be shown, undone and rebuilt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

from par_xl import __version__
from par_xl.intake.arrival import Arrival
from par_xl.ledger import Correction, Kind, LedgerFile, LedgerLine
from par_xl.merge.result import Result
from par_xl.system.files import read_file
from par_xl.terms.words import Severity, Timeliness
from par_xl.workspace.layout import Folder
from par_xl.workspace.outputs import Outputs
from par_xl.workspace.store import Store


def keep_inputs(
    folder: Folder, plan: bytes, results: Iterable[Path], sent: Sequence[Arrival]
) -> Mapping[str, str]:
    """Keep by content what a merge reads: the plan, earlier *results* and all files but those
    that are too large; hashes of the first two by name.

    Raises:
        ParXlError: there is no room, or a file is not the one that it was.
    """
    store = Store(folder.store)
    inputs = {folder.name(folder.plan): store.put(plan, folder.plan.suffix)}
    for path in results:
        inputs[folder.name(path)] = store.put(read_file(path), path.suffix)
    keep_files(folder, sent)
    return inputs


def keep_files(folder: Folder, sent: Iterable[Arrival]) -> None:
    """Keep files by content, but for those that are too large.

    Raises:
        ParXlError: there is no room, or a file is not the one that it was.
    """
    store = Store(folder.store)
    # Reading, hashing and writing let go of the interpreter.
    with ThreadPoolExecutor() as threads:
        for _ in threads.map(lambda each: _keep(store, each), sent):
            pass


def _keep(store: Store, sent: Arrival) -> None:
    if not (sent.is_too_large or store.has(sent.sha256)):
        store.put(sent.read())


def merge_line(
    outputs: Outputs,
    sent: Sequence[Arrival],
    result: Result,
    replaced: Mapping[str, date],
    corrected: Iterable[Correction],
    inputs: Mapping[str, str],
    *,
    content_sha256: str,
    at: datetime,
    by: str,
) -> LedgerLine:
    """The ledger's line of a merge, but for what was written.

    *replaced* and *corrected* are as ``Receipts`` has them.
    """
    found = outputs.found
    context = found.start.context
    parts = {part.file: part for part in result.submissions}
    files = []
    for each, outcome in zip(sent, found.outcomes, strict=True):
        part = parts[outcome.part.file]
        receipt = part.received_on, outcome.content_sha256, each.changed_on
        whose = part.file, part.sha256, part.unit, part.state
        files.append(LedgerFile(*whose, *receipt, each.is_too_large))
    return LedgerLine(
        merge_number=result.merge_number,
        period=result.period,
        at=at,
        by=by,
        version=__version__,
        as_of=result.as_of,
        plan_sha256=context.plan_sha256,
        content_sha256=content_sha256,
        today=context.today,
        files=files,
        others=found.start.others,
        inputs=inputs,
        replaced=dict(sorted(replaced.items())),
        corrected=tuple(corrected),
        counts={**counts_of(result, found.entry_count), **outputs.row_counts()},
        before="",
    )


def later_line(of: LedgerLine, kind: Kind, at: datetime, by: str, **more: Any) -> LedgerLine:
    """The ledger's line of what became of a merge later, without what was read for it."""
    same = ("merge_number", "period", "version", "as_of", "plan_sha256", "content_sha256", "today")
    values = {name: getattr(of, name) for name in (*same, "outputs")}
    return LedgerLine(**{**values, "kind": kind, "at": at, "by": by, "before": "", **more})


def counts_of(result: Result, entries: int) -> dict[str, int]:
    """What a merge came to, in a few numbers; the result need not hold its entries itself."""
    units = Counter(unit.submission for unit in result.units)
    levels = Counter(finding.severity for finding in result.findings)
    return {
        "units": len(result.units),
        "units_reported": units[Timeliness.ON_TIME] + units[Timeliness.LATE],
        "files": len(result.submissions),
        "rows_filled": sum(part.rows_filled for part in result.submissions),
        "entries": entries,
        "errors": levels[Severity.ERROR],
        "warnings": levels[Severity.WARNING],
        "infos": levels[Severity.INFO],
    }
