"""The built-in template: an empty document with page, styles and settings of Decree 30."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from par_xl.outputs.word.styles import FONT, NAMESPACE, styles_xml

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


def _theme() -> str:
    """Black on white in one font: Word wants a theme to be there."""
    colours = {
        "dk1": "000000", "lt1": "FFFFFF", "dk2": "1F3864", "lt2": "E7E6E6",
        "accent1": "1F3864", "accent2": "7F7F7F", "accent3": "BFBFBF", "accent4": "595959",
        "accent5": "2F5496", "accent6": "3B3838", "hlink": "0563C1", "folHlink": "954F72",
    }  # fmt: skip
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in colours.items()
    )
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Văn bản">'
        f'<a:themeElements><a:clrScheme name="Văn bản">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Văn bản"><a:majorFont>{fonts}</a:majorFont>'
        f'<a:minorFont>{fonts}</a:minorFont></a:fontScheme><a:fmtScheme name="Văn bản">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


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
            f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
            f'<Override PartName="/word/fontTable.xml" ContentType="{_WORD}.fontTable+xml"/>'
            '<Override PartName="/word/theme/theme1.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>'
        ),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": (
            f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{_OFFICE}">'
            f"<w:body><w:sectPr>{page_xml()}</w:sectPr></w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("fontTable", "fontTable.xml"),
            ("theme", "theme/theme1.xml"),
        ),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": (
            f'<w:settings xmlns:w="{NAMESPACE}"><w:defaultTabStop w:val="720"/><w:compat>'
            '<w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            '<w:themeFontLang w:val="vi-VN"/>'
            '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
        ),
        "word/fontTable.xml": (
            f'<w:fonts xmlns:w="{NAMESPACE}"><w:font w:name="{FONT}">'
            '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/>'
            '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
        ),
        "word/theme/theme1.xml": _theme(),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'
            archive.writestr(zipfile.ZipInfo(name), declared.encode())
    return content.getvalue()
