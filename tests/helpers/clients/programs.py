"""Each program with the same three calls: read a workbook, type into it and save, calculate it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import python_calamine
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import to_excel

from libreoffice import LibreOffice

from .cells import Book, Cells, Day, Fault, Value, column_number, formulas, letters, plain
from .prepare import node_command, poi_command
from .process import ClientError, Server

Typed = Mapping[tuple[str, str], Value]
"""What is typed, by sheet and cell's name."""


class Reader(Protocol):
    """Reads workbooks."""

    def read(self, path: Path) -> Book:
        """What the program sees in the cells."""


class Writer(Protocol):
    """Opens workbooks and saves them again."""

    def save(self, path: Path, typed: Typed, target: Path) -> None:
        """Open a workbook, type, and save it as another."""


class Calculator(Protocol):
    """Calculates the formulas of workbooks."""

    def calculate(self, path: Path) -> Book:
        """What the cells hold after that."""


@dataclass(frozen=True)
class Remote:
    """exceljs, SheetJS or Apache POI behind a process."""

    server: Server
    program: str

    def read(self, path: Path) -> Book:
        return _book(self._ask("read", path=str(path)))

    def save(self, path: Path, typed: Typed, target: Path) -> None:
        cells = [[*place, _as_json(value)] for place, value in typed.items()]
        self._ask("save", path=str(path), cells=cells, target=str(target))

    def calculate(self, path: Path) -> Book:
        return _book(self._ask("calculate", path=str(path)))

    def _ask(self, call: str, **request: Any) -> Any:
        return self.server.ask(call, program=self.program, **request)


@dataclass(frozen=True)
class HyperFormula:
    """It reads no files: it gets what we read, formulas without the values that are stored."""

    server: Server

    def calculate(self, path: Path) -> Book:
        content = path.read_bytes()
        asked, book = formulas(content), plain(content)
        sheets = {
            name: _grid(cells | {at: f"={formula}" for at, formula in asked[name].items()})
            for name, cells in ((name, _texts_as_such(cells)) for name, cells in book.items())
        }
        names = [{"name": name, "expression": f"={area}"} for name, area in _names(content)]
        answer = self.server.ask("calculate", program="hyperformula", sheets=sheets, names=names)
        return {
            sheet: {name: book[sheet][name] for name in book[sheet].keys() - asked[sheet].keys()}
            | {name: _as_day(book[sheet].get(name), value) for name, value in cells.items()}
            for sheet, cells in _book(answer).items()
        }


@dataclass(frozen=True)
class Gnumeric:
    """Debian's ssconvert: what it saw is what it writes out again."""

    folder: Path

    def read(self, path: Path) -> Book:
        return plain(self._convert(path, ".xlsx").read_bytes())

    def calculate(self, path: Path) -> Book:
        return plain(self._convert(path, ".xlsx", "--recalc").read_bytes())

    def save(self, path: Path, typed: Typed, target: Path) -> None:
        """Typed into its own format: ssconvert's option --set knows the first sheet only."""
        own = self._convert(path, ".xml")
        book = etree.parse(own)
        for (sheet, cell), value in typed.items():
            _put_into_gnumeric(book.getroot(), sheet, cell, value)
        book.write(own, xml_declaration=True, encoding="UTF-8")
        self._run(own, target)

    def _convert(self, path: Path, suffix: str, *options: str) -> Path:
        target = self.folder / f"{len(list(self.folder.iterdir()))}{suffix}"
        self._run(path, target, *options)
        return target

    @staticmethod
    def _run(path: Path, target: Path, *options: str) -> None:
        command = ["ssconvert", *options, str(path), str(target)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
        wrong = [line for line in said.splitlines() if "Invalid cell" in line or "CRITICAL" in line]
        if wrong:
            raise ClientError("\n".join(wrong[:3]))


@dataclass(frozen=True)
class Office:
    """LibreOffice: what it saw is what it saves."""

    office: LibreOffice
    folder: Path

    def read(self, path: Path) -> Book:
        return self._saved(path)

    def calculate(self, path: Path) -> Book:
        return self._saved(path, recalculate=True)

    def save(self, path: Path, typed: Typed, target: Path) -> None:
        with self.office.open(path) as document:
            for sheet in {sheet for sheet, _ in typed}:
                document.unprotect(sheet)
            document.put_many({place: _for_office(value) for place, value in typed.items()})
            document.save_as(target)

    def _saved(self, path: Path, *, recalculate: bool = False) -> Book:
        target = self.folder / f"office {len(list(self.folder.iterdir()))}.xlsx"
        with self.office.open(path) as document:
            if recalculate:
                document.recalculate()
            document.save_as(target)
        return plain(target.read_bytes())


class Openpyxl:
    """openpyxl, which calculates nothing."""

    def read(self, path: Path) -> Book:
        book = openpyxl.load_workbook(path, data_only=True)
        return {
            sheet.title: {
                cell.coordinate: Fault(str(cell.value))
                if cell.data_type == "e"
                else _value(cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value not in (None, "")
            }
            for sheet in book
        }

    def save(self, path: Path, typed: Typed, target: Path) -> None:
        book = openpyxl.load_workbook(path)
        for (sheet, at), value in typed.items():
            cell = book[sheet][at]
            cell.value = _day(value) if isinstance(value, Day) else value
            if isinstance(value, str):
                cell.data_type = "s"
        book.save(target)


class Calamine:
    """python-calamine, which calculates nothing."""

    def read(self, path: Path) -> Book:
        book = python_calamine.load_workbook(path)
        found: Book = {}
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            found[name] = {
                f"{letters(column)}{row}": _value(value)
                for row, cells in enumerate(rows, 1)
                for column, value in enumerate(cells, 1)
                if value != ""
            }
        return found


@dataclass(frozen=True)
class Programs:
    """All programs by name, each under what it can do."""

    readers: Mapping[str, Reader]
    writers: Mapping[str, Writer]
    calculators: Mapping[str, Calculator]


READERS = ("openpyxl", "calamine", "exceljs", "SheetJS", "Apache POI", "Gnumeric", "LibreOffice")
WRITERS = tuple(name for name in READERS if name != "calamine")
CALCULATORS = ("Apache POI", "HyperFormula", "Gnumeric", "LibreOffice")


@contextmanager
def started(office: LibreOffice, folder: Path) -> Iterator[Programs]:
    """All programs; those with a process are started, and end. *folder* is theirs to write in."""
    with Server(node_command()) as node, Server(poi_command()) as java:
        exceljs, sheetjs = Remote(node, "exceljs"), Remote(node, "sheetjs")
        poi, gnumeric, libreoffice = Remote(java, "poi"), Gnumeric(folder), Office(office, folder)
        ours, calamine, hyperformula = Openpyxl(), Calamine(), HyperFormula(node)
        readers = (ours, calamine, exceljs, sheetjs, poi, gnumeric, libreoffice)
        writers = (ours, exceljs, sheetjs, poi, gnumeric, libreoffice)
        calculators = (poi, hyperformula, gnumeric, libreoffice)
        yield Programs(
            dict(zip(READERS, readers, strict=True)),
            dict(zip(WRITERS, writers, strict=True)),
            dict(zip(CALCULATORS, calculators, strict=True)),
        )


def _value(value: Any) -> Value:
    """What a Python library gives."""
    match value:
        case bool() | str():
            return value
        case datetime() | date() | time() | timedelta():
            serial: float = to_excel(value)  # type: ignore[no-untyped-call]
            return Day(float(serial))
    return float(value)


def _day(value: Day) -> date:
    return date(1899, 12, 30) + timedelta(days=int(value.serial))


def _for_office(value: Value) -> str | float | date:
    assert not isinstance(value, Fault)
    return _day(value) if isinstance(value, Day) else value


def _as_json(value: Value) -> Any:
    return {"day": value.serial} if isinstance(value, Day) else value


def _book(answer: Mapping[str, Mapping[str, Any]]) -> Book:
    """Cells as a process tells them."""
    return {
        sheet: {name: _told(value) for name, value in cells.items() if value not in (None, "")}
        for sheet, cells in answer.items()
    }


def _told(value: Any) -> Value:
    match value:
        case {"day": serial}:
            return Day(float(serial))
        case {"error": name}:
            return Fault(name)
        case bool() | str():
            return value
    return float(value)


def _texts_as_such(cells: Cells) -> dict[str, Any]:
    """Else HyperFormula would take a text for the number or day that it looks like."""
    return {
        name: f"'{value}" if isinstance(value, str) else _number(value)
        for name, value in cells.items()
    }


def _number(value: Value) -> Any:
    return value.serial if isinstance(value, Day) else value


def _as_day(stored: Value | None, calculated: Value) -> Value:
    """A calculated number as its cell's format shows it."""
    if isinstance(stored, Day) and isinstance(calculated, float):
        return Day(calculated)
    return calculated


def _grid(cells: Mapping[str, Any]) -> list[list[Any]]:
    """Cells as rows from A1 on."""
    places = {coordinate_to_tuple(name): value for name, value in cells.items()}
    height = max((row for row, _ in places), default=0)
    width = max((column for _, column in places), default=0)
    return [[places.get((r, c)) for c in range(1, width + 1)] for r in range(1, height + 1)]


def _names(content: bytes) -> Iterator[tuple[str, str]]:
    """The names of the whole workbook, and what they mean."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for name, defined in book.defined_names.items():
        yield name, defined.attr_text or ""


_GNUMERIC = "{http://www.gnumeric.org/v10.dtd}"
_NUMBER, _TEXT = "40", "60"


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
    etree.SubElement(cells, f"{_GNUMERIC}Cell", place, ValueType=kind).text = str(_number(value))
