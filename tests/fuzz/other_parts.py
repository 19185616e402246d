"""Damage to shared texts, to the list of sheets, to relations and styles, and to encodings."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from . import cells
from .xml_text import one, replaced

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TYPES = "[Content_Types].xml"
_SHARED, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"


def _shared_texts(chance: Random, text: str) -> str:
    """One of the shared texts dropped, doubled, in runs, pronounced, quoted or none."""
    hit = one(chance, re.compile(r"<si>.*?</si>", re.DOTALL), text)
    if hit is None:
        return text
    first, second = chance.choice(cells.TEXTS), chance.choice(cells.TEXTS)
    return replaced(text, hit, chance.choice((
        "", hit[0] * 2, "<si/>", "<si><t/></si>", f"<si><t>{first}</t></si>", "<si></si>",
        f"<si><r><t>{first}</t></r><r><rPr><b/></rPr><t>{second}</t></r></si>",
        f"<si><t>{first}</t><rPh sb='0' eb='2'><t>{second}</t></rPh></si>",
        "<si><t>&#x48;</t></si>",
        f"<si><t><![CDATA[{first[:9]}]]></t></si>", f"<si><t>{first}<!--{second[:9]}--></t></si>",
        f"<si><t>{first}</t><t>{second}</t></si>", hit[0].replace("<si>", "<si a='1'>"),
        "<si><t xml:space='preserve'>  a  b </t></si>", f"<!--{hit[0]}-->",
        f"{hit[0]}<!--{hit[0]}-->",
    )))  # fmt: skip


def _book(chance: Random, text: str) -> str:
    """What the workbook says of its sheets, dates and names."""
    return chance.choice((
        text.replace("<workbookPr ", '<workbookPr date1904="1" '),
        text.replace("<workbookPr ", "<workbookPr date1904='true' "),
        text.replace('r:id="rId2"', 'r:id="rId3"'), text.replace('r:id="rId2"', 'r:id="rId99"'),
        text.replace('r:id="rId2"', 'r:id="rIdX"').replace('r:id="rId3"', 'r:id="rId2"'),
        text.replace("Phụ lục II", "Phụ lục I", 1), text.replace("Phụ lục I", "phụ  lục i", 1),
        text.replace('state="veryHidden"', 'state="visible"'), text.replace(' r:id="rId3"', ""),
        text.replace(' sheetId="2"', ' sheetId="2" state="hidden"'),
        text.replace("</sheets>", '<sheet name="Phụ lục I (2)" sheetId="9" r:id="rId2"/></sheets>'),
        re.sub(r"(<sheet [^>]*/>)(<sheet [^>]*/>)", r"\2\1", text),
        text.replace("<definedNames>", '<definedNames><definedName name="x">[1]A!A1</definedName>'),
        text.replace("r:id", "s:id").replace("xmlns:r", "xmlns:s"),
        text.replace("<sheets>", "<sheets/><sheets>"),
        text.replace(
            "</workbook>",
            "<externalReferences><externalReference r:id='rId1'/></externalReferences></workbook>",
        ),
    ))  # fmt: skip


def _relations(chance: Random, text: str) -> str:
    """Where the workbook says that its parts are."""
    return chance.choice((
        text.replace("worksheets/sheet2.xml", "worksheets/sheet3.xml"),
        text.replace("rId2", "rId3", 1),
        text.replace("worksheets/sheet2.xml", "/xl/worksheets/sheet2.xml"),
        text.replace("worksheets/sheet2.xml", "./worksheets/../worksheets/sheet2.xml"),
        text.replace("worksheets/sheet2.xml", "http://127.0.0.1:9/a.xml"),
        text.replace("/worksheet", "/chartsheet"),
        text.replace(
            'Target="worksheets/sheet2.xml"', 'Target="http://127.0.0.1:9/a" TargetMode="External"'
        ),
        text.replace("sheet2", "sheet%32"), text.replace("/sharedStrings", "/other"),
        text.replace("/styles", "/x"),
        text.replace(
            "<Relationship ",
            '<Relationship Id="rId2" Type="x" Target="worksheets/sheet3.xml"/><Relationship ',
            1,
        ),
        text.replace("sharedStrings.xml", "theme/theme1.xml"),
        text.replace("worksheets/sheet2.xml", "styles.xml"),
    ))  # fmt: skip


def _styles(chance: Random, text: str) -> str:
    """How numbers are shown: what was a share is a day, what was a day a number."""
    return chance.choice((
        re.sub(r'numFmtId="\d+"', 'numFmtId="14"', text),
        re.sub(r'numFmtId="\d+"', 'numFmtId="0"', text),
        re.sub(r'formatCode="[^"]*"', 'formatCode="[h]:mm"', text),
        re.sub(r"<cellXfs.*</cellXfs>", "", text),
        re.sub(r'formatCode="[^"]*"', 'formatCode="&quot;y&quot;0"', text), text[: len(text) // 2],
        re.sub(r'numFmtId="\d+"', 'numFmtId="46"', text),
        re.sub(r"<numFmts.*?</numFmts>", "", text),
        re.sub(r"(<cellXfs.*</cellXfs>)", r"\1\1", text, flags=re.DOTALL),
        text.replace("<cellXfs", '<cellXfs xmlns="urn:q"'), text.replace("<cellXfs", "<x><cellXfs"),
    ))  # fmt: skip


def _types(chance: Random, text: str) -> str:
    """What the package says that its parts are."""
    kind = chance.choice(("sheet.main", "worksheet", "sharedStrings", "styles"))
    return chance.choice((
        text.replace(f"{kind}+xml", "x+xml", 1), text.replace(f"{kind}+xml", "styles+xml", 1),
        text.replace("<Override", "<Other", 1), re.sub(r"<Override[^>]*/>", "", text),
        re.sub(r"(<Override[^>]*/>)", r"\1\1", text, count=1), text.replace("/xl/", "/XL/"),
    ))  # fmt: skip


OTHERS: dict[str, Callable[[Random, str], str]] = {
    _SHARED: _shared_texts, _BOOK: _book, _RELATIONS: _relations, _STYLES: _styles,
    _TYPES: _types,
}  # fmt: skip


def encoded(chance: Random, text: str) -> bytes:
    """In another encoding, said or not, or with a mark at its beginning."""
    said = text.replace("UTF-8", "UTF-16", 1)
    latin = text.replace("UTF-8", "ISO-8859-1", 1).encode("latin-1", "xmlcharrefreplace")
    return chance.choice((
        said.encode("utf-16", "replace"), said.encode("utf-16-le", "replace"),
        text.encode("utf-16-be", "replace"),
        latin, b"\xef\xbb\xbf" + text.encode(errors="replace"),
        text.encode("cp1258", "xmlcharrefreplace"),
        text.replace("UTF-8", "windows-1252", 1).encode(errors="replace"),
        text.encode("latin-1", "replace"),
        text.replace("UTF-8", "klingon", 1).encode(errors="replace"),
        text.encode("utf-32", "replace"),
        text.replace('encoding="UTF-8" ', "", 1).encode(errors="replace"),
        b"\n" + text.encode(errors="replace"),
        text.encode(errors="replace").replace("à".encode(), b"\xed\xa0\x80"),
        text.encode(errors="replace").replace("à".encode(), b"\xc0\xaf"),
    ))  # fmt: skip
