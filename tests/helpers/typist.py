"""Typing into a form: the cells change, and nothing else of the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

_EPOCH = date(1899, 12, 30)


def typed(content: bytes, cells: Mapping[tuple[str, str], Any]) -> bytes:
    """The workbook with values in *cells*, by sheet and name; None empties one."""
    parts = _parts(content)
    names = re.findall(r'<sheet name="([^"]*)" sheetId="\d+"[^>]*r:id="(\w+)"', _text(parts))
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    for name, number in names:
        mine = {cell: value for (sheet, cell), value in cells.items() if escape(sheet) == name}
        if mine:
            target = re.search(
                rf'<Relationship Id="{number}"[^>]*Target="/?(?:xl/)?([^"]*)"', relations
            )
            assert target is not None
            path = f"xl/{target[1]}"
            parts[path] = _with(parts[path].decode(), mine).encode()
    return _packed(parts)


def renamed_text(content: bytes, old: str, new: str) -> bytes:
    """The workbook with another text in the place of one."""
    parts = _parts(content)
    shared = parts["xl/sharedStrings.xml"].decode()
    assert escape(old) in shared
    parts["xl/sharedStrings.xml"] = shared.replace(escape(old), escape(new)).encode()
    return _packed(parts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, part in parts.items():
            # No time of writing: the same words are the same bytes.
            book.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    return packed.getvalue()


def _text(parts: Mapping[str, bytes]) -> str:
    return parts["xl/workbook.xml"].decode()


def _with(xml: str, cells: Mapping[str, Any]) -> str:
    for cell, value in cells.items():
        pattern = rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        found = re.search(pattern, xml)
        assert found is not None, cell
        xml = xml[: found.start()] + _cell(cell, found[1], value) + xml[found.end() :]
    return xml


def _cell(cell: str, style: str, value: Any) -> str:
    if value is None:
        return f'<c r="{cell}"{style}/>'
    if isinstance(value, date):
        value = (value - _EPOCH).days
    if isinstance(value, int | float):
        return f'<c r="{cell}"{style}><v>{value}</v></c>'
    words = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
    return f'<c r="{cell}"{style} t="inlineStr">{words}</c>'
