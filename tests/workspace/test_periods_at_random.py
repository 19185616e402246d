"""Three periods of a folder through random histories: forms come, the plan is edited, periods are
merged, closed, opened again and undone. What a merge says follows from its forms, its plan and
the results before it, whatever else was done; and what is done to one period leaves the others.

For other histories each time:
``PAR_XL_EXAMPLES=300 pytest tests/workspace/test_periods_at_random.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import HALF, ITEMS, YEAR, form, make_folder, make_plan, plan_rows, submit
from killed_merge import snapshot
from merged import result
from par_xl import workspace
from par_xl.ledger import Kind, Ledger, read_ledger
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from random_folders import examples

pytestmark = pytest.mark.usefixtures("no_masters")

PERIODS = ("2023-12", HALF, YEAR)
_NOW = datetime(2024, 12, 20, 9)  # noqa: DTZ001 - the office's own clock
_STEPS = 14
_PLANS = (
    ITEMS,
    # Other times, points, leads, and a row more.
    ITEMS.replace("31/3/2024", "31/3/2023"),
    ITEMS.replace("| 1    | 3 ", "| 1    | 4 ").replace("| 1.1  | 1 ", "| 1.1  | 2 "),
    ITEMS.replace("| TH             | HC ", "| TT             | HC "),
    ITEMS + "| P1.2 |             | TT             |                 |                      |\n",
)
_SHARES = (0.1, 0.5, 0.9, 1.0)


@cache
def plan_content(number: int) -> bytes:
    return write_plan(plan_rows(_PLANS[number]))


@cache
def form_content(period: str, unit: str, share: float) -> bytes:
    """A form; with the whole *share* its row is done, late by some plans: handed back then."""
    code = {"HC": "1.1", "TH": "1.2", "TT": "P1.1"}[unit]
    going = f"| code | status | progress |\n| {code} | Đang thực hiện | {share} |"
    done = f"""
| code   | status     | completed_on      | evidence |
| {code} | Hoàn thành | {period[:4]}-05-02 | Số 1    |
"""
    return form(make_plan(), unit, done if share == 1 else going, period)


@dataclass(frozen=True)
class Merged:
    """What a merge was made of, and its figures."""

    forms: frozenset[str]
    plan: int
    before: tuple[Any, ...]
    figures: str


class Story:
    """A folder, and what is true of it: worked out here from what was done alone."""

    def __init__(self, root: Path, rng: Random) -> None:
        self.folder, self.rng = make_folder(root), rng
        self.plan = 0
        self.folder.plan.write_bytes(plan_content(0))
        self.forms: dict[str, frozenset[str]] = dict.fromkeys(PERIODS, frozenset())
        self.works: list[tuple[str, Merged | None]] = []
        """What stands, in its order: a period, and what it was merged from; None: its closing."""
        self.said: dict[tuple[Any, ...], str] = {}
        """The figures of each merge, by what it was made of."""

    def last(self, period: str) -> Merged | None:
        merges = [merge for code, merge in self.works if code == period and merge]
        return merges[-1] if merges else None

    def is_closed(self, period: str) -> bool:
        return (period, None) in self.works

    def plan_for(self, period: str) -> int:
        """The plan that a merge of an open period takes."""
        last, merged = self.last(period), [code for code, _ in self.works]
        return self.plan if last is None or period == max(merged) else last.plan

    def made_of(self, period: str, plan: int) -> tuple[Any, ...]:
        lasts = (self.last(code) for code in PERIODS if code < period)
        return period, self.forms[period], plan, tuple(last and last.figures for last in lasts)

    # What may happen.

    def come(self) -> None:
        period, unit = self.rng.choice(PERIODS), self.rng.choice(("HC", "TH", "TT"))
        share = self.rng.choice(_SHARES)
        name = f"{unit}-{share}.xlsx"
        # One day for each: which came last is the same whatever came before.
        day = date(int(period[:4]), int(period[5:]), 1 + _SHARES.index(share))
        content = form_content(period, unit, share)
        submit(self.folder, name, content, day.isoformat(), period=period)
        self.forms[period] |= {name}

    def edit(self) -> None:
        self.plan = self.rng.randrange(len(_PLANS))
        self.folder.plan.write_bytes(plan_content(self.plan))

    def merge(self, current: bool = False) -> None:
        period = self.rng.choice(PERIODS)
        self.folder.submitted(period).mkdir(parents=True, exist_ok=True)
        if self.is_closed(period):
            with self.untouched(*PERIODS):
                assert workspace.merge(self.folder, period, now=_NOW).late is not None
            return
        last, plan = self.last(period), self.plan if current else self.plan_for(period)
        made_of = self.made_of(period, plan)
        is_same = last is not None and made_of == (period, last.forms, last.plan, last.before)
        with self.untouched(*(PERIODS if is_same else set(PERIODS) - {period})):
            outcome = workspace.merge(self.folder, period, now=_NOW, current_plan=current)
        assert outcome.changed is not is_same
        figures = self.figures(period)
        assert self.said.setdefault(made_of, figures) == figures
        if not is_same:
            self.works.append((period, Merged(self.forms[period], plan, made_of[3], figures)))
        if last and last.plan == plan and not current:
            assert bool(outcome.notes) == (plan != self.plan)
        before = snapshot(self.folder.root)
        assert not workspace.merge(self.folder, period, now=_NOW).changed
        assert snapshot(self.folder.root) == before

    def take_todays(self) -> None:
        self.merge(current=True)

    def close(self) -> None:
        period = self.rng.choice(PERIODS)
        last = self.last(period)
        if self.is_closed(period):
            return
        made_of = self.made_of(period, self.plan_for(period))
        with self.untouched(*set(PERIODS) - {period}):
            if last and made_of == (period, last.forms, last.plan, last.before):
                workspace.close(self.folder, period, _NOW)
                self.works.append((period, None))
                assert self.figures(period) == last.figures
            else:
                with pytest.raises(ParXlError):
                    workspace.close(self.folder, period, _NOW)

    def reopen(self) -> None:
        period = self.rng.choice(PERIODS)
        last = self.last(period)
        with self.untouched(*set(PERIODS) - {period}):
            if last and self.is_closed(period):
                workspace.reopen(self.folder, period, _NOW)
                self.works.remove((period, None))
                assert self.figures(period) == last.figures
            else:
                with self.untouched(period), pytest.raises(ParXlError):
                    workspace.reopen(self.folder, period, _NOW)

    def undo(self) -> None:
        if not self.works:
            return
        period, _ = self.works.pop()
        with self.untouched(*set(PERIODS) - {period}):
            assert workspace.undo(self.folder, _NOW).line.period == period
        last = self.last(period)
        assert (self.figures(period) if last else "") == (last.figures if last else "")
        assert self.folder.results(period).json.exists() is (last is not None)

    # What has to hold.

    def figures(self, period: str) -> str:
        """All that the JSON says but for its number and the closing."""
        said = result(self.folder, period)
        return said.model_copy(update={"merge_number": 0, "closed": None}).model_dump_json()

    @contextmanager
    def untouched(self, *periods: str) -> Iterator[None]:
        """See that the results of other periods stay as they are."""
        before = self.lying(periods)
        yield
        assert self.lying(periods) == before

    def lying(self, periods: tuple[str, ...]) -> dict[str, str]:
        paths = [path for period in periods for path in self.folder.results(period).all]
        there = (path for path in paths if path.exists())
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in there}

    def see_ledger(self) -> None:
        """The ledger knows the same works, each merge with its plan."""
        standing = Ledger(read_ledger(self.folder.ledger)).standing()
        found = [(e.period, e.kind is Kind.MERGE and e.plan_sha256) for e in standing]
        assert found == [
            (code, (merge and sha256(plan_content(merge.plan)).hexdigest()) or False)
            for code, merge in self.works
        ]
        assert not [each for each in workspace.verify(self.folder).mismatches if each.is_broken]


def live(rng: Random) -> None:
    """Let things happen to a folder."""
    with TemporaryDirectory() as root:
        story = Story(Path(root) / "folder", rng)
        acts = (
            *(story.come, story.come, story.edit, story.edit, story.merge, story.merge),
            *(story.merge, story.take_todays, story.close, story.close, story.reopen, story.undo),
        )
        for _ in range(_STEPS):
            rng.choice(acts)()
        story.see_ledger()


STORIES = given(st.integers(0, 2**32).map(Random))


@examples(4)
@STORIES
def test_what_is_done_to_one_period_leaves_the_others(rng: Random) -> None:
    live(rng)


@pytest.mark.long
@examples(40)
@STORIES
def test_so_it_is_in_many_histories(rng: Random) -> None:
    live(rng)
