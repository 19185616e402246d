"""«Kiểm tra tệp đang mở» and «Xóa đánh dấu» on a live workbook."""

from __future__ import annotations

from copy import copy
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as XlCell
from openpyxl.comments import Comment
from openpyxl.styles import Color, GradientFill, PatternFill
from xlwings import Sheet

from builders import HALF, codes, form, make_folder, place, plan_rows, submit
from fake_excel import FakeExcel
from fake_excel.book import FakeBook
from par_xl import office
from par_xl.folder.layout import Folder
from par_xl.plan.model import Plan
from par_xl.sheet import ERROR_FILL, WARNING_FILL
from par_xl.user_folder import user_folder
from par_xl.words import Severity
from ribbon import click, told

SHEET = "Phụ lục I"
ROWS = """
| code | status         | progress | completed_on | evidence | self_score |
| 1.1  | Đã xong        |          |              |          |            |
| 1.2  | Hoàn thành     |          | 2024-06-01   | Số 1     | 99         |
"""


@pytest.fixture
def excel(plan: Plan, folder: Folder) -> FakeExcel:
    submit(folder, "HC.xlsx", form(plan, "HC", ROWS))
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
    return f"#{of.fill.fgColor.rgb[-6:]}"


def looks(book: FakeBook) -> dict[str, object]:
    """Everything that marks could change: fills, notes and protections."""
    found: dict[str, object] = {}
    for sheet in book.formulas.worksheets:
        found[sheet.title] = protection(book, sheet.title)
        for row in sheet.iter_rows():
            for each in row:
                note = each.comment
                box = (note.text, note.author, note.width, note.height) if note else None
                found[f"{sheet.title}!{each.coordinate}"] = (copy(each.fill), box)
    return found


def protection(book: FakeBook, sheet: str) -> dict[str, object]:
    found = book.formulas[sheet].protection.__dict__
    return {name: value for name, value in found.items() if value is not None}


def unlock(excel: FakeExcel) -> Sheet:
    """The appendix, its protection lifted by the user."""
    sheet = opened(excel).book.sheets[SHEET]
    sheet.api.Unprotect("")
    return sheet


def test_bad_cells_are_coloured_and_noted(excel: FakeExcel) -> None:
    text = told(excel, "parxlCheck")
    status, score = cell(excel, "1.1", "status"), cell(excel, "1.2", "self_score")
    assert fill(status) == fill(score) == ERROR_FILL
    assert status.comment is not None
    assert "Đánh dấu 1/" in status.comment.text
    assert "«Đã xong»" in status.comment.text
    assert "Cách sửa: " in status.comment.text
    assert "HC.xlsx (Phòng Hành chính, kỳ 2024-06): 2 lỗi" in text
    assert "2 dòng có lỗi" in text
    assert f"đang chọn ô {status.coordinate} của trang «{SHEET}»" in text
    sheet = opened(excel).active_sheet
    assert sheet.Name == SHEET
    assert str(sheet.selection.Address).replace("$", "") == status.coordinate


def test_edits_that_are_not_saved_are_checked(plan: Plan, excel: FakeExcel) -> None:
    book = opened(excel)
    before = book.path.read_bytes()
    sheet = book.book.sheets[SHEET]
    edits = (("1.1", "status", "Không phát sinh trong kỳ"), ("1.2", "self_score", 1.0))
    for code, field, value in edits:
        sheet.range(cell(excel, code, field).coordinate).value = value
    text = told(excel, "parxlCheck")
    assert "không có lỗi" in text
    assert "Đã nhập 2 dòng: 2 dòng được nhận." in text
    assert cell(excel, "1.1", "status").comment is None
    assert book.path.read_bytes() == before
    assert not book.saved


def test_warnings_have_their_own_colour(plan: Plan, folder: Folder) -> None:
    rows = """
    | code | status         | progress |
    | 1.1  | Đang thực hiện |          |
    """
    submit(folder, "HC.xlsx", form(plan, "HC", rows))
    excel = FakeExcel()
    excel.open(folder.submitted(HALF) / "HC.xlsx")
    assert "cảnh báo" in told(excel, "parxlCheck")
    assert fill(cell(excel, "1.1", "progress")) == WARNING_FILL


def test_marks_come_off_without_a_trace(excel: FakeExcel) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    assert looks(opened(excel)) != before
    text = told(excel, "parxlClear")
    assert looks(opened(excel)) == before
    assert "Đã xóa đánh dấu ở" in text
    assert "không có đánh dấu nào" in told(excel, "parxlClear")
    assert not list((user_folder() / "danh-dau").iterdir())


def test_any_fill_comes_back(excel: FakeExcel) -> None:
    fills = {
        "1.1": PatternFill("solid", fgColor=Color(theme=4, tint=0.4)),
        "1.2": PatternFill("lightUp", fgColor="FF00B050", bgColor="FFFFFF00"),
    }
    cells = {"1.1": cell(excel, "1.1", "status"), "1.2": cell(excel, "1.2", "self_score")}
    for code, each in fills.items():
        cells[code].fill = each
    told(excel, "parxlCheck")
    sheet = opened(excel).book.sheets[SHEET]
    colours = {sheet.range(each.coordinate).color for each in cells.values()}
    assert colours == {tuple(bytes.fromhex(ERROR_FILL[1:]))}
    told(excel, "parxlClear")
    assert {code: each.fill for code, each in cells.items()} == fills


def test_a_gradient_is_left_alone(excel: FakeExcel) -> None:
    gradient = GradientFill(stop=("FFFFFFFF", "FF4472C4"))
    status = cell(excel, "1.1", "status")
    status.fill = gradient
    told(excel, "parxlCheck")
    assert status.fill == gradient
    assert status.comment is not None
    told(excel, "parxlClear")
    assert status.fill == gradient
    assert status.comment is None


def test_a_note_of_ones_own_is_kept_and_comes_back(excel: FakeExcel) -> None:
    status = cell(excel, "1.1", "status")
    status.comment = Comment("Lan: chờ Sở trả lời", "Lan", height=90, width=150)
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    assert status.comment.text.endswith("Ghi chú có từ trước:\nLan: chờ Sở trả lời")
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


def test_bold_letters_of_a_note_come_back(excel: FakeExcel) -> None:
    status = cell(excel, "1.1", "status")
    at = unlock(excel).range(status.coordinate)
    note = at.add_note("Lan: chờ Sở trả lời")
    note.api.Shape.TextFrame.Characters(1, 4).Font.Bold = True
    told(excel, "parxlCheck")
    told(excel, "parxlClear")
    assert at.note is not None
    frame = at.note.api.Shape.TextFrame
    bold = [frame.Characters(n, 1).Font.Bold for n in range(1, 8)]
    assert bold == [True] * 4 + [False] * 3


def test_marks_come_off_after_excel_was_closed(excel: FakeExcel) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    opened(excel).book.save()
    again = FakeExcel()
    again.open(opened(excel).path)
    assert cell(again, "1.1", "status").comment is not None
    told(again, "parxlClear")
    assert looks(again.active) == before  # type: ignore[arg-type]


def test_marks_come_off_a_copy_under_another_name(excel: FakeExcel, tmp_path: Path) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    opened(excel).book.save(tmp_path / "Bản sao.xlsx")
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


def test_marks_that_were_closed_unsaved_change_nothing_later(excel: FakeExcel) -> None:
    told(excel, "parxlCheck")
    again = FakeExcel()
    again.open(opened(excel).path)
    status = cell(again, "1.1", "status")
    status.fill = PatternFill("solid", fgColor="FF00B0F0")
    before = looks(again.active)  # type: ignore[arg-type]
    told(again, "parxlClear")
    assert looks(again.active) == before  # type: ignore[arg-type]


def test_what_people_did_to_a_marked_cell_since_is_kept(excel: FakeExcel) -> None:
    told(excel, "parxlCheck")
    status, score = cell(excel, "1.1", "status"), cell(excel, "1.2", "self_score")
    status.fill = PatternFill("solid", fgColor="FF00B0F0")
    score.comment = Comment("Đã hỏi lại đơn vị", "Lan")
    told(excel, "parxlClear")
    assert fill(status) == "#00B0F0"
    assert status.comment is None
    assert score.comment.text == "Đã hỏi lại đơn vị"
    assert fill(score) != ERROR_FILL


def test_a_second_check_marks_anew(excel: FakeExcel) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    at = opened(excel).book.sheets[SHEET].range(cell(excel, "1.1", "status").coordinate)
    at.value = "Chưa thực hiện"
    told(excel, "parxlCheck")
    assert cell(excel, "1.1", "status").comment is None
    assert fill(cell(excel, "1.2", "self_score")) == ERROR_FILL
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


def test_the_sheet_stays_protected_as_it_was(excel: FakeExcel) -> None:
    opened(excel).formulas[SHEET].protection.sort = False
    before = protection(opened(excel), SHEET)
    assert before["sheet"] is True
    told(excel, "parxlCheck")
    assert protection(opened(excel), SHEET) == before


def test_a_sheet_locked_with_a_password_is_said(excel: FakeExcel) -> None:
    opened(excel).formulas[SHEET].protection.set_password("bí mật")
    before = looks(opened(excel))
    text = told(excel, "parxlCheck")
    assert f"Trang «{SHEET}» được khóa bằng mật khẩu" in text
    assert "«Đã xong»" in text
    assert looks(opened(excel)) == before


def test_a_password_set_since_keeps_the_marks_and_the_way_back(excel: FakeExcel) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    own = opened(excel).formulas[SHEET].protection
    opened(excel).formulas[SHEET].protection = copy(own)
    opened(excel).formulas[SHEET].protection.set_password("bí mật")
    assert "mật khẩu" in told(excel, "parxlClear")
    opened(excel).formulas[SHEET].protection = own
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


def test_what_is_wrong_with_a_hidden_key_is_marked_on_the_row(excel: FakeExcel) -> None:
    key = cell(excel, "1.1", "key")
    shown = opened(excel).formulas[SHEET].cell(key.row, key.column + 1)
    unlock(excel).range(key.coordinate).value = "PAR_INDEX/9.9"
    told(excel, "parxlCheck")
    assert isinstance(shown, XlCell)
    assert fill(shown) == ERROR_FILL
    assert key.comment is None


def test_a_book_that_is_only_looked_at_is_not_asked_for(excel: FakeExcel) -> None:
    told(excel, "parxlCheck")
    assert opened(excel).saved


def test_the_open_plan_is_checked_as_a_plan(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "work", plan_rows())
    excel = FakeExcel()
    excel.open(folder.plan)
    assert "không có lỗi, dùng được" in told(excel, "parxlCheck")
    table = opened(excel).formulas[SHEET]
    column = next(c.column for c in table[1] if c.value == "Đơn vị chủ trì")
    lead = next(c for (c,) in table.iter_rows(2, min_col=column, max_col=column) if c.value)
    at = opened(excel).book.sheets[SHEET].range(lead.coordinate)
    at.value = "Phòng Không Có"
    assert "kế hoạch có" in told(excel, "parxlCheck")
    assert at.note is not None
    assert "Phòng Không Có" in at.note.text


def test_no_book_and_protected_view_are_told_apart() -> None:
    excel = FakeExcel()
    assert "Chưa mở tệp nào" in told(excel, "parxlCheck")
    assert "Chưa mở tệp nào" in told(excel, "parxlClear")
    excel.protected_views = 1
    text = told(excel, "parxlCheck")
    assert "Protected View" in text
    assert "Enable Editing" in text


def test_a_workbook_that_is_no_form_is_refused_with_words(folder: Folder, tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "Khác.xlsx")
    excel = FakeExcel()
    excel.open(tmp_path / "Khác.xlsx")
    excel.answers.folders.append(str(folder.root))
    text = told(excel, "parxlCheck")
    assert "Tệp bị trả lại" in text
    assert "Không nằm ở ô nào được đánh dấu" in text


@pytest.mark.parametrize("is_saved", [True, False])
@pytest.mark.parametrize("unit", ["HC", "TH"])
def test_live_and_saved_findings_agree(
    plan: Plan, folder: Folder, unit: str, is_saved: bool
) -> None:
    submit(folder, f"{unit}.xlsx", form(plan, unit, ROWS))
    path = folder.submitted(HALF) / f"{unit}.xlsx"
    excel = FakeExcel()
    book = excel.open(path)
    if not is_saved:
        sheet = book.formulas[SHEET]
        at = book.book.sheets[SHEET].range(place(sheet, "1.2", "completed_on"))
        at.value = date(2024, 7, 30)
    live = office.check_open(folder, path, book.content(), is_saved)
    if not is_saved:
        book.book.save()
    (saved,) = office.check(folder, [path])
    assert live.findings == saved.findings
    assert codes(live.findings)
    assert any(each.severity is Severity.ERROR for each in live.findings)


def test_a_click_never_changes_what_is_saved(excel: FakeExcel) -> None:
    path = opened(excel).path
    before = path.read_bytes()
    click(excel, "parxlCheck")
    click(excel, "parxlClear")
    assert path.read_bytes() == before
    assert load_workbook(path).sheetnames == opened(excel).formulas.sheetnames


def test_marking_is_told_in_the_status_bar(excel: FakeExcel) -> None:
    told(excel, "parxlCheck")
    cells = [cell(excel, "1.1", "status").coordinate, cell(excel, "1.2", "self_score").coordinate]
    told_of = [text for text in excel.status if "Đang đánh dấu" in str(text)]
    assert told_of == [
        f"Đang đánh dấu {n}/2: {SHEET}, ô {at}" for n, at in enumerate(cells, start=1)
    ]
    assert excel.status[-1] is False
