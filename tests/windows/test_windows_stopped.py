"""Merges that end in the middle: whoever comes next finds all of it, or nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from killed_merge import AS_OF, MASTER, opinions, snapshot
from par_xl import workspace
from par_xl.workspace.layout import Folder
from windows.conftest import ALL
from windows.machine import CTRL_C, PYTHON, Windows, until

MERGE = (PYTHON, "-m", "par_xl", "merge", "2024-06", "--as-of", "9/6/2024")
TERMINATE = Path(__file__).with_name("terminate_when.py")
STAGES: dict[str, Callable[[Folder], Path]] = {
    "as it begins": lambda folder: folder.holder,
    "as files wait in the store": lambda folder: folder.store / ".par-xl-*.json",
}

MOMENTS = [(stage, "0") for stage in STAGES]
if ALL:
    chance = random.Random(2024)
    MOMENTS += [("as it begins", f"{chance.uniform(0, 3):.3f}") for _ in range(40)]


def _in_order(windows: Windows, work: Folder, whole: Folder) -> None:
    """See that whoever writes next puts all in order, and that nothing is lost."""
    again = windows.run(*MERGE, at=work.root)
    assert (again.returncode, again.stderr) == (0, "")
    json = work.results("2024-06").json
    assert json.read_bytes() == whole.results("2024-06").json.read_bytes()
    assert opinions(work.root / MASTER) == {"Đã xem"}
    assert not work.holder.exists()
    assert not [name for name in snapshot(work.root) if "/.par-xl-" in name]
    for path in whole.submitted("2024-06").iterdir():
        assert (work.submitted("2024-06") / path.name).read_bytes() == path.read_bytes()
    looked = windows.par_xl("log", "--verify", at=work.root)
    assert (looked.returncode, looked.stderr) == (0, "")


@pytest.fixture
def whole(work: Folder, tmp_path: Path) -> Folder:
    """The same folder, merged on Linux without being disturbed."""
    folder = Folder(tmp_path / "whole")
    shutil.copytree(work.root, folder.root)
    workspace.merge(folder, "2024-06", AS_OF)
    return folder


@pytest.mark.parametrize(("stage", "seconds"), MOMENTS)
def test_terminated(
    windows: Windows, work: Folder, whole: Folder, stage: str, seconds: str
) -> None:
    mark = windows.path(STAGES[stage](work))
    ended = windows.run(PYTHON, windows.path(TERMINATE), mark, seconds, *MERGE, at=work.root)
    # Later than that, it may have been done already.
    assert ended.returncode == 1 or (stage, seconds) != MOMENTS[0]
    assert ended.stderr == ""
    _in_order(windows, work, whole)


@pytest.mark.parametrize("stage", STAGES)
def test_ctrl_c(windows: Windows, work: Folder, whole: Folder, stage: str) -> None:
    mark = STAGES[stage](work)
    with windows.console(*MERGE, at=work.root) as console:
        until(lambda: any(mark.parent.glob(mark.name)) or console.has_ended)
        console.press(CTRL_C)
        status = console.wait()
    assert "Traceback" not in console.shown
    assert status == 0 or (status == 2 and "Đã dừng theo yêu cầu" in console.shown)
    _in_order(windows, work, whole)
