"""Installs par_xl for the user who runs it, from the folder that this file lies in.

Started by cai-dat.cmd with the Python that par_xl is to run on; nothing here is from elsewhere
than Python's own library. What was there before works until all of the new one stands beside it.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HERE = Path(sys.argv[0]).absolute().parent
_ROOM = 400 * 1024 * 1024
_LONGEST_HOME = 80
"""Windows allows 259 letters; below this folder they go up to 170."""
_FORBIDDEN = (225, 1260, 4551)
"""Windows' numbers: taken for a virus, forbidden by policy, forbidden by application control."""
_LAUNCHER = '@"%~dp0chuong-trinh\\{name}\\Scripts\\python.exe" -I -m par_xl %*\r\n'
_MODE = ("-I", "-X", "utf8")
_KEEP = ("/inheritance:r", "/grant:r", *(f"*{who}:(OI)(CI)F" for who in ("S-1-3-4", "S-1-5-18")))
"""Whoever made a folder, and Windows itself, may use it; nobody else."""
_PYTHON = "Scripts/python.exe" if os.name == "nt" else "bin/python"

Say = Callable[[str], object]


class CannotInstallError(Exception):
    """It cannot go on: what is wrong, and how to put it right."""


def unsuitable(pythons: Sequence[str]) -> str | None:
    """Why par_xl cannot run on this Python; None where it can."""
    if f"{sys.version_info[0]}.{sys.version_info[1]}" not in pythons:
        return "version"
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        return "kind"
    if sysconfig.get_platform() != "win-amd64":
        return "platform"
    if "windowsapps" in sys.base_prefix.lower():
        return "store"
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        return "parts"
    return None


def place(arguments: Sequence[str], environment: Mapping[str, str]) -> Path:
    """The folder to install into: the user's own, or the one that was asked for."""
    if len(arguments) > 1:
        raise CannotInstallError(
            f"Chỉ ghi một thư mục, ở đây có {len(arguments)}: “{'”, “'.join(arguments)}”.\n"
            r'Thư mục có dấu cách thì đặt trong ngoặc kép: cai-dat.cmd "D:\Ung dung\par_xl"'
        )
    if arguments:
        # Of "D:\par_xl\" Windows leaves the last quote.
        home = Path(arguments[0].removesuffix('"'))
        if not home.is_absolute():
            raise CannotInstallError(
                f"“{home}” không phải là đường dẫn đầy đủ.\n"
                r"Ghi cả ổ đĩa, ví dụ: cai-dat.cmd C:\ProgramData\par_xl-rieng"
            )
    elif local := environment.get("LOCALAPPDATA"):
        home = Path(local) / "par_xl"
    else:
        raise CannotInstallError(
            "Windows không cho biết thư mục của người dùng (biến môi trường LOCALAPPDATA).\n"
            "Đăng nhập bằng tài khoản của người sẽ dùng par_xl rồi bấm đúp lại cai-dat.cmd."
        )
    if len(str(home)) > _LONGEST_HOME:
        raise CannotInstallError(
            f"Đường dẫn thư mục cài đặt quá dài: {home}\n"
            r"Chọn thư mục ngắn hơn, ví dụ: cai-dat.cmd C:\ProgramData\par_xl-rieng"
        )
    return home


class Installation:
    """One run of the installer."""

    def __init__(
        self, home: Path, version: str, say: Say = print, icacls: Path | None = None
    ) -> None:
        """*icacls* is given where *home* lies among folders that others can write to."""
        self.home, self.version, self.say, self.icacls = home, version, say, icacls
        self.log = home / "cai-dat.log"
        kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "PYTHON"))}
        # No settings of pip, of the user or the office, lead it to an index.
        self.environment = {**kept, "PIP_CONFIG_FILE": os.devnull}

    def run(self, with_excel: bool) -> None:
        """All of it."""
        self._see_the_kit()
        self._see_the_place()
        folder = self._new_folder()
        try:
            self._fill(folder)
            self._launchers(folder.name)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            # What copies several files, or writes to one that is open, names none.
            raise self._unwritten(error.filename or self.home, error) from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if self._tab(folder, with_excel):
            # Before that, the tab may still call the Python of the one before.
            self._sweep(folder)
        self._say_what_next()

    def _see_the_kit(self) -> None:
        kit = (HERE / "bo-cai.json").read_text("utf-8")
        missing = [name for name in json.loads(kit)["files"] if not (HERE / name).is_file()]
        if missing:
            raise CannotInstallError(
                f"Bộ cài thiếu {len(missing)} tệp, ví dụ {missing[0]}.\n"
                "Giải nén lại cả tệp zip ra một thư mục mới rồi chạy cai-dat.cmd ở đó; nếu vẫn "
                "thiếu thì chép lại tệp zip."
            )

    def _see_the_place(self) -> None:
        is_new = not self.home.exists()
        if self.icacls and not is_new and not (self.home / "par-xl.cmd").exists():
            raise CannotInstallError(
                f"Thư mục {self.home} có từ trước: người tạo ra nó sửa được mọi thứ trong đó.\n"
                "Ghi tên một thư mục chưa có."
            )
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.log.write_text("", "utf-8")
            free = shutil.disk_usage(self.home).free
        except OSError as error:
            raise self._unwritten(self.home, error) from error
        if free < _ROOM:
            raise CannotInstallError(
                f"Ổ đĩa của {self.home} chỉ còn {free // 1024**2} MB, cần {_ROOM // 1024**2} MB.\n"
                "Xóa bớt tệp không cần rồi bấm đúp lại cai-dat.cmd."
            )
        if self.icacls and is_new:
            self._do("icacls", str(self.icacls), str(self.home), *_KEEP)

    def _unwritten(self, what: object, error: OSError) -> CannotInstallError:
        return CannotInstallError(
            f"Không ghi được {what} ({error.strerror or error}).\n"
            "Kiểm tra quyền ghi; đóng các cửa sổ đang chạy par-xl, chờ lần cài khác đang chạy (nếu "
            "có) xong rồi bấm đúp lại cai-dat.cmd."
        )

    def _new_folder(self) -> Path:
        """Never the one in which the version before lies, though it be the same version."""
        number = 1
        while True:
            name = self.version if number == 1 else f"{self.version}-{number}"
            folder = self.home / "chuong-trinh" / name
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                number += 1
            else:
                return folder

    def _fill(self, folder: Path) -> None:
        python = folder / _PYTHON
        self.say("1/3 Tạo môi trường Python riêng …")
        self._do("venv", sys.executable, *_MODE, "-m", "venv", "--without-pip", str(folder))
        self._do("start", str(python), *_MODE, "-c", "")
        self._do("pip", str(python), *_MODE, "-m", "ensurepip", "--default-pip")
        self.say("2/3 Kiểm tra mã băm và cài các gói (một vài phút) …")
        what = ["--no-index", "--find-links", "goi", "--only-binary", ":all:", "--require-hashes"]
        quiet = ["--isolated", "--no-input", "--no-cache-dir", "--disable-pip-version-check"]
        pip = [str(python), *_MODE, "-m", "pip", "install", *quiet, "--no-warn-script-location"]
        self._do("packages", *pip, *what, "-r", "yeu-cau.txt")
        self._do("par_xl", str(python), *_MODE, "-m", "par_xl", "--version")

    def _do(self, step: str, *command: str) -> None:
        """One command, all of whose output goes to the log."""
        with self.log.open("ab") as log:
            log.write(f"\n{step}: {' '.join(command)}\n".encode())
            log.flush()
            try:
                done = subprocess.run(
                    command,
                    cwd=HERE,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    check=False,
                )
            except OSError as error:
                if getattr(error, "winerror", None) in _FORBIDDEN:
                    raise self._forbidden(command[0]) from error
                raise CannotInstallError(
                    f"Không chạy được {command[0]} ({error.strerror}).\n"
                    f"Bấm đúp lại cai-dat.cmd; nếu vẫn vậy thì gửi tệp {self.log} cho người hỗ trợ."
                ) from error
        if done.returncode:
            raise self._failed(step)

    def _forbidden(self, program: str) -> CannotInstallError:
        return CannotInstallError(
            f"Máy này cấm chạy {program}: chính sách của cơ quan hay phần mềm diệt vi-rút chặn "
            "chương trình nằm trong thư mục của người dùng.\n"
            "Đề nghị bộ phận quản trị máy cho phép thư mục đó, hoặc cài trên một máy khác: chỉ cần "
            "một máy của đơn vị chạy được par_xl."
        )

    def _failed(self, step: str) -> CannotInstallError:
        told = self.log.read_text("utf-8", errors="replace")
        if "DO NOT MATCH THE HASHES" in told:
            return CannotInstallError(
                "Một gói trong bộ cài không đúng mã băm: tệp bị hỏng khi chép, hoặc bị thay.\n"
                "Không cài gì. Chép lại tệp zip từ nơi phát hành, giải nén ra thư mục mới rồi chạy "
                "lại."
            )
        return CannotInstallError(
            f"Cài không thành công ở bước “{step}”.\n"
            "Đóng các cửa sổ đang chạy par-xl và bấm đúp lại cai-dat.cmd. Nếu phần mềm diệt vi-rút "
            f"vừa báo thì cho phép thư mục {self.home}. Nếu vẫn vậy thì gửi tệp {self.log} cho "
            "người hỗ trợ."
        )

    def _launchers(self, name: str) -> None:
        """What the user starts; par-xl.cmd last, since it says which program counts."""
        shutil.copytree(HERE / "loi-nhan", self.home / "loi-nhan", dirs_exist_ok=True)
        for file, source in (("go-bo.cmd", HERE.parent), ("mo-par-xl.cmd", HERE)):
            shutil.copyfile(source / file, self.home / file)
        fresh = self.home / "par-xl.moi"
        fresh.write_bytes(_LAUNCHER.format(name=name).encode("ascii"))
        fresh.replace(self.home / "par-xl.cmd")

    def _tab(self, folder: Path, with_excel: bool) -> bool:
        """Whether Excel calls the new program, or there is no Excel that calls any."""
        if not with_excel:
            self.say("3/3 Máy này không có Excel: không cài thẻ; các lệnh par-xl vẫn dùng được.")
            return True
        self.say("3/3 Cài thẻ “Cải cách hành chính” vào Excel …")
        command = [str(folder / _PYTHON), "-I", "-m", "par_xl", "addin", "install"]
        try:
            if subprocess.run(command, env=self.environment, check=False).returncode == 0:
                return True
        except OSError as error:
            # A virus scanner may take the new Python after it ran.
            self.say(f"Không chạy được {command[0]} ({error.strerror}).")
        self.say("Chương trình đã cài xong; chỉ thẻ trong Excel là chưa (lý do ở trên).")
        if not str(self.home).isascii():
            self.say(
                "Nếu lý do là đường dẫn có dấu: mở dấu nhắc lệnh (cmd) và chạy\n"
                f'  "{HERE.parent / "cai-dat.cmd"}" C:\\ProgramData\\par_xl-rieng'
            )
        return False

    def _sweep(self, folder: Path) -> None:
        """Remove earlier programs. One that runs stays: Windows does not let it be renamed."""
        for old in folder.parent.iterdir():
            if old != folder:
                gone = old.with_name(f"{old.name}.xoa")
                try:
                    old.rename(gone)
                except OSError:
                    continue
                shutil.rmtree(gone, ignore_errors=True)

    def _say_what_next(self) -> None:
        self.say(
            f"\nĐã cài par_xl {self.version} vào {self.home}\n"
            f"Việc tiếp theo: mở thư mục đó, bấm đúp mo-par-xl.cmd, gõ: par-xl demo\n"
            "(bấm chuột phải vào mo-par-xl.cmd, chọn Send to, Desktop để có lối tắt).\n"
            "Muốn gỡ: bấm đúp go-bo.cmd trong thư mục đó."
        )


def has_excel() -> bool:
    """Whether something on this machine answers to Excel's name."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, r"Excel.Application\CLSID"):
            return True
    except OSError:
        return False


def main(arguments: Sequence[str]) -> int:
    """Install, or with ``--xem`` only tell by the exit status whether this Python suits."""
    kit = json.loads((HERE / "bo-cai.json").read_text("utf-8"))
    if "--xem" in arguments:
        return 1 if unsuitable(kit["pythons"]) else 0
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console takes all letters; a file or pipe only those of the code page.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    icacls = None
    if arguments and sys.platform == "win32":
        icacls = Path(os.environ["SYSTEMROOT"], "System32", "icacls.exe")
    try:
        home = place(arguments, os.environ)
        Installation(home, kit["version"], icacls=icacls).run(has_excel())
    except CannotInstallError as error:
        print(f"\nCHƯA CÀI ĐƯỢC. {error}")  # noqa: T201 - to a person at a console
        return 1
    except KeyboardInterrupt:
        print("\nĐã dừng; không cài gì.")  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
