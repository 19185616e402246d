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
from par_xl.outputs.master.tables import Column, Row, Table, write_tables
from par_xl.terms.words import NOTHING, UNCHECKED, Index, Role
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import Book, Formula, Look, Value, reference

SHEET = "Điểm còn có thể đạt"
UNITS_SHEET = "Điểm theo đơn vị"
_TEXT, _CODE = Look(), Look.of(Kind.CODE)
_CENTRE = Look(align="center")
_POINTS = Look("#,##0.00", align="center")
_STRONG = _POINTS.with_(bold=True)
_SCORE, _GAP, _RUNNING = 4, 9, 10
_COLUMNS = (
    Column("Thứ tự", 8, _CENTRE),
    Column("TT", 10, _CODE),
    Column("Tiêu chí, nhiệm vụ", 46),
    Column("Điểm tối đa", 9, _POINTS),
    Column("Điểm tự đánh giá", 9, _POINTS),
    Column("Điểm công bố gần nhất", 10, _POINTS),
    Column("Năm công bố", 9, _CENTRE),
    Column("Mục tiêu năm", 9, _POINTS),
    Column("Còn thiếu so với mục tiêu", 10, _POINTS),
    Column("Điểm còn có thể đạt", 10, _STRONG),
    Column("Cộng dồn", 10, _POINTS),
    Column("Căn cứ", 14),
    Column("Đơn vị chủ trì", 16),
    Column("Tình trạng các nhiệm vụ", 34),
)
_UNIT_COLUMNS = (
    Column("Đơn vị", 11, _CODE),
    Column("Tên đơn vị", 34),
    Column("Thứ tự trong đơn vị", 9, _CENTRE),
    Column("TT", 10, _CODE),
    Column("Tiêu chí, nhiệm vụ", 46),
    Column("Điểm tối đa", 9, _POINTS),
    Column("Điểm tự đánh giá", 10, _POINTS),
    Column("Điểm còn có thể đạt", 10, _STRONG),
    Column("Cộng dồn", 10, _POINTS),
    Column("Trạng thái", 24),
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
        "PAR INDEX: ĐIỂM CÒN CÓ THỂ ĐẠT",
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
) -> Sequence[Row]:
    rows: list[Row] = []
    for count, each in enumerate(criteria):
        row = top + count
        rows.append(
            (
                count + 1,
                each.item.code,
                title(each.item),
                each.maximum,
                _score(request, each, places[each.item.key]),
                each.published.value if each.published else None,
                _year(each.published),
                each.target,
                _lacks(request, each, row),
                _recoverable(request, each, row),
                _running(request, each, top, row),
                each.basis.label,
                "; ".join(each.leads),
                "; ".join(f"{n} {state.label.lower()}" for state, n in each.states.items()),
            )
        )
    return rows


def _year(known: Known | None) -> Value:
    if known is None:
        return None
    return f"{known.year} ({UNCHECKED})" if known.is_reconstructed else known.year


def _score(request: MasterRequest, each: Criterion, place: int) -> Value:
    value = NOTHING if each.self_score is None else each.self_score
    return Formula(f"={criteria_cell(place, 'mean_score')}", value) if request.is_live else value


def _known(each: Criterion, row: int) -> str:
    """The cell whose score counts."""
    return reference(row, _SCORE if each.basis is Basis.SELF else _SCORE + 1)


def _lacks(request: MasterRequest, each: Criterion, row: int) -> Value:
    if each.gap is None or not request.is_live:
        return each.gap
    return Formula(f"=MAX(0,{reference(row, 7)}-{_known(each, row)})", each.gap)


def _recoverable(request: MasterRequest, each: Criterion, row: int) -> Value:
    if each.recoverable is None:
        return NOTHING
    if not request.is_live:
        return each.recoverable
    return Formula(f"=MAX(0,{reference(row, 3)}-{_known(each, row)})", each.recoverable)


def _running(request: MasterRequest, each: Criterion, top: int, row: int) -> Value:
    if each.running is None:
        return NOTHING
    return _sum_down(request.is_live, _GAP, top, row, each.running)


def _sum_down(is_live: bool, column: int, top: int, row: int, value: float) -> Value:
    """The sum of a column from *top* down to *row*."""
    return (
        Formula(f"=SUM({reference(top, column)}:{reference(row, column)})", value)
        if is_live
        else value
    )


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
            "Kỳ này có quá nhiều dòng nên không lập bảng này; xem từng đơn vị ở trang Phụ lục I.",
        )
    every = [each for own in found.values() for each in own]
    write_tables(
        book,
        request,
        UNITS_SHEET,
        "PAR INDEX: ĐIỂM CÒN CÓ THỂ ĐẠT CỦA TỪNG ĐƠN VỊ CHỦ TRÌ",
        [Table(None, _UNIT_COLUMNS, lambda top: _of_units(request, every, top), notes)],
    )


def _of_units(request: MasterRequest, every: Sequence[UnitPoints], top: int) -> Sequence[Row]:
    rows: list[Row] = []
    is_live = request.is_live_over(len(every))
    unit, first = "", top
    for count, each in enumerate(every):
        row = top + count
        if each.unit != unit:
            unit, first = each.unit, row
        rows.append(
            (
                each.unit,
                request.plan.units[each.unit].name,
                row - first + 1,
                each.item.code,
                title(each.item),
                each.maximum,
                _own_score(each, row) if is_live else each.self_score,
                Formula(f"={reference(row, 5)}-{reference(row, 6)}", each.recoverable),
                _sum_down(True, 7, first, row, each.running),
                each.state.label,
            )
        )
    return rows


def _own_score(each: UnitPoints, row: int) -> Formula:
    index = Index.PAR_INDEX
    pairs = (
        (column_name(index, "key"), f'"{each.item.key}"'),
        (column_name(index, "unit"), reference(row, 0)),
        (column_name(index, "role"), f'"{Role.LEAD.label}"'),
    )
    criteria = ",".join(f"{column},{value}" for column, value in pairs)
    return Formula(f"=SUMIFS({column_name(index, 'self_score')},{criteria})", each.self_score)
