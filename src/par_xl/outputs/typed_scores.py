"""Scores that the consolidating unit typed into the master, held against the criteria's maxima."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from gettext import gettext as _
from itertools import product
from typing import NamedTuple

from par_xl.merge.result import Score
from par_xl.outputs.manual_entries import COLUMNS, Address, ManualRow, address_of
from par_xl.terms.text import as_text, is_blank, on_one_line, read_small_number
from par_xl.terms.words import number
from par_xl.workbooks.look import Kind

_TOLERANCE = 1e-9


class WrongScore(NamedTuple):
    """A score that can't be: of which row, in which of ``COLUMNS``; ``maximum`` None: nothing is
    scored there."""

    row: ManualRow
    column: int
    maximum: float | None

    def told(self, place: str) -> str:
        """Name it; *place* is where it stands."""
        value = self.row.values[self.column]
        text = as_text(value) if isinstance(value, str) else as_text(value).replace(".", ",")
        whose = " · ".join(filter(None, (as_text(self.row.shown.code), self.row.address.unit)))
        said = (
            _("{place} ({row}), “{column}”: “{value}” (dòng không chấm điểm)")
            if self.maximum is None
            else _("{place} ({row}), “{column}”: “{value}” (từ 0 đến {maximum})")
        )
        return said.format(
            place=place,
            row=whose,
            column=COLUMNS[self.column].header,
            value=on_one_line(text)[:40],
            maximum=number(self.maximum, 4),
        )


def wrong_scores(rows: Iterable[ManualRow], scores: Iterable[Score]) -> Iterator[WrongScore]:
    """Yield typed scores that are no number from 0 to the maximum of their row's criterion."""
    maxima: Mapping[Address, float] = {address_of(score): score.maximum for score in scores}
    points = [place for place, column in enumerate(COLUMNS) if column.kind is Kind.POINTS]
    for row, column in product(rows, points):
        value, maximum = row.values[column], maxima.get(row.address)
        if is_blank(value):
            continue
        read = read_small_number(value)
        is_right = read is not None and maximum is not None and read >= -_TOLERANCE
        if not is_right or (read or 0.0) > (maximum or 0.0) + _TOLERANCE:
            yield WrongScore(row, column, maximum)
