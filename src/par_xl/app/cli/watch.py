"""A period's folder watched until Ctrl-C."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_FAULTS,
    STATUSES_OF_FORMS,
    Command,
    as_of_option,
    folder_in_order,
    folder_option,
    period_argument,
    received_option,
    workers_option,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
    example="par-xl watch 2024-06",
    short_help="Theo dõi da-nop/KỲ: kiểm tra, tổng hợp ngay khi có tệp.",
    writes="như lệnh merge, mỗi khi có tệp mới; bấm Ctrl+C để dừng.",
    statuses=STATUSES_OF_FORMS,
)
@period_argument
@as_of_option
@received_option
@workers_option
@folder_option
def watch(
    period: str,
    as_of: date | None,
    received: date | None,
    workers: int | None,
    folder: Path | None,
) -> int:
    """Theo dõi da-nop/KỲ: tệp vừa để vào được kiểm tra, trả lại, tổng hợp ngay."""
    from par_xl import workspace
    from par_xl.app.show import watch as show_watch

    where = folder_in_order(folder)
    screen = show_watch.Screen(where, period)
    watcher = workspace.Watcher(where, period, as_of, received, workers, screen.progress)
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
