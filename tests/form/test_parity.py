"""Thousands of random rows: `Kiểm tra`, Python's verdict and the intake say the same of each.

PARITY_SEED and PARITY_ROWS in the environment draw others, and more.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from par_xl.form.verdict import shown
from test_form_verdicts import fill, rows_for

from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.plan.reader import read_plan
from par_xl.rules.formula import NOT_FILLED, VALID
from par_xl.rules.registry import BY_CODE, ROW_RULES
from par_xl.rules.rule import Example, Rule
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Severity
from par_xl.workspace.layout import Folder
from random_rows import PAST, Span, random_rows
from small_plan import AREA, plan_content, working_folder

SEED = int(os.environ.get("PARITY_SEED", "20240612"))
ROWS = int(os.environ.get("PARITY_ROWS", "1400"))
ROWS_A_FORM = 250
"""LibreOffice takes longer for each cell of a longer form."""
ENOUGH = 10
UNIT = "HC"

LIVE = [rule for rule in ROW_RULES if rule.formula is not None]
SAYING: Mapping[str, Rule] = {rule.verdict: rule for rule in LIVE}


@dataclass(frozen=True)
class Judged:
    """A row and what was said of it: by the form, by Python, by the intake of the saved form."""

    example: Example
    form: str
    python: str
    intake: str

    def __str__(self) -> str:
        typed = [f"{field}: {_typed(value)}" for field, value in self.example.cells.items()]
        due = "due" if self.example.has_due_date else "no due date"
        said = f"form «{self.form}», Python «{self.python}», intake «{self.intake}»"
        return f"{{{', '.join(typed)}}} ({due}, maximum {self.example.maximum}): {said}"


def _typed(value: Cell) -> str:
    """A cell's value, or its beginning, with all that can't be seen in it written out."""
    if not isinstance(value, str):
        return str(value)
    return '"' + "".join(c if _is_visible(c) else ascii(c)[1:-1] for c in value[:50]) + '"'


def _is_visible(character: str) -> bool:
    return character.isprintable() and not unicodedata.combining(character)


def around(today: date) -> Span:
    """A period that began three months ago and ends in a month."""
    begun, ends = today - timedelta(90), today + timedelta(30)
    return Span(today - timedelta(400), begun, ends, today)


@pytest.fixture(scope="module", params=[ROWS // 14, pytest.param(ROWS, marks=pytest.mark.long)])
def judged(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    libreoffice: LibreOffice,
    vietnamese_libreoffice: LibreOffice,
) -> list[Judged]:
    today = date.today()  # noqa: DTZ011 - what TODAY() gives
    found: list[Judged] = []
    now = request.param // 7  # of a period that is not over yet
    for client, span, count in (
        (libreoffice, PAST, request.param - now),
        (vietnamese_libreoffice, around(today), now),
    ):
        rows = random_rows(SEED, count, span)
        for start in range(0, count, ROWS_A_FORM):
            root = tmp_path_factory.mktemp("parity")
            found += judge(client, root, span, rows[start : start + ROWS_A_FORM], today)
    return found


def judge(
    client: LibreOffice, root: Path, span: Span, examples: Sequence[Example], today: date
) -> list[Judged]:
    """Put the rows into a form, and ask all three of each."""
    code = f"{span.end.year}-12"
    content = plan_content(
        [AREA, *rows_for(examples)],  # type: ignore[list-item]
        code,
        span.start,
        span.end,
        span.plan_start,
    )
    folder = working_folder(root, content)
    workspace.forms(folder, code, unit=UNIT)
    plan = read_plan(folder.plan)
    saved = root / "saved.xlsx"
    form = fill(client, folder.form(code, UNIT), examples, saved)
    items = [plan.by_key[key] for key in keys(len(examples))]
    python = [
        shown(plan, plan.periods[code], item, Role.LEAD, example.cells, today).verdict
        for item, example in zip(items, examples, strict=True)
    ]
    intake = intake_verdicts(folder, saved, len(examples))
    return [Judged(*each) for each in zip(examples, form, python, intake, strict=True)]


def keys(count: int) -> list[str]:
    """Keys of the rows in a form, in their order."""
    return [f"PAR_INDEX/1.{number}" for number in range(1, count + 1)]


def intake_verdicts(folder: Folder, path: Path, count: int) -> list[str]:
    """What `Kiểm tra` would have to say of each row by the findings of the intake."""
    submission = workspace.check(folder, [path])[0].submission
    assert not submission.refused
    rows = {row.key: row for row in submission.rows}
    found = []
    for key in keys(count):
        rules = [BY_CODE[finding.code] for finding in rows[key].findings] if key in rows else []
        live = [rule for rule in rules if rule.formula is not None]
        nothing = VALID if key in rows else NOT_FILLED
        found.append(live[0].verdict if live else nothing)
    return found


def agree(judged: Iterable[Judged], other: Callable[[Judged], str]) -> None:
    """Fail, with the first rows, where the form says other than *other*."""
    wrong = [row for row in judged if row.form != other(row)]
    if wrong:
        told = [f"{len(wrong)} rows judged differently (seed {SEED}):", *map(str, wrong[:10])]
        pytest.fail("\n".join(told), pytrace=False)


def test_the_form_says_what_python_says(judged: list[Judged]) -> None:
    agree(judged, lambda row: row.python)


def test_the_saved_form_is_judged_as_it_said(judged: list[Judged]) -> None:
    agree(judged, lambda row: row.intake)


@pytest.mark.parametrize("judged", [pytest.param(ROWS, marks=pytest.mark.long)], indirect=True)
def test_rows_of_all_kinds_were_drawn(judged: list[Judged]) -> None:
    """Each rule is the first fault of some rows: the tests above can fail."""
    assert len(SAYING) == len(LIVE), "two rules say the same"
    said = Counter(row.python for row in judged)
    assert said.keys() == {VALID, NOT_FILLED, *SAYING}
    few = {words: count for words, count in said.items() if count < ENOUGH}
    assert not few


NOT_LIVE = {"OO01", "OO02", "OO03"}
"""What costs a lead its row, or is listed, though its form says nothing of it."""


def test_only_these_faults_are_not_shown_live() -> None:
    hidden = [rule for rule in ROW_RULES if rule.formula is None and Role.LEAD in rule.roles]
    assert {rule.code for rule in hidden if rule.severity is not Severity.INFO} == NOT_LIVE
