"""The sheet `SIPAS, PAPI`: their weakest areas, against target and national mean (plan, II.3)."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.published import SURVEYED, TOTAL, Weakness, weakest
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.tables import Column, Row, Table, write_tables
from par_xl.terms.words import NOTHING, UNCHECKED, Index
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import Book, Formula, Look, Value, reference

SHEET = "SIPAS, PAPI"
_CENTRE = Look(align="center")
_VALUE = Look("#,##0.00", align="center")
_CHANGE = Look("+#,##0.00;-#,##0.00;0.00", align="center")
_LATEST, _BEFORE, _TARGET, _MEAN = 3, 4, 6, 8
_COLUMNS = (
    Column("Mã", 9, Look.of(Kind.CODE)),
    Column("Lĩnh vực", 56),
    Column("Năm công bố gần nhất", 11, _CENTRE),
    Column("Kết quả công bố", 11, _VALUE),
    Column("Năm trước đó", 11, _VALUE),
    Column("Tăng, giảm", 11, _CHANGE),
    Column("Mục tiêu năm", 11, _VALUE),
    Column("Còn thiếu so với mục tiêu", 13, _CHANGE),
    Column("Bình quân cả nước", 12, _VALUE),
    Column("Kém bình quân cả nước", 12, _CHANGE),
)


def write_weakest(book: Book, request: MasterRequest) -> None:
    """Write the sheet: each index as a whole, then its areas, the weakest first."""
    title = "SIPAS, PAPI: NỘI DUNG CÒN HẠN CHẾ, YẾU KÉM"
    tables = [_table(request, number, index) for number, index in enumerate(SURVEYED, start=1)]
    write_tables(book, request, SHEET, title, tables)


def _table(request: MasterRequest, number: int, index: Index) -> Table:
    year = request.period.year
    found = weakest(request.plan, index, request.period)
    how = (
        "Xếp theo mức còn thiếu so với mục tiêu, rồi theo mức giảm và kết quả; lấy từ trang «Kết "
        "quả công bố» và «Mục tiêu» của kế hoạch."
    )
    heading = f"{number}. {index.label}, so với mục tiêu năm {year}"
    return Table(heading, _COLUMNS, lambda top: _rows(found, top), (how,))


def _rows(found: Sequence[Weakness], top: int) -> Sequence[Row]:
    return [_row(each, top + count) for count, each in enumerate(found)]


def _row(each: Weakness, row: int) -> Row:
    before = None
    if each.latest is not None and each.change is not None:
        before = each.latest.value - each.change
    return (
        None if each.code == TOTAL else each.code,
        each.name,
        _year(each),
        each.latest.value if each.latest else NOTHING,
        NOTHING if before is None else before,
        _less(row, _LATEST, _BEFORE, each.change),
        NOTHING if each.target is None else each.target,
        _less(row, _TARGET, _LATEST, each.gap),
        NOTHING if each.national_mean is None else each.national_mean,
        _less(row, _MEAN, _LATEST, each.behind),
    )


def _year(each: Weakness) -> Value:
    if each.latest is None:
        return "Chưa có"
    return f"{each.latest.year} ({UNCHECKED})" if each.latest.is_reconstructed else each.latest.year


def _less(row: int, one: int, other: int, value: float | None) -> Value:
    if value is None:
        return NOTHING
    return Formula(f"={reference(row, one)}-{reference(row, other)}", value)
