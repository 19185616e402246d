"""Reminders of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Command, folder_option, folder_to_read, period_argument, read_day
from par_xl.app.cli.texts import option

if TYPE_CHECKING:
    from datetime import date
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
    from par_xl.app.show import reminders as show_reminders
    from par_xl.workspace.reminding import remind as write

    # Before the deadline nothing is written; after it, whatever writes puts things in order.
    show_reminders.reminded(write(folder_to_read(folder), period, deadline, mail))
