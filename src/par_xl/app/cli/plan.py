"""The plan: its faults, and appendices taken over from an existing file."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    Argument,
    Command,
    a_path,
    command_group,
    folder_in_order,
    folder_option,
    folder_to_read,
)
from par_xl.app.cli.texts import option

if TYPE_CHECKING:
    from pathlib import Path


@command_group
def plan() -> None:
    """Kế hoạch (ke-hoach.xlsx): xem lỗi, lấy phụ lục từ tệp có sẵn."""


@plan.command(
    "check",
    cls=Command,
    example="par-xl plan check",
    statuses="0 kế hoạch không có lỗi; 2 có lỗi, hoặc chưa đọc được.",
)
@folder_option
def plan_check(folder: Path | None) -> int:
    """Kiểm tra lỗi của kế hoạch."""
    from par_xl import workspace
    from par_xl.app import show

    where = folder_to_read(folder)
    findings = workspace.plan_faults(where)
    if not findings:
        show.done(_("Kế hoạch {path}: không có lỗi.").format(path=where.plan))
        return EXIT_DONE
    show.warn(_("Kế hoạch {path} có {count} lỗi.").format(path=where.plan, count=len(findings)))
    show.findings(findings)
    show.next_step(_("sửa các ô trên bằng Excel, lưu lại rồi chạy lại: par-xl plan check"))
    return EXIT_FAILED


@plan.command(
    "import",
    cls=Command,
    example="par-xl plan import phu-luc-165.docx",
    writes="ke-hoach-nhap.xlsx (hoặc tên ghi ở --out) trong thư mục làm việc.",
    short_help="Lấy các phụ lục từ tệp Word, Excel vào một kế hoạch mới.",
)
@click.argument(
    "path",
    cls=Argument,
    metavar="TỆP",
    type=a_path,
    told="tệp .docx hoặc .xlsx có các bảng phụ lục",
)
@option(
    "--index",
    metavar="PHỤ_LỤC",
    help="Phụ lục của các bảng không ghi rõ: I (PAR INDEX), II (SIPAS) hoặc III (PAPI).",
)
@option(
    "--out",
    metavar="TÊN",
    help="Tên tệp kế hoạch mới trong thư mục làm việc (mặc định: ke-hoach-nhap.xlsx).",
)
@folder_option
def plan_import(path: Path, index: str | None, out: str | None, folder: Path | None) -> None:
    """Lấy các phụ lục từ tệp Word hoặc Excel vào một kế hoạch mới để rà soát.

    Kế hoạch đang dùng không bị sửa. Tệp mới có trang «Nhập từ tệp» cho biết từng dòng, từng cột
    được đọc thế nào và mức chắc chắn.
    """
    from par_xl.app.show import plan as show_plan
    from par_xl.workspace.taking_over import take_plan_over

    show_plan.taken(take_plan_over(folder_in_order(folder), path, index, out))
