"""Suspicious files are parsed in another process, which is stopped in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from hostile_files import MEGABYTE, ROW, sheet_xml, xlsx, zipped
from par_xl.workbooks import sandbox
from par_xl.workbooks.book import NEVER_CALCULATED, TooHeavyError
from par_xl.workbooks.reader import read_workbook
from reading_checks import (
    ALL_KINDS,
    EMPTY_ODS,
    GOOD,
    first_sheet,
    parsed_here,
    processes_started,
    reads,
    refused,
)

MERGED = '<mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>'


def _suspicious(rows: str = ALL_KINDS) -> bytes:
    """Harmless, since the far cell is blank, but parsed in another process."""
    odd = '<row r="20000"><c r="A20000" s="1"/></row>'
    return xlsx(sheet_xml(rows + odd, after=MERGED), properties='<workbookPr date1904="0"/>')


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the processes that were started."""
    return processes_started(monkeypatch)


def test_a_good_file_needs_no_other_process(started: list[int]) -> None:
    read_workbook(xlsx(ALL_KINDS.replace("&#9;", "")), "a.xlsx")
    assert started == []


def test_a_suspicious_file_is_parsed_apart_with_the_same_cells(started: list[int]) -> None:
    content = _suspicious()
    book = read_workbook(content, "a.xlsx")
    assert len(started) == 1
    assert book == parsed_here(content, "a.xlsx")
    assert book.sheets[0].broken == {(0, 4): "#N/A", (0, 5): NEVER_CALCULATED}


LIMITS: dict[str, tuple[str, float, str]] = {
    "time": ("SECONDS", 0.01, "giây"),
    "memory": ("MEMORY", MEGABYTE, "bộ nhớ"),
}


@pytest.mark.parametrize("what", LIMITS)
def test_what_takes_too_much_is_stopped_and_the_next_file_read(
    what: str, monkeypatch: pytest.MonkeyPatch, started: list[int]
) -> None:
    limit, value, says = LIMITS[what]
    with monkeypatch.context() as patch:
        patch.setattr(sandbox, limit, value)
        refused(_suspicious(), TooHeavyError, says)
        refused(EMPTY_ODS, TooHeavyError, says, "a.ods")
    assert len(started) == 2
    assert not any(map(psutil.pid_exists, started))
    reads(zipped(GOOD), [[5.0]])
    assert read_workbook(_suspicious(), "a.xlsx").sheets


def test_the_refusal_names_what_was_suspicious(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.01)
    refused(_suspicious(), TooHeavyError, "“S1”")
    refused(_suspicious(), TooHeavyError, "A20000")


def test_too_many_cells_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    corner = f'{ROW}<row r="20001"><c r="ET20001"><v>1</v></c></row>'
    refused(xlsx(corner), TooHeavyError, "ET20001")


def test_others_are_read_while_one_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.02)
    files = [zipped(GOOD), _suspicious(), zipped(GOOD), zipped(GOOD)]

    def read(content: bytes) -> str:
        try:
            return read_workbook(content, "a.xlsx").sheets[0].name
        except TooHeavyError:
            return "stopped"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, files)) == ["S1", "stopped", "S1", "S1"]


def test_no_module_beside_a_received_file_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[int]
) -> None:
    trap = f"open({str(tmp_path / 'caught')!r}, 'a').write(__name__)\nraise SystemExit(3)\n"
    names = ("json", "psutil", "xlrd", "python_calamine", "sitecustomize", "encodings/__init__")
    for name in (
        *names,
        "par_xl/__init__",
        "par_xl/workbooks/sandbox",
        "par_xl/workbooks/__init__",
    ):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(trap)
    monkeypatch.chdir(tmp_path)
    assert first_sheet(EMPTY_ODS, "a.ods").name == "S1"
    assert len(started) == 1
    assert not (tmp_path / "caught").exists()
