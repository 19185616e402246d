"""The cells of a workbook as its parts hold them: what every program has to see."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree
from openpyxl.formula.translate import Translator

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAYS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of Excel's own formats that show days or times."""


class Day(NamedTuple):
    """A number that its format shows as a day."""

    serial: float


class Fault(NamedTuple):
    """An error value."""

    name: str


Value = float | str | bool | Day | Fault
Cells = dict[str, Value]
Book = dict[str, Cells]
"""By sheet and by cell's name; cells that show nothing are left out."""
Typed = Mapping[tuple[str, str], Value]
"""What is typed, by sheet and cell's name."""


@dataclass(frozen=True)
class Parts:
    """The parts of a workbook."""

    content: bytes

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """The part of each sheet, by its name."""
        book = etree.fromstring(self.files["xl/workbook.xml"])
        relations = etree.fromstring(self.files["xl/_rels/workbook.xml.rels"])
        targets = {each.get("Id"): each.get("Target", "") for each in relations}
        return {
            sheet.get("name", ""): str(PurePosixPath("/xl", targets[sheet.get(_ID)]))[1:]
            for sheet in book.iterfind(f"{MAIN}sheets/{MAIN}sheet")
        }

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts."""
        part = self.files.get("xl/sharedStrings.xml")
        return [] if part is None else [_text(item) for item in etree.fromstring(part)]

    @cached_property
    def day_styles(self) -> set[int]:
        """Numbers of the cell styles that show days or times."""
        styles = etree.fromstring(self.files["xl/styles.xml"])
        formats = {
            int(each.get("numFmtId", 0)): each.get("formatCode", "")
            for each in styles.iter(f"{MAIN}numFmt")
        }
        days = _DAYS | {number for number, code in formats.items() if _shows_day(code)}
        cell_styles = styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
        return {at for at, style in enumerate(cell_styles) if int(style.get("numFmtId", 0)) in days}

    def cells(self, sheet: str) -> Iterator[tuple[str, etree._Element]]:
        """The cells of a sheet by name; where one says none, it stands behind the one before."""
        row = 0
        for line in etree.fromstring(self.files[self.sheets[sheet]]).iter(f"{MAIN}row"):
            row, column = int(line.get("r", row + 1)), 0
            for cell in line:
                name = cell.get("r")
                column = column_number(name) if name else column + 1
                yield name or f"{letters(column)}{row}", cell

    def value(self, cell: etree._Element) -> Value | None:
        """What a cell shows; None for nothing."""
        kind, stored = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
        if kind == "inlineStr":
            inline = cell.find(f"{MAIN}is")
            return (_text(inline) if inline is not None else "") or None
        if not stored:
            return None
        match kind:
            case "s":
                return self.texts[int(stored)] or None
            case "str":
                return _escaped(stored)
            case "b":
                return stored == "1"
            case "e":
                return Fault(stored)
        is_day = int(cell.get("s", 0)) in self.day_styles
        return Day(float(stored)) if is_day else float(stored)


def plain(content: bytes) -> Book:
    """What the cells of a workbook hold, parsed with nothing but XML."""
    parts = Parts(content)
    found: Book = {}
    for sheet in parts.sheets:
        values = ((name, parts.value(cell)) for name, cell in parts.cells(sheet))
        found[sheet] = {name: value for name, value in values if value is not None}
    return found


def formulas(content: bytes) -> dict[str, dict[str, str]]:
    """The formulas by sheet and cell's name; what cells share stands in each."""
    parts = Parts(content)
    found: dict[str, dict[str, str]] = {}
    for sheet in parts.sheets:
        shared: dict[str, Translator] = {}
        written = found[sheet] = {}
        for name, cell in parts.cells(sheet):
            formula = cell.find(f"{MAIN}f")
            if formula is None:
                continue
            text, number = formula.text or "", formula.get("si")
            if number is not None and text:
                shared[number] = Translator(f"={text}", name)
            elif number is not None:
                text = shared[number].translate_formula(name).removeprefix("=")
            written[name] = text
    return found


SPOILED, SPOILED_TEXT = 987654.25, "chưa tính"


def spoiled(content: bytes) -> bytes:
    """The workbook with another value stored for each formula: only who calculates finds it."""

    def spoil(_: str, sheet: etree._Element) -> None:
        for cell in sheet.iter(f"{MAIN}c"):
            stored = cell.find(f"{MAIN}v")
            if cell.find(f"{MAIN}f") is not None and stored is not None:
                stored.text = SPOILED_TEXT if cell.get("t") == "str" else str(SPOILED)

    return _changed(content, spoil)


def without_references(content: bytes, sheets: Collection[str], above: int = 0) -> bytes:
    """The workbook with rows and cells that don't say where they stand, below the first *above*
    rows of these sheets: Excel takes that, and LibreOffice does; not all programs do."""

    def strip(name: str, sheet: etree._Element) -> None:
        if name in sheets:
            for row in sheet.iter(f"{MAIN}row"):
                if int(row.get("r", 0)) > above:
                    for each in (row, *row):
                        each.attrib.pop("r", None)

    return _changed(content, strip)


def _changed(content: bytes, change: Callable[[str, etree._Element], None]) -> bytes:
    parts, packed = Parts(content), io.BytesIO()
    sheets = {part: name for name, part in parts.sheets.items()}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.files.items():
            if name in sheets:
                sheet = etree.fromstring(data)
                change(sheets[name], sheet)
                data = etree.tostring(sheet, xml_declaration=True, encoding="UTF-8")
            archive.writestr(name, data)
    return packed.getvalue()


def column_number(cell: str) -> int:
    """The column of a cell, counted from 1."""
    number = 0
    for letter in cell.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def letters(column: int) -> str:
    """The letters of a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text(item: etree._Element) -> str:
    """A text with or without formats in it; how it is spoken stands apart."""
    runs = [*item.iterfind(f"{MAIN}t"), *item.iterfind(f"{MAIN}r/{MAIN}t")]
    return _escaped("".join(run.text or "" for run in runs))


def _escaped(text: str) -> str:
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def _shows_day(code: str) -> bool:
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)
    return bool(re.search("[dmyhs]", bare, re.IGNORECASE)) and "general" not in bare.lower()
