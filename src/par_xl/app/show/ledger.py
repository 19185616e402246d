"""What the command line prints of the ledger: what it records, whether that agrees, what was
undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.terms.messages import translated
from par_xl.terms.words import FileState, day, moment

if TYPE_CHECKING:
    from par_xl.ledger import LedgerLine
    from par_xl.workspace import Undone, Verified


def ledger(known: Iterable[LedgerLine]) -> None:
    """Print what the ledger records, a line each, and what came of each merge."""
    from par_xl.ledger import Kind

    for each in known:
        if each.kind is not Kind.MERGE:
            _after_merge(each)
            continue
        states = show.counted([file.state for file in each.files], FileState)
        files = _("{count} tệp ({states})") if states else _("{count} tệp")
        told = (
            moment(each.at, _),
            _("người tổng hợp: {name}").format(name=each.by),
            _("quá hạn tính đến {day}").format(day=day(each.as_of)),
            files.format(count=len(each.files), states=states),
            _("phiên bản {version}").format(version=each.version),
        )
        head = _("Kỳ {period} lần {number}:").format(period=each.period, number=each.merge_number)
        show.heading(head, "; ".join(told))
        if each.counts:
            show.line(_counts(each.counts))
        for one in each.corrected:
            show.line(
                _("Sửa ngày nhận {file}: {before} thành {after}.").format(
                    file=one.file, before=day(one.before), after=day(one.after)
                )
            )


def _after_merge(each: LedgerLine) -> None:
    """Print what became of a merge."""
    from par_xl.ledger import Kind

    if each.kind is Kind.UNDO:
        head = _("Kỳ {period} hoàn tác lần {undone}:")
        what = (
            _("{at}; về lần {number}; người hoàn tác: {name}")
            if each.merge_number
            else _("{at}; chưa có lần nào trước; người hoàn tác: {name}")
        )
    elif each.kind is Kind.CLOSE:
        head = _("Kỳ {period} chốt ở lần {number}:")
        what = _("{at}; người chốt: {name}")
    elif each.kind is Kind.REOPEN:
        head = _("Kỳ {period} bỏ chốt:")
        what = _("{at}; về dự thảo lần {number}; người bỏ: {name}")
    else:
        head = _("Kỳ {period} nhận sau khi chốt:")
        what = _("{at}; {count} tệp, không tính")
    told = {
        "period": each.period,
        "number": each.merge_number,
        "undone": each.undone,
        "at": moment(each.at, _),
        "name": each.by,
        "count": len(each.files) + len(each.others),
    }
    show.heading(head.format_map(told), what.format_map(told))
    if each.kind is Kind.LATE:
        _came_late(each)


def _came_late(each: LedgerLine) -> None:
    """Print what came after closing."""
    for file in each.files:
        name = f"{file.file} ({file.unit})" if file.unit else file.file
        show.line(_("{file}, nhận ngày {day}.").format(file=name, day=day(file.received_on)))
    for other in each.others:
        show.line(_("{file}, không phải là biểu mẫu.").format(file=other))


def _counts(counts: Mapping[str, int]) -> str:
    """What a merge came to, as the ledger has it."""
    text = _(
        "{units_reported}/{units} đơn vị đã báo cáo; {rows_filled} dòng đã nhập; {errors} lỗi; "
        "{warnings} cảnh báo."
    )
    return text.format_map(Counter(counts))


def verified(what: Verified) -> None:
    """Print what of the ledger agrees with the folder, and what does not."""
    for each in what.mismatches:
        told = show.warn if each.is_broken else show.line
        told(translated(each.message))
        show.line(f"    → {translated(each.fix)}")
    held = _("{lines} dòng nhật ký, {files} tệp lưu, {outputs} tệp tổng hợp").format(
        lines=what.lines, files=what.files, outputs=what.outputs
    )
    if what.is_broken:
        show.warn(_("Nhật ký KHÔNG khớp (đã đối chiếu {held}).").format(held=held))
    else:
        show.done(_("Nhật ký khớp: {held}.").format(held=held))
        if what.tail:
            show.line(
                _("Ghi vào biên bản để sau này đối chiếu; mã dòng cuối: {hash}").format(
                    hash=what.tail
                )
            )


def undone(what: Undone) -> None:
    """Print what was undone, and what lies there now."""
    period, number = what.line.period, what.line.merge_number
    if what.is_reopened:
        _reopened(what)
        return
    if what.restored is not None:
        text = _(
            "Đã hoàn tác lần {number} kỳ {period}, lần tổng hợp cuối cùng của mọi kỳ; {master} trở "
            "lại như lần {restored}."
        )
    elif what.lies_there:
        text = _(
            "Đã hoàn tác lần {number} kỳ {period}, lần tổng hợp cuối cùng của mọi kỳ; đã trả lại "
            "các tệp có trước đó, mà nhật ký không biết do lần nào ghi."
        )
    else:
        text = _(
            "Đã hoàn tác lần {number} kỳ {period}, lần tổng hợp cuối cùng của mọi kỳ; trước đó "
            "chưa có tệp tổng hợp nào."
        )
    restored = what.restored and what.restored.merge_number
    show.done(text.format(number=number, period=period, master=what.master, restored=restored))
    if what.backup is not None:
        show.line(
            _("Tệp của lần {number} vẫn giữ ở {path}").format(number=number, path=what.backup)
        )
    show.next_step(_("muốn tổng hợp lại thì chạy: par-xl merge {period}").format(period=period))


def _reopened(what: Undone) -> None:
    """Print that a period is closed no more."""
    period = what.line.period
    show.done(
        _(
            "Đã bỏ chốt kỳ {period}, việc cuối cùng của mọi kỳ; {master} trở lại là dự thảo như "
            "lần {number}."
        ).format(period=period, master=what.master, number=what.line.merge_number)
    )
    if what.backup is not None:
        show.line(_("Tệp đã chốt vẫn giữ ở {path}").format(path=what.backup))
        if what.typed_since:
            show.line(_("Nội dung điền tay sau khi chốt: lần tổng hợp hoặc chốt sau sẽ chép sang."))
    if what.withdrawn.count:
        show.line(
            _(
                "{count} văn bản, bảng dữ liệu lập khi còn chốt (không mang chữ DỰ THẢO) cũng "
                "chuyển vào đó; cần thì lập lại."
            ).format(count=what.withdrawn.count)
        )
    for path in what.withdrawn.edited:
        show.warn(
            _(
                "{path} lập khi còn chốt và đã có người sửa nên để nguyên: không còn là bản chốt."
            ).format(path=path)
        )
    show.next_step(
        _("tổng hợp cả các tệp đến sau bằng: par-xl merge {period}; rồi chốt lại").format(
            period=period
        )
    )
