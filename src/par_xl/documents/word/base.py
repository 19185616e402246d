"""The built-in template: an empty document with page, styles and settings of Decree 30."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from par_xl.documents.word.styles import NAMESPACE, styles_xml

TOP, BOTTOM, LEFT, RIGHT = 2.0, 2.0, 3.0, 1.5
"""Margins in centimetres."""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def page_xml(is_landscape: bool = False) -> str:
    """Size and margins of a page, the first children of a section's properties."""
    wide, high = (16838, 11906) if is_landscape else (11906, 16838)
    orient = ' w:orient="landscape"' if is_landscape else ""
    margins = " ".join(
        f'w:{side}="{centimetres * 567:.0f}"'
        for side, centimetres in (
            ("top", TOP), ("right", RIGHT), ("bottom", BOTTOM), ("left", LEFT),
            ("header", 1), ("footer", 0.8), ("gutter", 0),
        )
    )  # fmt: skip
    return f'<w:pgSz w:w="{wide}" w:h="{high}"{orient}/><w:pgMar {margins}/>'


def _relations(*pairs: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


@cache
def built_in() -> bytes:
    """The built-in template as a .docx."""
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
            f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": (
            f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{_OFFICE}">'
            f"<w:body><w:sectPr>{page_xml()}</w:sectPr></w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("settings", "settings.xml")
        ),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": (
            f'<w:settings xmlns:w="{NAMESPACE}"><w:defaultTabStop w:val="720"/><w:compat>'
            '<w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            '<w:themeFontLang w:val="vi-VN"/>'
            '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
        ),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'
            archive.writestr(zipfile.ZipInfo(name), declared.encode())
    return content.getvalue()
