"""Checks of received bytes, before and while they are parsed, that several modules make."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

import hostile_files as hostile
from hostile_files import MEGABYTE, ROW, Member, Outcome, members, read_watched, xlsx, zip_file
from par_xl.terms.text import Cell
from par_xl.workbooks.book import Sheet, UnreadableFileError, Workbook
from par_xl.workbooks.package import open_package
from par_xl.workbooks.parts import contents_of
from par_xl.workbooks.reader import read_unguarded, read_workbook
from par_xl.workbooks.scan import scan_of
from systems import SLOWER

GOOD = hostile.book_parts(ROW)
EMPTY_ODS = hostile.ods('<table:table table:name="S1"/>')
ALL_KINDS = (
    '<row r="1"><c r="A1" t="str"><v>chữ "\\ &amp; &#9;</v></c><c r="B1" s="1"><v>45450</v></c>'
    '<c r="C1" t="b"><v>0</v></c><c r="D1"><v>0.1</v></c><c r="E1" t="e"><v>#N/A</v></c>'
    '<c r="F1"><f>1+1</f></c><c r="G1" t="inlineStr"><is><t>\U0001f600</t></is></c></row>'
)


def refused(
    content: bytes, error: type[UnreadableFileError], says: str, name: str = "a.xlsx"
) -> None:
    """The file is refused with just this error, and its text says why."""
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(content, name)
    assert (type(caught.value), says in str(caught.value)) == (error, True), repr(caught.value)


def first_sheet(content: bytes, name: str = "a.xlsx") -> Sheet:
    """The first sheet of a file that is read."""
    return read_workbook(content, name).sheets[0]


def one_row(*cells: str) -> bytes:
    """A workbook with one row: a 7, then these ``<c>`` elements."""
    return xlsx(f'<row r="1"><c r="A1"><v>7</v></c>{"".join(cells)}</row>')


def reads(content: bytes, rows: list[list[Cell]], name: str = "a.xlsx") -> None:
    """The file is read, and its first sheet holds just these cells."""
    found = first_sheet(content, name).rows
    assert found == rows, found


def with_member(name: str = "xl/worksheets/sheet9.xml", data: bytes = b"", **lies: Any) -> bytes:
    """A workbook file with one more member, which may lie about itself."""
    return zip_file([*members(GOOD), Member(name, data, **lies)])


def survived(
    content: bytes, name: str = "a.xlsx", seconds: float = 10.0, memory: int = 120 * MEGABYTE
) -> Outcome:
    """Read or refused, within bounds, and the process that did it lives."""
    seconds *= SLOWER
    outcome = read_watched(content, name, seconds, memory)
    assert outcome.peak <= memory, f"took more than {memory // MEGABYTE} MB"
    assert outcome.ended is not None, f"took more than {seconds} seconds"
    assert outcome.ended == 0, f"took its process down ({outcome.ended})"
    return outcome


def parsed_here(content: bytes, name: str) -> Workbook:
    """The file parsed in this process, suspicious or not."""
    return read_unguarded(content, name)


def why_apart(content: bytes) -> str | None:
    """Why an .xlsx file is not read in this process; None where it is."""
    package = open_package(content, "a.xlsx")
    return scan_of(package, contents_of(package)).why


def processes_started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the processes that are started from now on."""
    ids: list[int] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            ids.append(self.pid)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return ids
