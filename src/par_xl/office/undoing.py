"""The last merge undone: what was there before lies in its place again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from par_xl.errors import ParXlError
from par_xl.files import read_file
from par_xl.folder.layout import Folder
from par_xl.folder.lock import user_name
from par_xl.folder.staging import Staging
from par_xl.ledger import Kind, Ledger, LedgerLine, read_ledger
from par_xl.office.workplace import at_work


@dataclass(frozen=True)
class Undone:
    """A merge that was undone. ``restored`` None: it was the period's first, and nothing lies
    there any more. ``kept`` is where its files are now; None: they were gone already."""

    line: LedgerLine
    restored: LedgerLine | None
    master: Path
    kept: Path | None


def undo(folder: Folder, now: datetime | None = None, by: str | None = None) -> Undone:
    """Go back before the last merge: master, JSON and what was filled in by hand there.

    What the merge had written is kept, too. The register and the forms handed back stay as they
    are: they tell of files, not of merges.

    Raises:
        ParXlError: there is no merge to undo, what was there before is not kept, or somebody has
            a file open.
    """
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    by = by or user_name()
    with at_work(folder, "đang hoàn tác lần tổng hợp cuối", by) as place:
        ledger = Ledger(read_ledger(folder.ledger))
        standing = ledger.standing()
        if not standing:
            raise ParXlError(
                "Không có lần tổng hợp nào để hoàn tác.", "Xem các lần đã tổng hợp: par-xl log."
            )
        last = standing[-1]
        earlier = [line for line in standing if line.period == last.period][:-1]
        restored = earlier[-1] if earlier else None
        places = folder.results(last.period)
        place.take(places.all)
        with place.staging() as staging:
            before = _put_back(folder, staging, last, restored)
            line = _line(ledger, last, restored, before, now, by)
            staging.add(folder.ledger, f"{line.text()}\n")
            kept = folder.undone(last.period, last.merge_number)
            there = [path for path in places.all if path.exists()]
            for path in there:
                staging.keep(path, kept / path.name)
            staging.commit()
    return Undone(last, restored, places.master, kept if there else None)


def _put_back(
    folder: Folder, staging: Staging, last: LedgerLine, restored: LedgerLine | None
) -> dict[str, str]:
    """Stage what was there before; its hashes by name."""
    backup = folder.backup(last.period, last.merge_number)
    found: dict[str, str] = {}
    for path in folder.results(last.period).all:
        name = folder.name(path)
        old = backup / path.name
        if restored is None or name not in restored.outputs:
            staging.remove(path)
            continue
        if not old.exists():
            raise ParXlError(
                f"Không hoàn tác được lần {last.merge_number} kỳ {last.period}: bản sao lưu của "
                f"{name} không còn.",
                "Dựng lại lần trước đó bằng: par-xl merge "
                f"{last.period} --as-recorded {restored.merge_number}.",
            )
        staging.put(path, read_file(old))
        found[name] = staging.sha256(path)
    return found


def _line(
    ledger: Ledger,
    last: LedgerLine,
    restored: LedgerLine | None,
    outputs: dict[str, str],
    at: datetime,
    by: str,
) -> LedgerLine:
    return replace(
        restored or last,
        kind=Kind.UNDO,
        merge_number=restored.merge_number if restored else 0,
        at=at,
        by=by,
        files=(),
        others=(),
        inputs={},
        replaced={},
        corrected=(),
        counts={},
        undone=last.merge_number,
        outputs=outputs,
        before=ledger.tail(),
        written=None,
    )
