"""Thousands of random rows: `Kiểm tra` says of each what Python says, whoever calculates it.

PARITY_SEED and PARITY_ROWS in the environment draw others, and more. That ✔ is sound and strict
stands in tests/rules/test_verdicts.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest

from check_sheet import HEADER_ROW, SCORER, SHEET, Written, cell, write_rows
from clients import CALCULATORS, Programs
from clients.excel import Seen
from libreoffice import LibreOffice
from par_xl.rules.rule import Example
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Status
from random_rows import PAST, ROLES, Row, Span, random_rows

SEED = int(os.environ.get("PARITY_SEED", "20240612"))
ROWS = int(os.environ.get("PARITY_ROWS", "2000"))
FEW = 240


def around(today: date) -> Span:
    """A period that began three months ago and ends in a month."""
    begun, ends = today - timedelta(90), today + timedelta(30)
    return Span(today - timedelta(400), begun, ends, today)


def written(count: int, span: Span = PAST) -> list[Written]:
    """Random rows of units' own forms and of the standard form, some with error values."""
    rng = Random(SEED)
    return [_written(rng, row) for row in random_rows(SEED, count, span, ROLES)]


def _written(rng: Random, row: Row) -> Written:
    broken = {rng.choice((*row.cells, "difficulty")): "#REF!"} if rng.random() < 0.03 else None
    cells = {field: value for field, value in row.cells.items() if field not in (broken or {})}
    if rng.random() < 0.6:
        return Written(row.asked, cells, None, broken)
    # TH has to do with no row, KT leads some that it does not score.
    chosen = rng.choice((SCORER, SCORER, "KT", "KT", "TH", ""))
    asked = row.asked
    if chosen == "KT" and asked.role is not Role.SCORING:
        asked = replace(asked, maximum=None)
    elif chosen != SCORER:
        asked = replace(asked, role=None)
    return Written(asked, cells, chosen, broken)


_SHARES: Sequence[Cell] = (
    *(0.0, 1e-9, 0.5, 1 - 1e-9, 1.0, 1 + 1e-9, 1.5, 2.0, 100.0, -1e-9, -0.1, "1", "100%", " "),
)
_DAYS: Sequence[Cell] = (
    *(date(2023, 8, 3), date(2023, 8, 4), date(2024, 6, 14), date(2024, 6, 15), date(2024, 3, 31)),
    *(date(2024, 4, 1), 45382.5, 45457.5, 0.0, 2958466.0, "14/6/2024", "2024-06-14"),
)
_SCORES: Sequence[Cell] = (0.0, 0.25, 0.2500000001, -1e-12, 0.3, "0,25", "0.25", " ", "đạt")
_WORDS: Sequence[Cell] = ("a", "Ễ", "ơ", "1", "-", "…", "\u00a0", "\n", "\u200b", "12/2024", 125.0)
BORDERS = [
    *(Example({"status": s.label, "progress": p}) for s, p in product(Status, _SHARES)),
    *(
        Example({"status": status.label, "completed_on": day, "evidence": "Số"}, has_due_date=due)
        for status, day, due in product((Status.DONE, Status.NOT_ARISEN), _DAYS, (False, True))
    ),
    *(
        Example({"status": "Chưa thực hiện", "self_score": score, **told}, maximum=maximum)
        for score, told, maximum in product(_SCORES, ({}, {"evidence": "Số"}), (0.25, None))
    ),
    *(
        Example({"status": status.label, field: words}, has_due_date=due)
        for status, field, words, due in product(
            Status, ("evidence", "explanation"), _WORDS, (False, True)
        )
    ),
    *(Example({"status": text}) for text in ("*", "?", "0", "|", "hoàn thành", "Hoàn thành ")),
    *(Example({"value": value}, maximum=1.0, role=Role.SCORING) for value in (5.0, "5", "", "x")),
]


def border_rows() -> list[Written]:
    """Cells on both sides of what a row takes."""
    return [Written(each.asked, each.cells) for each in BORDERS]


def agree(rows: Sequence[Written], shown: Mapping[str, object]) -> None:
    """Fail, with the first rows, where `Kiểm tra` says other than Python."""
    wrong = [
        f"{row.asked}, {dict(row.cells)!r}, {row.chosen}: “{shown.get(cell(at), '')}”, "
        f"Python “{row.wanted}”"
        for at, row in enumerate(rows)
        if shown.get(cell(at), "") != row.wanted
    ]
    if wrong:
        told = [f"{len(wrong)} of {len(rows)} rows judged differently (seed {SEED}):", *wrong[:10]]
        pytest.fail("\n".join(told), pytrace=False)


_many = pytest.mark.parametrize("count", [FEW, pytest.param(ROWS, marks=pytest.mark.long)])


def _in_office(office: LibreOffice, path: Path) -> Mapping[str, object]:
    with office.open(path) as document:
        document.recalculate()
        grid = document.values(SHEET)
    place = grid[HEADER_ROW - 1].index("Kiểm tra")
    return {cell(at): row[place] for at, row in enumerate(grid[HEADER_ROW:])}


@_many
def test_in_english(libreoffice: LibreOffice, tmp_path: Path, count: int) -> None:
    for rows in (written(count), border_rows()):
        path = tmp_path / f"{len(rows)} rows.xlsx"
        write_rows(path, rows, stored="?")
        agree(rows, _in_office(libreoffice, path))


@_many
def test_in_vietnamese(vietnamese_libreoffice: LibreOffice, tmp_path: Path, count: int) -> None:
    today = date.today()  # noqa: DTZ011 - so that days are of these years, too
    rows, path = written(count, around(today)), tmp_path / "rows.xlsx"
    write_rows(path, rows, stored="?")
    agree(rows, _in_office(vietnamese_libreoffice, path))


@pytest.mark.long
def test_in_an_engine_with_excels_own_days_and_errors(
    in_excel: Callable[..., list[Seen]], tmp_path: Path
) -> None:
    for rows in (written(ROWS), border_rows()):
        path = tmp_path / f"{len(rows)} rows.xlsx"
        write_rows(path, rows, stored="?")
        [seen] = in_excel(path)
        agree(rows, {at: shown for (_, at), (_, shown) in seen.formulas.items()})


def _is_plain(row: Row) -> bool:
    """Whether no program sees other cells than Excel does: HyperFormula takes a text for the number
    or day that it looks like, Gnumeric a carriage return for _x000D_, and no NBSP for a letter;
    both compare all digits of a number."""
    numbers = ("progress", "completed_on", "value", "self_score")
    texts = {field: value for field, value in row.cells.items() if isinstance(value, str)}
    odd = any("\r" in text or not text.strip() for text in texts.values())
    exact = all(
        float(f"{value:.15g}") == value for value in row.cells.values() if isinstance(value, float)
    )
    return texts.keys().isdisjoint(numbers) and exact and not odd


@pytest.mark.long
@pytest.mark.parametrize("program", CALCULATORS)
def test_in_other_programs(program: str, programs: Programs, tmp_path: Path) -> None:
    drawn = filter(_is_plain, random_rows(SEED, 900, PAST, ROLES))
    rows = [Written(each.asked, each.cells) for each in drawn]
    path = tmp_path / "rows.xlsx"
    write_rows(path, rows, stored="?")
    assert len(rows) > 400
    agree(rows, programs.calculators[program].calculate(path)[SHEET])


def test_there_is_some_of_everything() -> None:
    """The tests above can fail: each kind of verdict is that of many rows."""
    said = [row.wanted for row in written(ROWS)]
    for begin in ("Còn thiếu: Tình", "Còn thiếu: Tiến", "Còn thiếu: Ngày", "Còn thiếu: Điểm",
                  "Còn thiếu: Tài", "Còn thiếu: Giải", "Sai: Tình", "Sai: Tiến", "Sai: Ngày",
                  "Sai: Số", "Sai: Điểm tự đánh giá phải từ", "Sai: Điểm tự đánh giá phải để",
                  "Sai: ô", "Sai: dòng", "Chọn", "✔"):  # fmt: skip
        assert sum(text.startswith(begin) for text in said) >= 4, begin
