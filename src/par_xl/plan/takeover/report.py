"""The report of a file that was taken over: what became of each part, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from par_xl.terms.messages import N_, joined
from par_xl.terms.words import Term
from par_xl.workbooks.look import CLOSED_FILL, WARNING_FILL, Look
from par_xl.workbooks.writing import Book, Cell, TableColumn, set_up_print

REPORT_SHEET = "Nhập từ tệp"
"""The sheet of the new plan workbook that holds the report."""


class Confidence(Term):
    """Whether somebody has to look at what something was read as, or it was not taken."""

    SURE = "sure", N_("Chắc chắn")
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
class Note:
    """What became of one part of the file; ``row`` counts from 1 in its table or sheet."""

    about: Subject
    sure: Confidence
    text: str
    source: str = ""
    row: int | None = None
    sheet: str = ""
    code: str = ""


class Remarks(list[str]):
    """What is to be said of a row, each thing once, and whether somebody should look at it."""

    sure = Confidence.SURE

    def add(self, text: str, /, **values: object) -> None:
        """Say *text* with these values."""
        text = text.format(**values) if values else text
        if text not in self:
            self.append(text)

    def doubt(self, text: str, /, **values: object) -> None:
        """Say what somebody should look at."""
        self.add(text, **values)
        self.sure = Confidence.UNSURE

    def take(self, more: Remarks, about: str = "") -> None:
        """Say what was said elsewhere, as *about* something."""
        for text in more:
            self.add(joined((about, text), ": ") if about else text)
        if more.sure is Confidence.UNSURE:
            self.sure = Confidence.UNSURE


_COLUMNS = (
    TableColumn("Về", 11.0),
    TableColumn("Mức chắc chắn", 13.0),
    TableColumn("Từ tệp, bảng", 34.0),
    TableColumn("Hàng", 8.0),
    TableColumn("Vào trang", 14.0),
    TableColumn("TT", 12.0),
    TableColumn("Đã đọc thế nào", 100.0),
)
_FILLS = {Confidence.UNSURE: WARNING_FILL, Confidence.SKIPPED: CLOSED_FILL}


def add_report(book: Book, notes: Sequence[Note]) -> None:
    """Add the sheet that tells how each row was read."""
    sheet = book.sheet(REPORT_SHEET)
    after = book.table(sheet, 0, _COLUMNS, (_cells(each) for each in notes))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, after - 1, len(_COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{after}"})
    set_up_print(sheet, 0)


def _cells(note: Note) -> list[Cell]:
    look = Look(fill=_FILLS.get(note.sure))
    text = note.text[:1].upper() + note.text[1:]
    code = look.with_(number_format="@")
    return [
        Cell(note.about.label, look),
        Cell(note.sure.label, look),
        Cell(note.source or None, look),
        Cell(note.row, look.with_(align="center")),
        Cell(note.sheet or None, look),
        Cell(note.code or None, code),
        Cell(text, look),
    ]
