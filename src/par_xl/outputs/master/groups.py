"""Counts and rates of a group as live formulas over the appendix sheets, with their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from par_xl.merge.result import Rates
from par_xl.outputs.master.appendices import column_name
from par_xl.outputs.master.criteria import criteria_name
from par_xl.outputs.master.rows import MARK
from par_xl.terms.finding import column_letters
from par_xl.terms.words import IN_ERROR_LABEL, NOTHING, Index, Role, State
from par_xl.workbooks.writing import Cell, Formula, Look, TableColumn

_COUNT = Look("#,##0", align="center")
_POINTS = Look("#,##0.00", align="center")
_RATE = Look("0.00%", align="center", bold=True)

_COLUMNS: dict[str, tuple[str, Look]] = {
    "assigned": ("Được giao", _COUNT),
    "not_applicable": (State.NOT_APPLICABLE.label, _COUNT),
    "applicable": ("Phải thực hiện", _COUNT),
    "done_on_time": (State.DONE_ON_TIME.label, _COUNT),
    "done_late": (State.DONE_LATE.label, _COUNT),
    "in_progress": (State.IN_PROGRESS.label, _COUNT),
    "not_started": (State.NOT_STARTED.label, _COUNT),
    "overdue": (State.OVERDUE.label, _COUNT),
    "not_reported": (State.NOT_REPORTED.label, _COUNT),
    "in_error": (f"Trong đó: {IN_ERROR_LABEL.lower()}", _COUNT),
    "completion_rate": ("Tỷ lệ hoàn thành", _RATE),
    "on_time_rate": ("Tỷ lệ hoàn thành đúng hạn", _RATE),
    "reporting_rate": ("Tỷ lệ báo cáo", _RATE),
    "weighted_progress": ("Tiến độ bình quân có trọng số", _RATE),
    "self_score": ("Điểm tự đánh giá", _POINTS),
    "score_maximum": ("Điểm tối đa của dòng đã chấm", _POINTS),
    "recoverable": ("Điểm còn có thể đạt", _POINTS),
    "score_rate": ("Tỷ lệ điểm", _RATE),
}
FIELDS = tuple(_COLUMNS)
HEADERS = {field: header for field, (header, _) in _COLUMNS.items()}
LOOKS = {field: look for field, (_, look) in _COLUMNS.items()}
COLUMNS = tuple(TableColumn(header, 12) for header in HEADERS.values())


@dataclass(frozen=True)
class Group:
    """A group of assignments: in which appendices, and by which columns it is picked out.

    ``criteria`` are (field of the appendix sheets, Excel expression of the value).
    """

    indices: Sequence[Index]
    criteria: Sequence[tuple[str, str]]
    by_unit: bool = False


def group_cells(group: Group, rates: Rates, row: int, first: int, is_live: bool) -> Iterator[Cell]:
    """The cells of a group in *row*, its counts and rates beginning at column *first*.

    Where they are not live, the numbers alone.
    """
    at = {field: f"${column_letters(first + n)}{row + 1}" for n, field in enumerate(FIELDS)}
    formulas = _formulas(group, at)
    for field, look in LOOKS.items():
        value = getattr(rates, field)
        value = NOTHING if value is None else value
        yield Cell(Formula(formulas[field], value) if is_live else value, look)


def _formulas(group: Group, at: Mapping[str, str]) -> dict[str, str]:
    lead = ("role", f'"{Role.LEAD.label}"')
    applicable = ("state", f'"<>{State.NOT_APPLICABLE.label}"')
    counted = {
        "assigned": _count(group, lead),
        **{
            state.value: _count(group, lead, ("state", f'"{state.label}"'))
            for state in State
            if state is not State.NOT_REPORTED
        },
        # A row in error says so in its state, and is not reported all the same.
        "not_reported": _count(group, lead, ("state", f'"{State.NOT_REPORTED.label}"'))
        + f"+{at['in_error']}",
        "in_error": _count(group, lead, ("in_error", f'"{MARK}"')),
    }
    if group.by_unit:
        score, maximum = _sum(group, "self_score", lead), _sum(group, "scored_maximum", lead)
    else:
        score, maximum = _of_items(group, "mean_score"), _of_items(group, "scored_maximum")
    weighted = _sum(group, "weighted", lead, applicable)
    weight = _sum(group, "weight", lead, applicable)
    done = f"({at['done_on_time']}+{at['done_late']})"
    return {
        **{field: f"={formula}" for field, formula in counted.items()},
        "applicable": f"={at['assigned']}-{at['not_applicable']}",
        "completion_rate": _rate(done, at["applicable"]),
        "on_time_rate": _rate(at["done_on_time"], at["applicable"]),
        "reporting_rate": _rate(f"({at['assigned']}-{at['not_reported']})", at["assigned"]),
        "weighted_progress": _rate(f"({weighted})", f"({weight})"),
        "self_score": f"={score}",
        "score_maximum": f"={maximum}",
        "recoverable": f"={at['score_maximum']}-{at['self_score']}",
        "score_rate": _rate(at["self_score"], at["score_maximum"]),
    }


def _criteria(index: Index, pairs: Sequence[tuple[str, str]]) -> str:
    return ",".join(f"{column_name(index, field)},{value}" for field, value in pairs)


def _count(group: Group, *more: tuple[str, str]) -> str:
    return "+".join(
        f"COUNTIFS({_criteria(index, (*group.criteria, *more))})" for index in group.indices
    )


def _sum(group: Group, field: str, *more: tuple[str, str]) -> str:
    return "+".join(
        f"SUMIFS({column_name(index, field)},{_criteria(index, (*group.criteria, *more))})"
        for index in group.indices
    )


def _of_items(group: Group, field: str) -> str:
    """A sum over the items themselves, each once, however many lead it."""
    sums = []
    for index in group.indices:
        pairs = [("index", f'"{index.label}"'), *group.criteria]
        criteria = ",".join(f"{criteria_name(name)},{value}" for name, value in pairs)
        sums.append(f"SUMIFS({criteria_name(field)},{criteria})")
    return "+".join(sums)


def _rate(part: str, whole: str) -> str:
    return f'=IF({whole}=0,"{NOTHING}",{part}/{whole})'
