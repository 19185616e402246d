"""What units type into their forms."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from builders import table
from second.forms import DONE_ON, EVIDENCE, INPUT, PROGRESS, SCORE, STATUS, VALUE, WHY, Line

Cells = Mapping[str, Any]
Fill = Callable[[Line], Cells | None]
"""What is typed into a row of a form, by header: nothing, or None where somebody else says it."""
_SHORT = dict(
    zip(
        ("status", "progress", "done", "value", "score", "result", "evidence", "why", "trouble"),
        INPUT,
        strict=True,
    )
)
_INDEX = {"S": "SIPAS", "P": "PAPI"}


def rows(text: str) -> Fill:
    """What a unit typed into some rows, as a table of code and cells by short name; - empties a
    cell."""
    told = {}
    for row in table(text):
        code = row.pop("code")
        key = f"{_INDEX.get(code[0], 'PAR_INDEX')}/{code}"
        told[key] = {_SHORT[name]: _value(cell) for name, cell in row.items() if cell}
    return lambda line: told.get(line.key)


def _value(cell: str) -> Any:
    if cell == "-":
        return None
    for read in (float, date.fromisoformat):
        with contextlib.suppress(ValueError):
            return read(cell)
    return cell


def nothing_else(line: Line) -> Cells:
    """The rest of the form stays as it came."""
    return {}


def honestly(day: date, rng: Random) -> Fill:
    """What a diligent unit types, by chance: of most rows something, all of it valid."""

    def fill(line: Line) -> Cells | None:
        if line.cells or rng.random() < 0.15:
            return {}
        told: dict[str, Any] = {}
        if STATUS in line.open:
            told = rng.choice(_SAID)(day, rng)
        if VALUE in line.open:
            told[VALUE] = float(rng.randrange(20, 100))
        if SCORE in line.open and rng.random() < 0.8:
            told[SCORE] = round(float(line.rest["Điểm tối đa"]) * rng.choice((0.5, 0.8, 1)), 3)
            told.setdefault(EVIDENCE, "Báo cáo tự chấm")
        if not told:
            told = {header: "Đã phối hợp" for header in (INPUT[5],) if header in line.open}
        return told

    return fill


def carelessly(day: date, rng: Random) -> Fill:
    """What a careless unit types: some rows are wrong, or say less than they should."""
    honest = honestly(day, rng)

    def fill(line: Line) -> Cells | None:
        if rng.random() < 0.7 or STATUS not in line.open:
            return honest(line)
        told = rng.choice(_WRONG)(day)
        if SCORE in line.open and rng.random() < 0.5:
            told[SCORE] = rng.choice((float(line.rest["Điểm tối đa"]) + 1, -1.0, "ba", "0,5"))
        return told

    return fill


_WRONG: Sequence[Callable[[date], dict[str, Any]]] = (
    lambda day: {STATUS: "Đã xong", DONE_ON: day},
    lambda day: {STATUS: "Hoàn thành", EVIDENCE: "Số 1"},
    lambda day: {STATUS: "Hoàn thành", DONE_ON: day},
    lambda day: {STATUS: "Hoàn thành", DONE_ON: "31/02/2024", EVIDENCE: "Số 1"},
    lambda day: {STATUS: "hoàn  thành", DONE_ON: f"{day:%d/%m/%Y}", PROGRESS: "100 %", WHY: "Số 2"},
    lambda day: {STATUS: "Hoàn thành", DONE_ON: day, PROGRESS: 0.5, EVIDENCE: "Số 1"},
    lambda day: {STATUS: "Hoàn thành", DONE_ON: day.replace(year=2030), EVIDENCE: "Số 1"},
    lambda day: {STATUS: "Chưa thực hiện", PROGRESS: 0.5},
    lambda day: {STATUS: "Đang thực hiện", PROGRESS: 1.5},
    lambda day: {STATUS: "Đang thực hiện", PROGRESS: "65%"},
    lambda day: {STATUS: "Đang thực hiện"},
    lambda day: {STATUS: "Không áp dụng"},
    lambda day: {EVIDENCE: "Số 3"},
    lambda day: {STATUS: "Đang thực hiện", PROGRESS: 80},
)


_SAID: Sequence[Callable[[date, Random], dict[str, Any]]] = (
    lambda day, rng: {STATUS: "Hoàn thành", DONE_ON: day, EVIDENCE: f"Số {rng.randrange(99)}/BC"},
    lambda day, rng: {STATUS: "Hoàn thành", DONE_ON: day, WHY: "Hoàn thành, chưa có văn bản"},
    lambda _day, rng: {STATUS: "Đang thực hiện", PROGRESS: rng.randrange(1, 10) / 10},
    lambda _day, _rng: {STATUS: "Đang thực hiện", PROGRESS: 0.4, WHY: "Chờ hướng dẫn"},
    lambda _day, _rng: {STATUS: "Chưa thực hiện"},
    lambda _day, _rng: {STATUS: "Không phát sinh trong kỳ"},
    lambda _day, _rng: {STATUS: "Không áp dụng", WHY: "Không được giao"},
)
