"""The sizes of notes and whether they always show: openpyxl writes sizes, but reads none."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from lxml import etree
from openpyxl import Workbook

VML = "{urn:schemas-microsoft-com:vml}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
PIXELS = {"pt": 96 / 72, "px": 1.0}
_SIZE = re.compile(r"(width|height):\s*([\d.]+)(pt|px)")


def restore_sizes(path: Path, workbook: Workbook) -> None:
    """Give the notes of a workbook just loaded the sizes that they have in its file."""
    with zipfile.ZipFile(path) as archive:
        for sheet in workbook.worksheets:
            for relation in sheet._rels:  # type: ignore[attr-defined]
                if not relation.Type.endswith("/vmlDrawing"):
                    continue
                root = etree.fromstring(archive.read(relation.Target.lstrip("/")))
                for shape in root.iter(f"{VML}shape"):
                    row = shape.findtext(f"{EXCEL}ClientData/{EXCEL}Row")
                    column = shape.findtext(f"{EXCEL}ClientData/{EXCEL}Column")
                    if row is None or column is None:
                        continue
                    note = sheet.cell(int(row) + 1, int(column) + 1).comment
                    if note is not None:
                        for name, number, unit in _SIZE.findall(shape.get("style", "")):
                            setattr(note, name, float(number) * PIXELS[unit])
