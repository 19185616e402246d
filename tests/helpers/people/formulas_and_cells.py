"""Formulas, merged cells, and what was pasted over cells."""

from __future__ import annotations

from openpyxl import Workbook

from builders import edit, put, sheet_table
from libreoffice import Value

from .honest_form import ONE
from .making import LAST, Workshop, case


@case()
def a_formula_that_gives_the_value(shop: Workshop) -> bytes:
    """LibreOffice: formulas, calculated, where values are to be filled in."""
    return shop.typed("1.1", self_score="=0.5+0.25", status='="Hoàn"&" thành"')


@case(("OO01", ONE, "1.1", "self_score"), lost=("1.1",))
def a_formula_that_gives_an_error(shop: Workshop) -> bytes:
    """LibreOffice: a score divided by nothing."""
    return shop.typed("1.1", self_score="=1/0")


@case(("OO01", ONE, "1.2", "value"), lost=("1.2",))
def a_formula_whose_cells_are_gone(shop: Workshop) -> bytes:
    """LibreOffice: a formula that looked into a column which was then deleted."""
    return shop.saved(
        lambda doc: doc.type(ONE, shop.at("1.2", "value"), "=AZ5*2"),
        lambda doc: doc.delete_columns(ONE, "AZ"),
    )


@case(("OO01", ONE, "1.1", "self_score"), lost=("1.1",))
def a_formula_never_calculated(shop: Workshop) -> bytes:
    """openpyxl: a formula without its value, as programs leave it that do not calculate."""
    return put(shop.honest, {("1.1", "self_score"): "=0.5+0.25"})[0]


@case()
def formulas_that_give_nothing(shop: Workshop) -> bytes:
    """LibreOffice: formulas pasted down to a row without an answer, where they give no text."""
    fields = ("status", "progress", "completed_on", "value", "self_score")
    return shop.typed("1.3", **dict.fromkeys(fields, '=IF(1=2,"x","")'))


def _linked(shop: Workshop, name: str) -> bytes:
    """A value fetched from the officer's own workbook."""
    own = shop.folder / "so-rieng.xlsx"
    own.write_bytes(sheet_table("| Tỷ lệ |\n| 87.5 |"))
    formula = f"='file://{own}'#$Sheet1.A2"
    return shop.saved(
        lambda doc: doc.type(ONE, shop.at("1.2", "value"), formula),
        lambda doc: doc.recalculate(),
        name=name,
    )


@case(("TE22",), short=True)
def a_formula_into_another_workbook(shop: Workshop) -> bytes:
    """LibreOffice: a value fetched from the officer's own workbook."""
    return _linked(shop, "HC.xlsx")


@case(("TE10",), ("TE22",), name="HC.ods")
def a_formula_into_another_workbook_in_an_ods(shop: Workshop) -> bytes:
    """LibreOffice: the same in its own format."""
    return _linked(shop, "HC.ods")


@case(("TE10",), ("TE22",), name="HC.xls")
def a_formula_into_another_workbook_in_an_xls(shop: Workshop) -> bytes:
    """LibreOffice: the same in the format of Excel 97."""
    return _linked(shop, "HC.xls")


def _merged_as_in_excel(shop: Workshop, kept: str, lost: str, name: str = "HC.xlsx") -> bytes:
    """Two cells merged in LibreOffice; Excel keeps only what the first one held."""
    return shop.saved(
        lambda doc: doc.merge_cells(ONE, f"{kept}:{lost}"),
        lambda doc: doc.put(ONE, lost, None),
        name=name,
    )


@case(
    ("OO02", ONE, "1.1", "result"),
    ("OO02", ONE, "1.1", "evidence"),
    ("TL01", ONE, "1.1", "evidence"),
    ("DI05", ONE, "1.1", "self_score"),
    lost=("1.1",),
    short=True,
)
def cells_merged_across(shop: Workshop) -> bytes:
    """LibreOffice: result and document of a row merged; what the second held is gone."""
    return _merged_as_in_excel(shop, shop.at("1.1", "result"), shop.at("1.1", "evidence"))


@case(("OO02", ONE, "1.1", "result"), ("OO02", ONE, "1.2", "result"), lost=("1.1", "1.2"))
def cells_merged_down(shop: Workshop) -> bytes:
    """LibreOffice: one result for two rows; the second row's own is gone."""
    return _merged_as_in_excel(shop, shop.at("1.1", "result"), shop.at("1.2", "result"))


@case(
    ("TE10",),
    ("OO02", ONE, "1.1", "result"),
    ("OO02", ONE, "1.2", "result"),
    lost=("1.1", "1.2"),
    name="HC.ods",
)
def cells_merged_down_in_an_ods(shop: Workshop) -> bytes:
    """LibreOffice: the same in its own format."""
    kept, lost = shop.at("1.1", "result"), shop.at("1.2", "result")
    return _merged_as_in_excel(shop, kept, lost, "HC.ods")


@case()
def headings_merged(shop: Workshop) -> bytes:
    """LibreOffice: a heading merged over the whole table."""
    above = shop.row("1.1") - 1
    area = f"{shop.column('content')}{above}:{shop.column(LAST)}{above}"
    return shop.saved(lambda doc: doc.merge_cells(ONE, area))


@case(("TT02", ONE, "1.2", "status"), lost=("1.2",))
def a_drop_down_pasted_over(shop: Workshop) -> bytes:
    """LibreOffice: a cell without a list copied over a status, then filled in freely."""
    status = shop.at("1.2", "status")
    return shop.saved(
        lambda doc: doc.copy_cells(ONE, shop.at("1.3", "result"), status),
        lambda doc: doc.put(ONE, status, "Đang làm, gần xong"),
    )


@case(("CH02", ONE, "1.2", "status"))
def all_drop_downs_gone(shop: Workshop) -> bytes:
    """openpyxl: every validation rule taken off, and a status typed by hand."""

    def change(book: Workbook) -> None:
        for sheet in book:
            sheet.data_validations.dataValidation.clear()

    content = edit(shop.honest, change)
    return put(content, {("1.2", "status"): "đang  thực hiện "})[0]


@case(
    ("CH04", ONE, "1.1", "completed_on"),
    ("CH05", ONE, "1.1", "self_score"),
    ("CH03", ONE, "1.2", "progress"),
    ("CH06", ONE, "1.2", "value"),
)
def texts_pasted_for_numbers_and_days(shop: Workshop) -> bytes:
    """LibreOffice: what comes out of a text document, all of it text."""
    texts: dict[tuple[str, str], Value] = {
        (ONE, shop.at("1.1", "completed_on")): "5.3.2024",
        (ONE, shop.at("1.1", "self_score")): "0,75",
        (ONE, shop.at("1.2", "progress")): "50 %",
        (ONE, shop.at("1.2", "value")): "87,5",
    }
    return shop.saved(lambda doc: doc.put_many(texts))


@case(("OO03", ONE, "1.2", "result"), lost=("1.2",))
def a_text_in_an_old_font(shop: Workshop) -> bytes:
    """LibreOffice: a text pasted from a document in a TCVN3 font."""
    return shop.saved(lambda doc: doc.put(ONE, shop.at("1.2", "result"), "§· tr×nh dù th¶o"))


@case(("DG06", ONE, "1.1", "maximum"), ("DG06", ONE, "1.3", "due"))
def locked_cells_pasted_over(shop: Workshop) -> bytes:
    """LibreOffice: unprotected; more points for a row, and more time for an empty one."""
    texts: dict[tuple[str, str], Value] = {
        (ONE, shop.at("1.1", "maximum")): 5.0,
        (ONE, shop.at("1.3", "due")): "Quý IV/2024",
    }
    return shop.saved(lambda doc: doc.put_many(texts))


@case(("DG02", ONE, "9.9", "key"), ("DG08", ONE), lost=("1.2",))
def a_key_overwritten(shop: Workshop) -> bytes:
    """LibreOffice: the hidden key of a row changed to one that the plan does not have."""
    return shop.saved(lambda doc: doc.put(ONE, shop.at("1.2", "key"), "PAR_INDEX/9.9"))
