"""What the command line prints of reminders: who owes what, and what was written."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.app.show import documents as show_documents
from par_xl.outputs.reminders.phrases import standing
from par_xl.terms.words import WEEKDAYS, Timeliness, day, deadline

if TYPE_CHECKING:
    from par_xl.insight.chase import Debt
    from par_xl.workspace.reminding import Reminded


def reminded(what: Reminded) -> None:
    """Print who has still to send what, and the documents that say so."""
    period = what.dossier.period
    if what.published:
        show_documents.aside(what.published)
    show.heading(
        _("Kỳ {period}, gửi trước ngày {day}:").format(
            period=period.code, day=day(period.send_before)
        ),
        deadline(period.send_before, _),
    )
    stamp = what.dossier.stamp
    show.line(f"{stamp.told}. {_first(period.code, stamp.is_closed)}")
    show_documents.changed_since(what.dossier)
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
    _written(what)


def _first(period: str, is_closed: bool) -> str:
    if is_closed:
        return _(
            "Kỳ đã chốt: tệp gửi sau được ghi riêng, không làm thay đổi số liệu; đơn vị nào đã gửi "
            "sau khi chốt, xem bằng: par-xl log {period}."
        ).format(period=period)
    return _("Có tệp mới trong da-nop thì tổng hợp lại trước.")


def _owed(debt: Debt, usual: object) -> str:
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


def _written(what: Reminded) -> None:
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
