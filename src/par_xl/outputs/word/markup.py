"""Paragraphs and tables as Word's XML; what people wrote stands in it as text alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from par_xl.outputs.word.styles import NAMESPACE
from par_xl.terms.text import shown

Align = Literal["left", "center", "right", "both"]

DECLARED = (
    f'xmlns:w="{NAMESPACE}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_ILLEGAL = re.compile("[\ufffe\uffff]")
"""What XML has no way to write, beside what is not shown."""
_BREAKS = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r"[ \t]+")


def legal(text: str) -> str:
    """Text without the characters that no document can hold, its letters in one form."""
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", shown(text)))


def one_line(text: str) -> str:
    """Text of one paragraph: people's line breaks are spaces in it."""
    return _SPACES.sub(" ", _BREAKS.sub(" ", legal(text))).strip()


def attribute(text: str) -> str:
    """A text as an attribute's value, in its quotes."""
    return quoteattr(one_line(text))


_TO_ADD = re.compile(r"(\[Bổ sung[^\]]*\])")
"""What people are to fill in: nobody is to miss it."""


def text_runs(text: str) -> str:
    """A text, with what is to be filled in marked by colour."""
    parts = _TO_ADD.split(text)
    return "".join(run(part, marked=place % 2 == 1) for place, part in enumerate(parts) if part)


def run(text: str, *, bold: bool = False, marked: bool = False) -> str:
    """Letters that look the same; a line break in *text* is one."""
    look = "<w:b/><w:bCs/>" if bold else ""
    look += '<w:highlight w:val="yellow"/>' if marked else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in legal(text).split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{lines}</w:r>"


def field(instruction: str, shown: str) -> str:
    """A field with the value that it has now."""
    return f'<w:fldSimple w:instr=" {instruction} ">{run(shown)}</w:fldSimple>'


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    """A paragraph of the style with that id; *properties* in the schema's order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{"".join(runs)}</w:p>'


def cell(width: int, content: str, *, span: int = 1, middle: bool = False) -> str:
    """A table's cell, its width in twentieths of a point."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    placed = '<w:vAlign w:val="center"/>' if middle else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{placed}</w:tcPr>'
        f"{content}</w:tc>"
    )


def row(cells: Iterable[str], *, is_header: bool = False) -> str:
    """A row that no page's end divides; a header is repeated on each page."""
    repeated = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


_NO_MARGINS = "".join(
    f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
)


def table(
    style: str, widths: Sequence[int], rows: Iterable[str], *, has_margins: bool = True
) -> str:
    """A table of those widths; *style* is the id of a table's style."""
    margins = "" if has_margins else f"<w:tblCellMar>{_NO_MARGINS}</w:tblCellMar>"
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"{margins}"
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
