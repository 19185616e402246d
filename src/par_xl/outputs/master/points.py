"""The sheets `Điểm còn có thể đạt` and `Điểm theo đơn vị`: points still to win, ranked.

Plan, II.3. The order is that of the merge; scores, gaps and running totals are formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from par_xl.insight.points import (
    Basis,
    Criterion,
    PointsToWin,
    points_by_unit,
    points_to_win,
    said,
    title,
)
from par_xl.insight.published import Known
from par_xl.outputs.master.criteria import score_cells
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import (
    CENTRE,
    CODE,
    POINTS,
    STRONG,
    Column,
    Table,
    write_tables,
)
from par_xl.terms.words import NOTHING, SCORED, UNCHECKED, labels
from par_xl.workbooks.sheet import Value
from par_xl.workbooks.writing import Book

SHEET = "Điểm còn có thể đạt"
UNITS_SHEET = "Điểm theo đơn vị"
_FIRST_SAID = 6
"""Tasks that the sheet's first line sums up."""
_UNIT_SAID = 3
_HOW = (
    "Điểm còn có thể đạt = điểm tối đa − điểm tự đánh giá; chưa chấm thì lấy điểm công bố gần nhất."
)


def _found(request: MasterRequest) -> PointsToWin:
    return points_to_win(request.plan, request.period, request.tallies, request.result.scores)


def write_points(book: Book, request: MasterRequest) -> None:
    """Write `Điểm còn có thể đạt`: each criterion of PAR INDEX, the most to win first."""
    found = _found(request)
    first = [f"{text}." for text in _said(found.ranked, _FIRST_SAID)]
    write_tables(
        book,
        request,
        SHEET,
        f"{labels(SCORED)}: ĐIỂM CÒN CÓ THỂ ĐẠT",
        Table(
            "1. Tiêu chí còn điểm, xếp từ nhiều đến ít",
            lambda top: _columns(request, [found.ranked], top),
            found.ranked,
            (*first, _HOW),
            is_live=request.is_live,
        ),
        Table(
            "2. Tiêu chí chưa có điểm: chưa tự chấm, chưa có kết quả công bố",
            lambda top: _columns(request, [found.unknown], top),
            found.unknown,
            is_live=request.is_live,
        ),
    )


def _said(ranked: Sequence[Criterion], most: int) -> Iterator[str]:
    """Yield what finishing the first tasks would bring, of those that are not finished."""
    unfinished = [(place, each) for place, each in enumerate(ranked, start=1) if each.is_open]
    if first := unfinished[:most]:
        text = said(len(first), sum(each.recoverable or 0.0 for _, each in first))
        places = ", ".join(str(place) for place, _ in first)
        is_top = first[-1][0] == len(first)
        which = "" if is_top else f" (việc chưa xong, thứ tự {places})"
        yield text.capitalize() + which
    elif ranked:
        yield "Các việc này đều đã xong hoặc không áp dụng"


def _columns(
    request: MasterRequest, groups: Sequence[Sequence[Criterion]], top: int
) -> Sequence[Column]:
    """Return the columns of groups below each other, each ranked for itself."""
    cells = score_cells(request)
    first: dict[str, int] = {}
    numbers: dict[str, int] = {}
    row = top + 1
    for group in groups:
        first |= {each.item.key: row for each in group}
        numbers |= {each.item.key: number for number, each in enumerate(group, start=1)}
        row += len(group)

    def to(goal: str) -> Callable[[Criterion], str | None]:
        def formula(each: Criterion) -> str | None:
            if goal == "target" and each.gap is None:
                return None
            # The score that counts.
            known = "self_score" if each.basis is Basis.SELF else "published"
            return f"MAX(0,{{{goal}}}-{{{known}}})"

        return formula

    def published(each: Criterion) -> float | None:
        return each.published.value if each.published else None

    def running(each: Criterion) -> str:
        return f"SUM({{recoverable:{first[each.item.key]}}}:{{recoverable}})"

    def states(each: Criterion) -> str:
        return "; ".join(f"{n} {state.label.lower()}" for state, n in each.states.items())

    return (
        Column("number", "Thứ tự", 8, CENTRE, lambda each: numbers[each.item.key]),
        Column("item.code", "TT", 10, CODE),
        Column("title", "Tiêu chí", 46, value=lambda each: title(each.item)),
        Column("scorer", "Đơn vị chấm điểm", 11, CENTRE, none=NOTHING),
        Column("maximum", "Điểm tối đa", 9, POINTS),
        Column(
            "self_score", "Điểm tự đánh giá", 9, POINTS, None, lambda each: cells.get(each.item.key)
        ),
        Column("published", "Điểm công bố gần nhất", 10, POINTS, published),
        Column("year", "Năm công bố", 9, CENTRE, lambda each: year_of(each.published)),
        Column("target", "Mục tiêu năm", 9, POINTS),
        Column("gap", "Còn thiếu so với mục tiêu", 10, POINTS, None, to("target")),
        Column("recoverable", "Điểm còn có thể đạt", 10, STRONG, None, to("maximum"), NOTHING),
        Column("running", "Cộng dồn", 10, POINTS, None, running, NOTHING),
        Column("basis", "Căn cứ", 14),
        Column("leads", "Đơn vị chủ trì", 16, value=lambda each: "; ".join(each.leads)),
        Column("states", "Tình trạng các nhiệm vụ", 34, value=states),
    )


def year_of(known: Known | None) -> Value:
    """Return the year of a published result, and whether it is checked."""
    if known is None:
        return None
    return f"{known.year} ({UNCHECKED})" if known.is_reconstructed else known.year


def write_unit_points(book: Book, request: MasterRequest) -> None:
    """Write `Điểm theo đơn vị`: the same for each unit that scores."""
    found = points_by_unit(request.plan, _found(request))
    told = (
        f"{unit}: {text[0].lower()}{text[1:]}."
        for unit, own in found.items()
        if len(found) <= 20
        for text in _said(own, _UNIT_SAID)
    )
    names = request.plan.units

    def columns(top: int) -> Sequence[Column]:
        unit = Column("name", "Tên đơn vị", 34, value=lambda each: names[each.scorer].name)
        number, code, named, scorer, *others = _columns(request, [*found.values()], top)
        return (scorer, unit, number, code, named, *others)

    write_tables(
        book,
        request,
        UNITS_SHEET,
        f"{labels(SCORED)}: ĐIỂM CÒN CÓ THỂ ĐẠT CỦA TỪNG ĐƠN VỊ CHẤM ĐIỂM",
        Table(
            None,
            columns,
            [each for own in found.values() for each in own],
            (_HOW, *told),
            is_live=request.is_live,
        ),
    )
