"""Whoever works on the forms, and however many at once: the result is the same, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from builders import HALF, NOW, form, make_folder, make_plan, submit
from par_xl import workspace
from par_xl.intake.arrival import Arrival
from par_xl.terms.errors import ParXlError
from par_xl.workspace import workers
from par_xl.workspace.layout import Folder
from par_xl.workspace.workers import Processes

AS_OF = date(2024, 6, 10)
FIRST = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |\n| 1.2 | Xong | |"
THEN = "| code | status | explanation |\n| 1.1 | Không áp dụng | Chờ văn bản |"
OTHER = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.25 |\n| S1.1 | Chưa thực hiện | |"


@pytest.fixture(scope="module", autouse=True)
def known() -> None:
    """Nothing: whoever did the work, it is done."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Two units, one of which sent two files, a third that sent one of no use, and a text."""
    folder = make_folder(tmp_path / "folder")
    plan = make_plan()
    submit(folder, "HC.xlsx", form(plan, "HC", FIRST))
    submit(folder, "sub/HC thêm.xlsx", form(plan, "HC", THEN), received="2024-06-08")
    submit(folder, "TH.xlsx", form(plan, "TH", OTHER))
    submit(folder, "TT.xlsx", b"not a workbook")
    submit(folder, "ghi chú.txt", b"hello")
    return folder


def merged(folder: Folder, **how: Any) -> tuple[bytes, bytes]:
    """JSON and master of a first merge; nothing of it stays."""
    workspace.merge(folder, HALF, AS_OF, now=NOW, by="HC", **how)
    made = folder.results(HALF).json.read_bytes(), folder.results(HALF).master.read_bytes()
    for path in sorted((folder.root / ".par-xl").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for path in (folder.results(HALF).json, folder.results(HALF).master, folder.register):
        path.unlink()
    return made


@pytest.fixture
def alone(folder: Folder) -> tuple[bytes, bytes]:
    return merged(folder, workers=1)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Other processes for however few files; whether each file that they were given came back."""
    monkeypatch.setattr(workers, "_FEW", 0)
    answered: list[bool] = []
    ask = Processes.ask

    def counted(processes: Processes, *about: Any) -> Any:
        answered.append(False)
        outcome = ask(processes, *about)
        answered.append(True)
        return outcome

    monkeypatch.setattr(Processes, "ask", counted)
    return answered


def test_other_processes_come_to_the_same(
    folder: Folder, alone: tuple[bytes, bytes], answered: list[bool]
) -> None:
    assert merged(folder, workers=3) == alone
    assert answered.count(True) == answered.count(False) > 0


@pytest.mark.parametrize("dies", ["at once", "at work"])
def test_processes_that_die_lose_nothing(
    folder: Folder,
    alone: tuple[bytes, bytes],
    answered: list[bool],
    dies: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = Popen.__init__

    def killed(process: Popen[bytes], command: list[str], **how: Any) -> None:
        line = "import sys; sys.stdin.buffer.read(1000)" if dies == "at work" else "pass"
        start(process, [sys.executable, "-c", line], **how)

    monkeypatch.setattr(Popen, "__init__", killed)
    assert merged(folder, workers=2) == alone
    assert answered and not any(answered)


def _replaced(path: Path) -> None:
    path.write_bytes(b"another")


def _gone(path: Path) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("happens", [_replaced, _gone])
def test_a_file_that_does_not_stand_still_stops_the_merge(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Path], None]
) -> None:
    read = Arrival.read

    def late(self: Arrival) -> bytes:
        happens(folder.submitted(HALF) / "TH.xlsx")
        return read(self)

    monkeypatch.setattr(Arrival, "read", late)
    with pytest.raises(ParXlError, match=r"TH.xlsx bị thay đổi hoặc lấy đi") as caught:
        workspace.merge(folder, HALF, AS_OF, now=NOW, workers=1)
    assert "chạy lại" in caught.value.fix
    assert not folder.results(HALF).json.exists()
    assert not folder.register.exists()


def test_progress_names_every_file(folder: Folder) -> None:
    told: list[tuple[int, int, str]] = []
    for _ in range(2):
        workspace.merge(folder, HALF, AS_OF, now=NOW, progress=lambda *each: told.append(each))
    names = ["TH.xlsx", "HC.xlsx", "TT.xlsx", "sub/HC thêm.xlsx"]
    assert sorted(name for _, _, name in told) == sorted(names * 2)
    assert {(done, total) for done, total, _ in told} == {(n, 4) for n in range(4)}


@pytest.mark.long
def test_a_script_that_was_not_made_for_it_merges_in_processes(
    folder: Folder, alone: tuple[bytes, bytes], tmp_path: Path
) -> None:
    """Others' processes would run such a script again, from its first line."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; from datetime import date, datetime; from pathlib import Path\n"
        "from par_xl import workspace; from par_xl.workspace.layout import Folder\n"
        "from par_xl.workspace import workers; workers._FEW = 0; print('once')\n"
        f"workspace.merge(Folder(Path(sys.argv[1])), '{HALF}', date(2024, 6, 10),\n"
        f"    now=datetime.fromisoformat('{NOW.isoformat()}'), by='HC', workers=3)\n"
    )
    command = [sys.executable, str(script), str(folder.root)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert (ended.stdout.split(), ended.stderr) == (["once"], "")
    assert folder.results(HALF).json.read_bytes() == alone[0]
