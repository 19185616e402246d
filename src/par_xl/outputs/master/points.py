"""The sheets `Điểm còn có thể đạt` and `Điểm theo đơn vị`: points still to win, ranked.

Plan, II.3. The order is that of the merge; scores, gaps and running totals are formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

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
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.rates import LEAD, criteria_cell, sum_ifs
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


def write_points(book: Book, request: MasterRequest) -> None:
    """Write `Điểm còn có thể đạt`: each scored criterion of PAR INDEX, the most to win first."""
    found = points_to_win(request.plan, request.period, request.tallies)
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
        Table(
            "1. Tiêu chí còn điểm, xếp từ nhiều đến ít",
            lambda top: _criterion_columns(request, top),
            found.ranked,
            (*first, how),
            is_live=request.is_live,
        ),
        Table(
            "2. Tiêu chí chưa có điểm: đơn vị chưa tự chấm, chưa có kết quả công bố",
            lambda top: _criterion_columns(request, top),
            found.unknown,
            is_live=request.is_live,
        ),
    )


def _said(ranked: Sequence[Criterion | UnitPoints], most: int) -> Iterator[str]:
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


def _criterion_columns(request: MasterRequest, top: int) -> Sequence[Column]:
    numbers = count(1)
    places = {tally.item.key: place for place, tally in enumerate(request.tallies)}

    def mean(each: Criterion) -> str:
        return criteria_cell(places[each.item.key], "mean_score")

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

    def states(each: Criterion) -> str:
        return "; ".join(f"{n} {state.label.lower()}" for state, n in each.states.items())

    running = f"SUM({{recoverable:{top + 1}}}:{{recoverable}})"
    return (
        Column("number", "Thứ tự", 8, CENTRE, lambda _: next(numbers)),
        Column("item.code", "TT", 10, CODE),
        Column("title", "Tiêu chí, nhiệm vụ", 46, value=lambda each: title(each.item)),
        Column("maximum", "Điểm tối đa", 9, POINTS),
        Column("self_score", "Điểm tự đánh giá", 9, POINTS, None, mean),
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


def write_unit_points(book: Book, request: MasterRequest, entries: MasterEntries) -> None:
    """Write `Điểm theo đơn vị`: the same within each unit, by its own self-scores."""
    found = points_by_unit(request.plan, entries.every or ())
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
    if entries.every is None:
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
        Table(None, lambda top: _unit_columns(request, every, top), every, notes),
    )


def _unit_columns(
    request: MasterRequest, every: Sequence[UnitPoints], top: int
) -> Sequence[Column]:
    is_live = request.is_live_over(len(every))
    first: dict[str, int] = {}
    rows = {(each.unit, each.item.key): row for row, each in enumerate(every, start=top + 1)}
    for (unit, _), row in rows.items():
        first.setdefault(unit, row)

    def number(each: UnitPoints) -> int:
        return rows[each.unit, each.item.key] - first[each.unit] + 1

    def score(each: UnitPoints) -> str:
        of_row = ("key", f'"{each.item.key}"'), ("unit", "{unit}"), LEAD
        return sum_ifs(each.item.index, "self_score", *of_row)

    def running(each: UnitPoints) -> str:
        return f"SUM({{recoverable:{first[each.unit]}}}:{{recoverable}})"

    return (
        Column("unit", "Đơn vị", 11, CODE),
        Column("name", "Tên đơn vị", 34, value=lambda each: request.plan.units[each.unit].name),
        Column("number", "Thứ tự trong đơn vị", 9, CENTRE, number),
        Column("item.code", "TT", 10, CODE),
        Column("title", "Tiêu chí, nhiệm vụ", 46, value=lambda each: title(each.item)),
        Column("maximum", "Điểm tối đa", 9, POINTS),
        Column("self_score", "Điểm tự đánh giá", 10, POINTS, None, score if is_live else None),
        Column("recoverable", "Điểm còn có thể đạt", 10, STRONG, None, "{maximum}-{self_score}"),
        Column("running", "Cộng dồn", 10, POINTS, None, running),
        Column("state", "Trạng thái", 24),
    )
