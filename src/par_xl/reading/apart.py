"""A suspicious file parsed in a process of its own, which is stopped when it takes too much.

Run as a module it is that process: a file's bytes come in, the workbook goes out as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any

import psutil

from par_xl.messages import N_
from par_xl.reading import book as errors
from par_xl.reading.book import Sheet, TooHeavyError, UnreadableFileError, Workbook
from par_xl.reading.kind import ending
from par_xl.reading.package import MEGABYTE, open_package
from par_xl.reading.parse import parse
from par_xl.text import Cell

SECONDS = 30.0
MEMORY = 800 * MEGABYTE
CELLS = 3_000_000
CHARACTERS = 30_000_000
"""What one file may take, and what it may hold; a province's largest honest form takes and holds a
hundredth of it."""
_LOOK_EVERY = 0.02


def parse_apart(content: bytes, name: str, why: str) -> Workbook:
    """Parse a file in another process. *why* says what is suspicious about it.

    Raises:
        TooHeavyError: it took too long or too much memory, or the parser fell over it.
        UnreadableFileError: it can't be read.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        _run(given, answer, name, why)
        answer.seek(0)
        told = json.load(answer)
    if told.get("error") == TooHeavyError.__name__:
        raise TooHeavyError(f"{why}; {told['why']}")
    if "error" in told:
        raise getattr(errors, told["error"])(told["why"])
    return _workbook(told)


def _run(given: IO[bytes], answer: IO[bytes], name: str, why: str) -> None:
    # -P: nothing beside a received file is ever imported. Of the name its ending is enough.
    command = [sys.executable, "-P", "-m", __name__, f"a{ending(name)}"]
    process = subprocess.Popen(
        command,
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        # No black window beside Excel.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    until = time.monotonic() + SECONDS
    try:
        while process.poll() is None:
            if time.monotonic() > until:
                slow = N_("đọc quá {seconds} giây").format(seconds=f"{SECONDS:.0f}")
                raise TooHeavyError(f"{why}; {slow}")
            if _memory(process.pid) > MEMORY:
                heavy = N_("đọc tốn quá {size} MB bộ nhớ").format(size=MEMORY // MEGABYTE)
                raise TooHeavyError(f"{why}; {heavy}")
            time.sleep(_LOOK_EVERY)
    finally:
        process.kill()
        process.wait()
    if process.returncode != 0:
        raise TooHeavyError(f"{why}; {errors.CRASHED}")


def _memory(pid: int) -> int:
    """Memory of a process in bytes; 0 once it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _workbook(told: Mapping[str, Any]) -> Workbook:
    return Workbook(
        tuple(
            Sheet(
                sheet["name"],
                [[_cell(value) for value in row] for row in sheet["rows"]],
                tuple(((a, b), (c, d)) for (a, b), (c, d) in sheet["merged"]),
                {(row, column): text for row, column, text in sheet["broken"]},
                sheet["is_hidden"],
            )
            for sheet in told["sheets"]
        ),
        told["has_macros"],
        tuple(told["links"]),
        datetime.fromisoformat(told["modified"]) if told["modified"] else None,
        told["is_1904"],
    )


def _cell(value: Any) -> Cell:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value


def _told(workbook: Workbook) -> dict[str, Any]:
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
    return {
        "sheets": [
            {
                "name": sheet.name,
                "rows": sheet.rows,
                "merged": sheet.merged,
                "broken": [[*place, text] for place, text in sheet.broken.items()],
                "is_hidden": sheet.is_hidden,
            }
            for sheet in workbook.sheets
        ],
        "has_macros": workbook.has_macros,
        "links": workbook.links,
        "modified": workbook.modified.isoformat() if workbook.modified else None,
        "is_1904": workbook.is_1904,
    }


def _main() -> None:
    content = sys.stdin.buffer.read()
    try:
        package = open_package(content, sys.argv[1], is_whole=True)
        told = _told(parse(content, package, is_plain=False))
    except UnreadableFileError as error:
        told = {"error": type(error).__name__, "why": str(error)}
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    json.dump(told, sys.stdout, ensure_ascii=False, default=lambda day: {"day": day.isoformat()})


if __name__ == "__main__":
    _main()
