"""A spreadsheet file → its tables and the lines above them."""

from __future__ import annotations

from par_xl.plan.model import SHEETS, ItemRow
from par_xl.plan.takeover.grid import COLUMNS_LIMIT, ROWS_LIMIT, Block, check_size, make_grid
from par_xl.plan.takeover.told import REPORT_SHEET
from par_xl.terms.messages import N_
from par_xl.terms.text import as_text, fold
from par_xl.workbooks.reading.book import Place, Sheet
from par_xl.workbooks.reading.workbook import read_workbook

_OF_A_PLAN = {fold(name) for name, kind in SHEETS.items() if kind is not ItemRow}
_OF_A_PLAN.add(fold(REPORT_SHEET))
"""Sheets of a plan workbook, if the file is one, that are no appendices."""


def read_excel(content: bytes, name: str) -> tuple[list[Block], tuple[str, ...]]:
    """The sheets of a spreadsheet file, a table each, and what is to be told of the file.

    Raises:
        UnreadableFileError: it can't be read.
    """
    sheets = read_workbook(content, name).sheets
    told: list[str] = []
    blocks: list[Block] = []
    for sheet in sheets:
        if sheet.is_hidden:
            told.append(N_("trang «{sheet}» bị ẩn: không đọc").format(sheet=sheet.name))
        elif fold(sheet.name) in _OF_A_PLAN:
            told.append(
                N_("trang «{sheet}» là trang khác của một kế hoạch: không đọc").format(
                    sheet=sheet.name
                )
            )
        else:
            blocks.append(_block(sheet))
            check_size(blocks)
    return blocks, tuple(told)


def _block(sheet: Sheet) -> Block:
    rows = [list(row[:COLUMNS_LIMIT]) for row in sheet.rows[:ROWS_LIMIT]]
    notes: list[tuple[int | None, str]] = []
    if len(sheet.rows) > ROWS_LIMIT:
        notes.append((None, N_("chỉ đọc {count} hàng đầu").format(count=ROWS_LIMIT)))
    if any(len(row) > COLUMNS_LIMIT for row in sheet.rows):
        notes.append((None, N_("chỉ đọc {count} cột đầu").format(count=COLUMNS_LIMIT)))
    for (row, _), why in sheet.broken.items():
        notes.append(
            (row + 1, N_("ô có công thức lỗi hoặc chưa được tính, để trống: {why}").format(why=why))
        )
    origins: dict[Place, Place] = {}
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, COLUMNS_LIMIT)):
                origins.setdefault((row, column), (top, left))
    for (row, column), at in origins.items():
        if at != (row, column) and as_text(sheet.cell(row, column)):
            hidden = as_text(sheet.cell(row, column))
            notes.append(
                (row + 1, N_("ô gộp còn chữ nằm khuất, không lấy: «{text}»").format(text=hidden))
            )
    grid = make_grid(rows, origins)
    return Block(
        N_("Trang «{name}»").format(name=sheet.name), grid, (sheet.name,), notes=tuple(notes)
    )
