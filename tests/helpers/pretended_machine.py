"""A pretended Windows computer: a profile in a folder, a registry in a dict, programs that run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from par_xl import __version__
from par_xl.app.addin.doctor import CHECKS, Line, doctor
from par_xl.app.addin.machine import Machine, Registry

VIETNAMESE, ASCII = "Nguyễn Văn A", "nguyenvana"
EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
CLASS = "{00024500-0000-0000-C000-000000000046}"
HEALTHY: dict[str, dict[str, object]] = {
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe": {"": EXCEL},
    r"HKCR\Excel.Application\CLSID": {"": CLASS},
    rf"HKCR\CLSID\{CLASS}\LocalServer32": {"": f"{EXCEL} /automation"},
    r"HKCU\Software\Microsoft\Office\16.0\Excel": {},
}


class PretendedRegistry(Registry):
    """A registry written as a dict of keys; letter case does not matter, as in Windows."""

    def __init__(self, content: Mapping[str, Mapping[str, object]]) -> None:
        self._content = {
            key.lower(): {name.lower(): value for name, value in values.items()}
            for key, values in content.items()
        }

    def values(self, key: str) -> Mapping[str, object]:
        return self._content.get(key.lower(), {})

    def keys(self, key: str) -> tuple[str, ...]:
        head = f"{key.lower()}\\"
        below = (each[len(head) :] for each in self._content if each.startswith(head))
        return tuple(dict.fromkeys(each.split("\\")[0] for each in below))


def registry(**changes: Mapping[str, object]) -> PretendedRegistry:
    """That of a healthy computer, with keys added or changed."""
    return PretendedRegistry({**HEALTHY, **changes})


def answer(**versions: str | None) -> str:
    """What Excel's Python prints when the doctor asks for its packages."""
    return json.dumps({"par_xl": __version__, "xlwings": "0.37.8", **versions})


class PretendedMachine(Machine):
    """Another computer: all that is asked of it is given."""

    def __init__(self, **answers: Any) -> None:
        vars(self).update(answers)


def machine(root: Path, user: str = ASCII, *, shortens: bool = True, **changes: Any) -> Machine:
    """A healthy Windows computer under ``root``, on which Excel ran before."""
    profile = root / "Users" / user
    appdata = profile / "AppData" / "Roaming"
    python = root / "ProgramData" / "venv" / "Scripts" / "python.exe"
    for folder in (appdata / "Microsoft" / "Excel" / "XLSTART", python.parent):
        folder.mkdir(parents=True, exist_ok=True)
    python.write_bytes(b"MZ")
    healthy: dict[str, Any] = {
        "windows": True,
        "appdata": appdata,
        "program_data": root / "ProgramData",
        "user": profile / ".par_xl",
        "interpreter": python,
        "base": root / "Python311",
        "command_prompt": r"C:\Windows\System32\cmd.exe",
        "on_path": True,
        "system": "Windows-11-10.0.22631-SP0",
        "python": f"3.11.9, AMD64, {python}",
        "registry": registry(),
        "short_path": lambda path: short_name(path) if shortens else "",
        "processes": lambda: frozenset({"explorer.exe"}),
        "loads": lambda _module: True,
        "refusal": lambda _command: 0,
        "run": lambda _interpreter, _code: answer(),
    }
    return PretendedMachine(**{**healthy, **changes})


def short_name(path: Path) -> str:
    """The path with an 8.3 name, as a link, for every name that is not ASCII."""
    short = Path(path.anchor)
    for part in path.relative_to(path.anchor).parts:
        name = part
        if not part.isascii():
            name = part.encode("ascii", "ignore").decode().upper().replace(" ", "")[:6] + "~1"
            if not (short / name).exists():
                (short / name).symlink_to(part)
        short /= name
    return str(short)


def tree(root: Path) -> dict[str, bytes | None]:
    """All files with their content, and all folders."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
        for path in sorted(_below(root))
    }


def _below(folder: Path) -> Iterable[Path]:
    for path in folder.iterdir():
        if not path.is_symlink():
            yield path
            if path.is_dir():
                yield from _below(path)


def line(here: Machine, title: str) -> Line:
    """The doctor's line with this title."""
    (found,) = doctor(here, [check for check in CHECKS if check.title == title])
    return found


def changed(here: Machine, **changes: Any) -> Machine:
    """The computer with something changed."""
    return PretendedMachine(**{**vars(here), **changes})
