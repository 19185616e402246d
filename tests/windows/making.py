"""Make a Windows Python 3.11 that runs under Wine, with par_xl on it.

Its DLLs come out of wheels for Windows, its library is that of the Python that runs this, and
python.exe is compiled here. Nothing of it is handed on.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from pathlib import Path, PurePosixPath

from filelock import FileLock

from scripts.kit.fetching import fetch, install
from scripts.kit.wheels import wanted
from scripts.packing import wheel
from scripts.pins import ROOT, path_of, read
from windows.machine import PYTHON, PYTHON_VERSION, Windows

FOLDER = ROOT / "build" / "windows"
_WHEELS = FOLDER / "wheels"
_HERE = Path(__file__).parent
_SOURCES = _HERE / "programs"
_PINS = _HERE / "python.txt"
_DLL = "python311.dll"
_GCC, _OBJDUMP, _WINDRES = (f"x86_64-w64-mingw32-{name}" for name in ("gcc", "objdump", "windres"))
_NEEDS = "gcc-mingw-w64-x86-64, libnss-wrapper, locales, wine, wine64"
_LINUX_ONLY = ("test", "lib-dynload", "site-packages", "config-*", "_sysconfigdata*")


def missing() -> str | None:
    """Tell why no Windows Python can be made here; None where it can."""
    if sys.platform != "linux" or f"{sys.version_info[0]}.{sys.version_info[1]}" != PYTHON_VERSION:
        return f"Windows' Python is made by Python {PYTHON_VERSION} on Linux"
    programs = ("wine", "localedef", _GCC, _OBJDUMP, _WINDRES)
    if absent := [name for name in programs if not shutil.which(name)]:
        return f"No {', '.join(absent)}; Debian's packages: {_NEEDS}"
    if not find_library("nss_wrapper"):
        return f"No libnss_wrapper.so; Debian's packages: {_NEEDS}"
    return None


def windows() -> Windows:
    """Give the Windows Python with par_xl as it stands here; make what is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    machine = Windows(FOLDER)
    with FileLock(FOLDER / "lock"), tempfile.TemporaryDirectory() as made:
        own = wheel(Path(made))
        sources = (Path(__file__), _PINS, *sorted(_SOURCES.iterdir()))
        once(machine, "python", sources, lambda: _make(machine))
        once(machine, "packages", [path_of("run")], lambda: _install_packages(machine))
        once(machine, "par_xl", [own], lambda: _install(machine, own))
    return machine


def once(machine: Windows, what: str, of: Iterable[Path], do: Callable[[], None]) -> None:
    """Do it, unless it was done on that machine, of these same files."""
    done, now = machine.drive / f"{what}.done", hashlib.sha256()
    for path in of:
        now.update(path.read_bytes())
    if not done.exists() or done.read_text() != now.hexdigest():
        done.unlink(missing_ok=True)
        do()
        done.write_text(now.hexdigest())


def _make(machine: Windows) -> None:
    machine.set_up()
    python = machine.python
    library = sysconfig.get_path("stdlib")
    shutil.copytree(library, python / "Lib", ignore=shutil.ignore_patterns(*_LINUX_ONLY))
    _unpack_dlls(python)
    _compile(machine)
    (pip,) = python.glob("Lib/ensurepip/_bundled/pip-*.whl")
    with zipfile.ZipFile(pip) as package:
        package.extractall(machine.packages)


def _unpack_dlls(python: Path) -> None:
    fetch(read(_PINS), PYTHON_VERSION, _WHEELS)
    (python / "DLLs").mkdir()
    for wheel_name, wanted_names in (
        ("panda3d", r".*/deploy_libs/(?!api-ms|VCRUNTIME)[^/]+"),
        ("msvc_runtime", r".*/Scripts/vcruntime140(_1)?\.dll"),
    ):
        (path,) = _WHEELS.glob(f"{wheel_name}-*.whl")
        with zipfile.ZipFile(path) as package:
            for member in package.namelist():
                if re.fullmatch(wanted_names, f"/{member}"):
                    name = PurePosixPath(member).name
                    is_base = name.startswith(("python", "vcruntime"))
                    place = python if is_base else python / "DLLs"
                    (place / name).write_bytes(package.read(member))


def _compile(machine: Windows) -> None:
    """What is a program, and python3.dll, which hands all that is asked of it to the DLL."""
    dll = machine.python / _DLL
    names = re.findall(r"\] .*\b(_?Py\w+)$", _call(_OBJDUMP, "-p", str(dll)), re.M)
    handed_on = [f"{name} = {dll.stem}.{name}" for name in names]
    launchers = machine.python / "Lib" / "venv" / "scripts" / "nt"
    launchers.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        manifest, exports = Path(made, "windows10.res"), Path(made, "python3.def")
        exports.write_text("\n".join(["LIBRARY python3.dll", "EXPORTS", *handed_on]))
        _call(_WINDRES, "windows10.rc", "-O", "coff", "-o", str(manifest))
        for target, *sources in (
            (machine.python / "python.exe", "python.c", manifest, dll),
            (machine.python / "pythonw.exe", "python.c", manifest, dll, "-mwindows"),
            (launchers / "python.exe", "venvlauncher.c", manifest),
            (launchers / "pythonw.exe", "venvlauncher.c", manifest, "-mwindows"),
            (machine.drive / "hold.exe", "hold.c"),
            (
                machine.python / "python3.dll",
                "python3.c",
                exports,
                "-shared",
                "-nostdlib",
                "-e",
                "start",
            ),
        ):
            _call(_GCC, "-O2", "-municode", *map(str, sources), "-o", str(target))


def _install_packages(machine: Windows) -> None:
    # Wine lacks what numpy asks for; openpyxl does without it, and nothing is exported there.
    pins = wanted(read(path_of("run")), PYTHON_VERSION)
    there = [pin for pin in pins if pin.name not in ("numpy", "pandas")]
    install(there, PYTHON_VERSION, machine.packages)


def _install(machine: Windows, own: Path) -> None:
    """By Windows' own pip, which makes par-xl.exe."""
    how = ("--no-index", "--no-deps", "--force-reinstall", "--no-warn-script-location")
    done = machine.run(
        PYTHON, "-m", "pip", "install", "-q", *how, machine.path(own), at=machine.drive
    )
    if done.returncode:
        raise RuntimeError(f"{done.stdout}{done.stderr}")


def _call(*command: str) -> str:
    return subprocess.run(
        command, cwd=_SOURCES, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout
