"""Sheets written just as spreadsheet programs write a form, told from all others in one look.

Nine tenths of a form are texts of its formulas, which nobody reads. A usual sheet goes on without
them, to scans and parser alike; any other stays as it came, and is looked at more closely.
"""

from __future__ import annotations

import re
from math import isfinite

from par_xl.workbooks.reading.book import NEVER_CALCULATED, Beside, Place
from par_xl.workbooks.reading.plain import BELOW_ZERO, OTHER_ATTRIBUTES, PREFIXED, ROW
from par_xl.workbooks.reading.xml import is_whole

_FORMULA = re.compile(rb"<f>[^<]+</f>")
_TOLD_MORE = re.compile(rb"(<f [^<>]*[^<>/]>)[^<]+(?=</f>)")

_FORMULA_CELL = rb'(?:<f></f>|<f(?: [\w:]+="[^"<>]*")*+(?:/>|></f>))'
_CALCULATED = rb"(?:" + _FORMULA_CELL + rb"|)"
_NUMBER = rb"<v>\d[\d.Ee+-]*</v></c>"
"""One below zero is none: as a day, the parser has no sign for it."""
_START = rb'<c r="[A-C]?[A-Z](?P=row)"(?: s="\d+"|)'
_CELL = (
    _START + rb"(?:/>"
    rb'| t="s"><v>\d+</v></c>'
    rb'| t="str">' + _CALCULATED + rb"<v>[^<&>]*+(?:&[a-z]+;[^<&>]*+)*+</v></c>"
    rb'|(?: t="[nb]"|)>' + _CALCULATED + _NUMBER + rb")"
)
# No comment, CDATA, instruction or text within its cell, and no tag that quotes a sign of another:
# what looks like a formula there may be none.
_BESIDE = (
    rb"(?:<(?:/[\w:]+|(?!(?:c|row|f|v|is|sheetData)[\s/>])[a-zA-Z][\w:]*"
    rb'(?:\s+(?!t=)[\w:]+="[^"<>]*")*+\s*/?)>[^<>]*)*+'
)


def _sheet_of(cell: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*" + _BESIDE + rb"<sheetData>"
        rb'(?:<row r="(?P<row>' + ROW + rb')"' + OTHER_ATTRIBUTES + rb" ?"
        rb"(?:/>|>(?:" + cell + rb")*+</row>)"
        # An empty last row, as LibreOffice leaves it behind.
        rb'|<row r="\d{5,7}"' + OTHER_ATTRIBUTES + rb" ?(?:/>|></row>))*+</sheetData>" + _BESIDE
    )


_USUAL = _sheet_of(_CELL)
# As other programs write them (openpyxl: texts in their cells, formulas without a value), and cells
# of which more is to be told: errors, numbers below zero.
_TOLD_OF = _sheet_of(
    rb"(?:"
    + _CELL
    + rb"|"
    + _START
    + rb'(?:(?: t="n"|)(?:/>|></c>)'
    + rb'| t="inlineStr"><is><t(?: xml:space="preserve"|)>[^<]*+</t></is></c>'
    + rb'| t="e">'
    + _CALCULATED
    + rb"<v>[^<&]*+</v></c>"
    + rb'|(?: t="(?:n|b|str)"|)>'
    + _FORMULA_CELL
    + rb"(?:<v></v>|<v ?/>|)</c>"
    + rb'|(?: t="n"|)>'
    + _CALCULATED
    + rb"<v>"
    + BELOW_ZERO
    + rb"</v></c>))"
)
_CONTENT = re.compile(
    rb'<c r="([A-Z]{1,2})(\d{1,4})"[^<>]*?(?: t="([a-zA-Z]+)")?>(<f(?:[^<>]*/>|[^<>]*></f>))?'
    rb"(?:(<v>)([^<]*)</v>|(<v ?/>))?</c>"
)


def slimmed(xml: bytes) -> tuple[bytes, bool] | None:
    """A usual sheet without its formulas' texts, and whether no cell in it is broken or below
    zero; None for all others, which may well be right.
    """
    slim = _TOLD_MORE.sub(rb"\1", _FORMULA.sub(b"<f></f>", xml))
    if PREFIXED.search(slim):
        return None
    is_usual = _USUAL.fullmatch(slim) is not None
    # What is no XML, other readers refuse: a letter of no encoding, an attribute said twice.
    if (is_usual or _TOLD_OF.fullmatch(slim)) and is_whole(xml):
        return slim, is_usual
    return None


def beside_slim(slim: bytes) -> Beside:
    """Of a slim sheet: error values, formulas without a value, numbers below zero."""
    found = Beside()
    for letters, row, kind, formula, is_held, held, is_blank in _CONTENT.findall(slim):
        value = held.strip()
        if kind == b"e":
            found.broken[_place(letters, row)] = value.decode(errors="replace") or "#N/A"
        elif formula and not value:
            # An empty text is a value; none at all is not.
            if kind != b"str" or not (is_held or is_blank):
                found.broken[_place(letters, row)] = NEVER_CALCULATED
        elif value.startswith(b"-") and kind in (b"", b"n") and (number := _below_zero(value)):
            found.values[_place(letters, row)] = number
    return found


def _below_zero(value: bytes) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) and number < 0 else None


def _place(letters: bytes, row: bytes) -> Place:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(row) - 1, column - 1
