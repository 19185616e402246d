"""What was typed wrong or can't be loaded, told as all that can't be done: what, and what to do."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import Argument, Command, NoSuchCommandError
from par_xl.terms.errors import ParXlError

if TYPE_CHECKING:
    from collections.abc import Iterator


def told(error: click.ClickException) -> ParXlError:
    """The mistake with its cure."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return ParXlError(error.format_message(), _("Xem hướng dẫn: par-xl --help."))
    message = error.message if isinstance(error, click.NoSuchOption) else error.format_message()
    return ParXlError(f"{message.rstrip('.')}.", " ".join((*_cure(error, context), _look(context))))


def _cure(error: click.ClickException, context: click.Context) -> Iterator[str]:
    if isinstance(error, NoSuchCommandError):
        if error.meant:
            yield _("Có phải là: {meant}?").format(meant=error.meant)
        return
    if isinstance(error, click.NoSuchOption):
        from par_xl.app.cli.nearest import option_meant

        known = [name for each in context.command.get_params(context) for name in each.opts]
        if near := option_meant(error.option_name, known):
            asked = (
                _("Có phải là: {meant}?")
                if error.option_name.startswith("--")
                else _("Có phải là: {meant} (gõ hai dấu trừ liền nhau)?")
            )
            yield asked.format(meant=near)
        elif isinstance(context.command, click.Group):
            yield _("Tùy chọn đứng sau tên lệnh.")
    elif isinstance(error, click.MissingParameter) and isinstance(error.param, Argument):
        yield _("Ghi thêm {what}: {told}.").format(what=error.param.metavar, told=error.param.told)
    elif type(error) is click.UsageError and isinstance(context.command, Command):
        yield _('Tên, đường dẫn có dấu cách thì đặt trong ngoặc kép "…".')
    if isinstance(context.command, Command):
        yield _("Ví dụ: {example}.").format(example=context.command.example)


def _look(context: click.Context) -> str:
    told = (
        _("Xem các lệnh: {command} --help.")
        if isinstance(context.command, click.Group)
        else _("Xem hướng dẫn: {command} --help.")
    )
    return told.format(command=context.command_path)


def not_loaded(error: ImportError) -> ParXlError:
    """A package is missing, or its library may not run: the doctor says which, and why."""
    from par_xl.app.user_folder import keep_details
    from par_xl.system.packages import how_to_reinstall

    name = (error.name or "").partition(".")[0] or _("một gói")
    cure = _(
        "Xem vì sao bằng: par-xl addin doctor; nếu ở đó không có gì phải xử lý thì cài lại par_xl: "
        "{how}."
    ).format(how=how_to_reinstall())
    if details := keep_details(error):
        more = _("Vẫn lỗi thì gửi tệp {path} cho người hỗ trợ kỹ thuật.").format(path=details)
        cure = f"{cure} {more}"
    return ParXlError(
        _("Python không nạp được {name}: chưa cài đủ, hoặc phần mềm bảo vệ của máy chặn.").format(
            name=name
        ),
        cure,
    )
