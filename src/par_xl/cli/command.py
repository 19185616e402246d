"""What all commands share: exit statuses, the working folder, days, and help in Vietnamese."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from par_xl.folder.layout import Folder

EXIT_DONE, EXIT_FAULTS, EXIT_FAILED = 0, 1, 2


def a_path(text: str) -> Path:
    """Read a path. pathlib is loaded where one is given: help and explanations need none."""
    from pathlib import Path

    return Path(text)


folder_option = click.option(
    "--folder",
    "folder",
    type=a_path,
    metavar="THƯ_MỤC",
    help="Thư mục làm việc (mặc định: tìm ke-hoach.xlsx từ thư mục hiện tại trở lên).",
)


def read_day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """Read a day given on the command line: 2024-06-10 or 10/6/2024."""
    from par_xl import text as texts

    if text is None:
        return None
    found = texts.read_day(text)
    if found is None:
        raise click.BadParameter(f"«{text}» không phải là ngày; ví dụ: 10/6/2024 hoặc 2024-06-10.")
    return found


def read_number(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> int | None:
    """Read a number given on the command line, 1 or above."""
    if text is None:
        return None
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise click.BadParameter(f"«{text}» không phải là số nguyên từ 1 trở lên.")
    return number


as_of_option = click.option(
    "--as-of",
    metavar="NGÀY",
    callback=read_day,
    help="Tính quá hạn đến ngày này (mặc định: hôm nay, nhưng không sau hạn gửi của kỳ).",
)
received_option = click.option(
    "--received",
    metavar="NGÀY",
    callback=read_day,
    help="Ngày nhận của các tệp mới (mặc định: ngày sửa cuối của tệp).",
)
workers_option = click.option(
    "--workers",
    metavar="SỐ",
    callback=read_number,
    help="Số tiến trình làm cùng lúc (mặc định: theo số nhân của máy).",
)


def folder_given(given: Path | None) -> Folder:
    """The working folder named, or else the one that we are in."""
    from pathlib import Path

    from par_xl.folder.layout import find_folder, open_folder

    return open_folder(given) if given else find_folder(Path.cwd())


def folder_in_order(given: Path | None) -> Folder:
    """The same; work that was cut off there is finished or undone first, and that is said."""
    where = folder_given(given)
    say_put_in_order(where)
    return where


def say_put_in_order(folder: Folder) -> None:
    """Finish or undo work that was cut off, and say which.

    Raises:
        ParXlError: it can't be done now.
    """
    if folder.intent.exists():
        from par_xl import show
        from par_xl.office.workplace import put_in_order

        for note in put_in_order(folder):
            show.warn(note)


class Command(click.Command):
    """A command with an example under its help, nothing of it in English."""

    def __init__(self, *args: Any, example: str, **settings: Any) -> None:
        settings["options_metavar"] = "[TÙY CHỌN]"
        settings["epilog"] = f"Ví dụ: {example}"
        super().__init__(*args, **settings)


def command_group(function: Callable[[], None]) -> click.Group:
    """A command that has commands of its own."""
    # click keeps in a decorator what it was first used on: each command takes a new one.
    new = click.group(options_metavar="[TÙY CHỌN]", subcommand_metavar="LỆNH [THAM SỐ]...")
    return new(function)
