"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from libreoffice import LibreOffice


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """One soffice for the session (for each worker under pytest-xdist)."""
    reason = LibreOffice.find()
    if reason:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with LibreOffice() as office:
        yield office
