"""Merges with spawned workers, and several at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil

from benchmarks.constants import AS_OF, PERIOD
from benchmarks.making import make_folder
from killed_merge import snapshot
from par_xl import workspace
from par_xl.workspace.layout import Folder
from windows.conftest import ALL
from windows.machine import PAR_XL, Windows, finished, until

FORMS = 150 if ALL else 13
"""Twelve and fewer are read without other processes."""


def test_spawned_workers_come_to_the_same_bytes(
    windows: Windows, place: Path, tmp_path: Path
) -> None:
    here = make_folder(tmp_path / "work", FORMS).folder
    there = Folder(place / "Báo cáo")
    shutil.copytree(here.root, there.root)
    with windows.start(
        PAR_XL, "merge", PERIOD, "--as-of", f"{AS_OF:%d/%m/%Y}", "--workers", "2", at=there.root
    ) as process:
        until(lambda: _spawned(there.root) or process.poll() is not None)
        assert process.poll() is None
        done = finished(process)
    outcome = workspace.merge(here, PERIOD, AS_OF, workers=1)
    assert (done.returncode, done.stderr) == (int(outcome.has_faults), "")
    assert there.results(PERIOD).json.read_bytes() == here.results(PERIOD).json.read_bytes()


def _spawned(folder: Path) -> bool:
    """Whether Python's processes for others' work run in that folder."""
    there = psutil.process_iter(["cmdline", "cwd"])
    arguments = [each.info["cmdline"] for each in there if each.info["cwd"] == str(folder)]
    return any("work_on()" in part for each in arguments for part in each or ())


def test_of_several_at_once_one_does_it(windows: Windows, work: Folder) -> None:
    submitted = {path.name: path.read_bytes() for path in work.submitted("2024-06").iterdir()}
    processes = [windows.start(PAR_XL, "merge", "2024-06", at=work.root) for _ in range(3)]
    ended = [finished(process) for process in processes]
    assert {each.returncode for each in ended} <= {0, 2}
    assert any(each.returncode == 0 for each in ended)
    for refused in (each for each in ended if each.returncode == 2):
        assert "Thư mục này đang có người dùng: Nguyễn Văn A" in refused.stderr
        assert "Traceback" not in refused.stderr
    looked = windows.par_xl("log", "--verify", at=work.root)
    assert (looked.returncode, looked.stderr) == (0, "")
    # One that began when another had ended found nothing new.
    assert looked.stdout.count("Kỳ 2024-06 lần") == 2
    assert {p.name: p.read_bytes() for p in work.submitted("2024-06").iterdir()} == submitted
    assert not [name for name in snapshot(work.root) if "/.par-xl-" in name]
