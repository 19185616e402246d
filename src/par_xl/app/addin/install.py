"""The add-in put into a user's profile, and taken out without a trace."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.machine import INTERPRETER, Machine, content_of, shown
from par_xl.system.files import BESIDE, is_file, is_folder, remove_file, write_all
from par_xl.system.packages import install_command
from par_xl.terms.errors import ParXlError

VERSION_PROPERTY = "par_xl"
"""The custom property of the document that holds the version of par_xl."""

LOG_FOLDER = "TEMP DIR"
_MEANING_TO_CMD = frozenset('"%&^;!<>|')


def settings_for(machine: Machine) -> dict[str, str]:
    """Return the settings for the Python that runs.

    Raises:
        ParXlError: the path of that Python cannot be told to VBA.
    """
    interpreter = safe_path(machine.interpreter, machine)
    if interpreter is None:
        raise unsafe_interpreter(str(machine.interpreter), machine)
    settings = {
        INTERPRETER: interpreter,
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "SHOW CONSOLE": "False",
    }
    for folder in (machine.own_logs, machine.shared_logs):
        if folder and (safe := safe_path(folder, machine)):
            settings[LOG_FOLDER] = safe
            break
    # Without a folder that can be told, the add-in takes Windows' own for temporary files.
    return settings


def is_safe(path: str) -> bool:
    """Whether VBA and cmd.exe take a path for what it says."""
    return path.isascii() and path.isprintable() and _MEANING_TO_CMD.isdisjoint(path)


def safe_path(path: Path, machine: Machine) -> str | None:
    """Return a path as VBA can be told it: as it is, or by Windows' short names; None if neither
    does.

    Of a path that does not exist yet, the part that exists is shortened.
    """
    if is_safe(str(path)):
        return str(path)
    there = next((each for each in (path, *path.parents) if is_folder(each) or is_file(each)), path)
    short = machine.short_path(there)
    safe = str(Path(short, path.relative_to(there)))
    return safe if short and is_safe(safe) else None


def unsafe_interpreter(interpreter: str, machine: Machine) -> ParXlError:
    """Return what is wrong with the path of a Python, and the way out."""
    folder = (machine.program_data or Path(r"C:\ProgramData")) / "par_xl-rieng"
    python = folder / "python"
    return ParXlError(
        _(
            "Excel không gọi được Python ở {path}: đường dẫn có chữ có dấu hoặc một trong các ký "
            'tự " % & ^ ; ! < > |, và Windows không có tên ngắn (8.3) dùng thay được.'
        ),
        _(
            "Cài par_xl vào Python riêng ở đường dẫn không dấu: mở cmd trong thư mục mã nguồn "
            "par_xl, chạy lần lượt: 1) “mkdir {folder}” (có sẵn thì đặt tên khác: người tạo ra nó "
            "sửa được chương trình); 2) “icacls {folder} /inheritance:r "
            "/grant:r *S-1-3-4:(OI)(CI)F” để người khác không ghi được; "
            "3) “py -3 -m venv {python}”; 4) “{python_exe} -P -m pip install .”; "
            "5) “{par_xl_exe} addin install”."
        ),
        path=shown(interpreter),
        folder=folder,
        python=python,
        python_exe=python / "Scripts" / "python.exe",
        par_xl_exe=python / "Scripts" / "par-xl.exe",
    )


def folders(machine: Machine) -> Iterator[Path]:
    """Yield the folders that an installation may have to make outside the user's own, inner
    first."""
    for folder in (machine.xlstart, *machine.xlstart.parents):
        if folder == machine.appdata:
            break
        yield folder
    logs = machine.shared_logs
    if logs:
        yield from (logs, logs.parent)


def built(settings: Mapping[str, str], machine: Machine) -> bytes:
    """Return the add-in as this version makes it.

    Raises:
        ParXlError: it cannot be made; a package for making it may be missing.
    """
    try:
        # Only here: what is installed must be seen and taken out without these packages too.
        from par_xl.app.addin.build import build

        return build(settings)
    except ImportError as error:
        package = (error.name or "par_xl").split(".")[0]
        raise ParXlError(
            _("Python ở {path} không nạp được gói {package}, nên chưa dựng được phần bổ trợ."),
            _("Chạy trong dấu nhắc lệnh (cmd): “{command}”; rồi chạy lại lệnh này."),
            path=machine.interpreter,
            package=package,
            command=install_command(package, interpreter=str(machine.interpreter), anew=True),
        ) from error


def room(machine: Machine) -> Path:
    """Where the add-in waits until it takes its place: Excel opens all that lies in XLSTART at
    every start, and keeps it open."""
    return machine.xlstart.parent


def remove_strays(machine: Machine) -> None:
    """Files half written when the computer went off."""
    for folder in (room(machine), machine.xlstart):
        for path in folder.glob(f"{BESIDE}*.xlam"):
            remove_file(path)


def held(addin: Path, name: str, machine: Machine) -> ParXlError:
    """Return what to do when Windows refuses the command ``name`` to replace or delete the
    add-in."""
    if machine.excel_runs:
        message = _("Excel đang mở phần bổ trợ {path} nên Windows không cho thay hoặc xóa.")
        fix = _("Lưu các tệp, đóng Excel rồi chạy lại: “{command}”.")
    else:
        message = _(
            "Windows không cho thay hoặc xóa {path}: tệp bị chương trình khác giữ, hoặc là tệp chỉ "
            "đọc."
        )
        fix = _(
            "Đóng Excel nếu đang mở; bấm chuột phải vào tệp, chọn Thuộc tính (Properties), bỏ chọn "
            "Chỉ đọc (Read-only); hoặc khởi động lại máy. Rồi chạy lại: “{command}”."
        )
    return ParXlError(message, fix, path=addin, command=machine.command(name))


@dataclass(frozen=True)
class Installed:
    """What was installed."""

    addin: Path
    interpreter: str
    logs: str | None
    replaced: bool
    excel_runs: bool


def install(machine: Machine) -> Installed:
    """Write the add-in, with the settings for this user; what was there before is replaced.

    Raises:
        ParXlError: no profile, a Python that Excel cannot call, or files that cannot be written;
            then nothing is installed.
    """
    addin = machine.addin
    if machine.from_store:
        raise ParXlError(
            _(
                "Python này cài từ Microsoft Store: những gì nó ghi vào AppData bị Windows chuyển "
                "sang chỗ riêng, Excel không thấy phần bổ trợ."
            ),
            _(
                "Cài Python 3.11 trở lên từ python.org (không cần quyền quản trị), cài par_xl vào "
                "đó rồi chạy trong dấu nhắc lệnh (cmd): “py -3 -P -m par_xl addin install”."
            ),
        )
    settings = settings_for(machine)
    logs = settings.get(LOG_FOLDER)
    content = built(settings, machine)
    places = (machine.own_logs, machine.user, *folders(machine))
    new = [folder for folder in places if not os.path.lexists(folder)]
    replaced = content_of(addin) is not None
    try:
        if logs:
            Path(logs).mkdir(parents=True, exist_ok=True)
        write_all({addin: content}, room(machine))
    except (OSError, ParXlError) as error:
        remove_strays(machine)
        for folder in new:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise _failure(error, addin, machine) from (error.__cause__ or error)
    remove_strays(machine)
    return Installed(
        addin=addin,
        interpreter=settings[INTERPRETER],
        logs=logs,
        replaced=replaced,
        excel_runs=machine.excel_runs,
    )


def _failure(error: OSError | ParXlError, addin: Path, machine: Machine) -> ParXlError:
    if isinstance(error, OSError):
        return ParXlError(
            _("Không tạo được thư mục {path}."),
            _("Kiểm tra quyền ghi và dung lượng đĩa rồi chạy lại: “{command}”."),
            path=error.filename,
            command=machine.command("install"),
        )
    cause = error.__cause__
    if isinstance(cause, PermissionError) and Path(str(cause.filename)).parent == addin.parent:
        return held(addin, "install", machine)
    return error


_JUNCTION = 0xA0000003
"""Windows' tag of a folder that stands for another one."""


def uninstall(machine: Machine) -> tuple[Path, ...]:
    """Take out the add-in and all that par_xl keeps in this profile; what was taken out.

    Raises:
        ParXlError: no profile, or a file is held by another program; run again it goes on.
    """
    addin = machine.addin
    removed = []
    if os.path.lexists(addin):
        try:
            addin.unlink()
        except OSError as error:
            raise held(addin, "uninstall", machine) from error
        removed.append(addin)
    remove_strays(machine)
    for log in machine.shared_logs.glob("xlwings-*.log") if machine.shared_logs else ():
        with contextlib.suppress(OSError):  # another user's
            log.unlink()
    for folder in folders(machine) if removed else ():
        with contextlib.suppress(OSError):  # not empty: somebody else's things are in it
            folder.rmdir()
            removed.append(folder)
    if os.path.lexists(machine.user):
        _remove_tree(machine)
        removed.append(machine.user)
    return tuple(removed)


def _remove_tree(machine: Machine) -> None:
    folder = machine.user
    try:
        junction = getattr(folder.lstat(), "st_reparse_tag", 0) == _JUNCTION
        # A file of that name is as little anybody else's.
        if junction or folder.is_symlink() or not folder.is_dir():
            folder.unlink()
        else:
            # rmtree takes links inside for what they are and never follows them.
            shutil.rmtree(folder)
    except OSError as error:
        raise ParXlError(
            _("Chưa xóa được {path}: tệp đang được chương trình khác mở."),
            _("Đóng Excel và các cửa sổ đang mở thư mục này, rồi chạy lại: “{command}”."),
            path=error.filename or folder,
            command=machine.command("uninstall"),
        ) from error
