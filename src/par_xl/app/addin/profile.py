"""The add-in in a user's profile: its file, its settings, the places that an installation touches.

VBA reads files and names of files in an ANSI code page, and the call goes through cmd.exe: all
that stands in the settings is plain ASCII, without characters that mean something to cmd."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from gettext import gettext as _
from pathlib import Path

from par_xl.app.addin.machine import INTERPRETER, Machine, shown
from par_xl.system.files import BESIDE, is_file, is_folder, remove_file
from par_xl.system.packages import install_command
from par_xl.terms.errors import ParXlError

VERSION_PROPERTY = "par_xl"
"""The custom property of the document that holds the version of par_xl."""

LOG_FOLDER = "TEMP DIR"
_MEANING_TO_CMD = frozenset('"%&^;!<>|')


def settings_for(machine: Machine) -> dict[str, str]:
    """The settings for the Python that runs.

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
    """A path as VBA can be told it: as it is, or by Windows' short names; None if neither does.

    Of a path that does not exist yet, the part that exists is shortened.
    """
    if is_safe(str(path)):
        return str(path)
    there = next((each for each in (path, *path.parents) if is_folder(each) or is_file(each)), path)
    short = machine.short_path(there)
    safe = str(Path(short, path.relative_to(there)))
    return safe if short and is_safe(safe) else None


def unsafe_interpreter(interpreter: str, machine: Machine) -> ParXlError:
    """What is wrong with the path of a Python, and the way out."""
    folder = (machine.program_data or Path(r"C:\ProgramData")) / "par_xl-rieng"
    python = folder / "python"
    return ParXlError(
        _(
            "Excel không gọi được Python ở {path}: đường dẫn có chữ có dấu hoặc một trong các ký "
            'tự " % & ^ ; ! < > |, và Windows không có tên ngắn (8.3) dùng thay được.'
        ),
        _(
            "Cài par_xl vào Python riêng ở đường dẫn không dấu: mở cmd trong thư mục mã nguồn "
            "par_xl, chạy lần lượt: 1) «mkdir {folder}» (có sẵn thì đặt tên khác: người tạo ra nó "
            "sửa được chương trình); 2) «icacls {folder} /inheritance:r "
            "/grant:r *S-1-3-4:(OI)(CI)F» để người khác không ghi được; "
            "3) «py -3 -m venv {python}»; 4) «{python_exe} -P -m pip install .»; "
            "5) «{par_xl_exe} addin install»."
        ),
        path=shown(interpreter),
        folder=folder,
        python=python,
        python_exe=python / "Scripts" / "python.exe",
        par_xl_exe=python / "Scripts" / "par-xl.exe",
    )


def folders(machine: Machine) -> Iterator[Path]:
    """The folders that an installation may have to make outside the user's own, inner first."""
    for folder in (machine.xlstart, *machine.xlstart.parents):
        if folder == machine.appdata:
            break
        yield folder
    logs = machine.shared_logs
    if logs:
        yield from (logs, logs.parent)


def built(settings: Mapping[str, str], machine: Machine) -> bytes:
    """The add-in as this version makes it.

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
            _("Chạy trong dấu nhắc lệnh (cmd): «{command}»; rồi chạy lại lệnh này."),
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
    """What to do when Windows refuses the command ``name`` to replace or delete the add-in."""
    if machine.excel_runs:
        message = _("Excel đang mở phần bổ trợ {path} nên Windows không cho thay hoặc xóa.")
        fix = _("Lưu các tệp, đóng Excel rồi chạy lại: «{command}».")
    else:
        message = _(
            "Windows không cho thay hoặc xóa {path}: tệp bị chương trình khác giữ, hoặc là tệp chỉ "
            "đọc."
        )
        fix = _(
            "Đóng Excel nếu đang mở; bấm chuột phải vào tệp, chọn Thuộc tính (Properties), bỏ chọn "
            "Chỉ đọc (Read-only); hoặc khởi động lại máy. Rồi chạy lại: «{command}»."
        )
    return ParXlError(message, fix, path=addin, command=machine.command(name))
