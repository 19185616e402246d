"""The boxes of notes: openpyxl writes their sizes, but reads none, and no alternative text."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree
from openpyxl import Workbook

VML = "{urn:schemas-microsoft-com:vml}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
PIXELS = {"pt": 96 / 72, "px": 1.0}
_SIZE = re.compile(r"(width|height):\s*([\d.]+)(pt|px)")


def restore_boxes(whole: bytes, workbook: Workbook) -> dict[tuple[str, int, int], str]:
    """Give the notes of a workbook just loaded from *whole* the sizes that they have there; their
    alternative texts by sheet, row and column."""
    texts = {}
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        for sheet in workbook.worksheets:
            for relation in sheet._rels:  # type: ignore[attr-defined]
                if not relation.Type.endswith("/vmlDrawing"):
                    continue
                root = etree.fromstring(archive.read(relation.Target.lstrip("/")))
                for (row, column), shape in notes_in(root).items():
                    note = sheet.cell(row, column).comment
                    if note is not None:
                        texts[sheet.title, row, column] = str(shape.get("alt", ""))
                        for name, number, unit in _SIZE.findall(shape.get("style", "")):
                            setattr(note, name, float(number) * PIXELS[unit])
    return texts


def notes_in(root: etree._Element) -> dict[tuple[int, int], etree._Element]:
    """The shapes of notes by their cells."""
    found = {}
    for shape in root.iter(f"{VML}shape"):
        row = shape.findtext(f"{EXCEL}ClientData/{EXCEL}Row")
        column = shape.findtext(f"{EXCEL}ClientData/{EXCEL}Column")
        if row is not None and column is not None:
            found[int(row) + 1, int(column) + 1] = shape
    return found
