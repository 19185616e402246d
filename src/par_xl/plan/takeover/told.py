"""What is told of a file that was taken over: where, what became of it, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.words import Term

REPORT_SHEET = "Nhập từ tệp"
"""The sheet of the new plan workbook that holds the report."""


class Sure(Term):
    """How sure it is that something was read as its writer meant it."""

    SURE = "sure", "Chắc chắn"
    FAIR = "fair", "Khá chắc"
    UNSURE = "unsure", "Không chắc"
    SKIPPED = "skipped", "Bỏ qua"


class About(Term):
    """What a line of the report is about."""

    FILE = "file", "Tệp"
    TABLE = "table", "Bảng"
    COLUMN = "column", "Cột"
    HEADING = "heading", "Tiêu đề"
    ROW = "row", "Dòng"
    CELL = "cell", "Ô"
    PLAN = "plan", "Kế hoạch"


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
