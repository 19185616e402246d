"""What all commands share: exit statuses, the working folder, days, and help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from par_xl.cli.texts import Told, option

if TYPE_CHECKING:
    from pathlib import Path

    from par_xl.folder.layout import Folder

EXIT_DONE, EXIT_FAULTS, EXIT_FAILED = 0, 1, 2


def a_path(text: str) -> Path:
    """Read a path. pathlib is loaded where one is given: help and explanations need none."""
    from pathlib import Path

    return Path(text)


class Command(Told, click.Command):
    """A command with an example under its help."""

    TEXTS = ("help", "short_help", "options_metavar")

    def __init__(self, *args: Any, example: str, **settings: Any) -> None:
        settings["options_metavar"] = "[TÙY CHỌN]"
        super().__init__(*args, **settings)
        self._example = example

    def format_epilog(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_("Ví dụ: {example}").format(example=self._example))


class Group(Told, click.Group):
    """A command that has commands of its own."""

    TEXTS = ("help", "short_help", "options_metavar", "subcommand_metavar", "epilog")

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings["options_metavar"] = "[TÙY CHỌN]"
        settings["subcommand_metavar"] = "LỆNH [THAM SỐ]..."
        super().__init__(*args, **settings)


class Argument(Told, click.Argument):
    """What stands after a command's name."""

    TEXTS = ("metavar",)


argument = partial(click.argument, cls=Argument)


folder_option = option(
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
        raise click.BadParameter(
            _("«{text}» không phải là ngày; ví dụ: 10/6/2024 hoặc 2024-06-10.").format(text=text)
        )
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
        raise click.BadParameter(
            _("«{text}» không phải là số nguyên từ 1 trở lên.").format(text=text)
        )
    return number


as_of_option = option(
    "--as-of",
    metavar="NGÀY",
    callback=read_day,
    help="Tính quá hạn đến ngày này (mặc định: hôm nay, nhưng không sau hạn gửi của kỳ).",
)
received_option = option(
    "--received",
    metavar="NGÀY",
    callback=read_day,
    help="Ngày nhận của các tệp mới (mặc định: ngày sửa cuối của tệp).",
)
workers_option = option(
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
        from par_xl import messages, show
        from par_xl.office.workplace import put_in_order

        for note in put_in_order(folder):
            show.warn(messages.translated(note))


def command_group(function: Callable[[], None]) -> Group:
    """A command that has commands of its own."""
    # click keeps in a decorator what it was first used on: each command takes a new one.
    return click.group(cls=Group)(function)
