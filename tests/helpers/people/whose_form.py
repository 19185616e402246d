"""Whose form it is: another unit's, period's, plan's or version's, or everybody's."""

from __future__ import annotations

from openpyxl import Workbook

from builders import YEAR, edit, plan_rows, sheet_table

from .files import seen
from .honest_form import BASELINE, COVER, IDENTITY, ITEMS, ONE, OTHER_UNIT, THREE, VERSION
from .making import Workshop, case


@case(baseline=OTHER_UNIT, unit="TH", ideas=False, short=True)
def a_form_of_another_unit(shop: Workshop) -> bytes:
    """As our own writer makes it: it is that unit's, whatever the file is called."""
    return shop.form(OTHER_UNIT, "TH", ideas=())


@case(("TE05", COVER, "head", "unit"), refused=True, short=True)
def another_units_form_under_ones_own_name(shop: Workshop) -> bytes:
    """openpyxl: the unit's name typed over in a form made for another unit."""
    other = shop.form(OTHER_UNIT, "TH")
    cell = seen(other)[COVER].cell("head", "unit")

    def change(book: Workbook) -> None:
        book[COVER][cell] = "Phòng Hành chính"

    return edit(other, change)


@case(("TE23", COVER, "head", "unit"))
def an_alias_for_the_unit(shop: Workshop) -> bytes:
    """LibreOffice: the unit's name typed as everybody calls it."""
    cell = shop.at("head", "unit")
    return shop.saved(lambda doc: doc.put(COVER, cell, "P. HC"))


@case(("TE03", COVER, "head", "period"), refused=True, short=True)
def a_form_of_another_period(shop: Workshop) -> bytes:
    """As our own writer makes it, for the whole year."""
    return shop.form(period=YEAR)


@case(("TE02", IDENTITY, "B1"), refused=True, short=True)
def a_form_of_another_plan(shop: Workshop) -> bytes:
    """As our own writer makes it, from a plan with another code and the same rows."""
    rows = plan_rows(ITEMS, version=VERSION)
    rows["Thông tin"][0]["Giá trị"] = "KH-2030"
    return shop.form(plan=shop.plan_of(rows))


@case(
    ("TE11", IDENTITY, "B2"),
    ("DG02", ONE, "1.9", "key"),
    ("DG05", ONE, "1.2", "content"),
    lost=("1.2",),
    short=True,
)
def a_form_of_another_version(shop: Workshop) -> bytes:
    """As our own writer makes it, from a version with a row more and one in other words."""
    rows = plan_rows(ITEMS, version="1")
    heading, _, second, third, *_ = first = rows[ONE]
    heading["Điểm tối đa"] = "6"
    second["Nội dung"] = "Nội dung cũ của 1.2"
    first.append({**third, "TT": "1.9", "Nội dung": "Việc đã bỏ"})
    values = {**BASELINE, "1.9": {"status": "Chưa thực hiện"}}
    return shop.form(values, plan=shop.plan_of(rows))


@case(("TE32", IDENTITY, "B5"), refused=True, short=True)
def a_form_of_an_older_pattern(shop: Workshop) -> bytes:
    """openpyxl: the first pattern had other columns; its identity says so."""

    def change(book: Workbook) -> None:
        book[IDENTITY]["B5"] = "1"
        book[ONE][shop.at("header", "explanation")] = "Giải trình"

    return edit(shop.honest, change)


@case(("TE08",), refused=True, short=True)
def a_form_of_another_program(shop: Workshop) -> bytes:
    """openpyxl: another programme's reporting table, nothing of ours in it."""
    return sheet_table(
        """
        | TT | Nội dung công việc    | Kết quả  | Tiến độ | Ghi chú |
        | 1  | Chuyển đổi số nội bộ  | Đã xong  | 100     |         |
        | 2  | Phòng cháy chữa cháy  | Đang làm | 50      |         |
        """
    )


@case(("TE04", COVER, "head", "unit"), refused=True, short=True)
def a_standard_form_without_a_unit(shop: Workshop) -> bytes:
    """As our own writer makes it for everybody; nobody chose the unit."""
    return shop.form(unit=None)


@case()
def a_standard_form_never_calculated(shop: Workshop) -> bytes:
    """openpyxl: the form for everybody, all its formulas without their values."""
    return edit(shop.form(unit=None, head={"unit": "Phòng Hành chính"}), lambda _book: None)


@case(("DG03", THREE, "P1.2", "key"), short=True)
def a_standard_form_with_anothers_row(shop: Workshop) -> bytes:
    """As our own writer makes it for everybody; a room filled in a row of the centre too."""
    rows = {**BASELINE, "P1.2": {"status": "Chưa thực hiện"}}
    return shop.form(rows, unit=None, head={"unit": "Phòng Hành chính"})


@case(("TE26", COVER, "head", "approver"), short=True)
def nobody_approved_it(shop: Workshop) -> bytes:
    """As our own writer makes it, without the leader's name."""
    return shop.form(head={"approver": ""})
