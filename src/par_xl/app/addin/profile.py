"""The places in a user's profile that an installation touches, and what holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.commands import command, pip_install
from par_xl.app.addin.identity import ADDIN
from par_xl.app.addin.look import shown
from par_xl.app.addin.machine import Machine
from par_xl.app.addin.settings import shared_logs
from par_xl.system.files import BESIDE, take_away
from par_xl.terms.errors import ParXlError


def addin_path(machine: Machine) -> Path:
    """Where the add-in lies; ParXlError where there is no profile."""
    return machine.xlstart / ADDIN


def record_path(machine: Machine) -> Path:
    """What the installation remembers: the folders that were not there before."""
    return machine.user / "cai-dat.json"


def folders(machine: Machine) -> Iterator[Path]:
    """The folders that an installation may have to make outside the user's own, inner first."""
    for folder in (machine.xlstart, *machine.xlstart.parents):
        if folder == machine.appdata:
            break
        yield folder
    logs = shared_logs(machine)
    if logs:
        yield from (logs, logs.parent)


def made_before(machine: Machine) -> frozenset[str]:
    """The folders that installing made, as it wrote them down."""
    try:
        return frozenset(json.loads(record_path(machine).read_bytes())["made"])
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()


def built(settings: Mapping[str, str] | None, machine: Machine) -> bytes:
    """The add-in as this version makes it.

    Raises:
        ParXlError: it cannot be made; a package for making it may be missing.
    """
    try:
        # Only here: what is installed must be seen and taken out without these packages too.
        from par_xl.app.addin.building.build import build

        return build(settings)
    except (ImportError, ParXlError) as error:
        cause = error if isinstance(error, ImportError) else error.__cause__
        if not isinstance(cause, ImportError):
            raise
        package = (cause.name or "par_xl").split(".")[0]
        raise ParXlError(
            _(
                "Python ở {path} không nạp được gói {package}, nên chưa dựng được phần bổ trợ."
            ).format(path=machine.interpreter, package=package),
            _("Chạy trong dấu nhắc lệnh (cmd): «{command}»; rồi chạy lại lệnh này.").format(
                command=pip_install(machine, package, anew=True)
            ),
        ) from error


def no_folder(path: Path, then: str) -> ParXlError:
    """What to do where a folder lies in a file's place; ``then`` is the command to run again."""
    return ParXlError(
        _("{path} là một thư mục, trong khi ở đó phải là một tệp.").format(path=shown(path)),
        _(
            "Mở thư mục đó, chuyển đi những gì cần giữ rồi xóa thư mục (hoặc đổi tên nó); sau đó "
            "chạy lại: «{command}»."
        ).format(command=then),
    )


def room(machine: Machine) -> Path:
    """Where the add-in waits until it takes its place: Excel opens all that lies in XLSTART at
    every start, and keeps it open."""
    return machine.xlstart.parent


def remove_strays(machine: Machine) -> None:
    """Files half written when the computer went off."""
    for folder in (room(machine), machine.xlstart):
        for path in folder.glob(f"{BESIDE}*.xlam"):
            take_away(path)


def held(addin: Path, name: str, machine: Machine) -> ParXlError:
    """What to do when Windows refuses the command ``name`` to replace or delete the add-in."""
    then = command(machine, name)
    if machine.excel_runs:
        return ParXlError(
            _("Excel đang mở phần bổ trợ {path} nên Windows không cho thay hoặc xóa.").format(
                path=addin
            ),
            _("Lưu các tệp, đóng Excel rồi chạy lại: «{command}».").format(command=then),
        )
    return ParXlError(
        _(
            "Windows không cho thay hoặc xóa {path}: tệp bị chương trình khác giữ, hoặc là tệp chỉ "
            "đọc."
        ).format(path=addin),
        _(
            "Đóng Excel nếu đang mở; bấm chuột phải vào tệp, chọn Thuộc tính (Properties), bỏ chọn "
            "Chỉ đọc (Read-only); hoặc khởi động lại máy. Rồi chạy lại: «{command}»."
        ).format(command=then),
    )
