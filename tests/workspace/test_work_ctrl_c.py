"""Ctrl-C goes to every process of a terminal: those who only help leave the answer to one, and
none of them stays when that one is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from builders import HALF, NOW, form, make_plan, submit
from par_xl import workspace
from par_xl.app import cli
from par_xl.workspace import workers
from par_xl.workspace.layout import Folder
from par_xl.workspace.workers import Processes
from systems import only_posix

pytestmark = only_posix("SIGINT to one process")

GOING = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.{number} |"
PATIENCE = 60.0
"""Seconds after which something never comes; all of it comes within two."""


def until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_there(pid: int) -> bool:
    """Whether a process still runs; one that ended may wait for somebody to notice."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_helpers_do_not_hear_ctrl_c(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal sends it to the group of processes that it started."""
    monkeypatch.setattr(workers, "_FEW", 0)
    for number in range(4):
        submit(folder, f"{number}.xlsx", form(make_plan(), "HC", GOING.format(number=number)))
    others = psutil.Process().children()
    groups: set[int] = set()

    def see(done: int, _total: int, _what: str) -> None:
        if done == 1:
            helpers = [each for each in psutil.Process().children() if each not in others]
            groups.update(os.getpgid(each.pid) for each in helpers)

    workspace.merge(folder, HALF, now=NOW, progress=see, workers=2)
    assert groups and os.getpgrp() not in groups


@pytest.fixture
def many(folder: Folder) -> Folder:
    """More files than are read without other processes, enough for a while."""
    content = form(make_plan(), "HC", GOING.format(number=5))
    for number in range(workers._FEW * 6):
        submit(folder, f"{number}.xlsx", content)
    return folder


@contextmanager
def at_work(folder: Folder, command: str) -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """A command as its own group, as a terminal starts it, once it has helpers; their numbers."""
    line = f"{sys.executable} -m par_xl {command} {HALF} --workers 3 --folder"
    process = subprocess.Popen(
        [*line.split(), str(folder.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        until(lambda: len(psutil.Process(process.pid).children()) >= 2)
        yield process, {child.pid for child in psutil.Process(process.pid).children()}
    finally:
        # All that a fault may have left, whoever its parent is now.
        with_it = [each for each in psutil.process_iter() if is_of(process.pid, each.pid)]
        for each in with_it:
            each.kill()
        process.communicate()


def is_of(group: int, pid: int) -> bool:
    try:
        return os.getpgid(pid) == group
    except ProcessLookupError:
        return False


@pytest.mark.short("merge-4-0.2")
@pytest.mark.parametrize(("command", "times", "gap"), [("merge", 4, 0.2), ("watch", 2, 0.05)])
def test_ctrl_c_again_and_again_ends_the_work(
    many: Folder, command: str, times: int, gap: float
) -> None:
    with at_work(many, command) as (process, helpers):
        for _ in range(times):
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(gap)
        told, failed = process.communicate(timeout=PATIENCE)
        until(lambda: not any(map(is_there, helpers)))
    assert process.returncode in (cli.EXIT_DONE, cli.EXIT_FAILED, -signal.SIGINT)
    assert not [word for word in ("Traceback", "Error", "Interrupt") if word in told + failed]
    assert not many.results(HALF).json.exists()


@pytest.mark.long
@pytest.mark.parametrize("wait", [0, 1.5], ids=["as they start", "when they have nothing to do"])
def test_helpers_leave_when_who_sent_them_is_killed(many: Folder, wait: float) -> None:
    with at_work(many, "merge") as (process, helpers):
        process.send_signal(signal.SIGSTOP)
        time.sleep(wait)
        process.kill()
        process.wait()
        until(lambda: not any(map(is_there, helpers)))


def _start_another(_context: object, _files: object, note: Path) -> None:
    """Work that takes long, in a process of its own, as a suspicious file's does."""
    another = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    )
    note.with_suffix(".tmp").write_text(str(another.pid))
    note.with_suffix(".tmp").rename(note)
    another.wait()


@pytest.mark.long
def test_helpers_leave_in_the_middle_of_their_work_and_take_along_what_they_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    note = tmp_path / "note"
    began = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        ThreadPoolExecutor(1) as threads,
        Processes(1, None) as processes,
    ):
        asked = threads.submit(processes.ask, _start_another, ([], note))
        until(note.exists)
        raise KeyboardInterrupt
    assert time.monotonic() - began < PATIENCE
    assert isinstance(asked.exception(), BrokenExecutor)
    until(lambda: not is_there(int(note.read_text())))


def test_ctrl_c_while_the_program_is_being_loaded_shows_no_traceback() -> None:
    script = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from par_xl.__main__ import main; main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (cli.EXIT_FAILED, b"", b"")
