"""What leaders rank and promise by: the sheets `Thi đua`, `SIPAS, PAPI`, `Cam kết` (plan, II)."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.commitments import Commitment, commitments
from par_xl.insight.emulation import INITIATIVE, Standing, ranking
from par_xl.insight.published import TOTAL
from par_xl.insight.weakest import SURVEYED, Weakness, weakest
from par_xl.outputs.master.chase import has_time
from par_xl.outputs.master.lists import KIND_NAME, UNIT_NAME
from par_xl.outputs.master.rates import rate_cell, timeliness_cell
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.tables import Column, Row, Table, write_tables
from par_xl.plan.settings import INITIATIVES_FOR_ALL
from par_xl.terms.words import NOTHING, UNCHECKED, Index, Timeliness, number
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import Book, Formula, Look, Value, reference, whole_range

EMULATION_SHEET = "Thi đua"
_CENTRE = Look(align="center")
_RATE = Look("0.00%", align="center")
_POINTS = Look("#,##0.00", align="center")
_STRONG = _POINTS.with_(bold=True)
_SHARES = 3, 5, 7, 9
"""Columns of a part's share; its points stand in the next one."""
_IDEAS, _TOTAL = 11, 12
_TIED = "Đồng hạng"


def write_emulation(book: Book, request: MasterRequest) -> None:
    """Write the sheet; ranks are compared at two decimals, as they are printed."""
    result = request.result
    have_time = [part.unit for part in result.units if has_time(request, part)]
    found = ranking(request.plan, result.units, result.initiatives, have_time)
    enough = number(request.plan.setting(INITIATIVES_FOR_ALL) or 1)
    notes = (
        f"Điểm (thang 100) = tổng của tỷ lệ × trọng số; trọng số ở trang «Thiết lập» của kế hoạch, "
        f"quy về tổng 100. Sáng kiến: đủ {enough} sáng kiến được trọn điểm.",
        "So sánh ở hai chữ số thập phân; bằng nhau thì đồng hạng. Chỉ xếp hạng đơn vị, không xếp "
        "hạng cá nhân; chưa tính việc thẩm định của cơ quan.",
    )
    columns = _ranked_columns(found)
    write_tables(
        book,
        request,
        EMULATION_SHEET,
        "XẾP HẠNG ĐƠN VỊ PHỤC VỤ THI ĐUA, KHEN THƯỞNG",
        [Table(None, columns, lambda top: _ranked_rows(request, found, top), notes)],
    )


def _ranked_columns(found: Sequence[Standing]) -> Sequence[Column]:
    most = [number(part.most) for part in found[0].parts] if found else ["–"] * 4
    names = "Tỷ lệ hoàn thành", "Tỷ lệ đúng hạn", "Báo cáo đúng hạn", "Sáng kiến"
    shares = [
        column
        for name, points in zip(names, most, strict=True)
        for column in (
            Column(name, 11, _RATE),
            Column(f"Điểm (× {points})", 10, _POINTS),
        )
    ]
    return (
        Column("Hạng", 8, _CENTRE.with_(bold=True)),
        Column("Đơn vị", 11, Look.of(Kind.CODE)),
        Column("Tên đơn vị", 36),
        *shares,
        Column("Số sáng kiến", 9, _CENTRE),
        Column("Tổng điểm", 10, _STRONG),
        Column("Ghi chú", 36),
    )


def _ranked_rows(request: MasterRequest, found: Sequence[Standing], top: int) -> Sequence[Row]:
    places = {unit.unit: place for place, unit in enumerate(request.result.units)}
    ranked = sum(each.rank is not None for each in found)
    totals = whole_range(top, max(top, top + ranked - 1), _TOTAL)
    return [
        _ranked_row(request, each, top + count, places[each.unit], totals)
        for count, each in enumerate(found)
    ]


def _ranked_row(request: MasterRequest, each: Standing, row: int, place: int, totals: str) -> Row:
    shares = _share_formulas(request, row, place)
    parts: list[Value] = []
    for part, column, formula in zip(each.parts, _SHARES, shares, strict=True):
        parts += (
            Formula(formula, part.share),
            Formula(f"={reference(row, column)}*{part.most!r}", part.points),
        )
    total, rank, note = _standing(each, row, totals)
    return (
        rank,
        each.unit,
        each.name,
        *parts,
        Formula(_ideas(row), each.initiatives),
        total,
        note,
    )


def _share_formulas(request: MasterRequest, row: int, place: int) -> tuple[str, ...]:
    completion, on_time = (
        f"=IF(ISNUMBER({cell}),{cell},0)"
        for cell in (rate_cell(place, "completion_rate"), rate_cell(place, "on_time_rate"))
    )
    enough = request.plan.setting(INITIATIVES_FOR_ALL)
    ideas = reference(row, _IDEAS)
    return (
        completion,
        on_time,
        f'=IF({timeliness_cell(place)}="{Timeliness.ON_TIME.label}",1,0)',
        f"=MIN(1,{ideas}/{enough!r})" if enough else f"=IF({ideas}>0,1,0)",
    )


def _ideas(row: int) -> str:
    return f'=COUNTIFS({UNIT_NAME},{reference(row, 1)},{KIND_NAME},"{INITIATIVE}")'


def _standing(each: Standing, row: int, totals: str) -> tuple[Value, Value, Value]:
    if each.printed is None or each.rank is None:
        return NOTHING, NOTHING, f"Không xếp hạng: {(each.reason or '').lower()}"
    cells = "+".join(reference(row, column + 1) for column in _SHARES)
    own = reference(row, _TOTAL)
    return (
        Formula(f"=ROUND({cells},2)", each.printed),
        Formula(f'=COUNTIF({totals},">"&{own})+1', each.rank),
        Formula(f'=IF(COUNTIF({totals},{own})>1,"{_TIED}","")', _TIED if each.tied else ""),
    )


WEAKEST_SHEET = "SIPAS, PAPI"
_CENTRE = Look(align="center")
_VALUE = Look("#,##0.00", align="center")
_CHANGE = Look("+#,##0.00;-#,##0.00;0.00", align="center")
_LATEST, _BEFORE, _TARGET, _MEAN = 3, 4, 6, 8
_WEAK_COLUMNS = (
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
    tables = [_weak_table(request, number, index) for number, index in enumerate(SURVEYED, start=1)]
    write_tables(book, request, WEAKEST_SHEET, title, tables)


def _weak_table(request: MasterRequest, number: int, index: Index) -> Table:
    year = request.period.year
    found = weakest(request.plan, index, request.period)
    how = (
        "Xếp theo mức còn thiếu so với mục tiêu, rồi theo mức giảm và kết quả; lấy từ trang «Kết "
        "quả công bố» và «Mục tiêu» của kế hoạch."
    )
    heading = f"{number}. {index.label}, so với mục tiêu năm {year}"
    return Table(heading, _WEAK_COLUMNS, lambda top: _weak_rows(found, top), (how,))


def _weak_rows(found: Sequence[Weakness], top: int) -> Sequence[Row]:
    return [_weak_row(each, top + count) for count, each in enumerate(found)]


def _weak_row(each: Weakness, row: int) -> Row:
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


COMMITMENTS_SHEET = "Cam kết"
_CENTRE = Look(align="center")
_VALUE = Look("#,##0.00", align="center")
_AIM, _AIM_RANK, _VALUE_AT, _RANK_AT = 3, 4, 5, 6
_PROMISED_COLUMNS = (
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
        COMMITMENTS_SHEET,
        f"CAM KẾT CỦA CHÁNH VĂN PHÒNG NĂM {year}: KẾT QUẢ",
        [
            Table(
                None,
                _PROMISED_COLUMNS,
                lambda top: [_promised_row(each, top + count) for count, each in enumerate(found)],
                (
                    "Chỉ kết luận đạt hay chưa đạt khi có kết quả công bố của năm; điểm tự đánh "
                    "giá để theo dõi, còn thiếu chỉ tính khi đã chấm đủ các dòng.",
                ),
            )
        ],
    )


def _promised_row(each: Commitment, row: int) -> Row:
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
