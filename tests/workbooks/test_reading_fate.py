"""What becomes of a suspicious file, however busy the machine is, and of the process it is in."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from hostile_files import xlsx
from par_xl.terms.errors import ParXlError
from par_xl.workbooks import sandbox
from par_xl.workbooks.book import TooHeavyError
from reading_checks import processes_started, reads, refused
from systems import only_posix

ODD = '<row r="1"><c t="n" r="A1"><v>5</v></c></row>'
"""Parsed apart, in no time."""
HEAVY = "<row>" + "<c><v>1</v></c>" * 20 + "</row>"
"""So many of them take their parser seconds."""


def _read_while_stopped(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a file; the process that parses it is given no time for so long."""
    started = processes_started(monkeypatch)

    def stop() -> None:
        while not started:
            time.sleep(0.001)
        os.kill(started[0], signal.SIGSTOP)
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(started[0], signal.SIGCONT)

    thread = threading.Thread(target=stop)
    thread.start()
    try:
        reads(xlsx(ODD), [[5.0]])
    finally:
        thread.join()


@pytest.mark.long
@only_posix("signals that stop a process and let it go on")
def test_a_busy_machine_changes_no_files_fate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 3.0)
    _read_while_stopped(4.0, monkeypatch)


@pytest.mark.long
@only_posix("signals that stop a process and let it go on")
def test_a_machine_that_gives_no_time_at_all_is_told_as_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is no fault of the file."""
    monkeypatch.setattr(sandbox, "_IDLE", 20)
    with pytest.raises(ParXlError, match="máy không cho bộ đọc chạy"):
        _read_while_stopped(2.0, monkeypatch)


@pytest.mark.parametrize("limit", ["SECONDS", "MEMORY"])
def test_what_nobody_saw_is_told_at_the_end(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However seldom this process gets to look."""
    monkeypatch.setattr(sandbox, limit, 0.01 if limit == "SECONDS" else 1_000_000)
    monkeypatch.setattr(sandbox, "_taken", lambda _: (0.0, 0))
    refused(xlsx(ODD), TooHeavyError, "xử lý" if limit == "SECONDS" else "bộ nhớ")


READER = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1] / "helpers")!r})
from hostile_files import xlsx
from par_xl.workbooks.reader import read_workbook
print("ready", flush=True)
read_workbook(xlsx({HEAVY!r} * 60_000), "a.xlsx")
"""


@pytest.mark.long
def test_a_process_apart_ends_with_the_one_that_started_it() -> None:
    parsing = None
    with subprocess.Popen([sys.executable, "-c", READER], stdout=subprocess.PIPE) as reader:
        try:
            assert reader.stdout is not None and reader.stdout.readline().strip() == b"ready"
            while parsing is None or parsing.cpu_times().user < 1:
                parsing = next(iter(psutil.Process(reader.pid).children()), None)
                time.sleep(0.02)
            reader.kill()
            reader.wait()
            # It has work for many seconds more.
            parsing.wait(3.0)
        finally:
            reader.kill()
            if parsing is not None and parsing.is_running():
                parsing.kill()
