"""The new plan workbook: the plan's sheets, and one that tells how each row was read."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.plan.takeover.takeover import TakenOver
from par_xl.plan.takeover.told import REPORT_SHEET, Sure, Told
from par_xl.plan.workbook import plan_book
from par_xl.workbooks.writing import CLOSED_FILL, WARNING_FILL, Book, Cell, Look, TableColumn

_COLUMNS = (
    TableColumn("Về", 11.0),
    TableColumn("Mức chắc chắn", 13.0),
    TableColumn("Từ bảng, trang", 24.0),
    TableColumn("Hàng", 8.0),
    TableColumn("Vào trang", 14.0),
    TableColumn("TT", 12.0),
    TableColumn("Đã đọc thế nào", 100.0),
)
_FILLS = {Sure.UNSURE: WARNING_FILL, Sure.SKIPPED: CLOSED_FILL}


def write_taken_over(taken: TakenOver) -> bytes:
    """The plan that was taken over, as a workbook for people to look through and correct."""
    book = plan_book(taken.rows)
    _report(book, taken.told)
    return book.content()


def _report(book: Book, told: Sequence[Told]) -> None:
    sheet = book.sheet(REPORT_SHEET)
    after = book.table(sheet, 0, _COLUMNS, (_cells(each) for each in told))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, after - 1, len(_COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{after}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cells(told: Told) -> list[Cell]:
    look = Look(fill=_FILLS.get(told.sure))
    text = told.text[:1].upper() + told.text[1:]
    code = look.with_(number_format="@")
    return [
        Cell(told.about.label, look),
        Cell(told.sure.label, look),
        Cell(told.source or None, look),
        Cell(told.row, look.with_(align="center")),
        Cell(told.sheet or None, look),
        Cell(told.code or None, code),
        Cell(text, look),
    ]
