"""What is told of a file that was taken over: where, what became of it, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.terms.messages import N_
from par_xl.terms.words import Term

REPORT_SHEET = "Nhập từ tệp"
"""The sheet of the new plan workbook that holds the report."""


class Sure(Term):
    """How sure it is that something was read as its writer meant it."""

    SURE = "sure", N_("Chắc chắn")
    FAIR = "fair", N_("Khá chắc")
    UNSURE = "unsure", N_("Không chắc")
    SKIPPED = "skipped", N_("Bỏ qua")


class About(Term):
    """What a line of the report is about."""

    FILE = "file", N_("Tệp")
    TABLE = "table", N_("Bảng")
    COLUMN = "column", N_("Cột")
    HEADING = "heading", N_("Tiêu đề")
    ROW = "row", N_("Dòng")
    CELL = "cell", N_("Ô")
    PLAN = "plan", N_("Kế hoạch")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the report; ``row`` counts from 1 in the table or sheet it came from."""

    about: About
    sure: Sure
    text: str
    source: str = ""
    row: int | None = None
    sheet: str = ""
    code: str = ""


def weaker(*found: Sure) -> Sure:
    """The least sure of several; what was skipped does not count."""
    order = [Sure.SURE, Sure.FAIR, Sure.UNSURE]
    return max((each for each in found if each in order), key=order.index, default=Sure.SURE)
