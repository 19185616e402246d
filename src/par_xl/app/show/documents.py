"""What the command line prints of documents that were written, and what is to be done with them."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.terms.messages import translated
from par_xl.terms.text import words

if TYPE_CHECKING:
    from par_xl.insight.dossier import Dossier
    from par_xl.merge.stamp import Stamp
    from par_xl.workspace.publishing import Published


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
