"""Fixtures for the tests on Windows' Python."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import killed_merge
from par_xl.workspace.layout import Folder
from windows import making
from windows.machine import Windows

ALL = os.environ.get("PAR_XL_WINDOWS") == "all"
"""Whether the long run was asked for (``python -m tests.windows``)."""
LONG = {
    "test_the_kit_from_installing_to_removing", "test_the_tab_is_held_by_excel",
    "test_terminated[as it begins-0]", "test_ctrl_c[as it begins]",
    "test_a_console_and_what_stands_behind_it[437]",
    "test_a_console_and_what_stands_behind_it[65001]",
}  # fmt: skip
"""Half of the time: left to the long run."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the long run what is its own."""
    long = [] if ALL else [item for item in items if item.name in LONG]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def windows() -> Windows:
    """The Windows Python, made where it is not there; or a skipped test where it can't be."""
    reason = making.missing()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    return making.windows()


@pytest.fixture
def place(windows: Windows) -> Iterator[Path]:
    """An empty folder of the Windows user."""
    with windows.folder() as folder:
        yield folder


@pytest.fixture
def work(place: Path) -> Folder:
    """A working folder there: merged once; since then filled in, and forms came."""
    return killed_merge.prepare(place / "Báo cáo")
