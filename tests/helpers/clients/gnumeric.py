"""Gnumeric, by Debian's ssconvert: what it saw is what it writes out again."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from .cells import Book, Day, Typed, Value, column_number, plain
from .process import ClientError

_GNUMERIC = "{http://www.gnumeric.org/v10.dtd}"
_NUMBER, _TEXT = "40", "60"


@dataclass(frozen=True)
class Gnumeric:
    """Reads, saves and calculates, a process each time."""

    folder: Path

    def read(self, path: Path) -> Book:
        return self._seen(path)

    def calculate(self, path: Path) -> Book:
        return self._seen(path, "--recalc")

    def save(self, path: Path, typed: Typed, target: Path) -> None:
        """Typed into its own format: ssconvert's option --set knows the first sheet only."""
        own = self._target(".xml")
        self._run(path, own)
        book = etree.parse(own)
        for (sheet, cell), value in typed.items():
            _put_into_gnumeric(book.getroot(), sheet, cell, value)
        book.write(own, xml_declaration=True, encoding="UTF-8")
        self._run(own, target)

    def _seen(self, path: Path, *options: str) -> Book:
        target = self._target(".xlsx")
        said = self._run(path, target, *options)
        wrong = [line for line in said.splitlines() if "Invalid cell" in line or "CRITICAL" in line]
        if wrong:
            raise ClientError("\n".join(wrong[:3]))
        return plain(target.read_bytes())

    def _target(self, suffix: str) -> Path:
        return self.folder / f"{len(list(self.folder.iterdir()))}{suffix}"

    @staticmethod
    def _run(path: Path, target: Path, *options: str) -> str:
        command = ["ssconvert", *options, str(path), str(target)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def _put_into_gnumeric(book: etree._Element, sheet: str, cell: str, value: Value) -> None:
    pages = book.iterfind(f"{_GNUMERIC}Sheets/{_GNUMERIC}Sheet")
    page = next(each for each in pages if each.findtext(f"{_GNUMERIC}Name") == sheet)
    cells = page.find(f"{_GNUMERIC}Cells")
    assert cells is not None
    row = int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
    place = {"Row": str(row), "Col": str(column_number(cell) - 1)}
    for old in cells:
        if {name: old.get(name) for name in place} == place:
            cells.remove(old)
    kind = _TEXT if isinstance(value, str) else _NUMBER
    etree.SubElement(cells, f"{_GNUMERIC}Cell", place, ValueType=kind).text = str(
        value.serial if isinstance(value, Day) else value
    )
