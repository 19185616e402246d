"""Putting a pretended Excel where xlwings looks for the real one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import xlwings as xw

from .engine import Engine
from .excel import FakeExcel


def start(excel: FakeExcel) -> None:
    """Register *excel* through xlwings' public engines and make it the active one."""
    engine = xw.Engine(impl=Engine(excel))
    xw.engines.add(engine)
    engine.activate()


@contextmanager
def running(excel: FakeExcel) -> Iterator[FakeExcel]:
    """*excel* is xlwings' Excel while the block runs; afterwards all is as it was before."""
    engines, by_name = list(xw.engines.engines), dict(xw.engines.engines_by_name)
    active = xw.engines.active
    start(excel)
    try:
        yield excel
    finally:
        xw.engines.engines[:] = engines
        xw.engines.engines_by_name = by_name
        xw.engines.active = active
