"""A spreadsheet file → its tables and the lines above them."""

from __future__ import annotations

from par_xl.plan.tables import SHEETS, ItemRow
from par_xl.plan.takeover.grid import COLUMNS_LIMIT, ROWS_LIMIT, Block, check_size, make_grid
from par_xl.plan.takeover.told import REPORT_SHEET
from par_xl.reading.book import Place, Sheet
from par_xl.reading.workbook import read_workbook
from par_xl.text import as_text, fold

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
            told.append(f"trang «{sheet.name}» bị ẩn: không đọc")
        elif fold(sheet.name) in _OF_A_PLAN:
            told.append(f"trang «{sheet.name}» là trang khác của một kế hoạch: không đọc")
        else:
            blocks.append(_block(sheet))
            check_size(blocks)
    return blocks, tuple(told)


def _block(sheet: Sheet) -> Block:
    rows = [list(row[:COLUMNS_LIMIT]) for row in sheet.rows[:ROWS_LIMIT]]
    notes: list[tuple[int | None, str]] = []
    if len(sheet.rows) > ROWS_LIMIT:
        notes.append((None, f"chỉ đọc {ROWS_LIMIT} hàng đầu"))
    if any(len(row) > COLUMNS_LIMIT for row in sheet.rows):
        notes.append((None, f"chỉ đọc {COLUMNS_LIMIT} cột đầu"))
    for (row, _), why in sheet.broken.items():
        notes.append((row + 1, f"ô có công thức lỗi hoặc chưa được tính, để trống: {why}"))
    origins: dict[Place, Place] = {}
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, COLUMNS_LIMIT)):
                origins.setdefault((row, column), (top, left))
    for (row, column), at in origins.items():
        if at != (row, column) and as_text(sheet.cell(row, column)):
            hidden = as_text(sheet.cell(row, column))
            notes.append((row + 1, f"ô gộp còn chữ nằm khuất, không lấy: «{hidden}»"))
    grid = make_grid(rows, origins)
    return Block(f"Trang «{sheet.name}»", grid, (sheet.name,), notes=tuple(notes))
