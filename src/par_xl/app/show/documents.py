"""What the command line prints of files that were written for people: documents, reminders, a plan
taken over; and what is to be done with them."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.terms.messages import translated
from par_xl.terms.text import words
from par_xl.terms.words import WEEKDAYS, Timeliness, day, deadline

if TYPE_CHECKING:
    from par_xl.insight.debts import Debt
    from par_xl.insight.dossier import Dossier
    from par_xl.merge.stamp import Stamp
    from par_xl.workspace.documents import Published, Reminded


def report(what: Published, gaps: Iterable[str]) -> None:
    """Print where the report is; *gaps* is what people have to add to it."""
    whole, part = what.files
    show.done(_("Đã lập báo cáo: {path}").format(path=whole))
    show.done(_("Đã lập phần lồng ghép: {path}").format(path=part))
    _rest(what)
    show.line(_("Cần bổ sung bằng tay:"))
    for gap in gaps:
        show.line(f"- {translated(gap)}.")
    if what.dossier.stamp.draft:
        show.warn(_("Báo cáo mang chữ DỰ THẢO cho đến khi chốt kỳ."))
    show.next_step(_("mở {file} bằng Word, rà soát, bổ sung rồi trình ký").format(file=whole.name))


def page(what: Published, is_draft: bool, row: str) -> None:
    """Print where the page is, and what it says of its approval: it is in the plan's *row*."""
    dossier = what.dossier
    for path in what.files:
        show.done(_("Đã lập trang công khai: {path}").format(path=path))
    _rest(what)
    approval = words(dossier.plan.info.get(row, ""))
    told = (
        _(
            "Trang ghi văn bản phê duyệt việc công khai: {approval}. Nếu là văn bản của kỳ khác "
            "thì ghi lại dòng «{row}» vào trang tính «Thông tin» của ke-hoach.xlsx rồi lập lại."
        )
        if approval
        else _(
            "Trang chưa ghi văn bản phê duyệt việc công khai: thêm dòng «{row}» vào trang tính "
            "«Thông tin» của ke-hoach.xlsx rồi lập lại."
        )
    )
    show.line(told.format(approval=approval, row=row))
    if is_draft or dossier.stamp.draft:
        show.warn(_("Trang mang chữ DỰ THẢO: không đăng bản này."))
        show.next_step(_anew(dossier.stamp).format(period=dossier.period.code))
    elif approval:
        show.next_step(_("xem bằng trình duyệt rồi đăng nguyên tệp này"))
    else:
        show.next_step(_("xem bằng trình duyệt, trình phê duyệt rồi đăng nguyên tệp này"))


def _anew(stamp: Stamp) -> str:
    """When a page is to be made again that was a draft."""
    if stamp.is_reconstructed and stamp.draft:
        return _(
            "xem bằng trình duyệt; khi không còn tiêu chí tái dựng và đã chốt kỳ thì lập lại: "
            "par-xl page {period}"
        )
    if stamp.is_reconstructed:
        return _(
            "xem bằng trình duyệt; khi không còn tiêu chí tái dựng thì lập lại: "
            "par-xl page {period}"
        )
    if stamp.draft:
        return _("xem bằng trình duyệt; khi đã chốt kỳ thì lập lại: par-xl page {period}")
    return _("xem bằng trình duyệt; rồi lập lại: par-xl page {period}")


def tables(what: Published) -> None:
    """Print where the flat tables are."""
    for path in what.files:
        show.done(str(path))
    _rest(what)
    if what.dossier.stamp.draft:
        show.warn(_("Kỳ chưa chốt: số liệu là DỰ THẢO, cột «closed» của bảng «merge» ghi «false»."))


def aside(what: Published) -> None:
    """Say what was put in order first, and where documents are now that somebody had edited."""
    for note in what.notes:
        show.warn(translated(note))
    for path, kept in what.aside:
        show.warn(
            _("{file} đã có người sửa; bản đó giữ ở {path}").format(file=path.name, path=kept)
        )


def changed_since(dossier: Dossier) -> None:
    """Say that the plan, or an earlier result, was changed since the merge, where it was:
    documents don't know of it."""
    code, number = dossier.period.code, dossier.stamp.merge_number
    changed = [
        *([_("ke-hoach.xlsx đã sửa")] if dossier.is_plan_newer else []),
        *(
            _("kết quả kỳ {period} đã thay đổi").format(period=each)
            for each in dossier.past_changed
        ),
    ]
    if changed:
        told = (
            _(
                "{changes} sau lần tổng hợp số {number}; văn bản theo kế hoạch và kết quả các kỳ "
                "trước lúc tổng hợp."
            )
            if dossier.stamp.is_closed
            else _(
                "{changes} sau lần tổng hợp số {number}; văn bản theo kế hoạch và kết quả các kỳ "
                "trước lúc tổng hợp. Muốn theo số liệu mới: par-xl merge {period}."
            )
        )
        show.warn(told.format(changes="; ".join(changed), number=number, period=code))


def _rest(what: Published) -> None:
    aside(what)
    stamp = what.dossier.stamp
    show.line(f"{stamp.told}.")
    changed_since(what.dossier)
    if stamp.warning:
        show.warn(translated(stamp.warning))


def reminded(what: Reminded) -> None:
    """Print who has still to send what, and the documents that say so."""
    period = what.dossier.period
    if what.published:
        aside(what.published)
    show.heading(
        _("Kỳ {period}, gửi trước ngày {day}:").format(
            period=period.code, day=day(period.send_before)
        ),
        deadline(period.send_before, _),
    )
    stamp = what.dossier.stamp
    show.line(f"{stamp.told}. {_first(period.code, stamp.is_closed)}")
    changed_since(what.dossier)
    told = [debt for debt in what.debts if debt.owes or debt.is_chased or not debt.has_sent]
    if not told:
        show.done(_("Mọi đơn vị đã gửi báo cáo, không còn phải bổ sung gì."))
    for debt in told:
        show.line(f"- {debt.unit.name} ({debt.unit.code}): {_owed(debt, period.send_before)}.")
    if what.published is None:
        if told:
            show.next_step(
                _("nhắc các đơn vị trên; đến hạn, chạy lại lệnh này để lập văn bản đôn đốc")
            )
        return
    _sent_out(what)


def _first(period: str, is_closed: bool) -> str:
    if is_closed:
        return _(
            "Kỳ đã chốt: tệp gửi sau được ghi riêng, không làm thay đổi số liệu; đơn vị nào đã gửi "
            "sau khi chốt, xem bằng: par-xl log {period}."
        ).format(period=period)
    return _("Có tệp mới trong da-nop thì tổng hợp lại trước.")


def _owed(debt: Debt, usual: object) -> str:
    # Words of the letters, which the other commands need not load.
    from par_xl.outputs.reminders.phrases import standing

    stands = standing(debt, _)
    parts = [stands[:1].lower() + stands[1:]]
    if debt.before != usual:
        parts.append(_("được gia hạn, gửi trước ngày {day}").format(day=day(debt.before)))
    if debt.timeliness is not Timeliness.NOT_DUE:
        parts += [
            what.format(count=count)
            for count, what in (
                (len(debt.unreported), _("{count} dòng chưa báo cáo")),
                (len(debt.wrong), _("{count} dòng chưa hợp lệ")),
                (len(debt.unexplained), _("{count} giải trình còn thiếu")),
            )
            if count
        ]
    return "; ".join(parts)


def _sent_out(what: Reminded) -> None:
    assert what.published is not None
    for path in what.published.files:
        show.done(str(path))
    without = [unit.name for unit in what.without_mail]
    if without:
        show.line(
            _(
                "Chưa có thư điện tử dùng được trong kế hoạch, nên không có thư nháp: {units}."
            ).format(units=", ".join(without))
        )
    if what.until is not None and what.published.files:
        show.line(
            _("Hạn mới ghi trong văn bản: hết {weekday} ngày {day}.").format(
                weekday=_(WEEKDAYS[what.until.weekday()]), day=day(what.until)
            )
        )
        if what.dossier.stamp.draft:
            show.warn(_("Văn bản mang chữ DỰ THẢO cho đến khi chốt kỳ."))
        show.next_step(_("rà soát, trình ký và gửi; chương trình không tự gửi gì"))
