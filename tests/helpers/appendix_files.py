"""Word and Excel files with appendices, as offices hold them, for tests of ``plan import``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import docx
import xlsxwriter
from docx.document import Document
from docx.table import Table

from par_xl.plan.takeover.report import Confidence, Note, Subject
from par_xl.plan.takeover.takeover import Draft, read_base, take_over
from par_xl.terms.words import Index
from par_xl.workbooks.sheet import Value
from small_plan import plan_content

HEADER = ("TT", "Tiêu chí", "Điểm chuẩn", "Nhiệm vụ, giải pháp", "Đơn vị chủ trì",
          "Đơn vị phối hợp", "Thẩm quyền thực hiện", "Thời gian hoàn thành")  # fmt: skip
TITLE = "PHỤ LỤC I"
Grid = Sequence[Sequence[str]]
Lines = Sequence[Sequence[Any]]
Merge = tuple[int, int, int, int]
"""First row and column, last row and column."""


def row(code: str, content: str, task: str = "", leads: str = "", points: str = "") -> list[str]:
    """A row under ``HEADER``; one with a task is the office's, at no set time."""
    authority, due = ("Văn phòng", "Thường xuyên") if leads else ("", "")
    return [code, content, points, task, leads, "", authority, due]


def add_table(document: Document, rows: Grid, merged: Sequence[Merge] = ()) -> Table:
    """A table whose merged cells hold the text of their first."""
    table: Table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    cells = table._cells
    width = len(table.columns)
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                cells[number * width + column].text = text
    for top, left, bottom, right in merged:
        text = rows[top][left]
        for number in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[number * width + column].text = ""
        table.cell(top, left).merge(table.cell(bottom, right)).text = text
    return table


def word(*parts: str | Grid, merged: Sequence[Merge] = ()) -> bytes:
    """A Word file of paragraphs and tables; *merged* are cells of each table."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            add_table(document, part, merged)
    return saved(document)


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def excel(rows: Lines, name: str = "Phụ lục I", merged: Sequence[Merge] = ()) -> bytes:
    """An Excel file of one sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet(name)
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, days)
                elif cell is not None:
                    sheet.write(number, column, cell)
        for merge in merged:
            sheet.merge_range(*merge, "")
            first = rows[merge[0]][merge[1]]
            sheet.write(merge[0], merge[1], first)
    return file.getvalue()


@cache
def base() -> Draft:
    """The present plan: the small one."""
    return read_base(plan_content(), "ke-hoach.xlsx")


def taken(content: bytes, name: str = "phu-luc.docx", asked: Index | None = None) -> Draft:
    return take_over([(content, name)], base(), asked)


def items(what: Draft, index: Index = Index.PAR_INDEX) -> dict[str, dict[str, Value]]:
    """The rows of an appendix by code, without their source and cells that hold nothing."""
    return {
        str(each["TT"]): {
            header: value
            for header, value in each.items()
            if value is not None and header != "Nguồn"
        }
        for each in what.rows[index.sheet]
    }


def column(what: Draft, header: str) -> Confidence:
    """How sure a column was read; *header* is "of the file → of the plan"."""
    ours, _, plans = header.partition(" → ")
    told = [each for each in what.report if each.text == f"“{ours}” → “{plans}”"]
    assert told, [each.text for each in what.report if each.about is Subject.COLUMN]
    return told[0].sure


def of_row(what: Draft, code: str) -> Note:
    """What is told of the row that was written with that code."""
    return next(each for each in what.report if each.code == code and each.about is Subject.ROW)


def texts(what: Draft, sure: Confidence) -> str:
    """All that is told with that sureness."""
    return "\n".join(each.text for each in what.report if each.sure is sure)
