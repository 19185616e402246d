"""Much of what the other cases show, done to one file: quick to make and to check."""

from __future__ import annotations

from openpyxl import Workbook

from builders import edit
from libreoffice import Document, Value

from .honest_form import COVER, GUIDE, IDEAS, LISTS, ONE, TWO
from .making import LAST, Workshop, case


@case(
    ("TE23", COVER, "head", "unit"),
    ("TE26", COVER, "head", "approver"),
    ("TE24", ONE, "header", "status"),
    ("TE29", TWO),
    ("DG07", ONE),
    ("DG01", ONE, "1.4+3", "difficulty"),
    ("DG02", ONE, "9.9", "key"),
    ("DG04", ONE, "1.1", "key"),
    ("DG04", ONE, "1.4+1", "key"),
    ("DG06", ONE, "1.3", "due"),
    ("DG08", ONE),
    lost=("1.1", "1.2"),
    short=True,
)
def many_faults(shop: Workshop) -> bytes:
    """openpyxl: names, headers, keys and closed cells typed over, a row copied, a remark added,
    an appendix hidden."""

    def change(book: Workbook) -> None:
        sheet, copied, below = book[ONE], shop.row("1.1"), shop.last + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(below, column).value = sheet.cell(copied, column).value
        book[COVER][shop.at("head", "unit")] = "P. HC"
        book[COVER][shop.at("head", "approver")] = None
        sheet[shop.at("header", "status")] = "TÌNH TRẠNG  THỰC HIỆN"
        sheet[shop.at("header", "performers")] = "Việc phải làm"
        sheet[shop.at("1.3", "due")] = "Quý IV/2024"
        sheet[shop.at("1.2", "key")] = "PAR_INDEX/9.9"
        sheet[shop.at("1.4+3", "difficulty")] = "Đề nghị sớm có hướng dẫn"
        book[TWO].sheet_state = "hidden"

    return edit(shop.honest, change)


@case(
    ("TE06",),
    ("TE07", ONE),
    refused=True,
    short=True,
)
def refused_for_more_than_one_reason(shop: Workshop) -> bytes:
    """openpyxl: one appendix deleted, a header of another typed over."""

    def change(book: Workbook) -> None:
        del book[TWO]
        book[ONE][shop.at("header", "status")] = "Kết quả"

    return edit(shop.honest, change)


_SPELLED = "PHỤ LỤC  I"


@case(("TE24", _SPELLED), ("TE23", COVER, "head", "unit"), short=True)
def many_changes_that_cost_no_row(shop: Workshop) -> bytes:
    """LibreOffice: columns moved, hidden and deleted, rows added, copied, sorted, hidden and
    deleted, cells merged, formulas, spaces and notes typed, sheets renamed, copied and deleted."""
    column = {name: shop.column(name) for name in ("content", "result", "check")}
    first, last = shop.row("1.1"), shop.last
    typed: dict[tuple[str, str], Value] = {
        (COVER, shop.at("head", "unit")): "P. HC",
        (ONE, shop.at("1.3", "result")): " ",
        (ONE, shop.at("1.3", "status")): "\u00a0",
        (ONE, f"{column['content']}{last + 4}"): "Ghi chú",
    }

    def change(document: Document) -> None:
        document.put_many(typed)
        document.type(ONE, shop.at("1.1", "self_score"), "=0.5+0.25")
        document.type(ONE, shop.at("1.1", "status"), '="Hoàn"&" thành"')
        document.copy_cells(ONE, shop.span("1.3", "1.3"), f"A{last + 1}")
        document.sort_rows(ONE, shop.span("1.1", "1.3"), shop.column("code"), descending=True)
        document.hide_rows(ONE, shop.span("1.1", "1.1"))
        document.hide_columns(ONE, shop.span("1.1", "1.1", "progress", "self_score"))
        document.insert_rows(ONE, first + 1, 3)
        document.merge_cells(ONE, f"{column['content']}{first - 1}:{shop.column(LAST)}{first - 1}")
        document.delete_rows(ONE, first - 2, 1)
        document.move_column(ONE, column["result"], column["content"])
        document.delete_columns(TWO, column["check"])
        document.rename_sheet(ONE, _SPELLED)
        document.copy_sheet(IDEAS, "Nháp")
        document.delete_sheet(GUIDE)
        document.delete_sheet(LISTS)

    return shop.saved(change)
