"""Excel reporting of PAR INDEX, SIPAS and PAPI tasks: forms, checks, merge and rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from par_xl.merge.result import Entry, Result

__version__ = "0.1.0"


def tables(result: Result, entries: Iterable[Entry] | None = None) -> dict[str, pd.DataFrame]:
    """Return a period's result as pandas DataFrames: entries, scores, rates, initiatives,
    submissions, findings.

    `par_xl.outputs.tables.tables` says what stands in them.
    """
    # pandas takes long to import, and most of par_xl needs none.
    from par_xl.outputs.tables import tables as made

    return made(result, entries)
