"""README, CI and the package agree with each other."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

from par_xl.addin.building.sources import macro
from par_xl.excel.ribbon import BUTTONS

ROOT = Path(__file__).parents[1]


def test_ci_runs_readmes_test_command() -> None:
    commands = re.findall(r"```\n(.*?)\n```", (ROOT / "README.md").read_text(), re.S)
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text()
    assert "pytest" in commands[1] and "par-xl demo" in commands[0]


def test_no_path_of_this_machine_is_kept() -> None:
    kept = [
        path for name in ("src", "tests", "docs", "macros") for path in (ROOT / name).rglob("*")
    ]
    texts = [p for p in kept if p.suffix in (".py", ".md", ".csv", ".po") and p.is_file()]
    assert len(texts) > 50
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert f"{ROOT}/" not in text and f"{Path.home()}/" not in text, path


def test_the_wheel_carries_what_is_no_code(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.iterdir()
    with zipfile.ZipFile(wheel) as package:
        for name in ("ribbon.xml", "parxl.bas"):
            kept = package.read(f"par_xl/macros/{name}")
            assert kept == (ROOT / "macros" / name).read_bytes()
        for name in (
            "explained.json",
            "locale/vi/LC_MESSAGES/par_xl.mo",
            "documents/page/template.html",
            "documents/page/style.css",
        ):
            kept = package.read(f"par_xl/{name}")
            assert kept == (ROOT / "src" / "par_xl" / name).read_bytes()


def test_every_button_is_told_of_in_the_users_page() -> None:
    labels = re.findall(r'<button id="\w+" label="([^"]+)"', macro("ribbon.xml"))
    page = (ROOT / "docs" / "huong-dan" / "the-excel.md").read_text(encoding="utf-8")
    assert len(labels) == len(BUTTONS)
    assert [label for label in labels if f"| {label} |" not in page] == []


def test_the_readmes_say_the_same() -> None:
    english, vietnamese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md")
    )
    for pattern in (
        r"^#+(?= )",
        r"```\n(.*?)\n```",
        r"^\|",
        r"(?<!README\.)(?<!`)`([^`\n]+)`(?!`)",
    ):
        found = [re.findall(pattern, text, re.M | re.S) for text in (english, vietnamese)]
        assert sorted(found[0]) == sorted(found[1]), pattern
    links = [re.findall(r"\]\(([^)]+)\)", text) for text in (english, vietnamese)]
    assert links[0][0] == "README.vi.md" and links[1][0] == "README.md"
    assert links[0][1:] == links[1][1:]
