"""The sample plan: whole, without faults, and honest about what nobody has checked."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from builders import check_bytes
from par_xl.plan.model import Item, Plan
from par_xl.plan.sample import sample_plan, sample_rows
from par_xl.terms.words import Index
from par_xl.workbooks.sheet import Value


@pytest.fixture(scope="module")
def plan() -> Plan:
    found_plan, found = check_bytes(sample_plan())
    assert found == []
    assert found_plan is not None
    return found_plan


def _appendix_rows() -> list[dict[str, Value]]:
    return [dict(row) for index in Index for row in sample_rows()[index.sheet]]


def test_par_index_has_its_fields_criteria_and_components(plan: Plan) -> None:
    """Decision of 2022 on PAR INDEX: 8 fields, 37 criteria, 88 components."""
    rows = [
        item
        for item in plan.items
        if item.index is Index.PAR_INDEX and re.fullmatch(r"[\d.]+", item.code)
    ]
    levels = [sum(item.level == level for item in rows) for level in range(3)]
    assert levels == [8, 37, 88]


def test_areas_of_issue(plan: Plan) -> None:
    areas = {index: [a.code for a in plan.areas if a.index is index] for index in Index}
    assert areas[Index.PAR_INDEX] == [str(number) for number in range(1, 9)]
    assert areas[Index.SIPAS] == ["S1", "S2.1", "S2.2", "S3"]
    assert areas[Index.PAPI] == [f"P{number}" for number in range(1, 9)]


def test_points_of_par_index_sum_to_a_hundred(plan: Plan) -> None:
    points = [i.points for i in plan.items if i.index is Index.PAR_INDEX and i.level == 0]
    assert sum(p for p in points if p is not None) == pytest.approx(100)


def test_every_criterion_has_a_scorer_that_nobody_has_confirmed(plan: Plan) -> None:
    criteria = [item for item in plan.items if item.is_criterion]
    assert {item.index for item in criteria} == {Index.PAR_INDEX}
    assert {item.code[0] for item in criteria} == set("12345678")
    for item in criteria:
        assert item.scorer in plan.units and item.authority, item.code
        assert "chấm điểm: gợi ý" in item.source, item.code
        assert "thẩm quyền: gợi ý" in item.source or "phân công, chấm điểm" in item.source


def test_tasks_are_lettered_as_in_vietnamese(plan: Plan) -> None:
    """The fifth is đ; f, j, w and z are no letters."""
    tasks: dict[str, str] = {}
    for item in plan.items:
        parent, _, last = item.code.rpartition(".")
        if last.isalpha():
            tasks[parent] = tasks.get(parent, "") + last
            assert item.content.startswith(f"Nhiệm vụ {last}) "), item.code
    assert max(map(len, tasks.values())) > 4
    assert all("abcdđeghiklmnopqrstuvxy".startswith(letters) for letters in tasks.values())


def test_every_row_says_where_it_comes_from() -> None:
    rows = [*_appendix_rows(), *sample_rows()["Đơn vị"], *sample_rows()["Lĩnh vực"]]
    assert all(row["Nguồn"] for row in rows)


def test_what_was_rebuilt_from_memory_says_so() -> None:
    for name, rows in sample_rows().items():
        for row in rows:
            source = str(row.get("Nguồn") or "")
            if "recall" in source:
                assert "tái dựng, chưa kiểm chứng" in source, (name, row)


def test_only_the_rebuilt_rows_are_known_as_such(plan: Plan) -> None:
    rebuilt = [item for item in plan.items if item.is_reconstructed]
    assert plan.is_reconstructed
    assert 0 < len(rebuilt) < len(plan.items)
    assert all("tái dựng, chưa kiểm chứng" in item.source for item in rebuilt)


def _tasks() -> list[dict[str, str]]:
    """Those of the original plan, as they stand there, by the criterion that each is for."""
    text = (Path(__file__).parent / "tasks.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _holds(item: Item, task: dict[str, str]) -> bool:
    own = item.code == task["TT"] or re.fullmatch(re.escape(task["TT"]) + r"\.[a-zđ]", item.code)
    label = item.index.label == task["Chỉ số"]
    section = task["Mục"].split(",")[0]
    return (
        bool(own) and label and item.task == task["Nhiệm vụ, giải pháp"] and section in item.source
    )


def test_every_task_of_the_original_plan_stands_in_a_row(plan: Plan) -> None:
    leaves = [item for item in plan.items if item.is_leaf]
    lost = [t for t in _tasks() if not any(_holds(item, t) for item in leaves)]
    assert [(task["Mục"], task["TT"]) for task in lost] == []


def test_every_task_keeps_who_does_it_and_by_when(plan: Plan) -> None:
    by_task: dict[tuple[str, str], list[Item]] = {}
    for item in plan.items:
        by_task.setdefault((item.index.label, item.task), []).append(item)
    for task in _tasks():
        assert any(
            (item.leads.text, item.due.text, item.authority and item.authority.label)
            == (task["Đơn vị chủ trì"], task["Thời gian hoàn thành"], task["Thẩm quyền thực hiện"])
            for item in by_task[task["Chỉ số"], task["Nhiệm vụ, giải pháp"]]
        ), task


def test_the_code_knows_no_year_unit_or_criterion() -> None:
    """Nothing outside the sample data names the sample's units."""
    root = Path(str(files("par_xl")))
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in root.rglob("*.py")
        if "sample" not in path.parts and path.name not in ("demo.py", "examples.py")
    )
    assert "KSTTHC" not in code
    assert "TTPVHCC" not in code
