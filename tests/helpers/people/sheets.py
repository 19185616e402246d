"""Sheets renamed, copied, deleted or moved."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import python_calamine
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders import edit

from .honest_form import APPENDICES, COVER, GUIDE, IDEAS, IDENTITY, LISTS, ONE, THREE, TWO
from .making import Workshop, case


@case(("TE06",), refused=True)
def a_sheet_renamed(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.rename_sheet(ONE, "PL 1 sửa"))


@case(("TE24", "PHỤ LỤC  I"))
def a_sheet_spelled_otherwise(shop: Workshop) -> bytes:
    """LibreOffice: capitals and a space too many in a sheet's name."""
    return shop.saved(lambda doc: doc.rename_sheet(ONE, "PHỤ LỤC  I"))


@case(("TE27", "Phụ lục I_2"), refused=True, short=True)
def a_sheet_copied(shop: Workshop) -> bytes:
    """LibreOffice: an appendix copied within the workbook, as somebody's draft."""
    return shop.saved(lambda doc: doc.copy_sheet(ONE, "Phụ lục I_2"))


@case(("TE06",), refused=True)
def a_sheet_deleted(shop: Workshop) -> bytes:
    """LibreOffice: an appendix deleted."""
    return shop.saved(lambda doc: doc.delete_sheet(TWO))


@case(short=True)
def sheets_moved(shop: Workshop) -> bytes:
    """openpyxl: the appendices in another order."""
    return edit(shop.honest, lambda book: book.move_sheet(THREE, -3))


@case(("TE29", TWO))
def a_sheet_hidden(shop: Workshop) -> bytes:
    """openpyxl: an appendix hidden."""

    def change(book: Workbook) -> None:
        book[TWO].sheet_state = "hidden"

    return edit(shop.honest, change)


@case()
def guide_and_lists_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the sheets deleted in which nothing is filled in."""
    return shop.saved(lambda doc: doc.delete_sheet(GUIDE), lambda doc: doc.delete_sheet(LISTS))


@case()
def the_free_rows_sheet_renamed(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.rename_sheet(IDEAS, "Sáng kiến 2024"))


@case()
def the_free_rows_sheet_copied(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.copy_sheet(IDEAS, "Nháp"))


@case(ideas=False)
def the_free_rows_sheet_deleted(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.delete_sheet(IDEAS))


@case(("TE09",))
def the_hidden_identity_gone(shop: Workshop) -> bytes:
    """LibreOffice: the very hidden sheet deleted."""
    return shop.saved(lambda doc: doc.delete_sheet(IDENTITY))


@case()
def the_cover_renamed(shop: Workshop) -> bytes:
    """LibreOffice: it is known by its labels."""
    return shop.saved(lambda doc: doc.rename_sheet(COVER, "Bìa"))


@case(("TE26",))
def the_cover_deleted(shop: Workshop) -> bytes:
    """LibreOffice: nobody has approved it now; whose form it is stands in its identity."""
    return shop.saved(lambda doc: doc.delete_sheet(COVER))


@case(("TE09",), ideas=False, short=True)
def cover_and_appendices_copied_into_a_new_workbook(shop: Workshop) -> bytes:
    """openpyxl: their values, without formats, in a workbook of its own."""
    return _copied(shop, (COVER, *APPENDICES))


@case(("TE08",), refused=True, short=True)
def appendices_alone_copied_into_a_new_workbook(shop: Workshop) -> bytes:
    """openpyxl: nothing says whose they are."""
    return _copied(shop, APPENDICES)


def _copied(shop: Workshop, sheets: Sequence[str]) -> bytes:
    book = Workbook()
    for sheet, rows in _values(shop.honest, sheets):
        page = book.create_sheet(sheet)
        for row in rows:
            page.append([cell if cell != "" else None for cell in row])
    page = book.active
    assert isinstance(page, Worksheet)
    book.remove(page)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _values(content: bytes, sheets: Sequence[str]) -> Iterator[tuple[str, list[list[Any]]]]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    for name in sheets:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
