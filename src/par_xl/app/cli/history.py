"""What was merged and closed, whether the folder agrees with that, and the way back."""

from __future__ import annotations

from collections import Counter
from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl import workspace
from par_xl.app import show
from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    argument,
    command,
    folder_in_order,
    folder_option,
    folder_to_read,
    option,
    period_argument,
)
from par_xl.terms.messages import N_, translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from par_xl.ledger import LedgerLine
    from par_xl.terms.office_correction import OfficeCorrection
    from par_xl.workspace.verifying import Mismatch

_AFTER_MERGE = {
    "undo": (
        N_("Kỳ {period} hoàn tác lần {undone}:"),
        N_("{at}; về lần {number}; người hoàn tác: {name}"),
    ),
    "close": (N_("Kỳ {period} chốt ở lần {number}:"), N_("{at}; người chốt: {name}")),
    "reopen": (
        N_("Kỳ {period} bỏ chốt:"),
        N_("{at}; về dự thảo lần {number}; người bỏ: {name}"),
    ),
    "late": (N_("Kỳ {period} nhận sau khi chốt:"), N_("{at}; {count} tệp, không tính")),
}
"""What became of a merge, by the kind of line."""


@command(
    example="par-xl log 2024-06 --verify",
    short_help="Xem các lần đã tổng hợp, chốt.",
    statuses="0 đã xem, với --verify là mọi thứ khớp; 2 chưa làm được, hoặc có chỗ không khớp.",
)
@argument("period", metavar="[KỲ]", required=False, help="chỉ xem kỳ này (mặc định: mọi kỳ)")
@option(
    "--verify",
    is_flag=True,
    help="Đối chiếu nhật ký với các tệp đã lưu và tệp tổng hợp; nêu tên tệp nào không khớp.",
)
@folder_option
def log(period: str | None, verify: bool, folder: Path | None) -> int:
    """Xem các lần đã tổng hợp, chốt của một kỳ, hay của mọi kỳ; lần mới nhất ở cuối."""
    from par_xl.ledger import Ledger, read_ledger

    where = folder_to_read(folder)
    known = read_ledger(where.ledger)
    lines = [each for each in Ledger(known).lines if period in (None, each.period)]
    text = _("… và {count} việc trước đó: thêm --all để xem hết.")
    show.few(lines, _print_line, text, are_latest=True)
    if lines:
        text = _("Nhật ký có {count} dòng; mã dòng cuối: {hash}.")
        show.line(text, count=len(known), hash=known[-1].hash()[:16])
    elif results := sorted(
        each.name for each in where.merged.glob("*.json") if period in (None, each.stem)
    ):
        text = _("Không có nhật ký, mà tong-hop có: {files}.")
        show.warn(text, files=", ".join(results))
        show.line(
            _(
                "→ Chép lại .par-xl/ledger.jsonl từ bản sao lưu; không có thì tổng hợp lại, nhật "
                "ký được lập mới."
            )
        )
    else:
        text = _("Chưa tổng hợp kỳ {period} lần nào.") if period else _("Chưa tổng hợp lần nào.")
        show.line(text, period=period)
        show.next_step(_("tổng hợp bằng: par-xl merge {period}"), period=period or _("KỲ"))
    return _verify(where) if verify else EXIT_DONE


def _print_line(each: LedgerLine) -> None:
    """Print a merge and its numbers, or what became of it."""
    from par_xl.ledger import Kind
    from par_xl.terms.words import FileState, day, moment

    if each.kind is not Kind.MERGE:
        head, more = map(_, _AFTER_MERGE[each.kind.value])
        if each.kind is Kind.UNDO and not each.merge_number:
            more = _("{at}; chưa có lần nào trước; người hoàn tác: {name}")
        show.heading(
            head,
            more,
            period=each.period,
            number=each.merge_number,
            undone=each.undone,
            at=moment(each.at, _),
            name=each.by,
            count=len(each.files) + len(each.others),
        )
        for file in each.files if each.kind is Kind.LATE else ():
            name = f"{file.file} ({file.unit})" if file.unit else file.file
            show.line(_("{file}, nhận ngày {day}."), file=name, day=day(file.received_on))
        for other in each.others if each.kind is Kind.LATE else ():
            show.line(_("{file}, không phải là biểu mẫu."), file=other)
        return
    states = show.counted([file.state for file in each.files], FileState)
    parts = (
        "{at}",
        _("người tổng hợp: {name}"),
        _("quá hạn tính đến {day}"),
        _("{count} tệp ({states})") if states else _("{count} tệp"),
        _("phiên bản {version}"),
    )
    show.heading(
        _("Kỳ {period} lần {number}:"),
        "; ".join(parts),
        period=each.period,
        number=each.merge_number,
        at=moment(each.at, _),
        name=each.by,
        day=day(each.as_of),
        count=len(each.files),
        states=states,
        version=each.version,
    )
    if each.counts:
        text = _(
            "{units_reported}/{units} đơn vị đã báo cáo; {rows_filled} dòng đã nhập; {errors} lỗi; "
            "{warnings} cảnh báo."
        )
        show.line(text.format_map(Counter(each.counts)))
    if each.put_back:
        text = _("Ghi lại {count} ô của tệp tổng hợp không phải phần điền tay mà có người sửa.")
        show.line(text, count=each.put_back)
    for one in each.corrected:
        text = _("Sửa ngày nhận {file}: {before} thành {after}.")
        show.line(text, file=one.file, before=day(one.before), after=day(one.after))
    if each.office_corrections:
        _print_corrections(each.office_corrections)


def _print_corrections(several: Sequence[OfficeCorrection]) -> None:
    """Print what became of the office's corrections, each of them where all is printed."""
    from par_xl.terms.words import CorrectionState

    labels = {state.value: state.label for state in CorrectionState}
    found = [state for e in several for state in CorrectionState if state == e.state]
    states = show.counted(found, CorrectionState)
    show.line(_("Đính chính: {count} dòng; {states}."), count=len(several), states=states)
    for each in several if show.prints_all() else ():
        show.line(
            _("• {unit}, {code}, “{column}”: {value} ({state}); {reason}; {by}."),
            unit=each.unit,
            code=each.code,
            column=each.column,
            value=each.value,
            state=_(labels.get(each.state, "")).lower(),
            reason=each.reason,
            by=each.by,
        )


def _verify(where: workspace.Folder) -> int:
    """Print what of the ledger agrees with the folder, and what does not."""
    found = workspace.verify(where)

    def say(each: Mismatch) -> None:
        (show.warn if each.is_broken else show.line)(translated(each.message))
        show.line(f"    → {translated(each.fix)}")

    show.few(sorted(found.mismatches, key=lambda each: not each.is_broken), say)
    held = _("{lines} dòng nhật ký, {files} tệp lưu, {outputs} tệp tổng hợp").format(
        lines=found.lines, files=found.files, outputs=found.outputs
    )
    if found.is_broken:
        show.warn(_("Nhật ký KHÔNG khớp (đã đối chiếu {held})."), held=held)
        return EXIT_FAILED
    show.done(_("Nhật ký khớp: {held}."), held=held)
    if found.tail:
        text = _("Ghi vào biên bản để sau này đối chiếu; mã dòng cuối: {hash}")
        show.line(text, hash=found.tail)
    return EXIT_DONE


@command(
    example="par-xl undo",
    short_help="Hoàn tác lần tổng hợp hoặc chốt cuối cùng.",
    writes="tong-hop: kết quả của lần trước; kết quả vừa hoàn tác được giữ lại, không mất.",
)
@folder_option
def undo(folder: Path | None) -> None:
    """Hoàn tác lần tổng hợp hoặc chốt kỳ cuối cùng của mọi kỳ: kết quả trở lại như trước đó."""
    print_undone(workspace.undo(folder_in_order(folder)))


@command(
    example="par-xl reopen 2024-06",
    short_help="Bỏ chốt một kỳ: kết quả lại là dự thảo.",
    writes="tong-hop: bản dự thảo trước khi chốt; bản đã chốt được giữ lại, không mất.",
)
@period_argument
@folder_option
def reopen(period: str, folder: Path | None) -> None:
    """Bỏ chốt một kỳ: kết quả trở lại là dự thảo như trước khi chốt; các kỳ khác giữ nguyên."""
    print_undone(workspace.reopen(folder_in_order(folder), period))


def print_undone(what: workspace.Undone) -> None:
    """Print what was undone, and what lies there now."""
    period, number = what.line.period, what.line.merge_number
    if what.is_reopened:
        _print_reopened(what)
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
    show.done(text, number=number, period=period, master=what.master, restored=restored)
    if what.backup is not None:
        show.line(_("Tệp của lần {number} vẫn giữ ở {path}"), number=number, path=what.backup)
    show.next_step(_("muốn tổng hợp lại thì chạy: par-xl merge {period}"), period=period)


def _print_reopened(what: workspace.Undone) -> None:
    period = what.line.period
    text = _(
        "Đã bỏ chốt kỳ {period}; {master} trở lại là dự thảo như lần {number}. Các kỳ khác giữ "
        "nguyên."
    )
    show.done(text, period=period, master=what.master, number=what.line.merge_number)
    if what.backup is not None:
        show.line(_("Tệp đã chốt vẫn giữ ở {path}"), path=what.backup)
        if what.typed_since:
            show.line(_("Nội dung điền tay sau khi chốt: lần tổng hợp hoặc chốt sau sẽ chép sang."))
    if what.withdrawn.count:
        text = _(
            "{count} văn bản, bảng dữ liệu lập khi còn chốt (không mang chữ DỰ THẢO) cũng "
            "chuyển vào đó; cần thì lập lại."
        )
        show.line(text, count=what.withdrawn.count)
    for path in what.withdrawn.edited:
        text = _("{path} lập khi còn chốt và đã có người sửa nên để nguyên: không còn là bản chốt.")
        show.warn(text, path=path)
    show.next_step(
        _("tổng hợp cả các tệp đến sau bằng: par-xl merge {period}; rồi chốt lại"), period=period
    )
