"""The ledger held against what people send and edit: forms, register, plan."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from gettext import gettext as _

from par_xl.ledger import Ledger, LedgerFile, LedgerLine
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import day
from par_xl.workspace.folder.received import received_files
from par_xl.workspace.folder.register import Register, read_register
from par_xl.workspace.layout import Folder
from par_xl.workspace.receipts import Receipts
from par_xl.workspace.verifying.mismatch import UNREAD, Hashes, Mismatch, broken, edited

CAME = N_("đến sau")


def received(
    folder: Folder, hashes: Hashes, ledger: Ledger, merge: LedgerLine
) -> Iterator[Mismatch]:
    """What lies in ``da-nop`` against what the merge read, or what came since its closing."""
    late = {file.file for line in ledger.late(merge.period) for file in line.files}
    try:
        changed = list(changed_files(folder, hashes, merge))
    except ParXlError as error:
        yield broken(error.message, error.fix)
        return
    for name, was in changed:
        if was is not CAME or name not in late:
            yield edited(
                _("{period}/{name}: {was} kể từ lần tổng hợp {number}.").format(
                    period=merge.period, name=name, was=translated(was), number=merge.merge_number
                ),
                _merge_again(ledger, merge),
            )


def changed_files(folder: Folder, hashes: Hashes, merge: LedgerLine) -> Iterator[tuple[str, str]]:
    """Forms in ``da-nop`` that are not those that a merge read, and what became of each.

    Raises:
        ParXlError: a folder in there can't be looked into.
    """
    read = {file.file: file.sha256 for file in merge.files}
    there = {each.name: each for each in received_files(folder, merge.period)}
    there = {name: each for name, each in there.items() if each.is_spreadsheet}
    for name in sorted(read.keys() | there.keys()):
        if name not in there:
            yield name, N_("không còn trong da-nop (bản lưu vẫn còn)")
        elif name not in read:
            # One that nobody could read then, nor can now, did not come since.
            if name not in merge.others or hashes.of(there[name].path) != UNREAD:
                yield name, CAME
        elif hashes.of(there[name].path) not in (read[name], UNREAD):
            yield name, N_("đã được thay")


def register(folder: Folder, ledger: Ledger, merges: Sequence[LedgerLine]) -> Iterator[Mismatch]:
    """Days of receipt in the register against those that the merges counted with."""
    if not any(merge.files for merge in merges):
        return
    name = folder.name(folder.register)
    try:
        known = read_register(folder.register) if os.path.lexists(folder.register) else None
    except (ParXlError, OSError):
        yield broken(
            _("Không đọc được {name}, nên chưa đối chiếu được ngày nhận.").format(name=name),
            _("Mở tệp bằng Excel, sửa cho đúng rồi lưu lại; nếu đang mở ở nơi khác thì đóng lại."),
        )
        return
    if known is None:
        yield edited(
            _("Không còn {name}, sổ ghi ngày nhận các tệp.").format(name=name),
            _("Chép lại tệp đó từ bản sao lưu của cơ quan."),
        )
        return
    for merge in merges:
        yield from _days(name, known, ledger, merge)


def _days(name: str, known: Register, ledger: Ledger, merge: LedgerLine) -> Iterator[Mismatch]:
    for file, now in _days_now(known, ledger, merge):
        message = (
            _(
                "{name}, {period}/{file}: ngày nhận nay là {now}; lần tổng hợp {number} tính ngày "
                "{before}."
            )
            if now
            else _(
                "{name}, {period}/{file}: không còn dòng nào; lần tổng hợp {number} tính ngày "
                "{before}."
            )
        )
        yield edited(
            message.format(
                name=name,
                period=merge.period,
                file=file.file,
                now=day(now) if now else "",
                number=merge.merge_number,
                before=day(file.received_on),
            ),
            _merge_again(ledger, merge),
        )


def corrected_days(
    known: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[tuple[str, date]]:
    """Files of a merge for which people entered another day since, and that day."""
    for file, now in _days_now(known, ledger, merge):
        if now is not None:
            yield file.file, now


def _days_now(
    known: Register, ledger: Ledger, merge: LedgerLine
) -> Iterator[tuple[LedgerFile, date | None]]:
    """Files whose day in the register is another one; None: they have no row there."""
    receipts = Receipts(known, ledger.lines, merge.period)
    receipts.follow({file.file: (file.sha256, file.changed_on) for file in merge.files})
    for file in merge.files:
        now = receipts.day(file.file) if receipts.has_row(file.file) else None
        if now != file.received_on:
            yield file, now


def plan(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """The plan against the one that the last merge read."""
    standing = ledger.standing()
    if standing and hashes.of(folder.plan) not in (standing[-1].plan_sha256, UNREAD):
        last = standing[-1]
        yield edited(
            _("{name}: đã được sửa kể từ lần tổng hợp {number} kỳ {period}.").format(
                name=folder.name(folder.plan), number=last.merge_number, period=last.period
            ),
            _merge_again(ledger, last),
        )


def _merge_again(ledger: Ledger, merge: LedgerLine) -> str:
    if ledger.closing(merge.period):
        return _(
            "Kỳ này đã chốt, kết quả giữ nguyên; tệp đến sau được ghi riêng khi chạy: par-xl "
            "merge {period}."
        ).format(period=merge.period)
    return _("Nếu đúng như vậy, tổng hợp lại: par-xl merge {period}.").format(period=merge.period)
