"""Writing a workbook as Excel does: every formula with the value that it has.

openpyxl alone writes formulas without values, and a reader would find them empty.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from .values import serial
from .vml import notes_in

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook_bytes(
    formulas: Workbook, values: Workbook, texts: Mapping[tuple[str, int, int], str]
) -> bytes:
    """*formulas* as a file, each formula with its value in *values*, and *texts*, the alternative
    ones of notes, by sheet, row and column."""
    raw = io.BytesIO()
    formulas.save(raw)
    parts = {sheet.path.lstrip("/"): sheet for sheet in formulas.worksheets}
    drawings = {str(s.legacy_drawing).lstrip("/"): s.title for s in formulas.worksheets}
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            sheet = parts.get(name)
            if sheet is not None:
                content = _with_values(content, values[sheet.title])
            elif name in drawings:
                content = _with_texts(content, drawings[name], texts)
            target.writestr(name, content)
    return out.getvalue()


def _with_texts(content: bytes, sheet: str, texts: Mapping[tuple[str, int, int], str]) -> bytes:
    root = etree.fromstring(content)
    for (row, column), shape in notes_in(root).items():
        if text := texts.get((sheet, row, column)):
            shape.set("alt", text)
    return etree.tostring(root)


def _with_values(content: bytes, values: Worksheet) -> bytes:
    root = etree.fromstring(content)
    for cell in root.iter(f"{MAIN}c"):
        if cell.find(f"{MAIN}f") is None:
            continue
        known = values[cell.get("r", "")]
        kind, text = _written(known.value, known.data_type)
        cell.set("t", kind)
        place = cell.find(f"{MAIN}v")
        if place is None:
            place = etree.SubElement(cell, f"{MAIN}v")
        place.text = text
    for merged in root.iter(f"{MAIN}mergeCells"):
        # openpyxl keeps them in a set.
        merged[:] = sorted(merged, key=lambda cells: range_boundaries(cells.get("ref", ""))[1::-1])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _written(value: Any, kind: str) -> tuple[str, str]:
    """The cell type and text of a formula's value; openpyxl reads the empty text as None."""
    if value is None:
        return "str", ""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int | float):
        return "n", repr(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return "n", repr(serial(value))
    return ("e" if kind == "e" else "str"), str(value)
