"""What commands and their options say of themselves: declared in Vietnamese, read in the language
of the interface."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import partial
from gettext import gettext as _
from typing import ClassVar

import click


class _Text:
    """An attribute that is told in the language of the interface whenever it is read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, owner: object, _kind: type | None = None) -> str | None:
        text = vars(owner).get(self._name)
        return _(text) if text else None

    def __set__(self, owner: object, text: str | None) -> None:
        vars(owner)[self._name] = text and inspect.cleandoc(text)


class Told:
    """Something that says what it is for."""

    TEXTS: ClassVar[tuple[str, ...]]
    """Its attributes that are texts."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in cls.TEXTS:
            setattr(cls, name, _Text(name))

    def texts(self) -> Iterator[str]:
        """What it says of itself, as it was declared."""
        yield from filter(None, (vars(self).get(name) for name in self.TEXTS))


class Option(Told, click.Option):
    """An option of a command."""

    TEXTS = ("help", "metavar")


option = partial(click.option, cls=Option)
