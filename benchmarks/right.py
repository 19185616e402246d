"""Whether results are right: nothing is worth timing that is wrong.

What a merge must come to is worked out here from what the generator entered, with pandas and
without the product's own rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import load_workbook

from benchmarks.constants import AS_OF, PERIOD
from benchmarks.making import Made, draw
from benchmarks.peers.the_form import COLUMNS, SHEETS
from par_xl.plan.reader import read_plan
from par_xl.workspace.layout import Folder

_DUE = {
    "Quý I/2024": date(2024, 3, 31),
    "30/4/2024": date(2024, 4, 30),
    "Quý II/2024": date(2024, 6, 30),
    "Năm 2024": date(2024, 12, 31),
    "Thường xuyên": None,
}
_NOT_DONE = {"Đang thực hiện": "in_progress", "Chưa thực hiện": "not_started"}
_ID = ["unit", "key"]
_ENTRY = [*_ID, "index", "area", "state"]


class WrongResultError(Exception):
    """What was written is not what it should be."""


def check_merge(made: Made) -> None:
    """Hold a merge's result against the generator's entries.

    Raises:
        WrongResultError: files, rows, states, scores or counts differ.
    """
    result = read_result(made.folder)
    accepted = sum(each["state"] == "accepted" for each in result["submissions"])
    _same("accepted forms", accepted, made.forms)
    entries = _entries(made.folder, result)
    _same("rows", len(entries), made.rows)
    both = entries.merge(expected(made), on=_ID, suffixes=("", "_right"), how="outer")
    wrong = both[both["state"] != both["state_right"]]
    if len(wrong):
        raise WrongResultError(f"{len(wrong)} states are wrong, among them:\n{wrong.head()}")
    _same("scores", {each["key"]: each["self_score"] for each in result["scores"]}, _scores(made))
    areas = pd.DataFrame(result["areas"]).set_index(["index", "area"])
    counts = both.groupby(["index", "area", "state_right"]).size().unstack(fill_value=0)
    for state in counts:
        found, right = areas[state].sort_index(), counts[state].sort_index()
        if found.to_dict() != right.to_dict():
            raise WrongResultError(f"“{state}” per area: {found.to_dict()}, not {right.to_dict()}")


def check_peer(out: Path, made: Made) -> None:
    """Hold a peer's workbook against the number of rows that there are.

    Raises:
        WrongResultError: it has more or fewer rows or columns.
    """
    book = load_workbook(out)
    sheets = [book.get_sheet_by_name(name).to_python() for name in SHEETS]
    _same("rows of the peer", sum(len(rows) - 1 for rows in sheets), made.rows)
    _same("its columns", {len(row) for rows in sheets for row in rows}, {COLUMNS + 1})


def read_result(folder: Folder) -> dict[str, Any]:
    """The period's JSON, as any other program reads it."""
    with folder.results(PERIOD).json.open(encoding="utf-8") as file:
        return dict(json.load(file))


def _entries(folder: Folder, result: dict[str, Any]) -> pd.DataFrame:
    """The assignments, from the JSON or from the file that it names."""
    if result["entries"] is None:
        path = folder.results(PERIOD).json.with_name(result["entries_file"])
        frame = pd.read_parquet(path, columns=[*_ENTRY, "role"])
    else:
        frame = pd.DataFrame(result["entries"])
    led = frame[frame["role"] == "lead"]
    return led[_ENTRY].astype(object)


def expected(made: Made) -> pd.DataFrame:
    """The state of every row of every unit, as the generator's entries have it."""
    rows = pd.DataFrame(_entered(made), columns=[*_ID, "status", "on", "due", "faulty"])
    days = rows[["on", "due"]].apply(pd.to_datetime)
    past = days["due"] < pd.Timestamp(AS_OF)
    done = rows["status"] == "Hoàn thành"
    state = rows["status"].map(_NOT_DONE).where(~past, "overdue")
    state = state.mask(done, "done_on_time").mask(done & (days["on"] > days["due"]), "done_late")
    apart = rows["status"].isin(["Không phát sinh trong kỳ", "Không áp dụng"])
    state = state.mask(apart, "not_applicable").mask(rows["faulty"], "not_reported")
    return rows[_ID].assign(state=state)


def _entered(made: Made) -> Iterator[tuple[object, ...]]:
    plan = read_plan(made.folder.plan)
    due = {item.key: _DUE[item.due.text] for item in plan.items if item.is_leaf}
    for unit in plan.units.values():
        drawn = draw(plan, unit)
        for key, values in drawn.values.items():
            on = values.get("completed_on")
            yield unit.code, key, values["status"], on, due[key], key in drawn.faulty


def _scores(made: Made) -> dict[str, object]:
    """What each criterion's scorer gave it."""
    plan = read_plan(made.folder.plan)
    scorers = {item.key: item.scorer for item in plan.items if item.is_criterion}
    drawn = {code: draw(plan, plan.units[code]) for code in scorers.values() if code}
    return {
        key: None if key in drawn[code].faulty else drawn[code].values[key].get("self_score")
        for key, code in scorers.items()
        if code
    }


def _same(what: str, found: object, right: object) -> None:
    if found != right:
        raise WrongResultError(f"{what}: {found}, not {right}")
