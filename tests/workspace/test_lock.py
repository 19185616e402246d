"""Two at once: the second is told who is at work, since when; one cut off holds nobody up."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders import HALF, form, make_folder, make_plan, merge, submit
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.terms.errors import ParXlError
from par_xl.workspace.checkout import open_session
from par_xl.workspace.layout import Folder
from par_xl.workspace.lock import BusyError
from systems import only_posix

HOLDING = """
import sys, time
from pathlib import Path
from par_xl.workspace.layout import Folder
from par_xl.workspace.checkout import open_session
with open_session(Folder(Path(sys.argv[1])), "đang tổng hợp kỳ 2024-06", "Chị B"):
    print("holding", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = make_folder(tmp_path / "folder")
    submit(folder, "HC.xlsx", form(make_plan(), "HC"))
    return folder


def holder(folder: Folder) -> subprocess.Popen[str]:
    """Another process at work in the folder."""
    command = [sys.executable, "-c", HOLDING, str(folder.root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "holding\n"
    return process


def test_the_second_is_told_who_is_at_work_and_since_when(folder: Folder) -> None:
    with holder(folder) as process:
        calls = (
            lambda: workspace.merge(folder, HALF),
            lambda: workspace.forms(folder, HALF),
            lambda: workspace.check(folder, [folder.submitted(HALF) / "HC.xlsx"]),
            lambda: workspace.undo(folder),
            lambda: workspace.rebuild(folder, HALF, 1),
        )
        for call in calls:
            with pytest.raises(BusyError) as told:
                call()
            assert "Chị B (máy " in told.value.message
            since = r"đang tổng hợp kỳ 2024-06 từ \d+ giờ \d\d ngày [\d/]+\. Chưa làm được"
            assert re.search(since, told.value.message)
            assert "không cần xóa tệp nào" in told.value.fix
        assert not folder.results(HALF).json.exists()
        folder.holder.write_bytes(b"{")
        with pytest.raises(BusyError, match="không rõ ai"):
            workspace.merge(folder, HALF)
        process.kill()


def test_whoever_reads_the_log_is_not_held_up(folder: Folder) -> None:
    merge(folder)
    with holder(folder) as process:
        with pytest.raises(SystemExit, match="0"):
            main(["log", "--verify", "--folder", str(folder.root)])
        process.kill()


def test_a_lock_left_behind_is_seen_to_be_nobodys(folder: Folder) -> None:
    """However its holder ended, the system has let go of it; who it was is told."""
    with holder(folder) as process:
        process.kill()
        process.wait()
    beside = folder.root / "tong-hop" / ".par-xl-left.xlsx"
    beside.parent.mkdir()
    beside.touch()
    outcome = workspace.merge(folder, HALF)
    assert outcome.changed
    assert "bị ngắt khi chưa ghi gì (Chị B (máy " in outcome.notes[0]
    assert not beside.exists()
    assert not workspace.merge(folder, HALF).notes


def test_it_is_let_go_of_after_an_error(folder: Folder) -> None:
    with pytest.raises(ParXlError):
        workspace.merge(folder, "2031-06")
    assert not folder.holder.exists()
    assert workspace.merge(folder, HALF).notes == ()


def without_locks(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    """As on a share that knows no locks: simulated here."""

    def refuse(_handle: int, _how: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr("fcntl.flock", refuse)


@only_posix("flock")
def test_on_a_share_without_locks_a_file_serves(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch, errno.ENOSYS)
    assert workspace.merge(folder, HALF).changed
    with (
        open_session(folder, "đang tổng hợp", "Chị B"),
        pytest.raises(BusyError, match=r"Chị B \(máy "),
    ):
        workspace.merge(folder, HALF)
    assert not workspace.merge(folder, HALF).changed


@only_posix("flock")
def test_a_share_that_refuses_locks_is_said(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch, errno.ENOLCK)
    with pytest.raises(ParXlError, match="không khóa được tệp") as told:
        workspace.merge(folder, HALF)
    assert "ổ đĩa của máy này" in told.value.fix
    assert not folder.results(HALF).json.exists()
