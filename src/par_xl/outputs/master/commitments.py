"""The sheet `Cam kết`: what the Chief of Office signed, against what was reached (plan, II.3)."""

from __future__ import annotations

from par_xl.insight.commitments import Commitment, commitments
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.tables import Column, Row, Table, write_tables
from par_xl.terms.words import NOTHING, number
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import Book, Formula, Look, Value, reference

SHEET = "Cam kết"
_CENTRE = Look(align="center")
_VALUE = Look("#,##0.00", align="center")
_AIM, _AIM_RANK, _VALUE_AT, _RANK_AT = 3, 4, 5, 6
_COLUMNS = (
    Column("Chỉ số", 12),
    Column("Mã", 9, Look.of(Kind.CODE)),
    Column("Nội dung cam kết", 46),
    Column("Giá trị cam kết", 11, _VALUE),
    Column("Hạng cam kết", 10, _CENTRE),
    Column("Giá trị đạt được", 11, _VALUE),
    Column("Hạng đạt được", 10, _CENTRE),
    Column("Căn cứ", 30),
    Column("Còn thiếu", 11, _VALUE),
    Column("Còn kém số hạng", 11, _CENTRE),
    Column("Kết luận", 17, _CENTRE),
    Column("Văn bản", 32),
)


def write_commitments(book: Book, request: MasterRequest) -> None:
    """Write the sheet: the commitments of the period's year."""
    year, result = request.period.year, request.result
    scores = {
        tally.item.key: tally.mean_score
        for tally in request.tallies
        if tally.mean_score is not None
    }
    found = commitments(request.plan, year, result.indices, result.areas, scores)
    write_tables(
        book,
        request,
        SHEET,
        f"CAM KẾT CỦA CHÁNH VĂN PHÒNG NĂM {year}: KẾT QUẢ",
        [
            Table(
                None,
                _COLUMNS,
                lambda top: [_row(each, top + count) for count, each in enumerate(found)],
                (
                    "Chỉ kết luận đạt hay chưa đạt khi có kết quả công bố của năm; điểm tự đánh "
                    "giá để theo dõi, còn thiếu chỉ tính khi đã chấm đủ các dòng.",
                ),
            )
        ],
    )


def _row(each: Commitment, row: int) -> Row:
    target = each.target
    return (
        target.index.label,
        target.code,
        each.name,
        _or_nothing(target.value),
        _or_nothing(target.rank),
        _or_nothing(each.value),
        _or_nothing(each.rank),
        _basis(each),
        _lacks(row, _AIM, _VALUE_AT, each.missing),
        _lacks(row, _RANK_AT, _AIM_RANK, each.missing_ranks),
        each.verdict.label,
        target.document,
    )


def _basis(each: Commitment) -> str:
    if each.is_published:
        return f"Kết quả công bố năm {each.target.year}"
    if each.scored_maximum is not None:
        return f"Tự đánh giá, trên {number(each.scored_maximum)} điểm của các dòng đã chấm"
    return "Chưa có số liệu"


def _or_nothing(value: float | None) -> Value:
    return NOTHING if value is None else value


def _lacks(row: int, one: int, other: int, value: float | None) -> Value:
    if value is None:
        return NOTHING
    return Formula(f"=MAX(0,{reference(row, one)}-{reference(row, other)})", value)
