"""The report of a file that was taken over: what became of each part, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from par_xl.terms.messages import N_
from par_xl.terms.words import Term
from par_xl.workbooks.look import CLOSED_FILL, WARNING_FILL, Look
from par_xl.workbooks.writing import Book, Cell, TableColumn

REPORT_SHEET = "Nhập từ tệp"
"""The sheet of the new plan workbook that holds the report."""


class Confidence(Term):
    """How sure it is that something was read as its writer meant it."""

    SURE = "sure", N_("Chắc chắn")
    FAIR = "fair", N_("Khá chắc")
    UNSURE = "unsure", N_("Không chắc")
    SKIPPED = "skipped", N_("Bỏ qua")


class Subject(Term):
    """What a line of the report is about."""

    FILE = "file", N_("Tệp")
    TABLE = "table", N_("Bảng")
    COLUMN = "column", N_("Cột")
    HEADING = "heading", N_("Tiêu đề")
    ROW = "row", N_("Dòng")
    CELL = "cell", N_("Ô")
    PLAN = "plan", N_("Kế hoạch")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of the report; ``row`` counts from 1 in the table or sheet it came from."""

    about: Subject
    sure: Confidence
    text: str
    source: str = ""
    row: int | None = None
    sheet: str = ""
    code: str = ""


def weaker(*found: Confidence) -> Confidence:
    """The least sure of several."""
    return max(found, key=list(Confidence).index, default=Confidence.SURE)


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Guess(Generic[T_co]):
    """What something was read as, how sure that is, and what is to be said of it ("": nothing)."""

    value: T_co
    sure: Confidence = Confidence.SURE
    note: str = ""


class Notes(dict[tuple[Confidence, str], None]):
    """What is to be said of a row, each thing once."""

    def add(self, sure: Confidence, text: str, /, **values: object) -> None:
        """Say *text* with these values; nothing where it is empty."""
        if text:
            self[sure, text.format(**values) if values else text] = None

    def fair(self, text: str, /, **values: object) -> None:
        """Say what is fairly sure."""
        self.add(Confidence.FAIR, text, **values)

    def unsure(self, text: str, /, **values: object) -> None:
        """Say what somebody should look at."""
        self.add(Confidence.UNSURE, text, **values)


_COLUMNS = (
    TableColumn("Về", 11.0),
    TableColumn("Mức chắc chắn", 13.0),
    TableColumn("Từ bảng, trang", 24.0),
    TableColumn("Hàng", 8.0),
    TableColumn("Vào trang", 14.0),
    TableColumn("TT", 12.0),
    TableColumn("Đã đọc thế nào", 100.0),
)
_FILLS = {Confidence.UNSURE: WARNING_FILL, Confidence.SKIPPED: CLOSED_FILL}


def add_report(book: Book, lines: Sequence[ReportLine]) -> None:
    """Add the sheet that tells how each row was read."""
    sheet = book.sheet(REPORT_SHEET)
    after = book.table(sheet, 0, _COLUMNS, (_cells(each) for each in lines))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, after - 1, len(_COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{after}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cells(line: ReportLine) -> list[Cell]:
    look = Look(fill=_FILLS.get(line.sure))
    text = line.text[:1].upper() + line.text[1:]
    code = look.with_(number_format="@")
    return [
        Cell(line.about.label, look),
        Cell(line.sure.label, look),
        Cell(line.source or None, look),
        Cell(line.row, look.with_(align="center")),
        Cell(line.sheet or None, look),
        Cell(line.code or None, code),
        Cell(text, look),
    ]
