"""The ledger's lines held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from par_xl.ledger import Kind, Ledger, LedgerLine
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import moment
from par_xl.workspace.layout import Folder
from par_xl.workspace.verifying.mismatch import FROM_BACKUP, Mismatch, broken, edited
from par_xl.workspace.workplace import is_cut_off


def cut_off(folder: Folder) -> Iterator[Mismatch]:
    """Work that was cut off, and not put in order yet."""
    if is_cut_off(folder):
        yield broken(
            _("Lần ghi gần nhất bị ngắt giữa chừng."),
            _("Chạy lại lệnh tổng hợp: chương trình tự ghi nốt hoặc trả về như trước."),
        )


def chain(ledger: Ledger) -> Iterator[Mismatch]:
    """Lines that do not follow the line before."""
    before = ""
    for number, line in enumerate(ledger.lines, start=1):
        if line.before != before:
            yield broken(
                _("{line} không nối với dòng trước: có dòng bị sửa, xóa hoặc chen vào.").format(
                    line=_line(number, line)
                ),
                _(FROM_BACKUP),
            )
        before = line.hash()


def numbers(folder: Folder, ledger: Ledger) -> Iterator[Mismatch]:
    """Merges that the ledger lacks, or has twice; what was undone without being there; what
    befell a closed period, or one that is none."""
    last: dict[str, int] = {}
    standing: dict[str, list[int]] = {}
    closed: set[str] = set()
    for number, line in enumerate(ledger.lines, start=1):
        before, stack = last.get(line.period, 0), standing.setdefault(line.period, [])
        if (line.kind in (Kind.LATE, Kind.REOPEN)) != (line.period in closed):
            message = (
                _("{line}: khi đó kỳ này đã chốt.")
                if line.period in closed
                else _("{line}: khi đó kỳ này chưa chốt.")
            )
            yield broken(message.format(line=_line(number, line)), _(FROM_BACKUP))
        if line.kind is Kind.CLOSE:
            closed.add(line.period)
        elif line.kind is Kind.REOPEN:
            closed.discard(line.period)
        if line.kind not in (Kind.MERGE, Kind.UNDO):
            if [line.merge_number] != stack[-1:]:
                yield broken(
                    _("{line}: khi đó không có lần tổng hợp nào như vậy.").format(
                        line=_line(number, line)
                    ),
                    _(FROM_BACKUP),
                )
            continue
        if line.kind is Kind.UNDO:
            undone = stack.pop() if stack else None
            if (line.undone, line.merge_number) != (undone, stack[-1] if stack else 0):
                yield broken(
                    _("{line}: không có lần nào như vậy để hoàn tác.").format(
                        line=_line(number, line)
                    ),
                    _(FROM_BACKUP),
                )
            continue
        if line.merge_number <= before:
            yield broken(
                _("{line}: số lần này đã dùng trước đó.").format(line=_line(number, line)),
                _(FROM_BACKUP),
            )
        elif not before and line.merge_number != 1:
            yield broken(
                _("Nhật ký kỳ {period} bắt đầu từ lần {number}: các lần trước đó đã mất.").format(
                    period=line.period, number=line.merge_number
                ),
                _(FROM_BACKUP),
            )
        elif line.merge_number != before + 1:
            yield _gap(line.period, before + 1, line.merge_number - 1)
        last[line.period] = max(before, line.merge_number)
        stack.append(line.merge_number)
    for period, before in last.items():
        try:
            after = max(folder.backups(period).values(), default=0)
        except ParXlError as error:
            yield broken(error.message, error.fix)
            continue
        if after > before:
            yield _gap(period, before + 1, after)


def _gap(period: str, first: int, last: int) -> Mismatch:
    """A copy of the ledger that was put back lacks what came after it."""
    message = (
        _("Nhật ký không có lần {first} của kỳ {period}, dù đã tổng hợp.")
        if first == last
        else _("Nhật ký không có các lần {first} đến {last} của kỳ {period}, dù đã tổng hợp.")
    )
    return edited(
        message.format(first=first, last=last, period=period),
        _(
            "Nếu đã chép lại nhật ký từ bản sao lưu cũ hơn thì không cần làm gì; nếu không, tìm "
            "bản sao lưu mới hơn."
        ),
    )


def _line(number: int, line: LedgerLine) -> str:
    told = {
        Kind.UNDO: _("Nhật ký dòng {line} (kỳ {period} hoàn tác lần {undone}, {at})"),
        Kind.CLOSE: _("Nhật ký dòng {line} (kỳ {period} chốt lần {number}, {at})"),
        Kind.LATE: _("Nhật ký dòng {line} (kỳ {period} nhận sau khi chốt, {at})"),
        Kind.REOPEN: _("Nhật ký dòng {line} (kỳ {period} bỏ chốt lần {number}, {at})"),
        Kind.MERGE: _("Nhật ký dòng {line} (kỳ {period} lần {number}, {at})"),
    }
    return told[line.kind].format(
        line=number,
        period=line.period,
        undone=line.undone,
        number=line.merge_number,
        at=moment(line.at, _),
    )
