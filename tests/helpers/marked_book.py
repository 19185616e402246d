"""A form that is open in the pretended Excel, and how its cells look."""

from __future__ import annotations

from openpyxl.cell.cell import Cell as XlCell
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import Sheet

from builders import HALF, form, place, submit
from fake_excel import FakeBook, FakeExcel
from par_xl.plan.model import Plan
from par_xl.workspace.layout import Folder

SHEET = "Phụ lục I"
_FORMS: dict[tuple[int, str], bytes] = {}
"""Forms by plan and rows: the plan is one for the whole session."""
OURS = '"par_xl"<>""'
"""The condition of a mark's colour."""
ROWS = """
| code | status         | progress | completed_on | evidence | self_score |
| 1.1  | Đã xong        |          |              |          |            |
| 1.2  | Hoàn thành     |          | 2024-06-01   | Số 1     | 99         |
"""


def open_form(plan: Plan, folder: Folder, rows: str = ROWS) -> FakeExcel:
    """Excel with a form of HC's, which lies in da-nop."""
    key = id(plan), rows
    if key not in _FORMS:
        _FORMS[key] = form(plan, "HC", rows)
    submit(folder, "HC.xlsx", _FORMS[key])
    excel = FakeExcel()
    excel.open(folder.submitted(HALF) / "HC.xlsx")
    return excel


def opened(excel: FakeExcel) -> FakeBook:
    assert excel.active is not None
    return excel.active


def cell(excel: FakeExcel, code: str, field: str) -> XlCell:
    sheet = opened(excel).formulas[SHEET]
    found = sheet[place(sheet, code, field)]
    assert isinstance(found, XlCell)
    return found


def fill(of: XlCell) -> str:
    """The colour in which a cell is shown."""
    assert isinstance(of.parent, Worksheet)
    for each in of.parent.conditional_formatting:
        for rule in each.rules:
            if rule.formula == [OURS] and of.coordinate in each.sqref:
                return f"#{rule.dxf.fill.bgColor.rgb[-6:]}"
    return f"#{of.fill.fgColor.rgb[-6:]}"


def looks(book: FakeBook) -> dict[str, object]:
    """Everything that marks could change: fills, conditions, notes and protections."""
    found: dict[str, object] = {}
    fills = book.formulas._fills  # type: ignore[attr-defined]
    for sheet in book.formulas.worksheets:
        found[sheet.title] = protection(book, sheet.title)
        conditions = [
            (str(e.sqref), r.formula) for e in sheet.conditional_formatting for r in e.rules
        ]
        found[f"{sheet.title}?"] = sorted(conditions, key=str)
        for row in sheet.iter_rows():
            for each in row:
                note = each.comment
                box = (note.text, note.author, note.width, note.height) if note else None
                # Cells of a look share their fill: what is the same is compared at once.
                look = getattr(each, "_style", None)
                fill = fills[look.fillId] if look else None
                found[f"{sheet.title}!{each.coordinate}"] = (fill, box)
    return found


def protection(book: FakeBook, sheet: str) -> dict[str, object]:
    found = book.formulas[sheet].protection.__dict__
    return {name: value for name, value in found.items() if value is not None}


def unlock(excel: FakeExcel) -> Sheet:
    """The appendix, its protection lifted by the user."""
    sheet = opened(excel).book.sheets[SHEET]
    sheet.api.Unprotect("")
    return sheet
