"""Nothing, spaces, and rows hidden, sorted, deleted, copied or added."""

from __future__ import annotations

import re

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from builders import edit
from libreoffice import Document
from par_xl.rules.entry import INPUT

from .honest_form import BASELINE, ONE, TWO
from .making import Workshop, case


@case(short=True)
def nothing_but_honest_work(shop: Workshop) -> bytes:
    """As our own writer makes it, filled in."""
    return shop.honest


@case()
def a_single_space_in_a_cell(shop: Workshop) -> bytes:
    """LibreOffice: a space, and a no-break space, put into a row that was left empty."""
    spaces = {(ONE, shop.at("1.3", "result")): " ", (ONE, shop.at("1.3", "status")): "\u00a0"}
    return shop.saved(lambda doc: doc.put_many(spaces))


@case(("CH01", ONE, "1.1", "evidence"))
def spaces_around_a_text(shop: Workshop) -> bytes:
    """LibreOffice: a text with a space before and a no-break space behind it."""
    text = f" {BASELINE['1.1']['evidence']}\u00a0"
    return shop.saved(lambda doc: doc.put(ONE, shop.at("1.1", "evidence"), text))


@case()
def blank_rows_in_the_middle(shop: Workshop) -> bytes:
    """LibreOffice: three rows inserted between two that are filled in."""
    return shop.saved(lambda doc: doc.insert_rows(ONE, shop.row("1.2"), 3))


@case()
def a_thousand_rows_of_spaces_at_the_end(shop: Workshop) -> bytes:
    """LibreOffice: a space in each of a thousand rows below the table."""
    column, first = shop.column("result"), shop.last + 1

    def fill_down(document: Document) -> None:
        document.put(ONE, f"{column}{first}", " ")
        for there in (2**power for power in range(10)):
            area = f"{column}{first}:{column}{first + there - 1}"
            document.copy_cells(ONE, area, f"{column}{first + there}")

    return shop.saved(fill_down)


@case()
def a_thousand_coloured_rows_at_the_end(shop: Workshop) -> bytes:
    """openpyxl: a thousand rows below the table that have a fill and nothing else."""

    def change(book: Workbook) -> None:
        for row in range(shop.last + 1, shop.last + 1001):
            for column in range(1, len(INPUT) + 1):
                book[ONE].cell(row, column).fill = PatternFill("solid", "FFFF00")

    return edit(shop.honest, change)


@case(("TE20",), refused=True, short=True)
def a_space_in_the_last_cell(shop: Workshop) -> bytes:
    """openpyxl: a space in the last row and column that a sheet can have."""

    def change(book: Workbook) -> None:
        book[ONE]["XFD1048576"] = " "

    return edit(shop.honest, change)


@case()
def rows_sorted(shop: Workshop) -> bytes:
    """LibreOffice: the table sorted downwards, with its hidden column and its heading."""
    top = shop.span("1.1", "1.3").replace(str(shop.row("1.1")), str(shop.row("1.1") - 1))
    return shop.saved(lambda doc: doc.sort_rows(ONE, top, shop.column("code"), descending=True))


@case(
    ("DG09", ONE, "1.3", "code"),
    *(("DG06", ONE, "1.1", field) for field in ("code", "content", "coordinating", "due")),
    lost=("1.1",),
    short=True,
)
def rows_sorted_without_their_keys(shop: Workshop) -> bytes:
    """LibreOffice: the visible columns sorted, the hidden one with the row keys left as it was.

    Each answer now stands beside the key of another row, and TT and content beside it say so.
    """
    area = shop.span("1.1", "1.3", "code")
    return shop.saved(lambda doc: doc.sort_rows(ONE, area, shop.column("code"), descending=True))


@case()
def rows_hidden(shop: Workshop) -> bytes:
    """LibreOffice: rows that are filled in hidden."""
    return shop.saved(lambda doc: doc.hide_rows(ONE, shop.span("1.1", "1.2")))


@case()
def rows_filtered(shop: Workshop) -> bytes:
    """LibreOffice: the filter shows what is done; another filled row is hidden by it."""
    table = re.sub(r"^A\d+", f"A{shop.header}", shop.span("1.1", "1.3"))
    return shop.saved(lambda doc: doc.filter_rows(ONE, table, shop.column("status"), "Hoàn thành"))


@case(("DG08", ONE), lost=("1.2",))
def a_filled_row_deleted(shop: Workshop) -> bytes:
    """LibreOffice: a row that was filled in deleted."""
    return shop.saved(lambda doc: doc.delete_rows(ONE, shop.row("1.2")))


@case(("DG08", ONE))
def an_empty_row_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the row with nothing to report deleted."""
    return shop.saved(lambda doc: doc.delete_rows(ONE, shop.row("1.3")))


@case()
def headings_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the two rows above the first task deleted."""
    return shop.saved(lambda doc: doc.delete_rows(ONE, shop.row("1.1") - 2, 2))


@case(lost=("S1.1",))
def a_coordinating_row_deleted(shop: Workshop) -> bytes:
    """LibreOffice: a row in which the unit only coordinates deleted."""
    return shop.saved(lambda doc: doc.delete_rows(TWO, shop.row("S1.1")))


@case(
    ("DG04", ONE, "1.1", "key"),
    ("DG04", ONE, "1.1+1", "key"),
    lost=("1.1",),
)
def a_row_duplicated(shop: Workshop) -> bytes:
    """LibreOffice: a filled row copied into a new row below it."""
    below = shop.row("1.1") + 1
    return shop.saved(
        lambda doc: doc.insert_rows(ONE, below),
        lambda doc: doc.copy_cells(ONE, shop.span("1.1", "1.1"), f"A{below}"),
    )


@case()
def an_empty_row_duplicated(shop: Workshop) -> bytes:
    """LibreOffice: a row without an answer copied into a new row below it."""
    below = shop.last + 1
    return shop.saved(lambda doc: doc.copy_cells(ONE, shop.span("1.3", "1.3"), f"A{below}"))


@case(
    ("DG04", ONE, "1.1", "key"),
    ("DG04", ONE, "1.1+1", "key"),
    ("DG08", ONE),
    lost=("1.1", "1.2"),
)
def a_row_copied_over_another(shop: Workshop) -> bytes:
    """LibreOffice: a filled row copied, hidden column and all, over the next one."""
    span = shop.span("1.1", "1.1")
    return shop.saved(lambda doc: doc.copy_cells(ONE, span, f"A{shop.row('1.2')}"))


@case(("DG01", ONE, "1.1+1", "result"))
def a_row_inserted_and_filled(shop: Workshop) -> bytes:
    """LibreOffice: a new row between two others, with a result in it."""
    below = shop.row("1.1") + 1
    return shop.saved(
        lambda doc: doc.insert_rows(ONE, below),
        lambda doc: doc.put(ONE, f"{shop.column('result')}{below}", "Việc làm thêm"),
    )


@case()
def a_row_inserted_for_a_note(shop: Workshop) -> bytes:
    """LibreOffice: a new row with a text where nothing is to be filled in."""
    below = shop.row("1.1") + 1
    return shop.saved(
        lambda doc: doc.insert_rows(ONE, below),
        lambda doc: doc.put(ONE, f"{shop.column('content')}{below}", "Ghi chú của phòng"),
    )


@case(("DG01", ONE, "1.4+3", "difficulty"))
def a_remark_below_the_table(shop: Workshop) -> bytes:
    """LibreOffice: a text under the last column to fill, three rows below the table."""
    cell = f"{shop.column('difficulty')}{shop.last + 3}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "Đề nghị sớm có hướng dẫn"))
