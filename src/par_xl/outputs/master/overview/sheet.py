"""The whole of `Tổng quan`, from its head to its foot."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.course import Course
from par_xl.outputs.master.overview.areas import write_areas
from par_xl.outputs.master.overview.changes import (
    write_changes,
    write_notes,
    write_thresholds,
)
from par_xl.outputs.master.overview.head import write_head, write_reporting
from par_xl.outputs.master.overview.indices import write_indices
from par_xl.outputs.master.overview.page import LAST, SHEET, WIDTHS, Page, pixels_of
from par_xl.outputs.master.request import MasterRequest, set_up_print
from par_xl.workbooks.writing import Book


def write_overview(book: Book, request: MasterRequest, courses: Sequence[Course]) -> None:
    """Write the sheet."""
    sheet = book.sheet(SHEET)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    page = Page(book, sheet, request, courses)
    write_head(page)
    page.gap()
    write_reporting(page)
    page.gap()
    write_thresholds(page)
    write_indices(page)
    page.gap()
    write_areas(page)
    page.gap()
    write_changes(page)
    write_notes(page)
    sheet.hide_gridlines(2)
    set_up_print(sheet, SHEET, None)
    if page.height > pixels_of((0, LAST)) * 0.75:
        # Many areas: on a page that is higher than wide, they are larger.
        sheet.set_portrait()
    sheet.print_area(0, 0, page.row - 1, LAST)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
