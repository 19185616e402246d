"""Tests that need what only some systems have, or time."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from hypothesis import HealthCheck, settings

SLOWER = 6 if sys.platform == "win32" else 1
"""Windows is tried on emulated ones, whose times say nothing: so much longer is waited there."""


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Whatever waits for ever is cut off."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def only_posix(needs: str) -> pytest.MarkDecorator:
    """A test that is passed over on Windows, since it *needs* what there is none of there;
    elsewhere, and so in CI, it always runs."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"Windows lacks it: {needs}")


def take_time() -> None:
    """Let no test fail on Windows since it took long."""
    if sys.platform == "win32":
        slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.register_profile("slow", slow)
        settings.load_profile("slow")


def pretend_excel() -> None:
    """Pass a test over that pretends to be Excel: on Windows xlwings asks the real one, whatever
    engine it was given."""
    if sys.platform == "win32":
        pytest.skip("an Excel can't be pretended beside Windows' own COM")
