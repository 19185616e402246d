"""What is made of a period's result: reminders, report, public page, tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import (
    Command,
    folder_in_order,
    folder_option,
    folder_to_read,
    option,
    period_argument,
    read_day,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
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
    from par_xl.app.show import documents as show_documents
    from par_xl.workspace.documents import remind as write

    # Before the deadline nothing is written; after it, whatever writes puts things in order.
    show_documents.reminded(write(folder_to_read(folder), period, deadline, mail))


@click.command(
    cls=Command,
    example="par-xl report 2024-06",
    short_help="Lập báo cáo Word và phần lồng ghép.",
    writes="bao-cao/KỲ/bao-cao-KỲ.docx và phan-long-ghep-KỲ.docx.",
)
@period_argument
@folder_option
def report(period: str, folder: Path | None) -> None:
    """Lập báo cáo Word của kỳ và phần để lồng ghép vào báo cáo cải cách hành chính."""
    from par_xl.app.show import documents as show_documents
    from par_xl.outputs.report.report import gaps
    from par_xl.workspace.documents import report as write

    made = write(folder_in_order(folder), period)
    show_documents.report(made, gaps(made.dossier))


@click.command(
    cls=Command,
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
    from par_xl.app.show import documents as show_documents
    from par_xl.plan.settings import PAGE_APPROVAL
    from par_xl.workspace.documents import page as write

    made = write(folder_in_order(folder), period, draft)
    show_documents.page(made, draft, PAGE_APPROVAL)


@click.command(
    cls=Command,
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
    from par_xl.app.show import documents as show_documents
    from par_xl.outputs.tables import Format
    from par_xl.workspace.documents import export as write

    made = write(folder_in_order(folder), period, Format(kind))
    show_documents.tables(made)
