"""The sheets `Điểm còn có thể đạt` and `Điểm theo đơn vị`: points still to win, ranked.

Plan, II.3. The order is that of the merge; scores, gaps and running totals are formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from par_xl.insight.points import (
    Basis,
    Criterion,
    UnitPoints,
    points_by_unit,
    points_to_win,
    said,
    title,
)
from par_xl.insight.published import Known
from par_xl.outputs.master.appendices import column_name
from par_xl.outputs.master.rates import criteria_cell
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.tables import (
    CENTRE,
    CODE,
    POINTS,
    Row,
    Table,
    live,
    or_nothing,
    own,
    write_tables,
)
from par_xl.terms.words import NOTHING, SCORED, UNCHECKED, Role, labels
from par_xl.workbooks.writing import Book, Look, TableColumn, Value, reference

SHEET = "Điểm còn có thể đạt"
UNITS_SHEET = "Điểm theo đơn vị"
_TEXT = Look()
_STRONG = POINTS.with_(bold=True)
_SCORE, _GAP, _RUNNING = 4, 9, 10
_COLUMNS = (
    TableColumn("Thứ tự", 8, CENTRE),
    TableColumn("TT", 10, CODE),
    TableColumn("Tiêu chí, nhiệm vụ", 46),
    TableColumn("Điểm tối đa", 9, POINTS),
    TableColumn("Điểm tự đánh giá", 9, POINTS),
    TableColumn("Điểm công bố gần nhất", 10, POINTS),
    TableColumn("Năm công bố", 9, CENTRE),
    TableColumn("Mục tiêu năm", 9, POINTS),
    TableColumn("Còn thiếu so với mục tiêu", 10, POINTS),
    TableColumn("Điểm còn có thể đạt", 10, _STRONG),
    TableColumn("Cộng dồn", 10, POINTS),
    TableColumn("Căn cứ", 14),
    TableColumn("Đơn vị chủ trì", 16),
    TableColumn("Tình trạng các nhiệm vụ", 34),
)
_UNIT_COLUMNS = (
    TableColumn("Đơn vị", 11, CODE),
    TableColumn("Tên đơn vị", 34),
    TableColumn("Thứ tự trong đơn vị", 9, CENTRE),
    TableColumn("TT", 10, CODE),
    TableColumn("Tiêu chí, nhiệm vụ", 46),
    TableColumn("Điểm tối đa", 9, POINTS),
    TableColumn("Điểm tự đánh giá", 10, POINTS),
    TableColumn("Điểm còn có thể đạt", 10, _STRONG),
    TableColumn("Cộng dồn", 10, POINTS),
    TableColumn("Trạng thái", 24),
)
_FIRST_SAID = 6
"""Tasks that the sheet's first line sums up."""
_UNIT_SAID = 3


def write_points(book: Book, request: MasterRequest) -> None:
    """Write `Điểm còn có thể đạt`: each scored criterion of PAR INDEX, the most to win first."""
    found = points_to_win(request.plan, request.period, request.tallies)
    places = {tally.item.key: place for place, tally in enumerate(request.tallies)}
    how = (
        "Điểm còn có thể đạt = điểm tối đa − điểm tự đánh giá bình quân của các đơn vị chủ trì; "
        "chưa ai chấm thì lấy điểm công bố gần nhất."
    )
    first = [f"{text}." for text in _said(found.ranked, _FIRST_SAID)]
    write_tables(
        book,
        request,
        SHEET,
        f"{labels(SCORED)}: ĐIỂM CÒN CÓ THỂ ĐẠT",
        [
            Table(
                "1. Tiêu chí còn điểm, xếp từ nhiều đến ít",
                _COLUMNS,
                lambda top: _ranked(request, found.ranked, places, top),
                (*first, how),
            ),
            Table(
                "2. Tiêu chí chưa có điểm: đơn vị chưa tự chấm, chưa có kết quả công bố",
                _COLUMNS,
                lambda top: _ranked(request, found.unknown, places, top),
            ),
        ],
    )


def _said(ranked: Sequence[Criterion | UnitPoints], most: int) -> Iterator[str]:
    """What finishing the first tasks would bring, of those that are not finished."""
    unfinished = [(place, each) for place, each in enumerate(ranked, start=1) if each.is_open]
    if first := unfinished[:most]:
        text = said(len(first), sum(each.recoverable or 0.0 for _, each in first))
        places = ", ".join(str(place) for place, _ in first)
        is_top = first[-1][0] == len(first)
        which = "" if is_top else f" (việc chưa xong, thứ tự {places})"
        yield text.capitalize() + which
    elif ranked:
        yield "Các việc này đều đã xong hoặc không áp dụng"


def _ranked(
    request: MasterRequest, criteria: Sequence[Criterion], places: Mapping[str, int], top: int
) -> Iterator[Row]:
    is_live = request.is_live
    for number, each in enumerate(criteria, start=1):
        # The score that counts.
        known = own(_SCORE if each.basis is Basis.SELF else _SCORE + 1)
        mean = criteria_cell(places[each.item.key], "mean_score")
        lacks, to_win, running = each.gap, or_nothing(each.recoverable), or_nothing(each.running)
        yield (
            number,
            each.item.code,
            title(each.item),
            each.maximum,
            live(is_live, mean, or_nothing(each.self_score)),
            each.published.value if each.published else None,
            year_of(each.published),
            each.target,
            None if lacks is None else live(is_live, f"MAX(0,{own(7)}-{known})", lacks),
            _live_number(is_live, f"MAX(0,{own(3)}-{known})", to_win),
            _live_number(is_live, _sum_down(_GAP, top), running),
            each.basis.label,
            "; ".join(each.leads),
            "; ".join(f"{n} {state.label.lower()}" for state, n in each.states.items()),
        )


def _live_number(is_live: bool, formula: str, value: float | str) -> Value:
    return live(is_live and value != NOTHING, formula, value)


def year_of(known: Known | None) -> Value:
    """The year of a published result, and whether it is checked."""
    if known is None:
        return None
    return f"{known.year} ({UNCHECKED})" if known.is_reconstructed else known.year


def _sum_down(column: int, top: int) -> str:
    """The sum of a column from *top* down to a formula's own row."""
    return f"SUM({reference(top, column)}:{own(column)})"


def write_unit_points(book: Book, request: MasterRequest) -> None:
    """Write `Điểm theo đơn vị`: the same within each unit, by its own self-scores."""
    found = points_by_unit(request.plan, request.scores or ())
    notes: tuple[str, ...] = (
        "Điểm còn có thể đạt = điểm tối đa − điểm đơn vị tự chấm. Tiêu chí có nhiều đơn vị chủ trì "
        "được ghi ở từng đơn vị, nên không cộng các đơn vị với nhau.",
        *(
            f"{unit}: {text[0].lower()}{text[1:]}."
            for unit, own in found.items()
            if len(found) <= 20
            for text in _said(own, _UNIT_SAID)
        ),
    )
    if request.scores is None:
        notes = (
            "Kỳ này có quá nhiều dòng nên không lập bảng này; xem từng đơn vị ở trang "
            f"{', '.join(index.sheet for index in SCORED)}.",
        )
    every = [each for own in found.values() for each in own]
    write_tables(
        book,
        request,
        UNITS_SHEET,
        f"{labels(SCORED)}: ĐIỂM CÒN CÓ THỂ ĐẠT CỦA TỪNG ĐƠN VỊ CHỦ TRÌ",
        [Table(None, _UNIT_COLUMNS, lambda top: _of_units(request, every, top), notes)],
    )


def _of_units(request: MasterRequest, every: Sequence[UnitPoints], top: int) -> Iterator[Row]:
    is_live = request.is_live_over(len(every))
    unit, first = "", top
    for row, each in enumerate(every, start=top):
        if each.unit != unit:
            unit, first = each.unit, row
        pairs = {"key": f'"{each.item.key}"', "unit": own(0), "role": f'"{Role.LEAD.label}"'}
        names = {field: column_name(each.item.index, field) for field in (*pairs, "self_score")}
        criteria = ",".join(f"{names[field]},{value}" for field, value in pairs.items())
        yield (
            each.unit,
            request.plan.units[each.unit].name,
            row - first + 1,
            each.item.code,
            title(each.item),
            each.maximum,
            live(is_live, f"SUMIFS({names['self_score']},{criteria})", each.self_score),
            live(True, f"{own(5)}-{own(6)}", each.recoverable),
            live(True, _sum_down(7, first), each.running),
            each.state.label,
        )
