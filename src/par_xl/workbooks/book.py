"""A workbook as read: sheets and cells without meaning, and why a file could not be read."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from par_xl.terms.messages import N_, Message
from par_xl.terms.text import Cell, fold
from par_xl.terms.words import number

SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
NEVER_CALCULATED = N_("công thức chưa được tính")
NO_WORKBOOK = N_("tệp hỏng hoặc không phải là bảng tính")
NEEDS_PASSWORD = N_("tệp đặt mật khẩu để mở")
DAMAGED_SHEET = N_("có trang tính hỏng")
CRASHED = N_("bộ đọc không xử lý nổi")
ANOTHER_FILE = N_("tệp khác")
"""What a link leads to, where nobody can say."""

_LONGEST_ERROR = 100
"""Characters of an error value: those of programs have a dozen."""
_LONGEST_TEXT = 40_000
"""Characters; Excel itself keeps at most 32,767."""
LONG_TEXT = 1_000

Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""


class UnreadableFileError(Exception):
    """The file can't be read as a workbook; ``why`` says it in Vietnamese, with these values."""

    def __init__(self, why: str, /, **values: object) -> None:
        self.why = why.format(**values) if values else why
        super().__init__(self.why)


class WrongNameError(UnreadableFileError):
    """Its name promises another kind of file; the text says what it is."""


class EncryptedFileError(UnreadableFileError):
    """It opens with a password only."""


class TooLargeError(UnreadableFileError):
    """It is over a limit of size."""


class UnsafeFileError(UnreadableFileError):
    """Its package is built as no spreadsheet program builds one."""


class TooHeavyError(UnreadableFileError):
    """Reading it took too long or too much memory, and was stopped."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells from A1 on, row by row."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[Place, Place], ...] = ()
    broken: Mapping[Place, str] = field(default_factory=dict)
    """Cells whose value cannot be trusted: error values, and formulas never calculated."""
    is_hidden: bool = False
    """Whoever opens the file does not see it."""

    def cell(self, row: int, column: int) -> Cell:
        """Value of one cell; None outside the used area."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(slots=True)
class Beside:
    """What the parser does not say of a sheet, or says wrong."""

    broken: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, Cell] = field(default_factory=dict)
    """Cells that hold something else than it says."""
    merged: list[tuple[Place, Place]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets in their order, and what its package says of itself.

    ``modified`` is the time at which a program last saved it, by its own clock, None where it
    does not say; ``is_1904`` that its date numbers count from 1904.
    """

    sheets: tuple[Sheet, ...]
    has_macros: bool = False
    links: tuple[str, ...] = ()
    modified: datetime | None = None
    is_1904: bool = False

    def named(self, name: str) -> list[Sheet]:
        """Return the sheets of that name, letter case and spaces aside."""
        wanted = fold(name)
        return [sheet for sheet in self.sheets if fold(sheet.name) == wanted]


def shortened(broken: Mapping[Place, str]) -> dict[Place, str]:
    """Why cells are broken, in no more characters than anybody reads."""
    return {
        place: why if isinstance(why, Message) else why[:_LONGEST_ERROR]
        for place, why in broken.items()
    }


@cache
def _long_run() -> re.Pattern[str]:
    """Return what matches marks upon marks: setting thousands of them in order takes minutes, and
    nobody reads them. Few workbooks hold a text so long that it is looked for."""
    marks = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x20000))))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def cell_value(value: object) -> Cell:
    """Return what a parser says of a cell, as a sheet holds it.

    Raises:
        TooLargeError: a text longer than any program keeps.
    """
    if isinstance(value, float) and not math.isfinite(value):
        # No number of Excel's: as text it is told, as a number it would spread.
        return str(value)
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise TooLargeError(N_("có ô chứa {count} ký tự"), count=number(len(value)))
        return value if len(value) < LONG_TEXT else _long_run().sub(r"\1", value)
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        # A share shown as a time of day is a share all the same.
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, date):
        return value
    return str(value)
