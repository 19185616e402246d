"""What the command line prints of documents that were written, and what is to be done with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from par_xl import show
from par_xl.text import words

if TYPE_CHECKING:
    from par_xl.analysis.dossier import Dossier
    from par_xl.office.publishing import Published


def report(what: Published, gaps: Iterable[str]) -> None:
    """Print where the report is; *gaps* is what people have to add to it."""
    whole, part = what.files
    show.done(f"Đã lập báo cáo: {whole}")
    show.done(f"Đã lập phần lồng ghép: {part}")
    _rest(what)
    show.line("Cần bổ sung bằng tay:")
    for gap in gaps:
        show.line(f"- {gap}.")
    if what.dossier.stamp.draft:
        show.warn("Báo cáo mang chữ DỰ THẢO cho đến khi chốt kỳ.")
    show.next_step(f"mở {whole.name} bằng Word, rà soát, bổ sung rồi trình ký")


def page(what: Published, is_draft: bool, row: str) -> None:
    """Print where the page is, and what it says of its approval: it is in the plan's *row*."""
    dossier = what.dossier
    for path in what.files:
        show.done(f"Đã lập trang công khai: {path}")
    _rest(what)
    approval = words(dossier.plan.info.get(row, ""))
    place = f"«{row}» vào trang tính «Thông tin» của ke-hoach.xlsx"
    if approval:
        show.line(
            f"Trang ghi văn bản phê duyệt việc công khai: {approval}. Nếu là văn bản của kỳ khác "
            f"thì ghi lại dòng {place} rồi lập lại."
        )
    else:
        show.line(
            f"Trang chưa ghi văn bản phê duyệt việc công khai: thêm dòng {place} rồi lập lại."
        )
    stamp = dossier.stamp
    if is_draft or stamp.draft:
        show.warn("Trang mang chữ DỰ THẢO: không đăng bản này.")
        before = " và ".join(
            [
                *(["không còn tiêu chí tái dựng"] if stamp.is_reconstructed else []),
                *(["đã chốt kỳ"] if stamp.draft else []),
            ]
        )
        when = f"khi {before} thì" if before else "rồi"
        show.next_step(f"xem bằng trình duyệt; {when} lập lại: par-xl page {dossier.period.code}")
    elif approval:
        show.next_step("xem bằng trình duyệt rồi đăng nguyên tệp này")
    else:
        show.next_step("xem bằng trình duyệt, trình phê duyệt rồi đăng nguyên tệp này")


def tables(what: Published) -> None:
    """Print where the flat tables are."""
    for path in what.files:
        show.done(str(path))
    _rest(what)
    if what.dossier.stamp.draft:
        show.warn("Kỳ chưa chốt: số liệu là DỰ THẢO, cột «closed» của bảng «merge» ghi «false».")


def aside(what: Published) -> None:
    """Say what was put in order first, and where documents are now that somebody had edited."""
    for note in what.notes:
        show.warn(note)
    for path, kept in what.aside:
        show.warn(f"{path.name} đã có người sửa; bản đó giữ ở {kept}")


def changed_since(dossier: Dossier) -> None:
    """Say that the plan, or an earlier result, was changed since the merge, where it was:
    documents don't know of it."""
    code, number = dossier.period.code, dossier.stamp.merge_number
    changed = [
        *(["ke-hoach.xlsx đã sửa"] if dossier.is_plan_newer else []),
        *(f"kết quả kỳ {each} đã thay đổi" for each in dossier.past_changed),
    ]
    if changed:
        rest = "" if dossier.stamp.is_closed else f" Muốn theo số liệu mới: par-xl merge {code}."
        show.warn(
            f"{'; '.join(changed)} sau lần tổng hợp số {number}; văn bản theo kế hoạch và kết quả "
            f"các kỳ trước lúc tổng hợp.{rest}"
        )


def _rest(what: Published) -> None:
    aside(what)
    stamp = what.dossier.stamp
    show.line(f"{stamp.text}.")
    changed_since(what.dossier)
    if stamp.warning:
        show.warn(stamp.warning)
