"""What is made of a period's result: reminders, report, public page, tables."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app import show
from par_xl.app.cli.command import (
    command,
    folder_in_order,
    folder_option,
    folder_to_read,
    option,
    period_argument,
    read_day,
)
from par_xl.terms.messages import translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from par_xl.insight.debts import Debt
    from par_xl.insight.period_data import PeriodData
    from par_xl.workspace.documents import Published, Reminded


@command(
    example="par-xl remind 2024-06",
    short_help="Xem ai chưa gửi; đến hạn thì lập công văn, phiếu đôn đốc.",
    writes="bao-cao/KỲ, khi đến hạn hoặc có --mail: công văn, phiếu và thư đôn đốc để gửi đi.",
)
@period_argument
@option(
    "--deadline",
    metavar="NGÀY",
    callback=read_day,
    help="Hạn mới, tính hết ngày này, ví dụ 14/6/2024 (mặc định: hạn chỉnh sửa của kỳ; đã qua thì "
    "3 ngày làm việc).",
)
@option(
    "--mail", is_flag=True, help="Trước hạn: lập cả thư nhắc (bản nháp .eml) cho đơn vị chưa gửi."
)
@folder_option
def remind(period: str, deadline: date | None, mail: bool, folder: Path | None) -> None:
    """Đơn vị nào còn phải gửi gì; đến hạn thì lập công văn và phiếu đôn đốc. Không gửi gì đi."""
    from par_xl.workspace.documents import remind as write

    # Before the deadline nothing is written; after it, whatever writes puts things in order.
    print_reminded(write(folder_to_read(folder), period, deadline, mail))


def print_reminded(what: Reminded) -> None:
    """Print who has still to send what, and the documents that say so."""
    from par_xl.terms.words import day, deadline
    from par_xl.workspace.records import gone_notes

    data, period = what.data, what.data.period
    if what.published:
        _print_aside(what.published)
    show.heading(
        _("Kỳ {period}, gửi trước ngày {day}:"),
        "{deadline}",
        period=period.code,
        day=day(period.send_before),
        deadline=deadline(period.send_before, _),
    )
    first = (
        _(
            "Kỳ đã chốt: tệp gửi sau được ghi riêng, không làm thay đổi số liệu; đơn vị nào đã gửi "
            "sau khi chốt, xem bằng: par-xl log {period}."
        )
        if data.stamp.is_closed
        else _("Có tệp mới trong da-nop thì tổng hợp lại trước.")
    )
    show.line("{stamp}. " + first, stamp=data.stamp.on_screen, period=period.code)
    print_changed_since(data)
    for note in gone_notes(data.result.gone):
        show.warn(note)
    owing = [
        debt
        for debt in what.debts
        if debt.owes or debt.is_chased or debt.is_awaited or debt.is_lost
    ]
    if not owing:
        show.done(_("Mọi đơn vị đã gửi báo cáo, không còn phải bổ sung gì."))

    def say(debt: Debt) -> None:
        show.line(f"- {debt.unit.name} ({debt.unit.code}): {_owed(debt, period.send_before)}.")

    show.few(sorted(owing, key=lambda debt: debt.has_sent), say)
    if what.published is not None:
        _print_reminders(what, what.published)
    elif owing:
        show.next_step(_("nhắc các đơn vị trên; đến hạn, chạy lại lệnh này để lập văn bản đôn đốc"))


def _owed(debt: Debt, usual: date) -> str:
    from par_xl.outputs.reminders.letters import standing
    from par_xl.terms.words import Timeliness, day

    stands = standing(debt, _)
    parts = [stands[:1].lower() + stands[1:]]
    if debt.before != usual:
        parts.append(_("được gia hạn, gửi trước ngày {day}").format(day=day(debt.before)))
    if debt.timeliness is not Timeliness.NOT_DUE:
        counts = {
            _("{count} dòng chưa báo cáo"): len(debt.unreported),
            _("{count} dòng chưa hợp lệ"): len(debt.wrong),
            _("{count} giải trình còn thiếu"): len(debt.unexplained),
        }
        parts += [text.format(count=count) for text, count in counts.items() if count]
    return "; ".join(parts)


def _print_reminders(what: Reminded, published: Published) -> None:
    from par_xl.terms.words import WEEKDAYS, day

    _print_files(published.files)
    if without := [unit.code for unit in what.without_mail]:
        text = _("Chưa có thư điện tử dùng được trong kế hoạch, nên không có thư nháp: {units}.")
        show.line(text, units=", ".join(without))
    if what.until is not None and published.files:
        show.line(
            _("Hạn mới ghi trong văn bản: hết {weekday} ngày {day}."),
            weekday=_(WEEKDAYS[what.until.weekday()]),
            day=day(what.until),
        )
        if what.data.stamp.draft:
            show.warn(_("Văn bản mang chữ DỰ THẢO cho đến khi chốt kỳ."))
        show.next_step(_("rà soát, trình ký và gửi; chương trình không tự gửi gì"))


def _print_files(files: Sequence[Path]) -> None:
    """Print which files were written; of many in one folder how many."""
    folders: dict[Path, list[Path]] = {}
    for path in files:
        folders.setdefault(path.parent, []).append(path)
    for folder, inside in folders.items():
        if len(inside) == 1 or show.prints_all():
            show.few(map(str, inside), show.done)
        else:
            show.done(_("{count} tệp trong {folder}"), count=len(inside), folder=folder)


def _print_aside(what: Published) -> None:
    """Say what was put in order first, and where documents are now that somebody had edited."""
    for note in what.notes:
        show.warn(translated(note))
    for path, now in what.aside:
        show.warn(_("{file} đã có người sửa; bản đó giữ ở {path}"), file=path.name, path=now)


def print_changed_since(data: PeriodData) -> None:
    """Say that the plan, or an earlier result, was changed since the merge, where it was:
    documents don't know of it."""
    changed = [_("ke-hoach.xlsx đã sửa")] if data.is_plan_newer else []
    for period in data.past_changed:
        changed.append(_("kết quả kỳ {period} đã thay đổi").format(period=period))
    if changed:
        text = (
            _(
                "{changes} sau lần tổng hợp số {number}; văn bản theo kế hoạch và kết quả các kỳ "
                "trước lúc tổng hợp."
            )
            if data.stamp.is_closed
            else _(
                "{changes} sau lần tổng hợp số {number}; văn bản theo kế hoạch và kết quả các kỳ "
                "trước lúc tổng hợp. Muốn theo số liệu mới: par-xl merge {period}."
            )
        )
        number, period = data.stamp.merge_number, data.period.code
        show.warn(text, changes="; ".join(changed), number=number, period=period)


def _print_state(what: Published) -> None:
    """Print of what state of things documents tell."""
    _print_aside(what)
    stamp = what.data.stamp
    show.line(f"{stamp.on_screen}.")
    print_changed_since(what.data)
    if stamp.warning:
        show.warn(translated(stamp.warning))


@command(
    example="par-xl report 2024-06",
    short_help="Lập báo cáo Word và phần lồng ghép.",
    writes="bao-cao/KỲ/bao-cao-KỲ.docx và phan-long-ghep-KỲ.docx.",
)
@period_argument
@folder_option
def report(period: str, folder: Path | None) -> None:
    """Lập báo cáo Word của kỳ và phần để lồng ghép vào báo cáo cải cách hành chính."""
    from par_xl.outputs.report.report import gaps
    from par_xl.workspace.documents import report as write

    made = write(folder_in_order(folder), period)
    whole, part = made.files
    show.done(_("Đã lập báo cáo: {path}"), path=whole)
    show.done(_("Đã lập phần lồng ghép: {path}"), path=part)
    _print_state(made)
    show.line(_("Cần bổ sung bằng tay:"))
    show.few(gaps(made.data), lambda gap: show.line(f"- {translated(gap)}."))
    if made.data.stamp.draft:
        show.warn(_("Báo cáo mang chữ DỰ THẢO cho đến khi chốt kỳ."))
    show.next_step(_("mở {file} bằng Word, rà soát, bổ sung rồi trình ký"), file=whole.name)


@command(
    example="par-xl page 2024-06 --draft",
    short_help="Lập trang công khai (một tệp HTML).",
    writes="bao-cao/KỲ.",
)
@period_argument
@option(
    "--draft",
    is_flag=True,
    help="Lập bản dự thảo để xem trước, kể cả khi còn tiêu chí tái dựng, chưa kiểm chứng.",
)
@folder_option
def page(period: str, draft: bool, folder: Path | None) -> None:
    """Lập trang công khai của kỳ: một tệp HTML để đăng lên cổng thông tin điện tử."""
    from par_xl.plan.settings import PAGE_APPROVAL
    from par_xl.terms.text import words
    from par_xl.workspace.documents import page as write

    made = write(folder_in_order(folder), period, draft)
    for path in made.files:
        show.done(_("Đã lập trang công khai: {path}"), path=path)
    _print_state(made)
    stamp = made.data.stamp
    approval = words(made.data.plan.info.get(PAGE_APPROVAL, ""))
    text = (
        _(
            "Trang ghi văn bản phê duyệt việc công khai: {approval}. Nếu là văn bản của kỳ khác "
            "thì ghi lại dòng “{row}” vào trang tính “Thông tin” của ke-hoach.xlsx rồi lập lại."
        )
        if approval
        else _(
            "Trang chưa ghi văn bản phê duyệt việc công khai: thêm dòng “{row}” vào trang tính "
            "“Thông tin” của ke-hoach.xlsx rồi lập lại."
        )
    )
    show.line(text, approval=approval, row=PAGE_APPROVAL)
    if not draft and not stamp.draft:
        show.next_step(
            _("xem bằng trình duyệt rồi đăng nguyên tệp này")
            if approval
            else _("xem bằng trình duyệt, trình phê duyệt rồi đăng nguyên tệp này")
        )
        return
    show.warn(_("Trang mang chữ DỰ THẢO: không đăng bản này."))
    if stamp.is_reconstructed and stamp.draft:
        text = _(
            "xem bằng trình duyệt; khi không còn tiêu chí tái dựng và đã chốt kỳ thì lập lại: "
            "par-xl page {period}"
        )
    elif stamp.is_reconstructed:
        text = _(
            "xem bằng trình duyệt; khi không còn tiêu chí tái dựng thì lập lại: "
            "par-xl page {period}"
        )
    elif stamp.draft:
        text = _("xem bằng trình duyệt; khi đã chốt kỳ thì lập lại: par-xl page {period}")
    else:
        text = _("xem bằng trình duyệt; rồi lập lại: par-xl page {period}")
    show.next_step(text, period=period)


@command(
    example="par-xl export 2024-06 --to csv",
    short_help="Xuất bảng số liệu cho hệ thống khác.",
    writes="bao-cao/KỲ/du-lieu.",
)
@period_argument
@option(
    "--to",
    "kind",
    metavar="csv|parquet|xlsx",
    type=click.Choice(["csv", "parquet", "xlsx"]),
    default="csv",
    help="Dạng tệp (mặc định: csv).",
)
@folder_option
def export(period: str, kind: str, folder: Path | None) -> None:
    """Xuất nội dung và tỷ lệ của kỳ thành bảng cho hệ thống khác, kèm từ điển dữ liệu."""
    from par_xl.outputs.tables import Format
    from par_xl.workspace.documents import export as write

    made = write(folder_in_order(folder), period, Format(kind))
    _print_files(made.files)
    _print_state(made)
    if made.data.stamp.draft:
        show.warn(_("Kỳ chưa chốt: số liệu là DỰ THẢO, cột “closed” của bảng “merge” ghi “false”."))
