"""The files kept in ``workbook/``, ``docs/`` and the package are what the code writes today."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from docs_made.examples import content_of, example_files
from par_xl.plan.reader import check_plan_content

ROOT = Path(__file__).parents[2]
WORKBOOKS = (
    "workbook/ke-hoach.xlsx",
    "workbook/bieu-mau-chuan.xlsx",
    "workbook/bieu-mau-tra-lai-vi-du.xlsx",
    "workbook/tong-hop-vi-du.xlsx",
)
PAGE = "docs/huong-dan/ma-loi.md"
EXPLAINED = "src/par_xl/terms/explained.json"
PICTURE = "docs/architecture.svg"
REFERENCE = "docs/huong-dan/tra-cuu.md"
ANEW = "write it anew: python -m docs_made"


@pytest.fixture(scope="module")
def generated() -> Mapping[str, bytes]:
    return example_files()


def test_no_other_workbook_is_kept(generated: Mapping[str, bytes]) -> None:
    assert set(generated) == {*WORKBOOKS, PAGE, EXPLAINED, PICTURE, REFERENCE}
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "workbook").glob("*.xls*")}
    assert kept == set(WORKBOOKS)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_kept_workbook_is_what_the_code_writes(name: str, generated: Mapping[str, bytes]) -> None:
    kept = content_of(name, (ROOT / name).read_bytes())
    made = content_of(name, generated[name])
    assert isinstance(kept, dict) and isinstance(made, dict) and list(kept) == list(made)
    # Whole parts would make an endless message.
    assert [part for part in made if kept[part] != made[part]] == [], ANEW


@pytest.mark.parametrize("name", [PAGE, EXPLAINED, PICTURE, REFERENCE])
def test_a_kept_page_is_what_the_code_says(name: str, generated: Mapping[str, bytes]) -> None:
    assert (ROOT / name).read_bytes() == generated[name], ANEW


def test_the_sample_plan_has_no_faults() -> None:
    path = ROOT / "workbook" / "ke-hoach.xlsx"
    plan, faults = check_plan_content(path.read_bytes(), path.name)
    assert faults == []
    assert plan is not None
