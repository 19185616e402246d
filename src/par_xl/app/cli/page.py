"""The page for citizens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Command, folder_in_order, folder_option, period_argument
from par_xl.app.cli.texts import option

if TYPE_CHECKING:
    from pathlib import Path


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
    from par_xl.workspace.paging import page as write

    made = write(folder_in_order(folder), period, draft)
    show_documents.page(made, draft, PAGE_APPROVAL)
