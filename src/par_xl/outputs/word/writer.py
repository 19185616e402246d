"""Paragraphs, tables and charts written one after the other into a Word document."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Twips
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from par_xl.outputs.blocks import (
    Block,
    Chart,
    Column,
    Dash,
    Heading,
    Paragraph,
    Table,
    legal,
    one_line,
)
from par_xl.outputs.word.charts import drawing
from par_xl.terms.messages import N_
from par_xl.workbooks.wrap import text_width

END = "./."
"""The mark after a document's last word."""
_TABLE, _PICTURE = N_("Bảng"), N_("Hình")
_BESIDE_TEXT = 200
"""What a cell has beside its text, in twentieths of a point."""
_ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
KEPT: Mapping[str, Any] = {"keep_with_next": True, "keep_together": True}
"""Beside what follows, on one page."""
_TO_ADD = re.compile(r"(\[Bổ sung[^\]]*\])")
"""What people are to fill in: nobody is to miss it."""


class Writer:
    """Writes at the end of a document; tables and charts are counted through.

    *styles* are ids of the document's styles by their names in small letters.

    *translate* puts what captions begin with into a language. Widths are in twentieths of a point.
    """

    def __init__(
        self, docx: Docx, styles: Mapping[str, str], translate: Callable[[str], str]
    ) -> None:
        self.docx, self.styles, self._translate = docx, styles, translate
        self._laid_out: dict[tuple[object, ...], Any] = {}
        self._counts = {_TABLE: 0, _PICTURE: 0}
        # A template may have drawings of its own.
        self._drawn = max(
            (int(p.get("id", 0)) for p in docx.element.body.iter("{*}docPr")), default=0
        )

    def paragraph(
        self, style: str, text: str = "", *, into: Any = None, bold: bool = False, **look: Any
    ) -> DocxParagraph:
        """Return a paragraph at the end of the document, or *into* a cell's, header's, footer's
        element.

        *look* are attributes of python-docx' paragraph format.
        """
        # Copied from one of the same look: many times faster than laid out anew.
        key = style, bold, *look.items()
        if key not in self._laid_out:
            self._laid_out[key] = self._lay_out(style, bold, look)
        element: Any = copy.deepcopy(self._laid_out[key])
        if text:
            say(element.r_lst[0], text)
        else:
            element.remove(element.r_lst[0])
        if into is None:
            self.docx.element.body.sectPr.addprevious(element)
        else:
            into.append(element)
        return DocxParagraph(element, self.docx)

    def _lay_out(self, style: str, bold: bool, look: Mapping[str, Any]) -> Any:
        element: Any = OxmlElement("w:p")
        made = DocxParagraph(element, self.docx)
        element.style = self.styles[style.casefold()]
        add_run(made, "…", bold=bold)
        for name, value in look.items():
            setattr(made.paragraph_format, name, value)
        return element

    def line(self, width: int, length: float, into: Any = None) -> None:
        """Draw a line in the middle of *width*, *length* points long."""
        side = Twips(max(0, round((width - length * 20) / 2)))
        self.paragraph("Đường kẻ", into=into, left_indent=side, right_indent=side)

    def table(self, style: str, widths: Sequence[int]) -> Any:
        """Return the element of a table of those columns, without rows."""
        made = self.docx.add_table(0, len(widths))
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Twips(width)
        table: Any = made._tbl
        table.tblStyle_val = self.styles[style.casefold()]
        _set(table.tblPr.find(qn("w:tblW")), w=sum(widths), type="dxa")
        _set(table.tblPr.find(qn("w:tblLook")), val="0020", firstColumn=0, noHBand=1)
        return table

    def blocks(self, blocks: Sequence[Block], width: int, *, ends: bool = False) -> None:
        """Write the blocks in that width; one that *ends* stays beside what follows it."""
        for place, block in enumerate(blocks, 1):
            self._block(block, width, ends and place == len(blocks))

    def _block(self, block: Block, width: int, ends: bool) -> None:
        kept = KEPT if ends else {}
        match block:
            case Heading():
                self.paragraph(f"heading {block.level}", one_line(block.text))
            case Paragraph():
                parts = _TO_ADD.split(_ended(one_line(block.text), ends))
                lead = one_line(block.lead)
                made = self.paragraph(
                    "Nội dung", f"{lead} " if lead else parts[0], bold=bool(lead), **kept
                )
                for place, part in enumerate(parts):
                    if part and (lead or place):
                        run = add_run(made, part)
                        if place % 2:
                            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            case Dash():
                text = _ended(f"- {one_line(block.text)}", ends)
                self.paragraph("Gạch đầu dòng", text, **kept)
            case Table():
                self._table(block, width)
            case Chart():
                self._drawn += 1
                xml = drawing(self.docx.part, block, self._drawn, width)
                picture: Any = self.paragraph("Hình")._p
                picture.append(parse_xml(xml))
                self._caption(_PICTURE, block.caption)

    def _caption(self, kind: str, text: str, **look: Any) -> None:
        self._counts[kind] += 1
        made = self.paragraph("caption", f"{self._translate(kind)} ", **look)
        add_field(made, f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        made.add_run(f". {one_line(text)}")

    def _table(self, block: Table, width: int) -> None:
        if not block.rows:
            raise ValueError(f"a table without rows: {block.caption}")
        columns, widths = block.columns, _widths(block.columns, width)
        self._caption(_TABLE, block.caption, keep_with_next=True)
        table = self.table("Bảng số liệu", widths)
        header = add_row(table, widths, "<w:tblHeader/>", '<w:vAlign w:val="center"/>')
        for cell, column in zip(header.tc_lst, columns, strict=True):
            self.paragraph("Đầu bảng", one_line(column.header), into=cell)
        # Each row is a copy of one that is laid out.
        plain = add_row(table, widths)
        for cell, column in zip(plain.tc_lst, columns, strict=True):
            self.paragraph("Ô bảng", "…", into=cell, alignment=_ALIGNED[column.align])
        whole = add_row(table, [sum(widths)], cell=f'<w:gridSpan w:val="{len(columns)}"/>')
        self.paragraph("Ô bảng", "…", into=whole.tc_lst[0], bold=True, keep_with_next=True)
        for row in plain, whole:
            table.remove(row)
        for texts in block.rows:
            row = copy.deepcopy(plain if len(texts) == len(columns) else whole)
            for run, text in zip(list(row.iter(qn("w:r"))), texts, strict=True):
                say(run, text.strip())
            table.append(row)
        self.paragraph("Vạch")


def add_row(table: Any, widths: Sequence[int], row: str = "", cell: str = "") -> Any:
    """Return a row of empty cells that no page's end divides, with more properties of *row* and
    *cell*."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{cell}</w:tcPr></w:tc>'
        for width in widths
    )
    xml = f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{row}</w:trPr>{cells}</w:tr>"
    table.append(parse_xml(xml))
    return table[-1]


def add_field(paragraph: DocxParagraph, instruction: str, value: str) -> None:
    """Add a field with the value that it has now."""
    made = OxmlElement("w:fldSimple")
    made.set(qn("w:instr"), f" {instruction} ")
    run: Any = paragraph.add_run(value)._r
    made.append(run)
    element: Any = paragraph._p
    element.append(made)


def add_run(paragraph: DocxParagraph, text: str, *, bold: bool = False) -> Run:
    """Letters that look the same; a line break in *text* is one."""
    run = paragraph.add_run("…")
    say(run._r, text)
    if bold:
        run.font.bold = run.font.cs_bold = True
    return run


def say(run: Any, text: str) -> None:
    """Put letters into a run that has some; a line break in *text* is one."""
    text = legal(text)
    if "\n" in text or "\t" in text:
        # python-docx makes breaks and tabs of them, letter by letter.
        run.text = text
        return
    letters = run.t_lst[0]
    letters.text = text
    if text != text.strip():
        letters.set(qn("xml:space"), "preserve")


def _set(element: Any, **values: object) -> None:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """By their shares; no word of a header is cut where other columns can spare the room."""
    whole = sum(column.width for column in columns)
    widths = [int(width * column.width / whole) for column in columns]
    needed = [_longest_word(column.header) for column in columns]
    spare = [max(0, has - need) for has, need in zip(widths, needed, strict=True)]
    lack = sum(max(0, need - has) for has, need in zip(widths, needed, strict=True))
    if 0 < lack <= sum(spare):
        kept = 1 - lack / sum(spare)
        widths = [need + int(more * kept) for need, more in zip(needed, spare, strict=True)]
    widths[-1] += width - sum(widths)
    return widths


def _longest_word(header: str) -> int:
    """Return the room that it takes in a cell, in twentieths of a point."""
    longest = max(text_width(word, 12, bold=True) for word in header.split())
    return round(longest * 20) + _BESIDE_TEXT


def _ended(text: str, ends: bool) -> str:
    return f"{text.rstrip('.;, ')}{END}" if ends else text
