"""Excel's tab: built, installed, looked after."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl.app.cli.command import EXIT_DONE, EXIT_FAILED, Command, a_path, command_group, option

if TYPE_CHECKING:
    from pathlib import Path


@command_group
def addin() -> None:
    """Thẻ «Cải cách hành chính» trong Excel: cài, xem, gỡ."""


@addin.command(
    "build",
    cls=Command,
    example="par-xl addin build --out bo-cai",
    writes="thư mục ở --out: par_xl.xlam.",
)
@option(
    "--out",
    metavar="THƯ_MỤC",
    type=a_path,
    default=".",
    help="Nơi ghi par_xl.xlam (mặc định: thư mục hiện tại).",
)
@option(
    "--sources",
    is_flag=True,
    help="Ghi cả mã nguồn vào thư mục nguon, để cài bằng tay.",
)
def addin_build(out: Path, sources: bool) -> None:
    """Dựng phần bổ trợ par_xl.xlam; không cài."""
    from par_xl.app import show
    from par_xl.app.addin.build import build, source_files
    from par_xl.app.addin.machine import this_machine
    from par_xl.app.addin.profile import ADDIN, in_sheet, settings_for
    from par_xl.system.files import write_all

    contents = {out / ADDIN: build()}
    if sources:
        machine = this_machine()
        # Made by hand, the add-in is for this user; the one above is for everybody.
        carried = in_sheet(machine, settings_for(machine)) if machine.acts else None
        files = source_files(carried)
        contents |= {out / "nguon" / name: content for name, content in files.items()}
    write_all(contents)
    show.done(_("Đã dựng phần bổ trợ: {path}").format(path=out / ADDIN))
    if sources:
        show.line(_("Mã nguồn để cài bằng tay: {path}").format(path=out / "nguon"))
    show.next_step(
        _("cài trên Windows: py -3 -P -m par_xl addin install (hay par-xl addin install)")
    )


@addin.command(
    "install",
    cls=Command,
    example="par-xl addin install",
    writes="%APPDATA%\\Microsoft\\Excel\\XLSTART và thư mục .par_xl trong hồ sơ người dùng.",
    short_help="Cài thẻ vào Excel, không cần quyền quản trị.",
)
def addin_install() -> None:
    """Cài thẻ vào Excel của người đang dùng; không cần quyền quản trị, không mở Excel."""
    from par_xl.app import show
    from par_xl.app.addin import messages
    from par_xl.app.addin.install import install
    from par_xl.app.addin.machine import this_machine

    machine = this_machine()
    show.lines(messages.installed(install(machine)) if machine.acts else messages.would("install"))


@addin.command("status", cls=Command, example="par-xl addin status")
def addin_status() -> None:
    """Xem thẻ đã cài chưa, phiên bản nào, gọi Python nào."""
    from par_xl.app import show
    from par_xl.app.addin import messages
    from par_xl.app.addin.doctor import status
    from par_xl.app.addin.machine import this_machine

    machine = this_machine()
    show.lines(messages.status(status(machine)) if machine.acts else messages.would("status"))


@addin.command(
    "doctor",
    cls=Command,
    example="par-xl addin doctor",
    statuses="0 không có mục nào cần xử lý; 2 có mục cần xử lý.",
    short_help="Xem vì sao thẻ chưa hiện hay chưa chạy, và phải làm gì.",
)
def addin_doctor() -> int:
    """Xem từng mục của cài đặt: đạt, hay phải làm gì."""
    from par_xl.app import show
    from par_xl.app.addin import messages
    from par_xl.app.addin.doctor import doctor
    from par_xl.app.addin.machine import this_machine

    found = doctor(this_machine())
    show.lines(messages.checks(found))
    return EXIT_FAILED if any(check.ok is False for check in found) else EXIT_DONE


@addin.command(
    "uninstall",
    cls=Command,
    example="par-xl addin uninstall",
    writes="xóa những gì «addin install» đã ghi.",
)
def addin_uninstall() -> None:
    """Gỡ thẻ khỏi Excel, không để lại gì."""
    from par_xl.app import show
    from par_xl.app.addin import messages
    from par_xl.app.addin.install import uninstall
    from par_xl.app.addin.machine import this_machine

    machine = this_machine()
    show.lines(
        messages.removed(uninstall(machine)) if machine.acts else messages.would("uninstall")
    )
