"""What leaders rank and promise by: the sheets `Thi đua`, `SIPAS, PAPI`, `Cam kết` (plan, II)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter

from par_xl.insight.commitments import Commitment, commitments
from par_xl.insight.published import TOTAL, Weakness, weakest
from par_xl.insight.ranking import INITIATIVE, Standing, ranking
from par_xl.outputs.master.debts import has_time
from par_xl.outputs.master.lists import KIND_NAME, UNIT_NAME
from par_xl.outputs.master.points import year_of
from par_xl.outputs.master.rates import unit_cell
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import (
    CENTRE,
    CODE,
    POINTS,
    RATE,
    STRONG,
    Column,
    Table,
    write_tables,
)
from par_xl.plan.settings import INITIATIVES_FOR_ALL, Weight
from par_xl.terms.words import NOTHING, SURVEYED, Timeliness, labels, number
from par_xl.workbooks.look import TEXT, Look
from par_xl.workbooks.writing import Book

RANKING_SHEET = "Thi đua"
_TIED = "Đồng hạng"


def write_ranking(book: Book, request: MasterRequest) -> None:
    """Write the sheet; ranks are compared at two decimals, as they are printed."""
    result = request.result
    have_time = [part.unit for part in result.units if has_time(request, part)]
    found = ranking(request.plan, result.units, result.initiatives, have_time)
    enough = number(request.plan.setting(INITIATIVES_FOR_ALL) or 1)
    notes = (
        f"Điểm (thang 100) = tổng của tỷ lệ × trọng số; trọng số ở trang “Thiết lập” của kế hoạch, "
        f"quy về tổng 100. Sáng kiến: đủ {enough} sáng kiến được trọn điểm.",
        "So sánh ở hai chữ số thập phân; bằng nhau thì đồng hạng. Chỉ xếp hạng đơn vị, không xếp "
        "hạng cá nhân; chưa tính việc thẩm định của cơ quan.",
    )
    title = "XẾP HẠNG ĐƠN VỊ PHỤC VỤ THI ĐUA, KHEN THƯỞNG"
    table = Table(None, lambda top: _ranking_columns(request, found, top), found, notes)
    write_tables(book, request, RANKING_SHEET, title, table)


def _ranking_columns(
    request: MasterRequest, found: Sequence[Standing], top: int
) -> Sequence[Column]:
    ranked = sum(each.rank is not None for each in found)
    totals = f"{{printed:${top + 1}}}:{{printed:${max(top + 1, top + ranked)}}}"
    points = "+".join(f"{{points{part}}}" for part in range(len(Weight)))

    rank = f'COUNTIF({totals},">"&{{printed}})+1'
    ideas = f'COUNTIFS({UNIT_NAME},{{unit}},{KIND_NAME},"{INITIATIVE}")'
    is_tied = f'IF(COUNTIF({totals},{{printed}})>1,"{_TIED}","")'

    def note(each: Standing) -> str:
        if each.rank is None:
            return f"Không xếp hạng: {(each.reason or '').lower()}"
        return _TIED if each.tied else ""

    def tied(each: Standing) -> str | None:
        return None if each.rank is None else is_tied

    return (
        Column("rank", "Hạng", 8, CENTRE.with_(bold=True), None, rank, NOTHING),
        Column("unit", "Đơn vị", 11, CODE),
        Column("name", "Tên đơn vị", 36),
        *_part_columns(request, found),
        Column("initiatives", "Số sáng kiến", 9, CENTRE, None, ideas),
        Column("printed", "Tổng điểm", 10, STRONG, None, f"ROUND({points},2)", NOTHING),
        Column("note", "Ghi chú", 36, TEXT, note, tied),
    )


def _part_columns(request: MasterRequest, found: Sequence[Standing]) -> Iterator[Column]:
    """Of each part of the points its share, and the points."""
    places = {unit.unit: place for place, unit in enumerate(request.result.units)}
    enough = request.plan.setting(INITIATIVES_FOR_ALL)
    ideas = f"MIN(1,{{initiatives}}/{enough!r})" if enough else "IF({initiatives}>0,1,0)"

    def rate(field: str) -> Callable[[Standing], str]:
        def formula(each: Standing) -> str:
            cell = unit_cell(places[each.unit], field)
            return f"IF(ISNUMBER({cell}),{cell},0)"

        return formula

    def punctual(each: Standing) -> str:
        cell = unit_cell(places[each.unit], "submission")
        return f'IF({cell}="{Timeliness.ON_TIME.label}",1,0)'

    formulas: dict[str, str | Callable[[Standing], str]] = {
        "Tỷ lệ hoàn thành": rate("completion_rate"),
        "Tỷ lệ đúng hạn": rate("on_time_rate"),
        "Báo cáo đúng hạn": punctual,
        "Sáng kiến": ideas,
    }
    for place, (name, formula) in enumerate(formulas.items()):
        most = found[0].parts[place].most if found else None
        header = f"Điểm (× {'–' if most is None else number(most)})"
        share, points = (partial(_of_part, place, field) for field in ("share", "points"))
        yield Column(f"share{place}", name, 11, RATE, share, formula)
        yield Column(f"points{place}", header, 10, POINTS, points, f"{{share{place}}}*{most!r}")


def _of_part(place: int, field: str, each: Standing) -> float:
    found: float = getattr(each.parts[place], field)
    return found


WEAKEST_SHEET = labels(SURVEYED)
_CHANGE = Look("+#,##0.00;-#,##0.00;0.00", align="center")


def _code(each: Weakness) -> str | None:
    return None if each.code == TOTAL else each.code


def _less(one: str, other: str) -> str:
    return f"ROUND(ROUND({{{one}}},2)-ROUND({{{other}}},2),2)"


_LOST, _LACKS = _less("latest", "before"), _less("target", "latest")
_BEHIND = _less("national_mean", "latest")
_WEAK_COLUMNS = (
    Column("code", "Mã", 9, CODE, _code),
    Column("name", "Lĩnh vực", 56),
    Column("year", "Năm công bố gần nhất", 11, CENTRE, lambda e: year_of(e.latest), none="Chưa có"),
    Column("latest", "Kết quả công bố", 11, POINTS, lambda e: e.value, none=NOTHING),
    Column("before", "Năm trước đó", 11, POINTS, none=NOTHING),
    Column("change", "Tăng, giảm", 11, _CHANGE, None, _LOST, NOTHING),
    Column("target", "Mục tiêu năm", 11, POINTS, none=NOTHING),
    Column("gap", "Còn thiếu so với mục tiêu", 13, _CHANGE, None, _LACKS, NOTHING),
    Column("national_mean", "Bình quân cả nước", 12, POINTS, none=NOTHING),
    Column("behind", "Kém bình quân cả nước", 12, _CHANGE, None, _BEHIND, NOTHING),
)


def write_weakest(book: Book, request: MasterRequest) -> None:
    """Write the sheet: each index as a whole, then its areas, the weakest first."""
    how = (
        "Xếp theo mức còn thiếu so với mục tiêu, rồi theo mức giảm và kết quả; lấy từ trang “Kết "
        "quả công bố” và “Mục tiêu” của kế hoạch."
    )
    tables = (
        Table(
            f"{place}. {index.label}, so với mục tiêu năm {request.period.year}",
            _WEAK_COLUMNS,
            weakest(request.plan, index, request.period),
            (how,),
        )
        for place, index in enumerate(SURVEYED, start=1)
    )
    title = f"{WEAKEST_SHEET}: NỘI DUNG CÒN HẠN CHẾ, YẾU KÉM"
    write_tables(book, request, WEAKEST_SHEET, title, *tables)


COMMITMENTS_SHEET = "Cam kết"


def _basis(each: Commitment) -> str:
    if each.is_published:
        return f"Kết quả công bố năm {each.target.year}"
    if each.scored_maximum is not None:
        return f"Tự đánh giá, trên {number(each.scored_maximum)} điểm của các tiêu chí đã chấm"
    return "Chưa có số liệu"


_MISSING, _RANKS_MISSING = "MAX(0,{aim}-{value})", "MAX(0,{rank}-{aim_rank})"
_COMMITMENTS = (
    Column("target.index", "Chỉ số", 12),
    Column("target.code", "Mã", 9, CODE),
    Column("name", "Nội dung cam kết", 46),
    Column("aim", "Giá trị cam kết", 11, POINTS, attrgetter("target.value"), none=NOTHING),
    Column("aim_rank", "Hạng cam kết", 10, CENTRE, attrgetter("target.rank"), none=NOTHING),
    Column("value", "Giá trị đạt được", 11, POINTS, none=NOTHING),
    Column("rank", "Hạng đạt được", 10, CENTRE, none=NOTHING),
    Column("basis", "Căn cứ", 30, value=_basis),
    Column("missing", "Còn thiếu", 11, POINTS, None, _MISSING, NOTHING),
    Column("missing_ranks", "Còn kém số hạng", 11, CENTRE, None, _RANKS_MISSING, NOTHING),
    Column("verdict", "Kết luận", 17, CENTRE),
    Column("target.document", "Văn bản", 32),
)


def write_commitments(book: Book, request: MasterRequest) -> None:
    """Write the sheet: the commitments of the period's year."""
    year = request.period.year
    found = commitments(request.plan, year, request.result.scores)
    how = (
        "Chỉ kết luận đạt hay chưa đạt khi có kết quả công bố của năm; điểm tự đánh giá để theo "
        "dõi, còn thiếu chỉ tính khi đã chấm đủ các tiêu chí."
    )
    title = f"CAM KẾT CỦA CHÁNH VĂN PHÒNG NĂM {year}: KẾT QUẢ"
    table = Table(None, _COMMITMENTS, found, (how,))
    write_tables(book, request, COMMITMENTS_SHEET, title, table)
