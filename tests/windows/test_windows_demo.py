"""The whole job on Windows' Python comes to what it comes to on Linux."""

from __future__ import annotations

from pathlib import Path

from par_xl.app.demo import demo
from windows.machine import Windows

RESULT = Path("tong-hop", "2024-06.json")


def test_the_demo(windows: Windows, place: Path, tmp_path: Path) -> None:
    done = windows.par_xl("demo", "Chạy thử", at=place)
    assert (done.returncode, done.stderr) == (1, "")
    assert r"mở Chạy thử\tong-hop\2024-06.xlsx bằng Excel" in done.stdout
    here, there = demo(tmp_path / "demo").folder.root, place / "Chạy thử"
    assert (there / RESULT).read_bytes() == (here / RESULT).read_bytes()
    assert _files(there) == _files(here)


def _files(root: Path) -> list[str]:
    """What a person sees; what is remembered may differ."""
    found = (path.relative_to(root) for path in root.rglob("*"))
    return sorted(each.as_posix() for each in found if each.parts[0] != ".par-xl")
