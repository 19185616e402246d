"""Fixtures for the tests on Windows' Python."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import killed_merge
from par_xl.folder.layout import Folder
from windows import making
from windows.machine import Windows

ALL = os.environ.get("PAR_XL_WINDOWS") == "all"
"""Whether the long run was asked for (``python -m tests.windows``)."""


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
