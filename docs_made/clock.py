"""A clock that stands still: what the office's modules take for now, wherever docs are made."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from importlib import import_module
from types import ModuleType
from typing import Any

import par_xl.workspace

_OTHERS = ("par_xl.intake.arrival", "par_xl.workspace.lock", "par_xl.app.user_folder")


@dataclass
class Clock:
    """What time it is; whoever makes a page sets it on."""

    now: datetime


@dataclass(frozen=True)
class _Kind:
    """Stands for ``date`` or ``datetime`` in a module: the same in all but what now is."""

    kind: type[date]
    clock: Clock

    def __call__(self, *parts: Any, **named: Any) -> date:
        return self.kind(*parts, **named)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.kind)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.kind, name)

    def now(self, zone: tzinfo | None = None) -> datetime:
        return self.clock.now.astimezone(zone) if zone else self.clock.now

    def today(self) -> date:
        return self.clock.now if self.kind is datetime else self.clock.now.date()


def clocked_modules() -> list[ModuleType]:
    """All modules that look at the clock while a command runs."""
    office = pkgutil.walk_packages(par_xl.workspace.__path__, "par_xl.workspace.")
    return [import_module(name) for name in (*(each.name for each in office), *_OTHERS)]


@contextmanager
def standing(clock: Clock) -> Iterator[None]:
    """In this process the office's clock is *clock*, until the end."""
    before: list[tuple[ModuleType, str, type[date]]] = []
    for module in clocked_modules():
        for name, kind in (("date", date), ("datetime", datetime)):
            if vars(module).get(name) is kind:
                before.append((module, name, kind))
                setattr(module, name, _Kind(kind, clock))
    try:
        yield
    finally:
        for module, name, kind in before:
            setattr(module, name, kind)
