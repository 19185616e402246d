"""CONTRIBUTING.md: its examples are applied to a copy of the sources and used; what it names
exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELPERS = ROOT / "tests" / "helpers"
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DIFFS = re.findall(r"```diff\n\+\+\+ (\S+)\n(.*?)```", GUIDE, re.S)


def apply(root: Path, name: str, diff: str) -> None:
    """Put a diff's lines where its other lines stand; a file of new lines alone is made.

    Raises:
        AssertionError: the other lines of a hunk stand nowhere, or more than once.
    """
    path = root / name
    for hunk in re.split(r"^@@\n", diff, flags=re.M):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        new = "".join(line[1:] for line in lines if line[0] in " +")
        if not old:
            assert not path.exists(), name
            path.write_text(new, "utf-8")
            continue
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{name} has it {text.count(old)} times:\n{old}"
        path.write_text(text.replace(old, new), "utf-8")


def test_a_hunk_that_stands_nowhere_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\ntwo\n")
    apply(tmp_path, "a.py", " two\n+three\n")
    assert (tmp_path / "a.py").read_text() == "one\ntwo\nthree\n"
    with pytest.raises(AssertionError):
        apply(tmp_path, "a.py", " four\n+five\n")


@pytest.mark.long
def test_the_examples_do_what_they_say(tmp_path: Path) -> None:
    assert len(DIFFS) >= 10
    for folder in ("src", "macros", "docs/huong-dan"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name, diff in DIFFS:
        apply(tmp_path, name, diff)
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HELPERS / "worked_through.py"), str(work)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(
                map(str, (tmp_path / "src", HELPERS, HELPERS.parent, ROOT))
            ),
            "USERPROFILE": str(tmp_path / "home"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    page = (tmp_path / "docs" / "huong-dan" / "the-excel.md").read_text("utf-8")
    assert "| Mở sổ tiếp nhận |" in page


def test_what_the_guide_names_exists() -> None:
    bare = re.sub(r"```.*?```", "", GUIDE, flags=re.S)
    names = set(re.findall(r"`(?:\w+/)*test_\w+\.py`", bare))
    assert len(names) > 8
    there = {f"`{path.name}`" for path in (ROOT / "tests").rglob("test_*.py")}
    assert {each for each in names if "/" not in each} <= there
    assert [n for n in names if "/" in n and not (ROOT / n.strip("`")).exists()] == []
    # A file, or a module and a name in it.
    for path, name in re.findall(r"`((?:\w+/)+\w+)\.(\w+)`", bare):
        places = [base / path for base in (ROOT, ROOT / "src" / "par_xl")]
        modules = [place.with_suffix(".py") for place in places]
        is_file = any(place.with_name(f"{place.name}.{name}").exists() for place in places)
        assert is_file or any(
            module.exists() and name in module.read_text("utf-8") for module in modules
        ), f"{path}.{name}"
