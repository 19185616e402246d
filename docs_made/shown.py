"""The part of a workbook that a picture shows: cut out for the printer, and told by a hash."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from lxml import etree

from docs_made.manifest import hash_of
from docs_made.package import MAIN, Package

_CELL = re.compile(r"([A-Z]+)(\d+)")
_AROUND = ("sheetFormatPr", "cols", "mergeCells", "conditionalFormatting")
_WHOLE = ("xl/styles.xml", "xl/theme/theme1.xml")


@dataclass(frozen=True)
class Picture:
    """A picture of cells of a sheet, with column letters and row numbers around them."""

    name: str
    """Of the file in ``docs/hinh``, without ``.png``."""
    book: str
    """Its path in the demo's folder after the merge: ``tong-hop/2024-06.xlsx``."""
    sheet: str
    area: str
    """From its first cell to its last: ``B1:Y14``."""
    left_out: tuple[str, ...] = ()
    """Columns and rows that aren't shown, for the rest to be legible: ``D:F``, ``9:12``."""
    typed: tuple[tuple[str, str, str | float | date], ...] = ()
    """What somebody types first: sheet, cell, value."""
    width: int = 1400
    """In pixels."""

    @property
    def columns(self) -> range:
        """Numbers of the area's columns."""
        first, last = (_column(each) for each in self.area.split(":"))
        return range(first, last + 1)

    @property
    def rows(self) -> range:
        """Numbers of the area's rows."""
        (_, first), (_, last) = _CELL.findall(self.area)
        return range(int(first), int(last) + 1)

    def hides(self, number: int, rows: bool) -> bool:
        """Whether a row, or a column, is left out."""
        for part in self.left_out:
            first, last = part.split(":")
            if first.isdigit() is rows:
                begin, end = (int(each) if rows else _column(each) for each in (first, last))
                if begin <= number <= end:
                    return True
        return False


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def cut_out(content: bytes, picture: Picture) -> Package:
    """The workbook with nothing to print but what the picture shows."""
    book = Package(content)
    for sheet, cell, value in picture.typed:
        book.type(sheet, cell, value)
    tree = book.xml(book.sheet(picture.sheet))
    _only(book, picture)
    _hide(tree, picture)
    _on_one_page(tree)
    return book


def _only(book: Package, picture: Picture) -> None:
    """Hide the other sheets and let the area alone be printed."""
    workbook = book.xml("xl/workbook.xml")
    index = [each.get("name") for each in book.sheets].index(picture.sheet)
    for number, sheet in enumerate(book.sheets):
        if number != index:
            sheet.set("state", "hidden")
    for view in workbook.iter(f"{MAIN}workbookView"):
        view.set("activeTab", str(index))
        view.set("firstSheet", str(index))
    names = workbook.find(f"{MAIN}definedNames")
    for name in list(names):
        if name.get("name").startswith("_xlnm.Print_"):
            names.remove(name)
    printed = {"name": "_xlnm.Print_Area", "localSheetId": str(index)}
    area = etree.SubElement(names, f"{MAIN}definedName", printed)
    area.text = f"'{picture.sheet}'!" + _CELL.sub(r"$\1$\2", picture.area)


def _hide(tree: Any, picture: Picture) -> None:
    columns = tree.find(f"{MAIN}cols")
    for each in list(columns):
        for number in range(int(each.get("min")), int(each.get("max")) + 1):
            one = {**each.attrib, "min": str(number), "max": str(number)}
            if picture.hides(number, rows=False):
                one["hidden"] = "1"
            etree.SubElement(columns, f"{MAIN}col", one)
        columns.remove(each)
    for row in tree.iter(f"{MAIN}row"):
        if picture.hides(int(row.get("r")), rows=True):
            row.set("hidden", "1")


def _on_one_page(tree: Any) -> None:
    """Print all on one large page, with letters and numbers around, without head and foot."""
    for name in ("headerFooter", "colBreaks", "rowBreaks", "printOptions", "pageSetup"):
        for each in tree.findall(f"{MAIN}{name}"):
            tree.remove(each)
    properties = tree.find(f"{MAIN}sheetPr")
    if properties is None:
        properties = etree.Element(f"{MAIN}sheetPr")
        tree.insert(0, properties)
    for each in properties.findall(f"{MAIN}pageSetUpPr"):
        properties.remove(each)
    etree.SubElement(properties, f"{MAIN}pageSetUpPr", fitToPage="1")
    margins = tree.find(f"{MAIN}pageMargins")
    margins.addprevious(etree.Element(f"{MAIN}printOptions", headings="1"))
    page = {"paperSize": "8", "fitToHeight": "1", "orientation": "landscape"}
    margins.addnext(etree.Element(f"{MAIN}pageSetup", page))


def told(book: Package, picture: Picture) -> str:
    """A hash of all that the picture shows of a workbook that was cut out for it."""
    part = book.sheet(picture.sheet)
    tree, texts = book.xml(part), book.texts()
    rows = [row for row in tree.iter(f"{MAIN}row") if int(row.get("r")) in picture.rows]
    all_of_it = [
        asdict(picture),
        [[row.get("r"), row.get("ht"), row.get("hidden")] for row in rows],
        [
            [cell.get("r"), cell.get("s"), *_held(cell, texts, bool(picture.typed))]
            for row in rows
            for cell in row
            if _column(cell.get("r")) in picture.columns
        ],
        [etree.tostring(e).decode() for name in _AROUND for e in tree.iter(f"{MAIN}{name}")],
        [book.xml_text(each) for each in (*_drawn(book, part), *_WHOLE)],
    ]
    return hash_of(json.dumps(all_of_it, ensure_ascii=False, default=str).encode())


def _held(cell: Any, texts: list[str], calculated: bool) -> Iterator[str]:
    """A cell's value; where something was typed, its formula too, for it is calculated anew."""
    value, formula = cell.find(f"{MAIN}v"), cell.find(f"{MAIN}f")
    if cell.get("t") == "s":
        yield texts[int(value.text)]
    else:
        yield "".join(cell.itertext(f"{MAIN}v", f"{MAIN}t"))
    if calculated and formula is not None:
        yield formula.text or ""


def _drawn(book: Package, part: str) -> Iterator[str]:
    """Charts and what else is drawn on a sheet; notes are not printed."""
    for each in book.related(part).values():
        if each.startswith(("xl/drawings/drawing", "xl/charts/")):
            yield each
            yield from _drawn(book, each)
