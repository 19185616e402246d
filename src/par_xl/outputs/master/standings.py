"""What leaders rank and promise by: the sheets `Thi đua`, `SIPAS, PAPI`, `Cam kết` (plan, II)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from par_xl.insight.commitments import Commitment, commitments
from par_xl.insight.published import TOTAL, Weakness, weakest
from par_xl.insight.ranking import INITIATIVE, Standing, ranking
from par_xl.outputs.master.debts import has_time
from par_xl.outputs.master.lists import KIND_NAME, UNIT_NAME
from par_xl.outputs.master.points import year_of
from par_xl.outputs.master.rates import rate_cell, timeliness_cell
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.tables import (
    CENTRE,
    CODE,
    POINTS,
    RATE,
    Row,
    Table,
    or_nothing,
    own,
    write_tables,
)
from par_xl.plan.settings import INITIATIVES_FOR_ALL
from par_xl.terms.words import NOTHING, SURVEYED, Index, Timeliness, labels, number
from par_xl.workbooks.writing import Book, Formula, Look, TableColumn, Value, whole_range

RANKING_SHEET = "Thi đua"
_STRONG = POINTS.with_(bold=True)
_SHARES = 3, 5, 7, 9
"""Columns of a part's share; its points stand in the next one."""
_IDEAS, _TOTAL = 11, 12
_TIED = "Đồng hạng"


def write_ranking(book: Book, request: MasterRequest) -> None:
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
        RANKING_SHEET,
        "XẾP HẠNG ĐƠN VỊ PHỤC VỤ THI ĐUA, KHEN THƯỞNG",
        [Table(None, columns, lambda top: _ranked_rows(request, found, top), notes)],
    )


def _ranked_columns(found: Sequence[Standing]) -> Sequence[TableColumn]:
    most = [number(part.most) for part in found[0].parts] if found else ["–"] * 4
    names = "Tỷ lệ hoàn thành", "Tỷ lệ đúng hạn", "Báo cáo đúng hạn", "Sáng kiến"
    shares = [
        column
        for name, points in zip(names, most, strict=True)
        for column in (
            TableColumn(name, 11, RATE),
            TableColumn(f"Điểm (× {points})", 10, POINTS),
        )
    ]
    return (
        TableColumn("Hạng", 8, CENTRE.with_(bold=True)),
        TableColumn("Đơn vị", 11, CODE),
        TableColumn("Tên đơn vị", 36),
        *shares,
        TableColumn("Số sáng kiến", 9, CENTRE),
        TableColumn("Tổng điểm", 10, _STRONG),
        TableColumn("Ghi chú", 36),
    )


def _ranked_rows(request: MasterRequest, found: Sequence[Standing], top: int) -> Iterator[Row]:
    places = {unit.unit: place for place, unit in enumerate(request.result.units)}
    ranked = sum(each.rank is not None for each in found)
    totals = whole_range(top, max(top, top + ranked - 1), _TOTAL)
    ideas = f'=COUNTIFS({UNIT_NAME},{own(1)},{KIND_NAME},"{INITIATIVE}")'
    for each in found:
        formulas = _share_formulas(request, places[each.unit])
        total, rank, note = _standing(each, totals)
        yield (
            rank,
            each.unit,
            each.name,
            *(
                cell
                for part, column, formula in zip(each.parts, _SHARES, formulas, strict=True)
                for cell in (
                    Formula(formula, part.share),
                    Formula(f"={own(column)}*{part.most!r}", part.points),
                )
            ),
            Formula(ideas, each.initiatives),
            total,
            note,
        )


def _share_formulas(request: MasterRequest, place: int) -> tuple[str, ...]:
    completion, on_time = (
        f"=IF(ISNUMBER({cell}),{cell},0)"
        for cell in (rate_cell(place, "completion_rate"), rate_cell(place, "on_time_rate"))
    )
    enough, ideas = request.plan.setting(INITIATIVES_FOR_ALL), own(_IDEAS)
    return (
        completion,
        on_time,
        f'=IF({timeliness_cell(place)}="{Timeliness.ON_TIME.label}",1,0)',
        f"=MIN(1,{ideas}/{enough!r})" if enough else f"=IF({ideas}>0,1,0)",
    )


def _standing(each: Standing, totals: str) -> tuple[Value, Value, Value]:
    if each.printed is None or each.rank is None:
        return NOTHING, NOTHING, f"Không xếp hạng: {(each.reason or '').lower()}"
    cells, total = "+".join(own(column + 1) for column in _SHARES), own(_TOTAL)
    return (
        Formula(f"=ROUND({cells},2)", each.printed),
        Formula(f'=COUNTIF({totals},">"&{total})+1', each.rank),
        Formula(f'=IF(COUNTIF({totals},{total})>1,"{_TIED}","")', _TIED if each.tied else ""),
    )


WEAKEST_SHEET = labels(SURVEYED)
_CHANGE = Look("+#,##0.00;-#,##0.00;0.00", align="center")
_LATEST, _BEFORE, _TARGET, _MEAN = 3, 4, 6, 8
_WEAK_COLUMNS = (
    TableColumn("Mã", 9, CODE),
    TableColumn("Lĩnh vực", 56),
    TableColumn("Năm công bố gần nhất", 11, CENTRE),
    TableColumn("Kết quả công bố", 11, POINTS),
    TableColumn("Năm trước đó", 11, POINTS),
    TableColumn("Tăng, giảm", 11, _CHANGE),
    TableColumn("Mục tiêu năm", 11, POINTS),
    TableColumn("Còn thiếu so với mục tiêu", 13, _CHANGE),
    TableColumn("Bình quân cả nước", 12, POINTS),
    TableColumn("Kém bình quân cả nước", 12, _CHANGE),
)


def write_weakest(book: Book, request: MasterRequest) -> None:
    """Write the sheet: each index as a whole, then its areas, the weakest first."""
    title = f"{WEAKEST_SHEET}: NỘI DUNG CÒN HẠN CHẾ, YẾU KÉM"
    tables = [_weak_table(request, number, index) for number, index in enumerate(SURVEYED, start=1)]
    write_tables(book, request, WEAKEST_SHEET, title, tables)


def _weak_table(request: MasterRequest, number: int, index: Index) -> Table:
    found = weakest(request.plan, index, request.period)
    how = (
        "Xếp theo mức còn thiếu so với mục tiêu, rồi theo mức giảm và kết quả; lấy từ trang «Kết "
        "quả công bố» và «Mục tiêu» của kế hoạch."
    )
    heading = f"{number}. {index.label}, so với mục tiêu năm {request.period.year}"
    return Table(heading, _WEAK_COLUMNS, map(_weak_row, found), (how,))


def _weak_row(each: Weakness) -> Row:
    latest, before = each.latest, None
    if latest is not None and each.change is not None:
        before = latest.value - each.change
    return (
        None if each.code == TOTAL else each.code,
        each.name,
        year_of(latest) or "Chưa có",
        latest.value if latest else NOTHING,
        or_nothing(before),
        _less(f"{own(_LATEST)}-{own(_BEFORE)}", each.change),
        or_nothing(each.target),
        _less(f"{own(_TARGET)}-{own(_LATEST)}", each.gap),
        or_nothing(each.national_mean),
        _less(f"{own(_MEAN)}-{own(_LATEST)}", each.behind),
    )


def _less(formula: str, value: float | None) -> Value:
    return NOTHING if value is None else Formula(f"={formula}", value)


COMMITMENTS_SHEET = "Cam kết"
_AIM, _AIM_RANK, _VALUE_AT, _RANK_AT = 3, 4, 5, 6
_PROMISED_COLUMNS = (
    TableColumn("Chỉ số", 12),
    TableColumn("Mã", 9, CODE),
    TableColumn("Nội dung cam kết", 46),
    TableColumn("Giá trị cam kết", 11, POINTS),
    TableColumn("Hạng cam kết", 10, CENTRE),
    TableColumn("Giá trị đạt được", 11, POINTS),
    TableColumn("Hạng đạt được", 10, CENTRE),
    TableColumn("Căn cứ", 30),
    TableColumn("Còn thiếu", 11, POINTS),
    TableColumn("Còn kém số hạng", 11, CENTRE),
    TableColumn("Kết luận", 17, CENTRE),
    TableColumn("Văn bản", 32),
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
                map(_promised_row, found),
                (
                    "Chỉ kết luận đạt hay chưa đạt khi có kết quả công bố của năm; điểm tự đánh "
                    "giá để theo dõi, còn thiếu chỉ tính khi đã chấm đủ các dòng.",
                ),
            )
        ],
    )


def _promised_row(each: Commitment) -> Row:
    target = each.target
    return (
        target.index.label,
        target.code,
        each.name,
        or_nothing(target.value),
        or_nothing(target.rank),
        or_nothing(each.value),
        or_nothing(each.rank),
        _basis(each),
        _less(f"MAX(0,{own(_AIM)}-{own(_VALUE_AT)})", each.missing),
        _less(f"MAX(0,{own(_RANK_AT)}-{own(_AIM_RANK)})", each.missing_ranks),
        each.verdict.label,
        target.document,
    )


def _basis(each: Commitment) -> str:
    if each.is_published:
        return f"Kết quả công bố năm {each.target.year}"
    if each.scored_maximum is not None:
        return f"Tự đánh giá, trên {number(each.scored_maximum)} điểm của các dòng đã chấm"
    return "Chưa có số liệu"
