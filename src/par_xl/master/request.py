"""What a master is made from, and what every one of its sheets says at the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter.worksheet import Worksheet

from par_xl.ledger import LedgerLine
from par_xl.plan.model import Period, Plan
from par_xl.result import Result
from par_xl.sheet import PLAIN, Book
from par_xl.words import DRAFT, RECONSTRUCTED, moment


@dataclass(frozen=True)
class MasterRequest:
    """A period's result with its plan, and when it was merged (local time)."""

    plan: Plan
    period: Period
    result: Result
    at: datetime
    log: Sequence[LedgerLine]

    @property
    def stamp(self) -> str:
        """What the numbers rest on, in one line."""
        number = self.result.merge_number
        return f"Số liệu tổng hợp đến {moment(self.at)}, lần tổng hợp số {number}"

    @property
    def warning(self) -> str | None:
        """Said while rows that nobody checked are among the criteria."""
        if not self.result.reconstructed:
            return None
        return f"Có {RECONSTRUCTED}."


TOP = 4
"""Row of a sheet's header (from 0): above it stand title, stamp and warning."""


def write_top(book: Book, sheet: Worksheet, request: MasterRequest, title: str) -> None:
    """Write a sheet's title, the stamp and, where due, the warning."""
    book.put(sheet, 0, 0, title, PLAIN.with_(bold=True, size=13, color="#1F4E79"))
    book.put(sheet, 1, 0, f"{request.stamp}. {DRAFT}.", PLAIN.with_(italic=True))
    if request.warning:
        book.put(sheet, 2, 0, request.warning, PLAIN.with_(bold=True, color="#C00000"))


def set_up_print(sheet: Worksheet, name: str, header: int | None) -> None:
    """A4 landscape, one page wide, header row (where there is just one) repeated, page n/m."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    if header is not None:
        sheet.repeat_rows(header)
    sheet.set_footer(f'&L&"Times New Roman"&9{name}&R&"Times New Roman"&9Trang &P/&N')
