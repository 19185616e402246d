"""What was typed wrong or can't be loaded, told as all that can't be done: what, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.cli.command import Argument, Command, NoSuchCommandError
from par_xl.errors import ParXlError

if TYPE_CHECKING:
    from collections.abc import Iterator


def told(error: click.ClickException) -> ParXlError:
    """The mistake with its cure."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return ParXlError(error.format_message(), "Xem hướng dẫn: par-xl --help.")
    message = error.message if isinstance(error, click.NoSuchOption) else error.format_message()
    return ParXlError(f"{message.rstrip('.')}.", " ".join((*_cure(error, context), _look(context))))


def _cure(error: click.ClickException, context: click.Context) -> Iterator[str]:
    if isinstance(error, NoSuchCommandError):
        if error.meant:
            yield f"Có phải là: {error.meant}?"
        return
    if isinstance(error, click.NoSuchOption):
        from par_xl.cli.nearest import option_meant

        known = [name for each in context.command.get_params(context) for name in each.opts]
        if near := option_meant(error.option_name, known):
            dashes = "" if error.option_name.startswith("--") else " (gõ hai dấu trừ liền nhau)"
            yield f"Có phải là: {near}{dashes}?"
    elif isinstance(error, click.MissingParameter) and isinstance(error.param, Argument):
        yield f"Ghi thêm {error.param.metavar}: {error.param.told}."
    elif type(error) is click.UsageError and isinstance(context.command, Command):
        yield 'Tên, đường dẫn có dấu cách thì đặt trong ngoặc kép "…".'
    if isinstance(context.command, Command):
        yield f"Ví dụ: {context.command.example}."


def _look(context: click.Context) -> str:
    what = "Xem các lệnh" if isinstance(context.command, click.Group) else "Xem hướng dẫn"
    return f"{what}: {context.command_path} --help."


def not_loaded(error: ImportError) -> ParXlError:
    """A package is missing, or its library may not run: the doctor says which, and why."""
    from par_xl.packages import how_to_reinstall
    from par_xl.user_folder import keep_details

    name = (error.name or "").partition(".")[0] or "một gói"
    details = keep_details(error)
    return ParXlError(
        f"Python không nạp được {name}: chưa cài đủ, hoặc phần mềm bảo vệ của máy chặn.",
        "Xem vì sao bằng: par-xl addin doctor; nếu ở đó không có gì phải xử lý thì cài lại par_xl: "
        f"{how_to_reinstall()}."
        + (f" Vẫn lỗi thì gửi tệp {details} cho người hỗ trợ kỹ thuật." if details else ""),
    )
