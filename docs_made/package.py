"""A workbook's parts: read, or changed with nothing else of the file touched."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from string import ascii_uppercase
from typing import Any

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BEGIN = date(1899, 12, 30)
"""Day 0 of the numbers that stand for days."""


def _placed(inside: Any, tag: str, name: str, order: Callable[[str], Any]) -> Any:
    """The row or cell of that name; a new one where it belongs if it is not there."""
    after = 0
    for index, each in enumerate(inside.findall(f"{MAIN}{tag}"), start=1):
        if each.get("r") == name:
            return each
        if order(each.get("r")) < order(name):
            after = index
    new = inside.makeelement(f"{MAIN}{tag}", {"r": name})
    inside.insert(after, new)
    return new


class Package:
    """The parts of an .xlsx file, by name; those asked for as XML can be changed."""

    def __init__(self, content: bytes) -> None:
        """Take them out of the file's bytes."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}
        self._trees: dict[str, Any] = {}

    def xml(self, part: str) -> Any:
        """A part's tree."""
        if part not in self._trees:
            self._trees[part] = etree.fromstring(self._parts[part])
        return self._trees[part]

    def xml_text(self, part: str) -> str:
        """A part as text."""
        return self._parts[part].decode()

    @property
    def sheets(self) -> list[Any]:
        """The workbook's sheets, in order."""
        return list(self.xml("xl/workbook.xml").iter(f"{MAIN}sheet"))

    def sheet(self, name: str) -> str:
        """The part of the sheet of that name.

        Raises:
            LookupError: there is none.
        """
        for each in self.sheets:
            if each.get("name") == name:
                return self.related("xl/workbook.xml")[each.get(f"{_RELATED}id")]
        raise LookupError(f"no sheet {name}")

    def related(self, part: str) -> dict[str, str]:
        """The parts that a part names, by their ids."""
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._parts:
            return {}
        return {
            each.get("Id"): re.sub(r"[^/]+/\.\./", "", f"{folder}/{each.get('Target')}")
            for each in self.xml(relations)
        }

    def texts(self) -> list[str]:
        """The shared strings."""
        return [
            "".join(each.itertext(f"{MAIN}t"))
            for each in self.xml("xl/sharedStrings.xml").iter(f"{MAIN}si")
        ]

    def type(self, sheet: str, place: str, value: str | float | date) -> None:
        """Put a value into a cell, a new one if none is there; an empty text empties it.

        Raises:
            LookupError: there is no such sheet.
        """
        name = place.upper()
        data = next(self.xml(self.sheet(sheet)).iter(f"{MAIN}sheetData"))
        row = _placed(data, "row", name.lstrip(ascii_uppercase), int)
        cell = _placed(row, "c", name, lambda r: (len(r), r))
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if value == "":
            return
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            inside = etree.SubElement(cell, f"{MAIN}is")
            etree.SubElement(inside, f"{MAIN}t").text = value
        else:
            number = (value - _BEGIN).days if isinstance(value, date) else value
            etree.SubElement(cell, f"{MAIN}v").text = repr(number)

    def packed(self) -> bytes:
        """The file's bytes."""
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self._parts.items():
                tree = self._trees.get(name)
                archive.writestr(
                    zipfile.ZipInfo(name),
                    content
                    if tree is None
                    else etree.tostring(tree, xml_declaration=True, encoding="UTF-8"),
                    zipfile.ZIP_DEFLATED,
                )
        return written.getvalue()
