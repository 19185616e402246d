"""The ledger held against what people send and edit: forms, register, plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.errors import ParXlError
from par_xl.folder.layout import Folder, Received, received_files
from par_xl.folder.register import Register, read_register
from par_xl.ledger import Ledger, LedgerLine
from par_xl.office.receipts import Receipts
from par_xl.office.verifying.mismatch import UNREAD, Hashes, Mismatch, broken, edited
from par_xl.words import day


def received(folder: Folder, hashes: Hashes, merge: LedgerLine) -> Iterator[Mismatch]:
    """What lies in ``da-nop`` against what the merge read."""
    read = {file.file: file.sha256 for file in merge.files}
    try:
        there = {each.name: each for each in _spreadsheets(folder, merge.period)}
    except ParXlError as error:
        yield broken(error.message, error.fix)
        return
    for name in sorted(read.keys() | there.keys()):
        if name not in there:
            was = "không còn trong da-nop (bản lưu vẫn còn)"
        elif name not in read:
            was = "đến sau"
        elif hashes.of(there[name].path) not in (read[name], UNREAD):
            was = "đã được thay"
        else:
            continue
        yield edited(
            f"{merge.period}/{name}: {was} kể từ lần tổng hợp {merge.merge_number}.",
            _merge_again(merge),
        )


def _spreadsheets(folder: Folder, period: str) -> Iterator[Received]:
    return (each for each in received_files(folder, period) if each.is_spreadsheet)


def register(folder: Folder, ledger: Ledger, merges: Sequence[LedgerLine]) -> Iterator[Mismatch]:
    """Days of receipt in the register against those that the merges counted with."""
    if not any(merge.files for merge in merges):
        return
    name = folder.name(folder.register)
    try:
        known = read_register(folder.register) if folder.register.exists() else None
    except (ParXlError, OSError):
        yield broken(
            f"Không đọc được {name}, nên chưa đối chiếu được ngày nhận.",
            "Mở tệp bằng Excel, sửa cho đúng rồi lưu lại; nếu đang mở ở nơi khác thì đóng lại.",
        )
        return
    if known is None:
        yield edited(
            f"Không còn {name}, sổ ghi ngày nhận các tệp.",
            "Chép lại tệp đó từ bản sao lưu của cơ quan.",
        )
        return
    for merge in merges:
        yield from _days(name, known, ledger, merge)


def _days(name: str, known: Register, ledger: Ledger, merge: LedgerLine) -> Iterator[Mismatch]:
    receipts = Receipts(known, ledger.lines, merge.period)
    receipts.follow({file.file: (file.sha256, file.changed_on) for file in merge.files})
    for file in merge.files:
        now = receipts.day(file.file) if receipts.has_row(file.file) else None
        if now == file.received_on:
            continue
        told = f"ngày nhận nay là {day(now)}" if now else "không còn dòng nào"
        yield edited(
            f"{name}, {merge.period}/{file.file}: {told}; lần tổng hợp {merge.merge_number} tính "
            f"ngày {day(file.received_on)}.",
            _merge_again(merge),
        )


def plan(folder: Folder, hashes: Hashes, ledger: Ledger) -> Iterator[Mismatch]:
    """The plan against the one that the last merge read."""
    standing = ledger.standing()
    if standing and hashes.of(folder.plan) not in (standing[-1].plan_sha256, UNREAD):
        last = standing[-1]
        yield edited(
            f"{folder.name(folder.plan)}: đã được sửa kể từ lần tổng hợp {last.merge_number} kỳ "
            f"{last.period}.",
            _merge_again(last),
        )


def _merge_again(merge: LedgerLine) -> str:
    return f"Nếu đúng như vậy, tổng hợp lại: par-xl merge {merge.period}."
