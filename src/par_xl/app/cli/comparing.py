"""One plan after another: compared, and what came of it in a new working folder."""

from __future__ import annotations

from gettext import gettext as _
from textwrap import shorten
from typing import TYPE_CHECKING

from par_xl.app import show
from par_xl.app.cli.command import a_path, argument, folder_option, folder_to_read
from par_xl.app.cli.preparing import plan
from par_xl.terms.messages import N_, translated

if TYPE_CHECKING:
    from pathlib import Path

    from par_xl.plan.following.carried import PreviousPlan
    from par_xl.plan.following.matching import Pair
    from par_xl.plan.workbook import PlanRows
    from par_xl.workspace.layout import Folder

_CODES, _SUBJECT, _WHAT = 17, 28, 24
"""Letters of a line for the codes, what a row is about, what changed."""
_SHORT = {
    "TT": N_("mã"),
    "Nội dung": N_("câu chữ"),
    "Nhiệm vụ, giải pháp": N_("câu chữ"),
    "Điểm tối đa": N_("điểm"),
    "Đơn vị chủ trì": N_("chủ trì"),
    "Đơn vị phối hợp": N_("phối hợp"),
    "Thẩm quyền thực hiện": N_("thẩm quyền"),
    "Thời gian hoàn thành": N_("thời gian"),
}
"""What changed, as it stands on the screen."""


@plan.command(
    "compare",
    example="par-xl plan compare cchc-2024 ke-hoach-nhap.xlsx",
    writes="so-sanh-ke-hoach.xlsx trong thư mục làm việc đang đứng, hoặc thư mục hiện tại; tệp đã "
    "có thì giữ, ghi sang tên khác.",
    short_help="So sánh hai kế hoạch: dòng nào thêm, bỏ, thay đổi.",
)
@argument("old", metavar="CŨ", type=a_path, help="kế hoạch cũ: tệp, hoặc thư mục làm việc")
@argument(
    "new",
    metavar="[MỚI]",
    type=a_path,
    required=False,
    help="kế hoạch mới (mặc định: ke-hoach.xlsx của thư mục làm việc)",
)
@folder_option
def plan_compare(old: Path, new: Path | None, folder: Path | None) -> None:
    """So sánh hai kế hoạch: dòng thêm, bỏ, thay đổi; ghi bảng để quyết định.

    Các dòng được ghép theo câu chữ, rồi theo mã. Dòng nào chưa chắc là một thì quyết định ở cột
    “Quyết định” của so-sanh-ke-hoach.xlsx; dùng tệp đó với: par-xl init THƯ_MỤC --from CŨ.
    """
    from pathlib import Path

    from par_xl.plan.following.decisions import SHEET
    from par_xl.plan.following.matching import Fate
    from par_xl.workspace.following import compare_plans
    from par_xl.workspace.layout import folder_above

    new = new or folder_to_read(folder).plan
    here = Path.cwd()
    inside = folder_above(here)
    # In da-nop it would be taken for a form that came in.
    pairs, path = compare_plans(old, new, inside.root if inside else here)
    decisions = path.name if path.parent == here else path
    counts = show.counted([pair.fate for pair in pairs], Fate)
    show.done(_("So sánh {old} với {new}: {counts}."), old=old, new=new, counts=counts or "0")
    waiting = sorted((pair for pair in pairs if pair.awaits), key=lambda pair: pair.likeness)
    others = [pair for pair in pairs if not pair.awaits and pair.fate is not Fate.SAME]
    if waiting:
        text = _("{count} dòng chờ quyết định (mã cũ → mã mới, mức giống, nội dung):")
        show.warn(text, count=len(waiting))
    elif others:
        show.line(_("Không có dòng nào chờ quyết định. Các dòng khác nhau:"))
    rest = _("… và {count} dòng nữa, ở trang “{sheet}”.")
    show.few([*waiting, *others], _print_pair, rest, sheet=SHEET)
    show.line(_("Bảng so sánh: {path}"), path=path)
    step = _("mở {name} bằng Excel để xem từng dòng")
    if waiting:
        step = _("mở {name} bằng Excel, chọn ở cột “Quyết định” rồi lưu")
    step = step.format(name=decisions)
    if not old.is_dir():
        show.next_step("{step}", step=step)
        return
    paths = zip(("--from", "--plan", "--decisions"), (old, new, decisions), strict=True)
    command = " ".join(
        f'{name} "{path}"' if " " in f"{path}" else f"{name} {path}" for name, path in paths
    )
    text = _("{step}; lập thư mục cho kế hoạch mới bằng: {command}")
    show.next_step(text, step=step, command=f"par-xl init THƯ_MỤC {command}")


def _print_pair(pair: Pair) -> None:
    from par_xl.plan.following.matching import Fate, subject
    from par_xl.terms.text import on_one_line
    from par_xl.terms.words import NOTHING, percent

    old, new = pair.shown
    row = new or old
    codes = f"{old.code if old else NOTHING} → {new.code if new else NOTHING}"
    words = on_one_line(subject(row)) if row else ""
    what = translated(pair.fate.label)
    if pair.fate is Fate.CHANGED:
        headers = (_SHORT.get(change.header, change.header) for change in pair.changes)
        what = ", ".join(_(header) for header in headers)
    if not show.prints_all():
        words = shorten(words, _SUBJECT, placeholder="…")
        what = shorten(what, _WHAT, placeholder="…")
    likeness = percent(round(pair.likeness, 2)) if pair.likeness else ""
    show.line("{text}", text=f"{codes:<{_CODES}} {likeness:>4} {words:<{_SUBJECT}} · {what}")


def print_followed(folder: Folder, rows: PlanRows, old: PreviousPlan) -> None:
    """Print what went into a new folder's plan, and what is left to fill in."""
    from par_xl.plan.settings import NEEDED_INFO

    show.done(_("Đã tạo thư mục làm việc: {path}"), path=folder.root)
    show.line(
        _("Từ kế hoạch {code}: {units} đơn vị, {history} kết quả công bố, {targets} mục tiêu."),
        code=old.plan.code,
        units=len(rows["Đơn vị"]),
        history=len(rows["Kết quả công bố"]),
        targets=len(rows["Mục tiêu"]),
    )
    if old.newest:
        text = _("Chưa hoàn thành ở kỳ {period}: {rows} dòng, {count} nhiệm vụ được giao.")
        count = sum(map(len, old.open.values()))
        show.line(text, period=old.newest, rows=len(old.open), count=count)
    else:
        text = _("Kế hoạch cũ chưa có kết quả tổng hợp: coi {rows} dòng là chưa hoàn thành.")
        show.warn(text, rows=len(old.open))
    periods = ", ".join(str(row["Kỳ"]) for row in rows["Kỳ báo cáo"])
    show.line(_("Kỳ báo cáo đề xuất: {periods}; xem lại các ngày."), periods=periods)
    info = {row["Mục"]: row.get("Giá trị") for row in rows["Thông tin"]}
    if all(info.get(name) for name in NEEDED_INFO):
        text = _(
            "mở {path} bằng Excel, xem lại “Ngày bắt đầu kế hoạch” và các kỳ; rồi vào thư mục đó, "
            "chạy: par-xl plan check"
        )
    else:
        text = _(
            "mở {path} bằng Excel: ghi “Mã kế hoạch” (khác {code}) và “Tên kế hoạch”, xem lại "
            "“Ngày bắt đầu kế hoạch” và các kỳ; rồi vào thư mục đó, chạy: par-xl plan check"
        )
    show.next_step(text, path=folder.plan, code=old.plan.code)
