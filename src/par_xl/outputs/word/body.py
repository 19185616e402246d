"""Headings, paragraphs, tables and charts as Word's XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from docx.document import Document as Docx

from par_xl.outputs.blocks import Annex, Block, Chart, Column, Dash, Heading, Paragraph, Table
from par_xl.outputs.word.charts import drawing
from par_xl.outputs.word.look import Look
from par_xl.outputs.word.markup import (
    cell,
    field,
    one_line,
    paragraph,
    row,
    run,
    table,
    text_runs,
)
from par_xl.outputs.word.styles import TABLE
from par_xl.terms.messages import N_
from par_xl.workbooks.wrap import text_width

_KEEP = "<w:keepNext/>"
_TABLE, _PICTURE = N_("Bảng"), N_("Hình")
_SIDES = 200
"""What a cell has beside its text, in twentieths of a point."""
END = "./."
"""The mark after a document's last word."""


class Body:
    """Blocks written one after the other; tables and charts are counted through."""

    def __init__(self, docx: Docx, look: Look, said: Callable[[str], str]) -> None:
        self._docx, self._look, self._said = docx, look, said
        self._counts: dict[str, int] = {_TABLE: 0, _PICTURE: 0}
        self._drawn = max(_ids(docx), default=0)

    def written(self, blocks: Sequence[Block], width: int, *, ends: bool = False) -> str:
        """The blocks in a text of that width; one that *ends* is kept beside what follows it."""
        last = len(blocks) - 1
        return "".join(
            self._block(block, width, ends and place == last) for place, block in enumerate(blocks)
        )

    def annex_head(self, annex: Annex, told: str) -> str:
        """Number and title of an annex; *told* says what it goes with."""
        look = self._look
        parts = [
            paragraph(look["Phụ lục"], run(one_line(annex.number))),
            paragraph(look["Tên phụ lục"], run(one_line(annex.title).upper())),
        ]
        parts += [paragraph(look["Kèm theo"], run(told))] if told else []
        return "".join(parts)

    def _block(self, block: Block, width: int, ends: bool) -> str:
        look = self._look
        kept = "<w:keepNext/><w:keepLines/>" if ends else ""
        match block:
            case Heading():
                return paragraph(look[f"heading {block.level}"], run(one_line(block.text)))
            case Paragraph():
                lead, text = one_line(block.lead), _ended(one_line(block.text), ends)
                first = [run(f"{lead} ", bold=True)] if lead else []
                return paragraph(look["Nội dung"], *first, text_runs(text), properties=kept)
            case Dash():
                text = _ended(f"- {one_line(block.text)}", ends)
                return paragraph(look["Gạch đầu dòng"], run(text), properties=kept)
            case Table():
                return self._table(block, width)
            case Chart():
                return self._chart(block, width)

    def _caption(self, kind: str, text: str, properties: str) -> str:
        self._counts[kind] += 1
        number = field(f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        runs = (run(f"{self._said(kind)} "), number, run(f". {one_line(text)}"))
        return paragraph(self._look["caption"], *runs, properties=properties)

    def _table(self, block: Table, width: int) -> str:
        if not block.rows:
            raise ValueError(f"a table without rows: {block.caption}")
        widths = _widths(block.columns, width)
        header = row(
            (
                cell(each, paragraph(self._look["Đầu bảng"], run(one_line(column.header))),
                     middle=True)
                for column, each in zip(block.columns, widths, strict=True)
            ),
            is_header=True,
        )  # fmt: skip
        rows = [self._row(block.columns, widths, texts) for texts in block.rows]
        after = paragraph(self._look["Vạch"])
        return (
            self._caption(_TABLE, block.caption, _KEEP)
            + table(self._look[TABLE], widths, (header, *rows))
            + after
        )

    def _row(self, columns: Sequence[Column], widths: Sequence[int], texts: tuple[str, ...]) -> str:
        style = self._look["Ô bảng"]
        if len(texts) == 1 and len(columns) > 1:
            over = paragraph(style, run(texts[0].strip(), bold=True), properties=_KEEP)
            return row([cell(sum(widths), over, span=len(widths))])
        return row(
            cell(
                width,
                paragraph(style, run(text.strip()), properties=f'<w:jc w:val="{column.align}"/>'),
            )
            for column, width, text in zip(columns, widths, texts, strict=True)
        )

    def _chart(self, block: Chart, width: int) -> str:
        self._drawn += 1
        drawn = drawing(self._docx.part, block, self._drawn, width)
        return paragraph(self._look["Hình"], drawn) + self._caption(_PICTURE, block.caption, "")


def _ids(docx: Docx) -> Iterator[int]:
    """Ids of a template's own drawings."""
    for each in docx.element.body.iter("{*}docPr"):
        yield int(each.get("id", 0))


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
    return round(max(text_width(word, 12, bold=True) for word in header.split()) * 20) + _SIDES


def _ended(text: str, ends: bool) -> str:
    return f"{text.rstrip('.;, ')}{END}" if ends else text
