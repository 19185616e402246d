"""Sheets written just as spreadsheet programs write a form, told from all others in one look.

Nine tenths of a form are texts of its formulas, which nobody reads. A usual sheet goes on without
them, to scans and parser alike; any other stays as it came, and is looked at more closely. What
is wrong within such a text (letters of no encoding, a bare ``&``) then stops nobody from reading
the values.
"""

from __future__ import annotations

import re

from par_xl.reading.plain import OTHER_ATTRIBUTES, PREFIXED, ROW

_FORMULA = re.compile(rb"<f>[^<]+</f>")
_TOLD_MORE = re.compile(rb"(<f [^<>]*[^<>/]>)[^<]+(?=</f>)")

_CALCULATED = rb'(?:<f></f>|<f(?: [\w:]+="[^"<>]*")*+(?:/>|></f>)|)'
_NUMBER = rb"<v>\d[\d.Ee+-]*</v></c>"
"""One below zero is none: as a day, the parser has no sign for it."""
_CELL = (
    rb'<c r="[A-C]?[A-Z]' + ROW + rb'"(?: s="\d+"|)(?:/>'
    rb'| t="s"><v>\d+</v></c>'
    rb'| t="str">' + _CALCULATED + rb"<v>[^<&>]*+(?:&[a-z]+;[^<&>]*+)*+</v></c>"
    rb'|(?: t="[nb]"|)>' + _CALCULATED + _NUMBER + rb")"
)
_ROW = (
    rb"</row>|<row r=\"(?:" + ROW + rb'"' + OTHER_ATTRIBUTES + rb" ?/?>"
    rb"|\d{5,7}\"" + OTHER_ATTRIBUTES + rb" ?(?:/>|></row>))"
)
# No comment, CDATA, instruction or text within its cell, and no tag that quotes a sign of another:
# what looks like a formula there may be none.
_BESIDE = (
    rb"(?:<(?:/[\w:]+|(?!(?:c|row|f|v|is|sheetData)[\s/>])[a-zA-Z][\w:]*"
    rb'(?:\s+(?!t=)[\w:]+="[^"<>]*")*+\s*/?)>[^<>]*)*+'
)
_USUAL = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*" + _BESIDE + rb"<sheetData>"
    rb"(?:" + _CELL + rb"|" + _ROW + rb")*+</sheetData>" + _BESIDE
)


def slimmed(xml: bytes) -> bytes | None:
    """A usual sheet without its formulas' texts: plain, and no cell in it broken or below zero.

    None for all others, which may well be right.
    """
    slim = _TOLD_MORE.sub(rb"\1", _FORMULA.sub(b"<f></f>", xml))
    return slim if _USUAL.fullmatch(slim) and not PREFIXED.search(slim) else None
