"""Whether a sheet is written as spreadsheet programs write it, and, where not, written so.

What is written otherwise may well be right, but neither regular expressions nor the parser can
say so: that is left to another process and to a real XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from par_xl.terms.finding import cell_name
from par_xl.terms.messages import N_
from par_xl.workbooks.reading.book import TooHeavyError
from par_xl.workbooks.reading.xml import (
    MAINS,
    cells,
    child,
    events,
    is_digits,
    is_whole,
    local,
    whole_text,
)

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<[a-zA-Z]")
# Rows and cells, none beyond column CZ or row 9999.
ROW = rb"[1-9]\d{0,3}"
OTHER_ATTRIBUTES = rb' ?(?: (?!r=|xmlns)[\w:]+="[^"<>]*"){0,20}'
_OTHERS = OTHER_ATTRIBUTES + rb" ?/?>"
_ODD_CELL = re.compile(rb'<c(?![a-zA-Z])(?! r="[A-C]?[A-Z]' + ROW + rb'"' + _OTHERS + rb")")
_ODD_ROW = re.compile(
    rb'<row(?![a-zA-Z])(?! r="' + ROW + rb'"' + _OTHERS + rb")"
    # An empty last row, as LibreOffice leaves it behind, takes no memory.
    rb'(?! r="\d{1,7}"[^<>]*(?:/>|></row>))'
)
PREFIXED = re.compile(rb":(?:c|row|f|v|is|sheetData|mergeCells?)[\s/>]")
# A value in pieces, with letters by their numbers, or not the last thing in its cell: the parser
# drops those.
_ODD_VALUE = re.compile(rb"<v[^<>]*>(?:[^<]*<(?!/v>)|[^<&]*&#)|</v>\s*<(?!/c)")
# Shared texts are counted in plain digits: any other number is taken for the first text.
_ODD_SHARED = re.compile(rb' t="s"[^<>]*>(?!<v>\d+</v>)')
_ODD_ERROR = re.compile(rb' t="e"[^<>]*>(?!(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>[^<]*</v>)')
BELOW_ZERO = rb"-\d{1,10}(?:\.\d+)?(?:[Ee]-\d{1,3})?"
# A number in which letters stand by their names: the parser reads what is left without them. Where
# days are shown, what is no number at all is one to it, and far below zero it falls over.
_ODD_NUMBER = re.compile(
    rb'<c(?![a-zA-Z])(?![^<>]* t="str")[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?'
    rb"<v>\s*(?:[^<&]*&|[+-]?[nNiI]|-(?!" + BELOW_ZERO[1:] + rb"</v>))"
)
# A cell holds a formula, then a value or a text: of one that holds more, or in another order, the
# parser drops some.
_ODD_INSIDE = re.compile(
    rb"<c(?: [^<>]*)?(?<!/)>\s*<(?!/c>|(?:f|v|is)[\s/>])|</is>\s*<(?!/c>)"
    rb"|(?:</f>|<f(?: [^<>]*)?/>)\s*<(?!/c>|(?:f|v)[\s/>])"
)
# A text that is not where its cell says: some show it, some don't.
_ODD_TEXT = re.compile(
    rb' t="inlineStr"[^<>]*(?<!/)>(?!<is[ />])|<c(?: (?!t="inlineStr")[\w:]+="[^"<>]*")*+>\s*<is'
)
# A cell of another row.
_ODD_PLACE = re.compile(
    rb'<row r="(\d+)"[^<>]*(?<!/)>(?:[^<]++|<(?!/row|c r=)|<c r="[A-Z]+\1")*+<c r='
)
_ODD = (
    _ODD_PLACE,
    _ODD_INSIDE,
    _ODD_TEXT,
    _ODD_NUMBER,
    _ODD_CELL,
    _ODD_ROW,
    PREFIXED,
    _ODD_VALUE,
    _ODD_SHARED,
    _ODD_ERROR,
)
_BLANK_ROWS = re.compile(rb'(?:<row r="[1-9]\d{0,6}"' + OTHER_ATTRIBUTES + rb" ?/>\s*+)++")
_FAR = re.compile(
    rb"""r\s*=\s*["']"""
    rb"""([A-Za-z]{3,}\d+|[A-Za-z]*\d{6,}|[D-Z][A-Z]\d+|[A-Z]{1,2}\d{5})["']"""
)

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_AREA = 3_000_000
"""Cells between the first one and the last: the parser takes memory for each."""
_NUMBERED = ("", "n", "s", "b")
"""Kinds of cells whose value is a number."""
_SIGNS = re.compile("[&<>]")
"""What XML writes by names."""
_FAR_BELOW = -1e10
"""No day is so far back."""


def is_plain(xml: bytes) -> bool:
    """Whether a sheet is written as spreadsheet programs write it, and is no larger than a form."""
    return bool(_FIRST.match(xml)) and not any(odd.search(xml) for odd in _ODD)


def far_cell(xml: bytes) -> str | None:
    """A cell or row that stands far from any form's table."""
    found = _FAR.findall(xml)
    named = next((each for each in found if each[:1].isalpha()), None)
    if named is not None:
        return N_("ô {cell}").format(cell=named.decode())
    return N_("hàng {row}").format(row=found[0].decode()) if found else None


def without_blank_rows(xml: bytes) -> bytes:
    """A sheet with the last one of each run of blank rows: rows that don't say where they stand
    follow it. Of a million, each walk through them takes seconds."""
    # Within CDATA they are text; and a fault in what is left out is to be found all the same.
    if b"<!" in xml or not is_whole(xml):
        return xml
    return _BLANK_ROWS.sub(lambda run: run[0][run[0].rfind(b"<row") :], xml)


def plainly(xml: bytes) -> bytes:
    """The values and merged cells of a sheet, with nothing left to interpretation.

    Raises:
        UnreadableFileError: it is no XML.
    """
    merged = (
        f"<mergeCell ref={quoteattr(element.get('ref', ''))}/>"
        # Only where there are any: of a million rows each look takes a second.
        for event, element in (events(xml) if b"mergeCell" in xml else ())
        if event == "end" and local(element.tag) == "mergeCell"
    )
    parts = (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAINS[0]}"><sheetData>',
        *_rows(xml),
        "</sheetData>",
        f"<mergeCells>{areas}</mergeCells>" if (areas := "".join(merged)) else "",
        "</worksheet>",
    )
    return "".join(parts).encode()


def _rows(xml: bytes) -> Iterator[str]:
    open_row: int | None = None
    last_row = last_column = 0
    for (row, column), element in cells(xml):
        written = _cell(cell_name(row, column), element)
        if not written:
            continue
        last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
        if last_row * last_column > _AREA:
            raise TooHeavyError(N_("ô {cell} ở rất xa bảng").format(cell=cell_name(row, column)))
        if row != open_row:
            if open_row is not None:
                yield "</row>"
            yield f'<row r="{row + 1}">'
            open_row = row
        yield written
    if open_row is not None:
        yield "</row>"


def _cell(name: str, element: ElementTree.Element) -> str:
    kind = element.get("t") or ""
    style = f" s={quoteattr(element.get('s') or '0')}"
    if kind == "inlineStr":
        text = _text("".join(_inline(child(element, "is"))))
        inside = f'<is><t xml:space="preserve">{text}</t></is>'
        return f'<c r="{name}"{style} t="inlineStr">{inside}</c>'
    value = whole_text(child(element, "v"))
    if kind in _NUMBERED or kind == "e":
        value = value.strip()
    if not value or (kind == "s" and not is_digits(value)):
        return ""
    if kind in _NUMBERED and not _is_number(value):
        # The parser would take it for another number, or for a day.
        kind = "str"
    shown = f" t={quoteattr(kind)}" if kind else ""
    return f'<c r="{name}"{style}{shown}><v>{_text(value)}</v></c>'


def _is_number(value: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        # What it can't be taken for, it isn't, unless a part of it can.
        return _SIGNS.search(value) is None
    return isfinite(number) and number > _FAR_BELOW


def _inline(texts: ElementTree.Element | None) -> Iterator[str]:
    """The pieces of a text within its cell; how it is pronounced is none of it."""
    waiting = [texts] if texts is not None else []
    while waiting:
        each = waiting.pop()
        if local(each.tag) == "t":
            yield _spaced(each)
        elif local(each.tag) != "rPh":
            waiting += reversed(each)


def _spaced(text: ElementTree.Element) -> str:
    """A text, its outer spaces only where it says that they count."""
    whole = whole_text(text)
    return whole if text.get(_SPACE) == "preserve" else whole.strip()


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
