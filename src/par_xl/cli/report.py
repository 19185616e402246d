"""The report of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.cli.command import Command, folder_in_order, folder_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command, example="par-xl report 2024-06")
@click.argument("period", metavar="KỲ")
@folder_option
def report(period: str, folder: Path | None) -> None:
    """Lập báo cáo Word của kỳ và phần để lồng ghép vào báo cáo cải cách hành chính."""
    from par_xl import show
    from par_xl.documents.report.gaps import gaps
    from par_xl.office.reporting import report as write

    made = write(folder_in_order(folder), period)
    whole, part = made.files
    stamp = made.dossier.stamp
    for note in made.notes:
        show.warn(note)
    show.done(f"Đã lập báo cáo: {whole}")
    show.done(f"Đã lập phần lồng ghép: {part}")
    for path, kept in made.aside:
        show.warn(f"{path.name} đã có người sửa; bản đó giữ ở {kept}")
    show.line(f"{stamp.text}.")
    if stamp.warning:
        show.warn(stamp.warning)
    show.line("Cần bổ sung bằng tay:")
    for gap in gaps(made.dossier):
        show.line(f"- {gap}.")
    if stamp.draft:
        show.warn("Báo cáo mang chữ DỰ THẢO cho đến khi chốt kỳ.")
    show.next_step(f"mở {whole.name} bằng Word, rà soát, bổ sung rồi trình ký")
