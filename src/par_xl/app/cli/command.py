"""What all commands share: exit statuses, the working folder, days, and help."""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, ClassVar

import click

from par_xl.app import show
from par_xl.terms.messages import N_, translated

if TYPE_CHECKING:
    from pathlib import Path

    from par_xl.workspace.layout import Folder


class _Text:
    """An attribute that is said in the language of the interface whenever it is read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, owner: object, _kind: type | None = None) -> str | None:
        text = vars(owner).get(self._name)
        return _(text) if text else None

    def __set__(self, owner: object, text: str | None) -> None:
        vars(owner)[self._name] = text and inspect.cleandoc(text)


class Translated:
    """A command, or what it takes, whose texts are in the language of the interface."""

    TEXTS: ClassVar[tuple[str, ...]]
    """Its attributes that are texts."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in cls.TEXTS:
            setattr(cls, name, _Text(name))

    def texts(self) -> Iterator[str]:
        """Its texts, as they were declared."""
        yield from filter(None, (vars(self).get(name) for name in self.TEXTS))


class Option(Translated, click.Option):
    """An option of a command."""

    TEXTS = ("help", "metavar")


class Argument(Translated, click.Argument):
    """An argument that says what it is."""

    TEXTS = ("help", "metavar")


argument = partial(click.argument, cls=Argument)
option = partial(click.option, cls=Option)


EXIT_DONE, EXIT_FAULTS, EXIT_FAILED = 0, 1, 2


def a_path(text: str) -> Path:
    """Read a path. pathlib is loaded where one is given: help and explanations need none.

    Of "D:\\cchc\\" Windows leaves the last quote: to it the backslash said that it is a letter.
    """
    from pathlib import Path

    return Path(text.removesuffix('"'))


def _all_option() -> Option:
    def choose(_context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        show.print_all(wanted)

    return Option(
        ["--all"],
        is_flag=True,
        expose_value=False,
        callback=choose,
        help="In hết, kể cả khi không vừa một màn hình.",
    )


STATUSES = "0 đã xong; 2 chưa làm được, chưa ghi gì."
STATUSES_OF_FORMS = (
    "0 đã xong; 1 đã xong, nhưng có tệp bị trả lại hoặc có dòng lỗi; 2 chưa làm được, chưa ghi gì."
)
NOTHING = "không ghi gì."
_LOOKS_LIKE_AN_OPTION = re.compile("[–—−]|-[^\\W\\d_]{2}")
"""What Word makes of two hyphens, when a command is copied from a document; or one of them."""

folder_option = option(
    "--folder",
    "folder",
    type=a_path,
    metavar="THƯ_MỤC",
    help="Thư mục làm việc (mặc định: tìm ke-hoach.xlsx từ thư mục hiện tại trở lên).",
)


def read_day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """Read a day given on the command line: 2024-06-10 or 10/6/2024."""
    from par_xl.terms import text as texts

    found = texts.read_day(text)
    if text is not None and found is None:
        raise click.BadParameter(
            _("“{text}” không phải là ngày; ví dụ: 10/6/2024 hoặc 2024-06-10.").format(text=text)
        )
    return found


def read_number(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> int | None:
    """Read a number given on the command line, 1 or above."""
    if text is None:
        return None
    with contextlib.suppress(ValueError):
        if (number := int(text)) >= 1:
            return number
    raise click.BadParameter(_("“{text}” không phải là số nguyên từ 1 trở lên.").format(text=text))


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


def _folder(given: Path | None) -> Folder:
    """Return the working folder named, or else the one that we are in."""
    from pathlib import Path

    from par_xl.workspace.layout import find_folder, open_folder

    return open_folder(given) if given else find_folder(Path.cwd())


def folder_in_order(given: Path | None) -> Folder:
    """Open the working folder to write; finish work that was cut off there, and say so.

    Raises:
        ParXlError: it can't be done now.
    """
    folder = _folder(given)
    if folder.holder.exists():
        from par_xl.workspace.checkout import recover

        for note in recover(folder):
            show.warn(translated(note))
    return folder


def folder_to_read(given: Path | None) -> Folder:
    """Open the working folder to read; say that work was cut off there, and leave it."""
    folder = _folder(given)
    if folder.holder.exists():
        from par_xl.workspace.checkout import is_interrupted

        if is_interrupted(folder):
            show.warn(
                _(
                    "Có việc ghi chưa xong trong thư mục này: có người đang ghi, hoặc lần ghi "
                    "trước bị ngắt giữa chừng. Nếu không ai đang ghi, chạy lại lệnh đã bị ngắt "
                    "(ví dụ par-xl merge KỲ): việc đó được ghi nốt hoặc trả về như trước."
                )
            )
    return folder


period_argument = argument(
    "period", metavar="KỲ", help="kỳ báo cáo, như trong kế hoạch, ví dụ 2024-06"
)


class Command(Translated, click.Command):
    """A command whose help tells what it writes, its exit status, and an example of it."""

    TEXTS = ("help", "short_help", "options_metavar", "writes", "statuses")

    def __init__(
        self,
        *args: Any,
        example: str,
        writes: str = NOTHING,
        statuses: str = STATUSES,
        is_live: bool = False,
        **settings: Any,
    ) -> None:
        settings["options_metavar"] = "[TÙY CHỌN]"
        super().__init__(*args, **settings)
        self.example = example
        self.writes = writes
        self.statuses = statuses
        self.is_live = is_live
        """Whether it prints while it works, until it is stopped."""
        if not is_live:
            self.params.append(_all_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed; a mistake says of which command it is."""
        for each in args:
            if _LOOKS_LIKE_AN_OPTION.match(each):
                raise click.NoSuchOption(each, ctx=ctx)
        try:
            return super().parse_args(ctx, ["--help" if each == "/?" else each for each in args])
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; what it prints fits one screen."""
        if self.is_live:
            return super().invoke(ctx)
        with show.one_screen():
            return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command writes, how it ends, an example."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_("Ghi vào: {what}").format(what=self.writes))
            formatter.write_text(_("Mã thoát: {statuses}").format(statuses=self.statuses))
            formatter.write_text(_("Ví dụ: {example}").format(example=self.example))


class Group(Translated, click.Group):
    """Commands in the order of the work; one that there isn't suggests the mistakes."""

    TEXTS = ("help", "short_help", "options_metavar", "subcommand_metavar", "epilog")
    command_class = Command

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings["options_metavar"] = "[TÙY CHỌN]"
        settings["subcommand_metavar"] = "LỆNH [THAM SỐ]..."
        super().__init__(*args, **settings)
        self.steps: dict[str, list[str]] = {}

    def add_step(self, title: str, *commands: click.Command) -> None:
        """Add the commands of one step of the work."""
        for each in commands:
            self.add_command(each)
        self.steps[title] = [each.name or "" for each in commands]

    def texts(self) -> Iterator[str]:
        """Its texts, with the steps."""
        yield from (*super().texts(), *self.steps)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, as they were added."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands under the steps of the work, a line each."""
        width = max(map(len, self.commands))
        for title, names in (self.steps or {N_("Các lệnh"): list(self.commands)}).items():
            with formatter.section(_(title)):
                formatter.write_dl(
                    [(f"{n:<{width}}", self.commands[n].get_short_help_str(100)) for n in names]
                )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is typed.

        Raises:
            ParXlError: there is none of that name.
        """
        if args[0] in self.commands or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from par_xl.app.cli import mistakes

        for count in (2, 1):
            if mistakes.plain(" ".join(args[:count])) in mistakes.HELP:
                self._help(ctx, args[count:])
        raise mistakes.no_such_command(self, ctx, args)

    def _help(self, ctx: click.Context, names: list[str]) -> None:
        """Show the help of the command that is named, or of this group."""
        if not names:
            click.echo(self.get_help(ctx))
            ctx.exit()
        name, asked, rest = self.resolve_command(ctx, names)
        if isinstance(asked, Group):
            asked._help(click.Context(asked, parent=ctx, info_name=name), rest)
        elif asked is not None:
            click.echo(asked.get_help(click.Context(asked, parent=ctx, info_name=name)))
            ctx.exit()


command = partial(click.command, cls=Command)
group = partial(click.group, cls=Group)
