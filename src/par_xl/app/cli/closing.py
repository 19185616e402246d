"""A period's end: closed, or its last work undone."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Command, folder_in_order, folder_option, period_argument

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
    example="par-xl close 2024-06",
    short_help="Chốt kỳ: kết quả không còn là dự thảo.",
    writes="tong-hop: tệp tổng hợp không còn chữ DỰ THẢO; bản trước đó được giữ lại.",
)
@period_argument
@folder_option
def close(period: str, folder: Path | None) -> None:
    """Chốt kỳ: kết quả không còn là dự thảo; tệp đến sau ghi riêng, không tính."""
    from par_xl import workspace
    from par_xl.app.show import work as show_work

    where = folder_in_order(folder)
    with show_work.progress(_("Đang chốt kỳ")) as progress:
        closed = workspace.close(where, period, progress=progress)
    show_work.closed(closed)


@click.command(
    cls=Command,
    example="par-xl undo",
    short_help="Hoàn tác lần tổng hợp hoặc chốt cuối cùng.",
    writes="tong-hop: kết quả của lần trước; kết quả vừa hoàn tác được giữ lại, không mất.",
)
@folder_option
def undo(folder: Path | None) -> None:
    """Hoàn tác lần tổng hợp hoặc chốt kỳ cuối cùng của mọi kỳ: kết quả trở lại như trước đó."""
    from par_xl import workspace
    from par_xl.app.show import ledger as show_ledger

    undone = workspace.undo(folder_in_order(folder))
    show_ledger.undone(undone)
