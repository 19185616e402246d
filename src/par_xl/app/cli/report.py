"""The report of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Command, folder_in_order, folder_option, period_argument

if TYPE_CHECKING:
    from pathlib import Path


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
    from par_xl.workspace.reporting import report as write

    made = write(folder_in_order(folder), period)
    show_documents.report(made, gaps(made.dossier))
