"""The last merge, or closing, undone: what was there before lies in its place again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from par_xl.ledger import Kind, Ledger, LedgerLine, read_ledger
from par_xl.system.files import file_sha256, read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.backups import keep_lying, kept_before, undone_of
from par_xl.workspace.folder.staging import Staging
from par_xl.workspace.layout import Folder
from par_xl.workspace.lock import user_name
from par_xl.workspace.recording import later_line
from par_xl.workspace.withdrawing import Withdrawn, withdraw
from par_xl.workspace.workplace import at_work


@dataclass(frozen=True)
class Undone:
    """A merge, or a closing, that was undone. ``restored`` is the merge whose result lies there
    again; None: the ledger knows of none of that period before
    it. ``kept`` is where its files are now; None: they were gone already."""

    line: LedgerLine
    restored: LedgerLine | None
    master: Path
    kept: Path | None
    lies_there: bool
    """Whether something lies there now; without ``restored``, nobody knows who wrote it."""
    typed_since: bool = False
    """Whether somebody filled in the master since: of a closing, the next merge or closing takes
    that over."""

    withdrawn: Withdrawn = field(default_factory=Withdrawn)
    """Of a closing: documents written while it stood; they lie in ``kept`` now."""

    @property
    def is_reopened(self) -> bool:
        """Whether it was a closing."""
        return self.line.kind is Kind.CLOSE


def undo(folder: Folder, now: datetime | None = None, by: str | None = None) -> Undone:
    """Go back before the last merge, or closing, of whatever period: master, JSON and what was
    filled in by hand there.

    What that had written is kept, too. The register and the forms handed back stay as they
    are: they tell of files, not of merges.

    Raises:
        ParXlError: there is nothing to undo, what was there before is not kept as it was, or
            somebody has a file open.
    """
    now = now or datetime.now()  # noqa: DTZ005 - the office's own clock
    by = by or user_name()
    with at_work(folder, N_("đang hoàn tác lần tổng hợp hoặc chốt kỳ cuối"), by) as place:
        ledger = Ledger(read_ledger(folder.ledger))
        standing = ledger.standing()
        if not standing:
            raise ParXlError(
                _("Không có lần tổng hợp nào để hoàn tác."), _("Xem các việc đã làm: par-xl log.")
            )
        last = standing[-1]
        earlier = [line for line in standing if line.period == last.period][:-1]
        restored = earlier[-1] if earlier else None
        places = folder.results(last.period)
        place.take(places.all)
        with place.staging() as staging:
            before = _put_back(folder, staging, ledger, last, restored)
            line = later_line(
                restored or last,
                Kind.REOPEN if last.kind is Kind.CLOSE else Kind.UNDO,
                ledger,
                now,
                by,
                merge_number=restored.merge_number if restored else 0,
                undone=None if last.kind is Kind.CLOSE else last.merge_number,
                outputs=before,
            )
            staging.add(folder.ledger, line.text())
            kept = undone_of(folder, ledger, last)
            had_files = any(path.exists() for path in places.all)
            there = file_sha256(places.master)
            wrote = last.outputs.get(folder.name(places.master))
            keep_lying(folder, staging, last.period, last, kept)
            withdrawn = Withdrawn()
            if last.kind is Kind.CLOSE:
                withdrawn = withdraw(folder, staging, last.period, kept)
            staging.commit()
    return Undone(
        last,
        restored,
        places.master,
        kept if had_files else None,
        lies_there=bool(before),
        typed_since=there not in (None, wrote),
        withdrawn=withdrawn,
    )


def _put_back(
    folder: Folder,
    staging: Staging,
    ledger: Ledger,
    last: LedgerLine,
    restored: LedgerLine | None,
) -> dict[str, str]:
    """Stage what was there before; its hashes by name."""
    found: dict[str, str] = {}
    for path in folder.results(last.period).all:
        name = folder.name(path)
        if restored is not None and name not in restored.outputs:
            staging.remove(path)
            continue
        # Without a line of it there may be something all the same: of a ledger that was lost.
        kept = kept_before(folder, ledger, last, restored, path)
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
    if last.kind is Kind.CLOSE:
        message = _(
            "Không hoàn tác được việc chốt kỳ {period} (việc cuối cùng của mọi kỳ): bản sao lưu "
            "của {name} không còn nguyên như lần {number} đã ghi."
        )
    else:
        message = _(
            "Không hoàn tác được lần {last} kỳ {period} (lần tổng hợp cuối cùng của mọi kỳ): bản "
            "sao lưu của {name} không còn nguyên như lần {number} đã ghi."
        )
    return ParXlError(
        message.format(last=last.merge_number, period=last.period, name=name, number=number),
        _(
            "Dựng lại lần {number} bằng: par-xl merge {period} --as-recorded {number}; rồi chạy "
            "lại: par-xl undo."
        ).format(number=number, period=last.period),
    )
