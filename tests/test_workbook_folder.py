"""The workbooks kept in ``workbook/`` for readers are what the code writes today."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from par_xl.examples import example_workbooks
from par_xl.plan.reader import check_plan

FOLDER = Path(__file__).resolve().parent.parent / "workbook"
NAMES = ("ke-hoach.xlsx", "bieu-mau-chuan.xlsx", "tong-hop-vi-du.xlsx")


def parts(content: bytes) -> dict[str, bytes]:
    """A workbook's parts; how well they are packed, and hashes of packed files, depend on zlib."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: re.sub(rb"\b[0-9a-f]{64}\b", b"sha256", archive.read(name))
            for name in archive.namelist()
        }


@pytest.fixture(scope="module")
def generated() -> Mapping[str, bytes]:
    return example_workbooks()


def test_no_other_workbook_is_kept(generated: Mapping[str, bytes]) -> None:
    assert set(generated) == set(NAMES)
    assert {path.name for path in FOLDER.glob("*.xls*")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_workbook_is_what_the_code_writes(name: str, generated: Mapping[str, bytes]) -> None:
    kept, made = parts((FOLDER / name).read_bytes()), parts(generated[name])
    assert list(kept) == list(made)
    # Whole parts would make an endless message.
    assert [part for part in made if kept[part] != made[part]] == [], (
        "write them anew: python -m par_xl.examples workbook"
    )


def test_the_sample_plan_has_no_faults() -> None:
    plan, faults = check_plan(FOLDER / "ke-hoach.xlsx")
    assert faults == []
    assert plan is not None
