"""Sheets as hardly any program writes them, read by openpyxl: only in the process apart.

openpyxl is given row by row of sheets whose elements all stand where the standard has them; of
what else a workbook holds (styles of cells, rules, pictures) it sees nothing that it could fall
over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from par_xl.terms.finding import cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell
from par_xl.workbooks.book import (
    NEVER_CALCULATED,
    Beside,
    Place,
    Sheet,
    TooHeavyError,
    UnreadableFileError,
    cell_value,
    shortened,
)
from par_xl.workbooks.package import Package
from par_xl.workbooks.parts import Contents, check_in_place, local

_AREA = 3_000_000
"""Cells between the first one and the last: each takes memory."""
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_KINDS = ("n", "s", "b", "d", "e", "str", "inlineStr")
_DAYS = 2_958_466
"""As a number the day after the last one of 9999."""
_TRUTHS = {"": None, "0": False, "false": False, "1": True, "true": True}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HIDDEN = ("hidden", "veryHidden")


def read_nonstandard(package: Package, contents: Contents) -> tuple[Sheet, ...]:
    """Read all sheets of an .xlsx package, however they are written.

    Raises:
        UnreadableFileError: damaged, or what holds values is not where all readers see it.
    """
    shared, styles = (package.parts.get(part, b"") for part in (contents.texts, contents.styles))
    texts = [_text(each) for each in _root(shared)]
    formats = _formats(_root(styles))
    found = []
    for sheet in contents.sheets:
        xml = package.parts.get(sheet.part)
        if xml is None:
            raise UnreadableFileError(N_("thiếu phần của trang “{name}”"), name=sheet.name)
        check_in_place(xml, sheet.part)
        reader = _Reader(texts, formats, is_1904=contents.is_1904)
        rows = reader.grid(xml)
        broken = shortened(reader.beside.broken)
        is_hidden = sheet.state in _HIDDEN
        found.append(Sheet(sheet.name, rows, tuple(reader.beside.merged), broken, is_hidden))
    return tuple(found)


def _root(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(xml) if xml else ElementTree.Element("none")


def _formats(styles: ElementTree.Element) -> list[str]:
    """How each style shows numbers."""
    own = {int(each.get("numFmtId", "0")): each.get("formatCode", "")
           for each in styles.iterfind("{*}numFmts/{*}numFmt")}  # fmt: skip
    known = {**BUILTIN_FORMATS, **own}
    used = styles.iterfind("{*}cellXfs/{*}xf")
    return [known.get(int(each.get("numFmtId", "0")), "General") for each in used]


def _text(item: ElementTree.Element) -> str:
    """Return a text, plain or in pieces; how it is pronounced is none of it. Spaces around a piece
    count where that says so."""
    for spoken in item.findall("{*}rPh"):
        item.remove(spoken)
    pieces = (
        (each.text or "") if each.get(_SPACE) == "preserve" else (each.text or "").strip(" \t\r\n")
        for each in item.iterfind(".//{*}t")
    )
    return unescape("".join(pieces))


class _Reader(WorkSheetParser):
    """openpyxl's own, for rows that come one by one, and with what it does not say of a cell."""

    def __init__(self, texts: Sequence[str], formats: Sequence[str], *, is_1904: bool) -> None:
        super().__init__(
            io.BytesIO(),
            texts,
            data_only=True,
            epoch=MAC_EPOCH if is_1904 else WINDOWS_EPOCH,
            date_formats={at for at, each in enumerate(formats) if is_date_format(each)},
            timedelta_formats={at for at, each in enumerate(formats) if is_timedelta_format(each)},
        )
        self.beside = Beside()

    def grid(self, xml: bytes) -> list[list[Cell]]:
        """All cells from A1 to the last one that holds something."""
        values: dict[Place, Cell] = {}
        height = width = 0
        for row, column, value in self._cells(xml):
            height, width = max(height, row), max(width, column)
            if height * width > _AREA:
                cell = cell_name(row - 1, column - 1)
                raise TooHeavyError(N_("ô {cell} ở rất xa bảng"), cell=cell)
            values[row - 1, column - 1] = None if value == "" else value
        rows: list[list[Cell]] = [[None] * width for _ in range(height)]
        for (down, along), value in values.items():
            rows[down][along] = value
        return rows

    def _cells(self, xml: bytes) -> Iterator[tuple[int, int, Cell]]:
        data = root = None
        for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
            root = element if root is None else root
            own, tag = element.tag.removeprefix(root.tag.removesuffix("worksheet")), element.tag
            if event == "start":
                data = element if own == "sheetData" else data
            elif own == "mergeCell":
                left, top, right, bottom = _area(element.get("ref", ""))
                self.beside.merged.append(((top - 1, left - 1), (bottom - 1, right - 1)))
            elif own == "row" and data is not None:
                for each in element.iter() if SHEET_MAIN_NS not in tag else ():
                    each.tag = f"{{{SHEET_MAIN_NS}}}{local(each.tag)}"
                for cell in self.parse_row(element)[1]:
                    if cell["value"] is not None or cell["data_type"] == "e":
                        yield cell["row"], cell["column"], cell["value"]
                self.row_dimensions.clear()
                data.remove(element)

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell as openpyxl has it, but for what it takes for a number and isn't, numbers
        before all days, and values that can't be trusted."""
        kind, held = element.get("t") or "n", element.findtext(VALUE_TAG)
        value = (held or "").strip()
        is_number = kind == "n" and _NUMBER.fullmatch(value) is not None
        is_known = kind == "s" and value.isascii() and value.isdecimal()
        if kind not in _KINDS:
            raise ValueError(kind)
        if not (kind == "d" or is_known or (is_number and 0 <= float(value) < _DAYS)):
            element.set("t", "str")
        cell: dict[str, Any] = super().parse_cell(element)
        self.row_counter = cell["row"]
        within = element.find(INLINE_STRING)
        if is_number and cell["data_type"] == "s":
            cell["value"] = float(value)
        elif kind == "b":
            cell["value"] = _TRUTHS.get(value, value)
        elif within is not None:
            cell["value"] = _text(within)
        elif kind == "str" and held:
            cell["value"] = unescape(held)
        if why := self._why_broken(element, kind, held, is_known):
            self.beside.broken[cell["row"] - 1, cell["column"] - 1] = why
            cell["value"], cell["data_type"] = None, "e" if kind == "e" and value else "n"
        elif cell["value"] is not None:
            cell["value"] = cell_value(cell["value"])
        return cell

    @staticmethod
    def _why_broken(element: Any, kind: str, held: str | None, is_known: bool) -> str | None:
        value = (held or "").strip()
        if kind == "e":
            return value or "#N/A"
        if kind == "s" and value and not is_known:
            return N_("không có chữ này")
        if element.find(FORMULA_TAG) is None or kind == "inlineStr" or value:
            return None
        # An empty text is a value; none at all is not.
        return None if kind == "str" and held is not None else NEVER_CALCULATED


def _area(reference: str) -> list[int]:
    bounds = [bound for bound in range_boundaries(reference) if bound is not None]
    if len(bounds) != 4:
        raise ValueError(reference)
    return bounds
