"""A sheet of the plan, read: its rows as values, where each stands, and what is wrong there.

Codes and names must be such that Excel's COUNTIFS, SUMIFS and MATCH take them for no others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from par_xl.plan import faults
from par_xl.plan.cells import SheetRow
from par_xl.plan.faults import Fault
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell

RowType = TypeVar("RowType", bound=SheetRow)

_LONGEST_CODE, _LONGEST_NAME = 100, 255
"""Letters: Excel looks for texts of 255 at most, and some are an item's and a unit's code."""
_IN_CODES, _IN_NAMES = re.compile(r'[*?~"]|^[=<>]'), re.compile(r"[*?~]")
_CURRENCIES = re.compile(r"[$€£¥₫\s]")
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?([eE][+-]?\d+)?")
_SWAPPED = str.maketrans(".,", ",.")
_PARTS = re.compile(r"\d{1,9}([-.])\d{1,9}(?:\1\d{1,9})?")
"""With / or : no code may be written: it names files."""


@dataclass(frozen=True)
class Table:
    """A sheet of the plan, read: its rows, where its columns stand, and the plan's faults."""

    name: str
    columns: Mapping[str, int]
    found: list[Finding]
    rows: list[SheetRow] = field(default_factory=list)

    def of(self, kind: type[RowType]) -> list[RowType]:
        """The rows, known to be of *kind*."""
        return [row for row in self.rows if isinstance(row, kind)]

    def cell(self, row: SheetRow, header: str) -> str:
        """Name of the cell of *row* in the column *header*."""
        return cell_name(row.row - 1, self.columns.get(header, 0))

    def add(
        self, fault: Fault, row: SheetRow | None, header: str, value: Cell = None, more: str = ""
    ) -> None:
        """Note a fault in the cell of *row* in the column *header*; no row: of the sheet."""
        cell = None if row is None else self.cell(row, header)
        self.found.append(fault.at(self.name, cell, value, more))

    def has_fault(self, row: SheetRow, header: str) -> bool:
        """Whether a fault was found already in the cell of *row* in the column *header*."""
        cell = self.cell(row, header)
        return any(each.sheet == self.name and each.cell == cell for each in self.found)

    def check_codes(self, header: str, rows: Iterable[tuple[object, str, SheetRow]]) -> None:
        """Note each code that stands there twice, or that Excel's formulas would not find.

        *rows* are what makes a row the same as another, its code as it was typed, and itself.
        """
        rows = list(rows)
        seen: set[object] = set()
        for same, code, row in rows:
            if same in seen:
                self.add(faults.DOUBLE_CODE, row, header, code)
            seen.add(same)
        self._check_findable(
            header, ((code, row) for _, code, row in rows), _IN_CODES, _LONGEST_CODE
        )

    def check_names(self, header: str, names: Iterable[tuple[str, SheetRow]]) -> None:
        """Note each name that Excel's formulas would not find."""
        self._check_findable(header, names, _IN_NAMES, _LONGEST_NAME)

    def _check_findable(
        self,
        header: str,
        texts: Iterable[tuple[str, SheetRow]],
        signs: re.Pattern[str],
        longest: int,
    ) -> None:
        for text, row in texts:
            sign = signs.search(text)
            why = N_("có dấu {sign}").format(sign=sign[0]) if sign else ""
            if len(text) > longest:
                why = N_("dài quá {longest} ký tự").format(longest=longest)
            if why and not self.has_fault(row, header):
                self.add(faults.MISREAD, row, header, text, why)


def numbers(code: str) -> frozenset[float | tuple[int, ...]]:
    """The numbers for which Excel may take a code, whatever the computer's language.

    A day without a year, or one of two figures, is given by its parts.
    """
    text = unicodedata.normalize("NFKC", code)
    bare = _CURRENCIES.sub("", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    share = 100 if "%" in bare else 1
    bare = bare.strip("%")
    found = {value / share for value in _plain(bare)}
    return frozenset((*found, *_days(bare)))


def _plain(text: str) -> Iterator[float]:
    """A number with decimal point and thousands as in English, or as in Vietnamese."""
    for as_english in (text, text.translate(_SWAPPED)):
        read = _NUMBER.fullmatch(as_english)
        if read and any(sign.isdigit() for sign in read[2] + (read[3] or "")):
            yield float(f"{read[1]}{read[2].replace(',', '')}{read[3] or ''}{read[4] or ''}")


def _days(text: str) -> Iterator[float | tuple[int, ...]]:
    """A day of two or three parts, in any order of day, month and year."""
    if not (read := _PARTS.fullmatch(text)):
        return
    parts = tuple(map(int, text.split(read[1])))
    yield parts
    if len(parts) == 3:
        first, second, third = parts
        yield (first, second, third % 100)
        for year, month, day in ((third, second, first), (third, first, second), parts):
            with suppress(ValueError):
                yield float((date(year, month, day) - date(1899, 12, 30)).days)
