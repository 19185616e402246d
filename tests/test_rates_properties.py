"""What holds of every plan and of whatever units send (contract, sections 6 and 8)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from builders import check, consolidated, edit, entries_of, filled_form, make_plan
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.result import Rates, Result
from par_xl.text import Cell
from par_xl.words import FileState, Index, State, Status

UNITS = ("HC", "TH", "TT")
AS_OF = date(2024, 6, 10)
RATES = ("completion_rate", "on_time_rate", "reporting_rate", "weighted_progress", "score_rate")
few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # each example writes and reads whole workbooks


@dataclass(frozen=True)
class World:
    """A plan, and what the units sent: forms by name, each with its unit."""

    plan: Plan
    forms: tuple[tuple[str, bytes], ...]

    def submissions(self) -> list[Submission]:
        return [check(self.plan, content, name) for name, content in self.forms]

    def result(self, order: list[int] | None = None) -> Result:
        sent = self.submissions()
        sent = sent if order is None else [sent[place] for place in order]
        return consolidated(self.plan, sent, AS_OF)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    headers = ("TT", "Điểm tối đa", "Đơn vị chủ trì", "Đơn vị phối hợp")
    lines = [f"| {' | '.join(headers)} | Thẩm quyền thực hiện | Thời gian hoàn thành |"]
    for root in ("1", "S1", "P1"):
        points = draw(st.booleans()) and root == "1"
        children = draw(st.integers(1, 3))
        lines.append(f"| {root} | {2 * children if points else ''} | | | | |")
        for number in range(1, children + 1):
            leads = "; ".join(draw(st.sets(st.sampled_from(UNITS), min_size=1)))
            helps = "; ".join(draw(st.sets(st.sampled_from(UNITS), max_size=2)))
            authority = draw(st.sampled_from(["Văn phòng", "Cấp tỉnh"]))
            maximum = 2 if points else ""
            due = draw(st.sampled_from(["31/3/2024", "Hằng năm", ""]))
            cells = (f"{root}.{number}", str(maximum), leads, helps, authority, due)
            lines.append(f"| {' | '.join(cells)} |")
    return make_plan("\n".join(lines))


_said = {
    "self_score": st.sampled_from([0.0, 1.0, 2.0]),
    "result": st.just("Đã trình"),
}
_done = {
    "status": st.just("Hoàn thành"),
    "completed_on": st.sampled_from([date(2024, 3, 5), date(2024, 5, 5), date(2024, 6, 12)]),
    "evidence": st.just("Số 1"),
}
_going = {
    "status": st.just("Đang thực hiện"),
    "progress": st.sampled_from([0.0, 0.5, 1.0, 80.0, "80 %"]),
}
_idle = {"status": st.sampled_from([Status.NOT_STARTED.label, Status.NOT_ARISEN.label])}
_wild = {
    "status": st.sampled_from([*(status.label for status in Status), "Xong", " hoàn thành "]),
    "progress": st.sampled_from([0.0, 0.5, 1.0, 1.5, "gần xong"]),
    "completed_on": st.sampled_from([date(2024, 3, 5), "31/4/2024"]),
    "self_score": st.sampled_from([1.0, 2.5, "1,5", "đạt"]),
    "result": st.sampled_from(["Đã xong", " ", "B¸o c¸o kÕt qu¶"]),
    "explanation": st.just("Chờ văn bản"),
    "difficulty": st.just("Thiếu máy"),
}
entries: st.SearchStrategy[dict[str, Cell]] = st.one_of(
    st.fixed_dictionaries(_done, optional=_said),
    st.fixed_dictionaries(_going, optional=_said),
    st.fixed_dictionaries(_idle, optional=_said),
    st.fixed_dictionaries({}, optional=_wild),
)


@st.composite
def worlds(draw: st.DrawFn, files: int = 3, twice: bool = True) -> World:
    plan = draw(plans())
    keys = [item.key for item in plan.items if item.is_leaf]
    names = st.sampled_from(UNITS)
    units = draw(st.lists(names, max_size=files, unique=not twice))
    forms = []
    for number, unit in enumerate(units):
        values: dict[str, dict[str, Cell]] = {row: draw(entries) for row in keys}
        forms.append((f"{number} {unit}.xlsx", filled_form(plan, unit, values)))
    return World(plan, tuple(forms))


def _groups(result: Result) -> Iterator[Rates]:
    yield from (*result.units, *result.areas, *result.indices, *result.authorities)
    yield from (*result.area_authorities, *result.index_authorities)


@few
@given(worlds())
def test_rates_lie_between_nothing_and_all(world: World) -> None:
    for group in _groups(world.result()):
        for rate in RATES:
            value = getattr(group, rate)
            assert value is None or 0 <= value <= 1 + 1e-12, rate
        assert (group.completion_rate is None) == (group.applicable == 0)
        assert (group.reporting_rate is None) == (group.assigned == 0)
        assert group.on_time_rate is None or group.on_time_rate <= (group.completion_rate or 0)
        assert group.in_error <= group.not_reported
        assert 0 <= group.self_score <= group.score_maximum + 1e-9


@few
@given(worlds())
def test_counts_add_up_over_every_way_of_grouping(world: World) -> None:
    result = world.result()
    for count in ("assigned", "applicable", "in_error", *(state.value for state in State)):
        sums = [
            sum(getattr(group, count) for group in groups)
            for groups in (
                result.units,
                result.areas,
                result.indices,
                result.authorities,
                result.area_authorities,
                result.index_authorities,
            )
        ]
        assert len(set(sums)) == 1, (count, sums)
    assigned = [entry for entry in entries_of(result) if entry.state is not None]
    assert result.authorities[0].assigned + result.authorities[1].assigned == len(assigned)


@few
@given(worlds())
def test_every_filled_row_is_an_entry_or_is_named_by_a_finding(world: World) -> None:
    result = world.result()
    taken = {(e.file, e.sheet, e.row) for e in entries_of(result) if e.file and not e.in_error}
    told = {(f.file, f.sheet, f.cell and int(f.cell.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
            for f in result.findings}  # fmt: skip
    states = {part.file: part.state for part in result.submissions}
    for submission in world.submissions():
        if states[submission.file] in (FileState.DUPLICATE, FileState.SUPERSEDED):
            assert sum(f.file == submission.file for f in result.findings) == 1
            continue
        for row in submission.rows:
            place = (submission.file, row.sheet, row.row)
            assert place in taken or place in told, place


@few
@given(worlds())
def test_rows_filled_are_accepted_or_in_error(world: World) -> None:
    for part in world.result().submissions:
        assert part.rows_filled == part.rows_accepted + part.rows_in_error


@few
@given(worlds(twice=False), st.randoms(use_true_random=False))
def test_the_order_of_different_units_files_changes_no_number(
    world: World, chance: random.Random
) -> None:
    """Only the lists of files and findings follow the order in which the files came."""
    order = list(range(len(world.forms)))
    chance.shuffle(order)
    one, other = world.result(), world.result(order)
    for part in ("entries", "units", "areas", "indices", "authorities", "initiatives"):
        assert getattr(one, part) == getattr(other, part)
    assert sorted(map(repr, one.findings)) == sorted(map(repr, other.findings))
    assert sorted(map(repr, one.submissions)) == sorted(map(repr, other.submissions))


@few
@given(worlds(files=2))
def test_what_is_sent_twice_changes_nothing(world: World) -> None:
    again = World(world.plan, (*world.forms, *((f"again {n}", c) for n, c in world.forms[-1:])))
    one, other = world.result(), again.result()
    assert entries_of(one) == entries_of(other)
    assert one.areas == other.areas


@settings(few, max_examples=10)
@given(worlds(files=1), st.randoms(use_true_random=False))
def test_the_order_of_rows_in_a_form_changes_no_number(world: World, chance: random.Random) -> None:
    def change(book: Workbook) -> None:
        for index in Index:
            _shuffle_rows(book[index.sheet], chance)

    moved = World(world.plan, tuple((name, edit(content, change)) for name, content in world.forms))
    one, other = world.result(), moved.result()
    for part in ("units", "areas", "indices", "authorities"):
        assert getattr(one, part) == getattr(other, part)
    unplaced = [
        [replace(entry, row=None) for entry in entries_of(result)] for result in (one, other)
    ]
    assert unplaced[0] == unplaced[1]
    assert [s.rows_in_error for s in one.submissions] == [
        s.rows_in_error for s in other.submissions
    ]


def _shuffle_rows(sheet: Worksheet, chance: random.Random) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if "Mã dòng" in row) + 1
    below = rows[top:]
    chance.shuffle(below)
    for number, row in enumerate(below, start=top + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def test_the_strategies_make_every_state_and_errors() -> None:
    """Else the properties above would hold of nothing."""
    seen: set[object] = set()

    @settings(few, max_examples=80, derandomize=True)
    @given(worlds())
    def look(world: World) -> None:
        result = world.result()
        seen.update(entry.state for entry in entries_of(result))
        seen.update(part.state for part in result.submissions)
        seen.add(any(entry.in_error for entry in entries_of(result)))

    look()
    assert {*State, None, True, FileState.ACCEPTED, FileState.SUPERSEDED} <= seen
