"""How many rows of one file are taken up: each becomes findings, entries, a row handed back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from par_xl.terms.messages import N_
from par_xl.terms.words import number
from par_xl.workbooks.book import TooLargeError

_T = TypeVar("_T")

ROWS_LIMIT = 10_000
"""Rows, or cells out of place, of a file; a province's standard form has a few hundred."""


def at_most(found: Iterable[_T], before: int = 0) -> Iterator[_T]:
    """The same rows, while they are no more than any form has; *before* were taken up already.

    Raises:
        TooLargeError: there are more.
    """
    for count, each in enumerate(found, start=before + 1):
        if count > ROWS_LIMIT:
            raise TooLargeError(
                N_("có hơn {limit} dòng, ô đã nhập").format(limit=number(ROWS_LIMIT))
            )
        yield each
