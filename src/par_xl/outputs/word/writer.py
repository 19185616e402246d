"""Paragraphs, tables and charts written one after the other into a Word document."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Twips
from docx.table import Table as DocxTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as DocxParagraph

from par_xl.outputs.blocks import (
    Annex,
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
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


class Writer:
    """Writes at the end of a document; tables and charts are counted through.

    *styles* are ids of the document's styles by their names in small letters.

    *said* puts what captions begin with into a language. Widths are in twentieths of a point.
    """

    def __init__(self, docx: Docx, styles: Mapping[str, str], said: Callable[[str], str]) -> None:
        self.docx, self.styles, self._said = docx, styles, said
        self._counts = {_TABLE: 0, _PICTURE: 0}
        # A template may have drawings of its own.
        self._drawn = max(
            (int(p.get("id", 0)) for p in docx.element.body.iter("{*}docPr")), default=0
        )

    def paragraph(
        self, style: str, text: str = "", *, into: Any = None, bold: bool = False, **look: Any
    ) -> DocxParagraph:
        """A paragraph at the end of the document, or *into* a cell, header or footer.

        *look* are attributes of python-docx' paragraph format.
        """
        made: DocxParagraph = (self.docx if into is None else into).add_paragraph()
        # By its id: python-docx would look through all styles for each paragraph.
        made._p.style = self.styles[style.casefold()]
        if text:
            add_run(made, text, bold=bold)
        for name, value in look.items():
            setattr(made.paragraph_format, name, value)
        return made

    def boxed(
        self,
        style: str,
        text: str,
        sides: Sequence[str],
        size: int,
        left: int,
        right: int,
        into: Any = None,
    ) -> DocxParagraph:
        """A paragraph with borders at those sides, *size* eighths of a point; with indents."""
        made = self.paragraph(style, text, into=into)
        borders: Any = OxmlElement("w:pBdr")
        for side in sides:
            border = OxmlElement(f"w:{side}")
            look = {"val": "single", "sz": str(size), "space": "1", "color": "000000"}
            for name, value in look.items():
                border.set(qn(f"w:{name}"), value)
            borders.append(border)
        made._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
        made.paragraph_format.left_indent = Twips(left)
        made.paragraph_format.right_indent = Twips(right)
        return made

    def line(self, width: int, length: float, into: Any = None) -> None:
        """A line in the middle of *width*, *length* points long."""
        side = max(0, round((width - length * 20) / 2))
        self.boxed("Vạch", "", ("top",), 6, side, side, into)

    def table(self, style: str, widths: Sequence[int]) -> DocxTable:
        """A table of those columns, without rows."""
        made: DocxTable = self.docx.add_table(0, len(widths))
        made._tbl.tblStyle_val = self.styles[style.casefold()]
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Twips(width)
        properties = made._tbl.tblPr
        _set(properties.find(qn("w:tblW")), w=sum(widths), type="dxa")
        _set(properties.find(qn("w:tblLook")), val="0020", firstColumn=0, noHBand=1)
        return made

    def blocks(self, blocks: Sequence[Block], width: int, *, ends: bool = False) -> None:
        """The blocks in a text of that width; one that *ends* is kept beside what follows it."""
        for place, block in enumerate(blocks, 1):
            self._block(block, width, ends and place == len(blocks))

    def annex_head(self, annex: Annex, with_what: str) -> None:
        """Number and title of an annex; *with_what* says what it goes with."""
        self.paragraph("Phụ lục", one_line(annex.number))
        self.paragraph("Tên phụ lục", one_line(annex.title).upper())
        if with_what:
            self.paragraph("Kèm theo", with_what)

    def _block(self, block: Block, width: int, ends: bool) -> None:
        kept = KEPT if ends else {}
        match block:
            case Heading():
                self.paragraph(f"heading {block.level}", one_line(block.text))
            case Paragraph():
                lead, text = one_line(block.lead), _ended(one_line(block.text), ends)
                made = self.paragraph("Nội dung", f"{lead} " if lead else "", bold=True, **kept)
                for place, part in enumerate(_TO_ADD.split(text)):
                    if part:
                        run = made.add_run(part)
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
                _xml(self.paragraph("Hình")).append(parse_xml(xml))
                self._caption(_PICTURE, block.caption)

    def _caption(self, kind: str, text: str, **look: Any) -> None:
        self._counts[kind] += 1
        made = self.paragraph("caption", f"{self._said(kind)} ", **look)
        add_field(made, f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        made.add_run(f". {one_line(text)}")

    def _table(self, block: Table, width: int) -> None:
        if not block.rows:
            raise ValueError(f"a table without rows: {block.caption}")
        columns, widths = block.columns, _widths(block.columns, width)
        self._caption(_TABLE, block.caption, keep_with_next=True)
        table = self.table("Bảng số liệu", widths)
        header = add_row(table, is_header=True)
        for cell, column in zip(header.cells, columns, strict=True):
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            self.paragraph("Đầu bảng", one_line(column.header), into=cell)
        # Each row is a copy of one that is laid out: many times faster than laid out anew.
        rows: Any = table._tbl
        plain = add_row(table)
        for cell, column in zip(plain.cells, columns, strict=True):
            self.paragraph("Ô bảng", "…", into=cell, alignment=_ALIGNED[column.align])
        rows.remove(plain._tr)
        for texts in block.rows:
            if len(texts) == 1 and len(columns) > 1:
                row = add_row(table)
                first, *others = rows[-1].tc_lst
                for each in others:
                    rows[-1].remove(each)
                first.grid_span = len(columns)
                cell = row.cells[0]
                cell.width = Twips(sum(widths))
                self.paragraph(
                    "Ô bảng", texts[0].strip(), into=cell, bold=True, keep_with_next=True
                )
                continue
            rows.append(copy.deepcopy(plain._tr))
            for letters, text in zip(list(rows[-1].iter(qn("w:t"))), texts, strict=True):
                letters.text = legal(text.strip())
                if "\n" in letters.text:
                    # python-docx makes line breaks of them.
                    letters.getparent().text = letters.text
        self.paragraph("Vạch")


def add_row(table: Any, *, is_header: bool = False) -> _Row:
    """A row of empty cells that no page's end divides; a header is repeated on each page."""
    row: _Row = table.add_row()
    properties: Any = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader")[: 2 if is_header else 1]:
        properties.append(OxmlElement(name))
    for cell in row.cells:
        _xml(cell).clear_content()
    return row


def add_field(paragraph: DocxParagraph, instruction: str, value: str) -> None:
    """A field with the value that it has now."""
    made = OxmlElement("w:fldSimple")
    made.set(qn("w:instr"), f" {instruction} ")
    made.append(_xml(paragraph.add_run(value)))
    _xml(paragraph).append(made)


def add_run(paragraph: DocxParagraph, text: str, *, bold: bool = False) -> None:
    """Letters that look the same; a line break in *text* is one."""
    run = paragraph.add_run(legal(text))
    if bold:
        run.font.bold = run.font.cs_bold = True


def _xml(of: Any) -> Any:
    """Its element, where python-docx has no call; its types are too narrow for lxml's."""
    return of._element


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
    """The room that it takes in a cell, in twentieths of a point."""
    longest = max(text_width(word, 12, bold=True) for word in header.split())
    return round(longest * 20) + _BESIDE_TEXT


def _ended(text: str, ends: bool) -> str:
    return f"{text.rstrip('.;, ')}{END}" if ends else text
