"""The sheet `Theo tiêu chí`: each criterion with its score, each task with all who lead it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from par_xl.merge.rates import ItemTally
from par_xl.merge.result import Score
from par_xl.outputs.master.rates import LEAD, count_ifs, sum_ifs
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import (
    CENTRE,
    CODE,
    COUNT,
    POINTS,
    TOP,
    Column,
    Table,
    place_of,
    write_tables,
)
from par_xl.plan.model import Item
from par_xl.terms.words import NOTHING, State
from par_xl.workbooks.writing import Book, reference

SHEET = "Theo tiêu chí"


@dataclass(frozen=True, slots=True)
class _Line:
    """An item that somebody leads or scores: its assignments counted, its score."""

    item: Item
    tally: ItemTally | None
    score: Score | None


def _lines(request: MasterRequest) -> list[_Line]:
    """Return these items in the plan's order."""
    tallies = {tally.item.key: tally for tally in request.tallies}
    scores = {score.key: score for score in request.result.scores}
    return [
        _Line(item, tallies.get(item.key), scores.get(item.key))
        for item in request.plan.items
        if item.key in tallies or item.key in scores
    ]


_OF_ITEM = "key", "{key}"


def _leads_in(*states: State) -> tuple[Callable[[_Line], int | None], Callable[[_Line], str]]:
    """How many leads of an item stand like that, or how many there are: the number, its formula."""
    of_state = [[("state", f'"{state.label}"')] for state in states] or [[]]

    def count(line: _Line) -> int | None:
        if line.tally is None:
            return None
        return sum(map(line.tally.count, states)) if states else sum(line.tally.states)

    def formula(line: _Line) -> str:
        return "+".join(count_ifs(line.item.index, _OF_ITEM, LEAD, *more) for more in of_state)

    return count, formula


def _score(line: _Line) -> str | None:
    """Return the formula of its self-score; None where it earns no points."""
    if line.score is None:
        return None
    # Blank cells are no zeros: only what was scored has its maximum there.
    scored = count_ifs(line.item.index, _OF_ITEM, ("scored_maximum", '">=0"'))
    return f'IF({scored}=0,"{NOTHING}",{sum_ifs(line.item.index, "self_score", _OF_ITEM)})'


def _of_score(field: str) -> Callable[[_Line], Any]:
    return lambda line: getattr(line.score, field) if line.score else None


_CRITERIA = (
    Column("item.index", "Chỉ số", 14),
    Column("item.key", "Mã dòng", 14, CODE.with_(wrap=False), hidden=True),
    Column("item.code", "TT", 9, CODE),
    Column("item.subject", "Tiêu chí, nhiệm vụ", 60),
    Column("item.authority", "Thẩm quyền", 12, CENTRE),
    Column("scorer", "Đơn vị chấm điểm", 11, CENTRE, _of_score("unit")),
    Column("maximum", "Điểm tối đa", 9, POINTS, _of_score("maximum")),
    Column("self_score", "Điểm tự đánh giá", 9, POINTS, _of_score("self_score"), _score),
    Column("assigned", "Số đơn vị chủ trì", 10, COUNT, *_leads_in(), none=NOTHING),
    Column(
        "done",
        "Hoàn thành",
        10,
        COUNT,
        *_leads_in(State.DONE_ON_TIME, State.DONE_LATE),
        none=NOTHING,
    ),
    Column("overdue", State.OVERDUE.label, 12, COUNT, *_leads_in(State.OVERDUE), none=NOTHING),
)


def score_cells(request: MasterRequest) -> dict[str, str]:
    """Where each criterion's self-score stands, by key, for formulas elsewhere."""
    column = place_of(_CRITERIA, "self_score")
    return {
        line.item.key: f"'{SHEET}'!{reference(TOP + 1 + number, column)}"
        for number, line in enumerate(_lines(request))
        if line.score is not None
    }


def write_criteria(book: Book, request: MasterRequest) -> None:
    """Write `Theo tiêu chí`: each criterion with its score, each task with all its leads."""
    lines = _lines(request)

    def level(line: _Line) -> int | None:
        return 2 if line.score else None

    table = Table(None, _CRITERIA, lines, level=level, none=None, is_live=request.is_live)
    title = "KẾT QUẢ THEO TIÊU CHÍ, NHIỆM VỤ"
    frozen = place_of(_CRITERIA, "subject") + 1
    sheet = write_tables(book, request, SHEET, title, table, frozen=frozen)
    last = TOP + max(1, len(lines))
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{last + 1}"})
