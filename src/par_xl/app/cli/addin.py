"""Excel's tab: built, installed, looked after."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl import __version__
from par_xl.app import show
from par_xl.app.cli.command import EXIT_DONE, EXIT_FAILED, a_path, group, option
from par_xl.terms.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from par_xl.app.addin.doctor import Status
    from par_xl.app.addin.install import Installed


_THEN = N_(
    "không cần quyền quản trị và không mở Excel; sau đó mở Excel là thấy thẻ Cải cách hành chính"
)
_ADDIN, _USER = r"%APPDATA%\Microsoft\Excel\XLSTART\par_xl.xlam", r"%USERPROFILE%\.par_xl"


@group
def addin() -> None:
    """Thẻ “Cải cách hành chính” trong Excel: cài, xem, gỡ."""


def would(*does: str) -> list[str]:
    """Return what a command would do on Windows."""
    head = _("Máy này không phải Windows nên không làm gì. Trên Windows, lệnh này sẽ:")
    return [head, *(f"- {each.format(addin=_ADDIN, user=_USER)}" for each in does)]


@addin.command(
    "build",
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
    from par_xl.app.addin.build import build, source_files
    from par_xl.app.addin.install import settings_for
    from par_xl.app.addin.machine import ADDIN, Machine
    from par_xl.system.files import write_all

    contents = {out / ADDIN: build()}
    if sources:
        machine = Machine()
        # Made by hand, the add-in is for this user; the one above is for everybody.
        files = source_files(settings_for(machine) if machine.acts else None)
        contents |= {out / "nguon" / name: content for name, content in files.items()}
    write_all(contents)
    show.done(_("Đã dựng phần bổ trợ: {path}"), path=out / ADDIN)
    if sources:
        show.line(_("Mã nguồn để cài bằng tay: {path}"), path=out / "nguon")
    show.next_step(
        _("cài trên Windows: py -3 -P -m par_xl addin install (hay par-xl addin install)")
    )


@addin.command(
    "install",
    example="par-xl addin install",
    writes="%APPDATA%\\Microsoft\\Excel\\XLSTART và thư mục .par_xl trong hồ sơ người dùng.",
    short_help="Cài thẻ vào Excel, không cần quyền quản trị.",
)
def addin_install() -> None:
    """Cài thẻ vào Excel của người đang dùng; không cần quyền quản trị, không mở Excel."""
    from par_xl.app.addin.install import install
    from par_xl.app.addin.machine import Machine

    if not ((machine := Machine()).acts or machine.windows):
        show.lines(would(_("ghi phần bổ trợ, có sẵn cài đặt, vào {addin}"), _(_THEN)))
        return
    show.lines(installed(install(machine)))


def installed(done: Installed) -> list[str]:
    """Return what was installed, and what to do next."""
    head = (
        _("Đã thay phần bổ trợ par_xl {version}: {path}")
        if done.replaced
        else _("Đã cài phần bổ trợ par_xl {version}: {path}")
    )
    lines = [
        head.format(version=__version__, path=done.addin),
        f"Python: {done.interpreter}",
    ]
    if done.logs:
        lines.append(_("Nhật ký lỗi: {path}").format(path=done.logs))
    lines.append(
        _("Việc tiếp theo: đóng Excel rồi mở lại, xem thẻ Cải cách hành chính.")
        if done.excel_runs
        else _("Việc tiếp theo: mở Excel, xem thẻ Cải cách hành chính.")
    )
    return lines


@addin.command("status", example="par-xl addin status")
def addin_status() -> None:
    """Xem thẻ đã cài chưa, phiên bản nào, gọi Python nào."""
    from par_xl.app.addin.doctor import status
    from par_xl.app.addin.machine import Machine

    if not ((machine := Machine()).acts or machine.windows):
        show.lines(would(_("xem {addin} có chưa, phiên bản nào, gọi Python nào")))
        return
    show.lines(fits(status(machine)))


def fits(found: Status) -> list[str]:
    """Return what is installed, and what does not fit together."""
    if not found.installed and not found.faults:
        return [
            _("Chưa cài phần bổ trợ ({path}).").format(path=found.addin),
            _("Muốn cài thì chạy: “{command}”.").format(command=found.command),
        ]
    head = _("Đã cài phần bổ trợ: {path}") if found.installed else _("Không có phần bổ trợ: {path}")
    all_right = (
        _("Phần bổ trợ, cài đặt và par_xl khớp nhau.")
        if found.version
        else _("Phần bổ trợ không do par_xl dựng (cài bằng tay?).")
    )
    return [
        head.format(path=found.addin),
        _("Phiên bản phần bổ trợ: {version}; par_xl: {own}").format(
            version=found.version or _("không rõ"), own=__version__
        ),
        "Python: " + (found.interpreter or _("chưa có cài đặt")),
        *(found.faults or (all_right,)),
    ]


@addin.command(
    "doctor",
    example="par-xl addin doctor",
    statuses="0 không có mục nào cần xử lý; 2 có mục cần xử lý.",
    short_help="Xem vì sao thẻ chưa hiện hay chưa chạy, và phải làm gì.",
)
def addin_doctor() -> int:
    """Xem từng mục của cài đặt: đạt, hay phải làm gì."""
    from par_xl.app.addin.doctor import doctor, report
    from par_xl.app.addin.machine import Machine

    found = doctor(Machine())
    show.lines(report(found))
    return EXIT_FAILED if any(check.ok is False for check in found) else EXIT_DONE


@addin.command(
    "uninstall",
    example="par-xl addin uninstall",
    writes="xóa những gì “addin install” đã ghi.",
)
def addin_uninstall() -> None:
    """Gỡ thẻ khỏi Excel, không để lại gì."""
    from par_xl.app.addin.install import uninstall
    from par_xl.app.addin.machine import Machine

    if not ((machine := Machine()).acts or machine.windows):
        show.lines(would(_("xóa {addin}"), _("xóa cả thư mục {user} (nhật ký lỗi)")))
        return
    show.lines(removed(uninstall(machine)))


def removed(paths: Sequence[Path]) -> list[str]:
    """Return what was taken out."""
    lines = [_("Đã xóa {path}").format(path=path) for path in paths]
    return lines or [_("Chưa cài phần bổ trợ, không có gì để gỡ.")]
