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
from par_xl.office.backups import keep_lying, kept_before
from par_xl.office.workplace import at_work


@dataclass(frozen=True)
class Undone:
    """A merge that was undone. ``restored`` None: the ledger knows of none of that period before
    it. ``kept`` is where its files are now; None: they were gone already."""

    line: LedgerLine
    restored: LedgerLine | None
    master: Path
    kept: Path | None
    lies_there: bool
    """Whether something lies there now; without ``restored``, nobody knows who wrote it."""


def undo(folder: Folder, now: datetime | None = None, by: str | None = None) -> Undone:
    """Go back before the last merge, of whatever period: master, JSON and what was filled in by
    hand there.

    What the merge had written is kept, too. The register and the forms handed back stay as they
    are: they tell of files, not of merges.

    Raises:
        ParXlError: there is no merge to undo, what was there before is not kept as it was, or
            somebody has a file open.
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
            staging.add(folder.ledger, _line(ledger, last, restored, before, now, by).text())
            kept = folder.undone(last.period, last.merge_number)
            had_files = any(path.exists() for path in places.all)
            keep_lying(folder, staging, last.period, last, kept)
            staging.commit()
    return Undone(
        last, restored, places.master, kept if had_files else None, lies_there=bool(before)
    )


def _put_back(
    folder: Folder, staging: Staging, last: LedgerLine, restored: LedgerLine | None
) -> dict[str, str]:
    """Stage what was there before; its hashes by name."""
    found: dict[str, str] = {}
    for path in folder.results(last.period).all:
        name = folder.name(path)
        if restored is not None and name not in restored.outputs:
            staging.remove(path)
            continue
        # Without a line of it there may be something all the same: of a ledger that was lost.
        kept = kept_before(folder, last, restored, path)
        if kept is not None:
            staging.put(path, read_file(kept))
            found[name] = staging.sha256(path)
        elif restored is None:
            staging.remove(path)
        else:
            raise _not_kept(last, restored, name)
    return found


def _not_kept(last: LedgerLine, restored: LedgerLine, name: str) -> ParXlError:
    number = restored.merge_number
    return ParXlError(
        f"Không hoàn tác được lần {last.merge_number} kỳ {last.period} (lần tổng hợp cuối cùng của "
        f"mọi kỳ): bản sao lưu của {name} không còn nguyên như lần {number} đã ghi.",
        f"Dựng lại lần {number} bằng: par-xl merge {last.period} --as-recorded {number}; "
        "rồi chạy lại: par-xl undo.",
    )


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
