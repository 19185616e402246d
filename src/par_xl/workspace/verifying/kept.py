"""The ledger held against what is kept in ``.par-xl``, and what was rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from gettext import gettext as _
from pathlib import Path

from par_xl.ledger import Kind, Ledger, LedgerLine
from par_xl.system.inside import inside
from par_xl.workspace.backups import backup_of, oldest_undoable, recorded_sha256, undone_of
from par_xl.workspace.folder.kept import KeptFiles
from par_xl.workspace.layout import Folder
from par_xl.workspace.verifying.mismatch import UNREAD, Hashes, Mismatch, broken


def named_hashes(ledger: Ledger) -> dict[str, str]:
    """Hashes of all that was read, each with a name for people."""
    found: dict[str, str] = {}
    for line in ledger.lines:
        if line.today is None or line.kind not in (Kind.MERGE, Kind.LATE):
            continue
        where = (
            _("kỳ {period} sau khi chốt")
            if line.kind is Kind.LATE
            else _("kỳ {period} lần {number}")
        ).format(period=line.period, number=line.merge_number)
        files = ((f.file, f.sha256) for f in line.files if not f.is_too_large)
        for name, sha256 in (*line.inputs.items(), *files):
            found.setdefault(sha256, f"«{name}» ({where})")
    return found


def inputs(folder: Folder, hashes: Hashes, named: Mapping[str, str]) -> Iterator[Mismatch]:
    """Received files, plans and results."""
    kept = KeptFiles(folder.kept)
    for sha256, name in named.items():
        path = kept.path(sha256)
        found = hashes.of(path)
        if found not in (sha256, UNREAD):
            message = (
                _("Bản lưu của {name} không còn: {path}.")
                if found is None
                else _("Bản lưu của {name} đã bị thay đổi: {path}.")
            )
            yield broken(
                message.format(name=name, path=folder.name(path)),
                _("Chép lại tệp đó từ bản sao lưu của cơ quan; thiếu nó thì không dựng lại được."),
            )


def backups(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """What merges and closings replaced: it is put back where they are undone."""
    standing = {(line.kind, line.period, line.merge_number) for line in ledger.standing()}
    oldest = {period: oldest_undoable(ledger, period) for _, period, _ in standing}
    for line, before in _replaced(ledger):
        for path in folder.results(line.period).all:
            if folder.name(path) not in before.outputs:
                continue
            kept = inside(backup_of(folder, ledger, line), path.name)
            found, recorded = hashes.of(kept), recorded_sha256(folder, before, path)
            rebuild = f"par-xl merge {line.period} --as-recorded {before.merge_number}"
            if found is None:
                again = folder.rebuilt(line.period, before.merge_number)
                rebuilt = inside(again.folder, path.name)
                place = line.kind, line.period, line.merge_number
                is_undoable = place in standing and place[2] >= oldest[line.period]
                if is_undoable and hashes.of(rebuilt) is None:
                    message = (
                        _(
                            "Thiếu {name}, bản sao lưu trước khi chốt lần {number}: chưa hoàn "
                            "tác được việc đó."
                        )
                        if line.kind is Kind.CLOSE
                        else _(
                            "Thiếu {name}, bản sao lưu trước lần {number}: chưa hoàn tác được "
                            "việc đó."
                        )
                    )
                    yield broken(
                        message.format(name=folder.name(kept), number=line.merge_number),
                        _("Để hoàn tác được, dựng lại bằng: {rebuild}.").format(rebuild=rebuild),
                    )
            elif found != UNREAD and recorded not in (None, found):
                yield broken(
                    _("{name} không phải là tệp mà lần {number} đã ghi.").format(
                        name=folder.name(kept), number=before.merge_number
                    ),
                    _(
                        "Chuyển tệp đó đi nơi khác; để hoàn tác được, dựng lại bằng: {rebuild}."
                    ).format(rebuild=rebuild),
                )


def _replaced(ledger: Ledger) -> Iterator[tuple[LedgerLine, LedgerLine]]:
    """Each merge or closing with the merge whose files it replaced."""
    lay: dict[str, LedgerLine | None] = {}
    for line in ledger.lines:
        before = lay.get(line.period)
        is_merge = line.kind is Kind.MERGE
        if (is_merge or line.kind is Kind.CLOSE) and before is not None:
            yield line, before
        lay[line.period] = line if is_merge else ledger.merge(line.period, line.merge_number)


def copies(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """What undone merges and closings had written, and what was rebuilt."""
    for line in ledger.lines:
        if line.kind in (Kind.MERGE, Kind.CLOSE):
            yield from _copies(folder, hashes, line, undone_of(folder, ledger, line))
        if line.kind is Kind.MERGE:
            place = folder.rebuilt(line.period, line.merge_number).folder
            yield from _copies(folder, hashes, line, place)


def _copies(folder: Folder, hashes: Hashes, line: LedgerLine, place: Path) -> Iterator[Mismatch]:
    for path in folder.results(line.period).all:
        recorded = recorded_sha256(folder, line, path)
        found = hashes.of(inside(place, path.name)) if recorded is not None else None
        if found not in (None, recorded, UNREAD):
            yield broken(
                _("{name} không phải là tệp mà lần tổng hợp {number} đã ghi.").format(
                    name=folder.name(place / path.name), number=line.merge_number
                ),
                _(
                    "Chuyển tệp đó đi nơi khác; muốn có lại thì dựng lại bằng: par-xl merge "
                    "{period} --as-recorded {number}."
                ).format(period=line.period, number=line.merge_number),
            )
