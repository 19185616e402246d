"""A period's folder watched until Ctrl-C."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from par_xl.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_FAULTS,
    Command,
    folder_given,
    folder_option,
    read_day,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command, example="par-xl watch 2024-06")
@click.argument("period", metavar="KỲ")
@click.option(
    "--as-of",
    metavar="NGÀY",
    callback=read_day,
    help="Tính quá hạn đến ngày này (mặc định: hôm nay, nhưng không sau hạn gửi của kỳ).",
)
@click.option(
    "--received",
    metavar="NGÀY",
    callback=read_day,
    help="Ngày nhận của các tệp mới (mặc định: ngày sửa cuối của tệp).",
)
@click.option(
    "--workers",
    metavar="SỐ",
    type=click.IntRange(min=1),
    help="Số tiến trình làm cùng lúc (mặc định: theo số nhân của máy).",
)
@folder_option
def watch(
    period: str,
    as_of: date | None,
    received: date | None,
    workers: int | None,
    folder: Path | None,
) -> int:
    """Theo dõi da-nop/KỲ: tệp vừa để vào được kiểm tra, trả lại, tổng hợp ngay."""
    from par_xl import office, show_watch

    where = folder_given(folder)
    screen = show_watch.Screen(where, period)
    watcher = office.Watcher(where, period, as_of, received, workers, screen.progress)
    last = None
    try:
        with screen:
            for state in watcher.states():
                last = state
                screen.show(state)
    except KeyboardInterrupt:
        show_watch.stopped(period, last)
    if last is not None and last.has_faults:
        return EXIT_FAULTS
    if last is not None and last.problem is not None and last.merge_number is None:
        return EXIT_FAILED
    return EXIT_DONE
