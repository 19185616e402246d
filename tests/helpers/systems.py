"""Tests that need what only some systems have."""

from __future__ import annotations

import sys

import pytest


def only_posix(needs: str) -> pytest.MarkDecorator:
    """A test that is passed over on Windows, since it *needs* what there is none of there;
    elsewhere, and so in CI, it always runs."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"Windows lacks it: {needs}")


def pretend_excel() -> None:
    """Pass a test over that pretends to be Excel: on Windows xlwings asks the real one, whatever
    engine it was given."""
    if sys.platform == "win32":
        pytest.skip("an Excel can't be pretended beside Windows' own COM")
