"""The add-in's package: a workbook with one sheet, the VBA project and the ribbon's XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

from xlsxwriter import Workbook

from par_xl.app.addin.building.project import SHEET, WORKBOOK
from par_xl.app.addin.identity import VERSION_PROPERTY

CONF_SHEET = "par_xl.conf"

_RIBBON = "customUI/customUI.xml"
_RIBBON_RELATIONSHIP = (
    '<Relationship Id="rIdRibbon" Target="customUI/customUI.xml" '
    'Type="http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"/>'
)
_MACRO_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_WINDOW, _HIDDEN_WINDOW = b"<workbookView ", b'<workbookView visibility="hidden" '
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - any fixed one: the file must not tell when


def addin_package(project: bytes, ribbon: str, conf: Mapping[str, str], version: str) -> bytes:
    """The bytes of an .xlam; ``conf`` stands on its sheet, key beside value."""
    parts = _workbook(project, conf, version)
    types, relationships = parts["[Content_Types].xml"], parts["_rels/.rels"]
    parts["[Content_Types].xml"] = types.replace(_MACRO_WORKBOOK, _ADDIN)
    # As Excel's own: what doesn't take it for an add-in shows no sheet of settings either.
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(_WINDOW, _HIDDEN_WINDOW)
    end = b"</Relationships>"
    parts["_rels/.rels"] = relationships.replace(end, _RIBBON_RELATIONSHIP.encode() + end)
    parts[_RIBBON] = ribbon.encode()
    out = io.BytesIO()
    # Stored, not deflated: the bytes then don't depend on the zlib that this Python carries.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(_member(name), content)
    return out.getvalue()


def _workbook(project: bytes, conf: Mapping[str, str], version: str) -> dict[str, bytes]:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": "Cải cách hành chính",
            "subject": "PAR INDEX, SIPAS, PAPI",
            "comments": "Thẻ Cải cách hành chính: tạo biểu mẫu, kiểm tra và tổng hợp báo cáo.",
            "created": _CREATED,
        }
    )
    book.set_custom_property(VERSION_PROPERTY, version, "text")
    book.add_vba_project(io.BytesIO(project), is_stream=True)
    book.set_vba_name(WORKBOOK)
    sheet = book.add_worksheet(CONF_SHEET)
    sheet.set_vba_name(SHEET)
    for row, (key, value) in enumerate(conf.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    book.close()
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _LONG_AGO)
    member.create_system = 0  # else it tells on which system it was built
    member.external_attr = 0
    return member
