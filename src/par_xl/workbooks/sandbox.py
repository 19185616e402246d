"""A suspicious file parsed in a process of its own, which is stopped when it takes too much.

Run as a module it is that process: a file's bytes come in, the workbook goes out as JSON. What it
takes is counted in processor time, so that a file fares no worse on a busy machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import psutil

from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, from_json, joined, to_json
from par_xl.workbooks import book as errors
from par_xl.workbooks.book import Sheet, TooHeavyError, UnreadableFileError, Workbook
from par_xl.workbooks.package import MEGABYTE, ending
from par_xl.workbooks.reader import read_unguarded

SECONDS = 30.0
MEMORY = 800 * MEGABYTE
CELLS = 3_000_000
CHARACTERS = 30_000_000
"""What one file may take, and what it may hold; a province's largest honest form takes and holds a
hundredth of it."""
_DAY = "$day"
"""The name under which JSON holds a day: no message has such a value."""
_LOOK_EVERY = 0.02
_IDLE = 30_000
"""Looks in a row, ten minutes at least, in which the process may be given no time to work."""
_SLOW, _HEAVY = 3, 4
"""How it ends that finds, when it is done, that it took more than anybody saw."""


def parse_in_sandbox(content: bytes, name: str, why: str) -> Workbook:
    """Parse a file in another process. *why* says what is suspicious about it.

    Raises:
        TooHeavyError: it took too long or too much memory, or the parser fell over it.
        UnreadableFileError: it can't be read.
        ParXlError: the machine does not let it work.
    """
    with tempfile.TemporaryFile() as told_back:
        _run(content, told_back, name, why)
        told_back.seek(0)
        told = json.load(told_back, object_hook=_day_of)
    if len(told) > 2:
        return _workbook(told)
    error, said = told
    if error == TooHeavyError.__name__:
        raise TooHeavyError(joined((why, from_json(said)), "; "))
    raise getattr(errors, error)(from_json(said))


def _day_of(held: dict[str, Any]) -> Any:
    return date.fromisoformat(held[_DAY]) if _DAY in held else held


def _run(content: bytes, told_back: IO[bytes], name: str, why: str) -> None:
    # -P: nothing beside a received file is ever imported. Of the name its ending is enough.
    command = [sys.executable, "-P", "-m", __name__, f"a{ending(name)}", str(len(content))]
    process = subprocess.Popen(
        [*command, str(SECONDS), str(MEMORY)],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=told_back,
        stderr=subprocess.DEVNULL,
        # No black window beside Excel.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin is not None
    giving = threading.Thread(target=_give, args=(process.stdin, content), daemon=True)
    giving.start()
    slow = N_("đọc tốn quá {seconds} giây xử lý của máy").format(seconds=f"{SECONDS:.0f}")
    heavy = N_("đọc tốn quá {size} MB bộ nhớ").format(size=MEMORY // MEGABYTE)
    wrong: str | None = None
    idle, before = 0, 0.0
    try:
        while wrong is None and process.poll() is None:
            worked, memory = _taken(process.pid)
            wrong = slow if worked > SECONDS else heavy if memory > MEMORY else None
            idle, before = (idle + 1 if worked <= before else 0), worked
            if idle > _IDLE:
                text = N_("Chưa đọc được tệp {file}: máy không cho bộ đọc chạy suốt mười phút.")
                fix = N_(
                    "Đóng bớt chương trình khác, hoặc khởi động lại máy, rồi chạy lại; chưa ghi gì."
                )
                raise ParXlError(text.format(file=name), fix)
            time.sleep(_LOOK_EVERY)
    finally:
        process.kill()
        process.wait()
        giving.join()
        # Held open until now: its end tells the other process that this one is gone.
        process.stdin.close()
    if wrong is None and process.returncode != 0:
        ends = {_SLOW: slow, _HEAVY: heavy}
        wrong = ends.get(process.returncode, errors.CRASHED)
    if wrong is not None:
        raise TooHeavyError(joined((why, wrong), "; "))


def _give(pipe: IO[bytes], content: bytes) -> None:
    rest = memoryview(content)
    # It may end before it has read all.
    with suppress(OSError):
        while rest:
            rest = rest[pipe.write(rest) :]


def _taken(pid: int) -> tuple[float, int]:
    """Processor time of a process in seconds, and its memory in bytes; 0 once it is gone."""
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            return times.user + times.system, int(process.memory_info().rss)
    except psutil.Error:
        return 0.0, 0


def _told(workbook: Workbook) -> list[Any]:
    """Return a workbook as JSON has it."""
    # All that is sent back takes memory in the other process, too.
    cells = sum(
        (len(sheet.rows) * len(sheet.rows[0]) if sheet.rows else 0)
        + len(sheet.merged)
        + len(sheet.broken)
        for sheet in workbook.sheets
    )
    if cells > CELLS:
        raise TooHeavyError(N_("có quá nhiều hàng, cột"))
    texts = (v for sheet in workbook.sheets for row in sheet.rows for v in row)
    characters = sum(len(text) for text in texts if isinstance(text, str))
    if characters + sum(map(len, workbook.links)) > CHARACTERS:
        raise TooHeavyError(N_("có quá nhiều chữ"))
    sheets = [
        (
            *(each.name, each.rows, each.merged),
            [(place, to_json(why)) for place, why in each.broken.items()],
            each.is_hidden,
        )
        for each in workbook.sheets
    ]
    links = [*map(to_json, workbook.links)]
    modified = workbook.modified.isoformat() if workbook.modified else None
    return [sheets, workbook.has_macros, links, modified, workbook.is_1904]


def _workbook(told: list[Any]) -> Workbook:
    sheets, has_macros, links, modified, is_1904 = told
    return Workbook(
        tuple(
            Sheet(
                name,
                rows,
                tuple((tuple(first), tuple(last)) for first, last in merged),
                {tuple(place): from_json(why) for place, why in broken},
                is_hidden,
            )
            for name, rows, merged, broken, is_hidden in sheets
        ),
        has_macros,
        tuple(map(from_json, links)),
        datetime.fromisoformat(modified) if modified else None,
        is_1904,
    )


# --- In that process


def answer(content: bytes, name: str) -> bytes:
    """Return a file's workbook as JSON, or what is wrong with it."""
    try:
        told = _told(read_unguarded(content, name))
    except UnreadableFileError as error:
        told = [type(error).__name__, to_json(error.why)]
    text = json.dumps(told, ensure_ascii=False, default=lambda day: {_DAY: day.isoformat()})
    return text.encode("utf-8", "surrogatepass")


def _leave_when_alone() -> None:
    """Nothing more comes: that ends when the one that waits for the answer does."""
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(1)


def _peak() -> int:
    """Most memory that this process took, in bytes, as far as the system tells."""
    told = psutil.Process().memory_info()
    if (of_windows := getattr(told, "peak_wset", None)) is not None:
        return int(of_windows)
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(told.rss)


def _end(seconds: float, memory: int) -> int:
    """How it ends: between two looks nobody saw what it took."""
    if time.process_time() > seconds:
        return _SLOW
    return _HEAVY if _peak() > memory else 0


if __name__ == "__main__":
    # openpyxl would import both, and needs neither: they take longer than a form.
    os.environ["OPENPYXL_LXML"] = "False"
    sys.modules["numpy"] = None  # type: ignore[assignment]
    given = sys.stdin.buffer.read(int(sys.argv[2]))
    threading.Thread(target=_leave_when_alone, daemon=True).start()
    sys.stdout.buffer.write(answer(given, sys.argv[1]))
    sys.exit(_end(float(sys.argv[3]), int(sys.argv[4])))
