"""A clock of one's own: the commands take the day and the hour from it."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

import pytest

import par_xl.app.cli
import par_xl.workspace


@dataclass
class Clock:
    """What time it is."""

    now: datetime


@contextmanager
def own_clock(now: datetime) -> Iterator[Clock]:
    """Whatever the workspace and its commands do, they do at the time that the clock shows."""
    clock = Clock(now)

    # What was made elsewhere is a day, too.
    class Real(type):
        def __instancecheck__(cls, other: object) -> bool:
            return isinstance(other, cls.__mro__[1])

    class Day(date, metaclass=Real):
        @classmethod
        def today(cls) -> Any:
            return clock.now.date()

    class Moment(datetime, metaclass=Real):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.now.astimezone(tz) if tz else clock.now

    for room in (par_xl.workspace, par_xl.app.cli):
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            importlib.import_module(module.name)
    importlib.import_module("par_xl.intake.arrival")
    with pytest.MonkeyPatch.context() as patch:
        for name, loaded in list(sys.modules.items()):
            if name.startswith(("par_xl.workspace", "par_xl.app.cli", "par_xl.intake.arrival")):
                for known, own in ((date, Day), (datetime, Moment)):
                    if getattr(loaded, known.__name__, None) is known:
                        patch.setattr(loaded, known.__name__, own)
        yield clock
