"""Tables for other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Command, folder_in_order, folder_option, period_argument
from par_xl.app.cli.texts import option

if TYPE_CHECKING:
    from pathlib import Path


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
    from par_xl.workspace.exporting import export as write

    made = write(folder_in_order(folder), period, Format(kind))
    show_documents.tables(made)
