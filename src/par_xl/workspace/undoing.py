"""The last work undone, or one period opened again: what was there before lies in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from par_xl.ledger import Kind, LedgerLine
from par_xl.plan.reader import read_plan
from par_xl.system.files import file_sha256, read_file, read_sha256
from par_xl.system.paths import inside
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_
from par_xl.workspace.checkout import Session, open_session
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named


@dataclass(frozen=True)
class Withdrawn:
    """How many documents were taken away; those that somebody had edited, which stay."""

    count: int = 0
    edited: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Undone:
    """A merge, or a closing, that was undone. ``restored`` is the merge whose result lies there
    again; None: the ledger knows of none of that period before it. ``backup`` is where in the store
    its master is now, or what else it wrote; None: that was gone already."""

    line: LedgerLine
    restored: LedgerLine | None
    master: Path
    backup: Path | None
    lies_there: bool
    """Whether something lies there now; without ``restored``, nobody knows who wrote it."""
    typed_since: bool
    """Whether somebody filled in the master since: of a closing, the next merge or closing takes
    that over."""
    withdrawn: Withdrawn
    """Of a closing: documents written while it stood, which are in the store now."""

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
    with open_session(folder, N_("đang hoàn tác lần tổng hợp hoặc chốt kỳ cuối"), by) as session:
        standing = session.ledger.standing()
        if not standing:
            raise ParXlError(
                _("Không có lần tổng hợp nào để hoàn tác."), _("Xem các việc đã làm: par-xl log.")
            )
        return _take_back(session, standing[-1], now)


def reopen(
    folder: Folder, period: str, now: datetime | None = None, by: str | None = None
) -> Undone:
    """Open a closed period again, whatever was done to other periods since: they stay as they are.

    Raises:
        ParXlError: it is not closed, what was there before is not kept as it was, or somebody has
            a file open.
    """
    with open_session(folder, N_("đang bỏ chốt kỳ {period}").format(period=period), by) as session:
        closing = session.ledger.closing(period)
        if closing is None:
            period_named(read_plan(folder.plan), period)
            raise ParXlError(
                _("Kỳ {period} chưa chốt nên không có gì để bỏ chốt.").format(period=period),
                _("Tổng hợp lại bằng: par-xl merge {period}.").format(period=period),
            )
        return _take_back(session, closing, now)


def _take_back(session: Session, last: LedgerLine, now: datetime | None) -> Undone:
    """Undo the last work of a period."""
    folder, is_closing = session.folder, last.kind is Kind.CLOSE
    earlier = [line for line in session.ledger.standing() if line.period == last.period][:-1]
    restored = earlier[-1] if earlier else None
    places = folder.results(last.period)
    session.take(places.all)
    there = read_sha256(places.master)
    backups = [session.backup(path) for path in (places.master, places.json) if path.exists()]
    before = _put_back(session, last, restored)
    line = (restored or last).later(
        Kind.REOPEN if is_closing else Kind.UNDO,
        now or datetime.now(),  # noqa: DTZ005 - the office's own clock
        session.by,
        merge_number=restored.merge_number if restored else 0,
        undone=None if is_closing else last.merge_number,
        outputs=before,
    )
    withdrawn = _withdraw(session, last.period) if is_closing else Withdrawn()
    session.commit(line)
    return Undone(
        last,
        restored,
        places.master,
        backups[0] if backups else None,
        lies_there=bool(before),
        typed_since=there not in (None, last.outputs.get(folder.name(places.master))),
        withdrawn=withdrawn,
    )


def _put_back(session: Session, last: LedgerLine, restored: LedgerLine | None) -> dict[str, str]:
    """Stage what was there before; its hashes by name.

    The master counts with all that people had typed there, anything else only as *restored* wrote
    it, as far as the ledger knows; rebuilt is as good as kept.
    """
    folder, found = session.folder, dict[str, str]()
    for path in folder.results(last.period).all:
        name, is_master = folder.name(path), path.suffix == ".xlsx"
        lay, _after = last.checkout.get(name, (None, None))
        written = restored.outputs.get(name) if restored else None
        if restored is not None and written is None:
            session.remove(path)
            continue
        kept = (lay if is_master or restored is None else None, written)
        if not any(sha256 and session.restore(path, sha256) for sha256 in kept):
            if restored is None:
                session.remove(path)
                continue
            numbered = folder.rebuilt(restored.period, restored.merge_number)
            rebuilt = inside(numbered.folder, path.name)
            if not rebuilt.exists() or not (is_master or read_sha256(rebuilt) == written):
                raise _not_kept(last, restored, name)
            session.put(path, read_file(rebuilt))
        found[name] = session.sha256(path)
    return found


def _not_kept(last: LedgerLine, restored: LedgerLine, name: str) -> ParXlError:
    number, again = restored.merge_number, "par-xl undo"
    if last.kind is Kind.CLOSE:
        again = f"par-xl reopen {last.period}"
        message = _(
            "Không bỏ chốt được kỳ {period}: bản sao lưu của {name} không còn nguyên như lần "
            "{number} đã ghi."
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
            "lại: {again}."
        ).format(number=number, period=last.period, again=again),
    )


def _withdraw(session: Session, period: str) -> Withdrawn:
    """Take away what was written while the period was closed: it does not say that it is a
    draft."""
    folder, edited, count = session.folder, list[Path](), 0
    home = folder.documents(period)
    for name, (sha256, is_final) in session.ledger.documents().items():
        path = folder.place(name)
        if not (is_final and path.is_relative_to(home) and path.exists()):
            continue
        if file_sha256(path) != sha256:
            edited.append(path)
        else:
            session.remove(path, is_needed=False)
            count += 1
    return Withdrawn(count, tuple(edited))
