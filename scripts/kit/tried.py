"""The installer tried on this machine, from a kit made of the wheels that fit here."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scripts.kit.compose import INSIDE, compose
from scripts.kit.wheels import Wheel
from scripts.pins import path_of, read


class WrongError(Exception):
    """The installer did what it must not do, or not what it must."""


def try_here(own: Path) -> None:
    """Install *own* and what it needs; then try to replace it from a kit with a damaged wheel."""
    with tempfile.TemporaryDirectory(prefix="Bộ cài & ") as made:
        folder, kit, home = Path(made, "goi"), Path(made, "kit"), Path(made, "Ứng dụng")
        _fetch(folder)
        wheels = [Wheel(path) for path in (*folder.iterdir(), own)]
        here = f"{sys.version_info[0]}.{sys.version_info[1]}"
        _unpack(compose(wheels, read(path_of("run")), b"", pythons=[here]), kit)
        version = Wheel(own).version
        _install(kit, home, 0, f"Đã cài par_xl {version}")
        _see_alone(home, version)
        damaged = next((kit / INSIDE / "goi").glob("click-*.whl"))
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
        _install(kit, home, 1, "không đúng mã băm")
        _see_alone(home, version)


def _fetch(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
    subprocess.run([*pip, "-r", str(path_of("run"))], check=True, capture_output=True)


def _unpack(kit: Mapping[str, bytes], folder: Path) -> None:
    for name, content in kit.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _install(kit: Path, home: Path, status: int, told: str) -> None:
    """As cai-dat.cmd does it."""
    done = subprocess.run(
        [sys.executable, "-I", "cai_dat.py", str(home)],
        cwd=kit / INSIDE,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != status or told not in done.stdout:
        log = (home / "cai-dat.log").read_text("utf-8", errors="replace")
        raise WrongError(f"status {done.returncode}:\n{done.stdout}{done.stderr}\n{log}")


def _see_alone(home: Path, name: str) -> None:
    """That program, none beside it, is what par-xl.cmd starts; and it starts."""
    programs = [path.name for path in (home / "chuong-trinh").iterdir()]
    launcher = (home / "par-xl.cmd").read_text("ascii")
    if programs != [name] or f"chuong-trinh\\{name}\\" not in launcher:
        raise WrongError(f"{programs}, {launcher}")
    python = home / "chuong-trinh" / name / "bin" / "python"
    subprocess.run(
        [str(python), "-I", "-m", "par_xl", "explain", "NG04"], check=True, capture_output=True
    )
