"""The sheet `Thi đua`: units ranked for emulation and reward (plan, II.1), their sums shown."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.insight.emulation import INITIATIVE, Standing, ranking
from par_xl.outputs.master.chase import has_time
from par_xl.outputs.master.ideas import KIND_NAME, UNIT_NAME
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.tables import Column, Row, Table, write_tables
from par_xl.outputs.master.units import rate_cell, timeliness_cell
from par_xl.plan.settings import INITIATIVES_FOR_ALL
from par_xl.terms.words import NOTHING, Timeliness, number
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import Book, Formula, Look, Value, reference, whole_range

SHEET = "Thi đua"
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
    columns = _columns(found)
    write_tables(
        book,
        request,
        SHEET,
        "XẾP HẠNG ĐƠN VỊ PHỤC VỤ THI ĐUA, KHEN THƯỞNG",
        [Table(None, columns, lambda top: _rows(request, found, top), notes)],
    )


def _columns(found: Sequence[Standing]) -> Sequence[Column]:
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


def _rows(request: MasterRequest, found: Sequence[Standing], top: int) -> Sequence[Row]:
    places = {unit.unit: place for place, unit in enumerate(request.result.units)}
    ranked = sum(each.rank is not None for each in found)
    totals = whole_range(top, max(top, top + ranked - 1), _TOTAL)
    return [
        _row(request, each, top + count, places[each.unit], totals)
        for count, each in enumerate(found)
    ]


def _row(request: MasterRequest, each: Standing, row: int, place: int, totals: str) -> Row:
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
