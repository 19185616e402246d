"""Damage to a part's tags, whatever it holds, and to what stands around a sheet's cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from hostile_files import MAIN, OFFICE, STRICT_MAIN, STRICT_OFFICE

from . import cells
from .xml_text import ATTRIBUTE, TAG, one, replaced

Damage = Callable[[Random, str], str]
_VALUES = (
    *cells.NUMBERS,
    *cells.REFERENCES,
    *cells.KINDS,
    "../x.xml",
    "/xl/workbook.xml",
    "rId1",
    "rId2",
)
_NAMES = (
    "c",
    "v",
    "row",
    "sheetData",
    "f",
    "is",
    "t",
    "r",
    "mergeCell",
    "x",
    "a:c",
    "rPh",
    "si",
    "sst",
)


def _drop_tag(chance: Random, text: str) -> str:
    hit = one(chance, TAG, text)
    return replaced(text, hit, "") if hit else text


def _double_tag(chance: Random, text: str) -> str:
    hit = one(chance, TAG, text)
    return replaced(text, hit, hit[0] * 2) if hit else text


def _rename_tag(chance: Random, text: str) -> str:
    """One tag, or all of that name."""
    hit = one(chance, TAG, text)
    name = re.match(r"</?([\w:]+)", hit[0]) if hit else None
    if hit is None or name is None:
        return text
    other = chance.choice(_NAMES)
    if chance.random() < 0.5:
        return replaced(text, hit, hit[0].replace(name[1], other, 1))
    return re.sub(rf"(</?){name[1]}(?=[\s/>])", rf"\g<1>{other}", text)


def _swap_tags(chance: Random, text: str) -> str:
    first, second = one(chance, TAG, text), one(chance, TAG, text)
    if first is None or second is None or first.end() > second.start():
        return text
    between = text[first.end() : second.start()]
    return text[: first.start()] + second[0] + between + first[0] + text[second.end() :]


def _attribute(chance: Random, text: str) -> str:
    """Changed, dropped, doubled, quoted otherwise, or one more."""
    hit = one(chance, ATTRIBUTE, text)
    if hit is None:
        return text
    value = chance.choice(_VALUES)
    return replaced(text, hit, chance.choice((
        f' {hit[1]}="{value}"', "", hit[0] * 2, f" {hit[1]}='{hit[2]}'", f' {hit[1]} = "{hit[2]}"',
        f'{hit[0]} x="{value}"', f'\n{hit[1]}="{hit[2]}"', f' {hit[1]}="{value}"',
    )))  # fmt: skip


def _between(chance: Random, text: str) -> str:
    """A comment, quoted text, an instruction, a character or text between two tags."""
    hit = one(chance, TAG, text)
    more = chance.choice((
        '<!-- <c r="F6"><v>0.9</v></c> -->', "<![CDATA[<v>9</v>]]>", "<?x <v>9</v>?>", "text",
        "\x01",
        "&amp;", "&#0;", "&lt;c&gt;", "\ufffe", "<x/>", '<c r="G7"><v>0.9</v></c>', "\0", "]]>",
        "<", "&",
        '<mc:AlternateContent xmlns:mc="x"><c r="G7"><v>9</v></c></mc:AlternateContent>',
    ))  # fmt: skip
    return replaced(text, hit, hit[0] + more) if hit else text


def _deep(chance: Random, text: str) -> str:
    depth = chance.choice((100, 5_000, 100_000))
    hit = one(chance, TAG, text)
    return replaced(text, hit, hit[0] + "<a>" * depth + "</a>" * depth) if hit else text


def _document_type(chance: Random, text: str) -> str:
    laughs = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 30))
    inside = chance.choice((
        "", '[<!ENTITY x "9">]', f'[<!ENTITY l0 "ha">{laughs}]',
        'SYSTEM "http://127.0.0.1:9/x.dtd"',
        '[<!ENTITY x SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]',
    ))  # fmt: skip
    at = text.find("<", 5 if text.startswith("<?xml") else 0)
    declared = chance.choice(("<!DOCTYPE a ", "<!doctype a ", "<!DOCTYPE\na "))
    text = f"{text[:at]}{declared}{inside}>{text[at:]}"
    return text.replace("<v>", f"<v>{chance.choice(('&x;', '&l29;', ''))}", 1)


def _prefixed(chance: Random, text: str) -> str:
    """Every tag with a prefix for its namespace."""
    text = re.sub(r"(</?)(?=[a-zA-Z]\w*[\s/>])", r"\g<1>x:", text)
    return text.replace(" xmlns=", " xmlns:x=", 1)


def _namespace(chance: Random, text: str) -> str:
    other = chance.choice((STRICT_MAIN, "urn:x", ""))
    return text.replace(MAIN, other).replace(OFFICE, chance.choice((STRICT_OFFICE, OFFICE)))


def _lines(chance: Random, text: str) -> str:
    """Printed with a line for each tag."""
    return text.replace("><", chance.choice((">\n<", ">\r\n  <", "> <")))


def _merged(chance: Random, text: str) -> str:
    area = chance.choice(("F6:G6", "F6:F7", "A1:XFD1048576", "F6", "G7:F6", "x", "", "K6:K6"))
    merged = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    return text.replace("</sheetData>", f"</sheetData>{merged}", 1)


def _dimension(chance: Random, text: str) -> str:
    area = chance.choice(("A1", "A1:XFD1048576", "F6:G7", "", "Z9:A1"))
    return re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="{area}"/>', text)


def _two_tables_of_cells(chance: Random, text: str) -> str:
    hit = re.search(r"<sheetData>.*</sheetData>", text, re.DOTALL)
    if hit is None:
        return text
    more = '<sheetData><row r="7"><c r="G7"><v>0.9</v></c></row></sheetData>'
    return replaced(
        text, hit, chance.choice((hit[0] + more, more + hit[0], hit[0] + "<sheetData/>"))
    )


def _moved(chance: Random, text: str) -> str:
    """A piece of the text moved to another place, or copied there."""
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randrange(1, 400)]
    rest = text if chance.random() < 0.5 else text[:start] + text[start + len(piece) :]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


ANY: dict[str, Damage] = {
    function.__name__.strip("_"): function
    for function in (
        _drop_tag, _double_tag, _rename_tag, _swap_tags, _attribute, _between, _deep,
        _document_type,
        _prefixed, _namespace, _lines, _moved,
    )
}  # fmt: skip
SHEET: dict[str, Damage] = {
    **{
        function.__name__.strip("_"): function
        for function in (_merged, _dimension, _two_tables_of_cells)
    },
    **cells.HOW,
}
