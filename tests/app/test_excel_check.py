"""“Kiểm tra tệp đang mở”: what is marked, and what is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as XlCell

from builders import HALF, codes, form, make_folder, place, plan_rows, submit
from fake_excel import ComError, FakeExcel
from marked_book import ROWS, SHEET, cell, fill, looks, open_form, opened, protection, unlock
from par_xl import workspace
from par_xl.plan.model import Plan
from par_xl.terms.words import Severity
from par_xl.workbooks.look import ERROR_FILL, WARNING_FILL
from par_xl.workspace.layout import Folder
from ribbon import click, told


@pytest.fixture
def excel(plan: Plan, folder: Folder) -> FakeExcel:
    return open_form(plan, folder)


def test_bad_cells_are_coloured_and_noted(excel: FakeExcel) -> None:
    text = told(excel, "parxlCheck")
    status, score = cell(excel, "1.1", "status"), cell(excel, "1.2", "self_score")
    assert fill(status) == fill(score) == ERROR_FILL
    assert status.comment is not None
    assert "Đánh dấu 1/" in status.comment.text
    assert "“Đã xong”" in status.comment.text
    assert "Cách sửa: " in status.comment.text
    assert "HC.xlsx (Phòng Hành chính, kỳ 2024-06): 2 lỗi" in text
    assert "2 dòng có lỗi" in text
    assert f"đang chọn ô {status.coordinate} của trang “{SHEET}”" in text
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
    assert f"Trang “{SHEET}” được khóa bằng mật khẩu" in text
    assert "“Đã xong”" in text
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
    assert "Lỗi không gắn với ô nào" in text


@pytest.mark.short("HC-False", "TH-True")
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
    live = workspace.check_open(folder, path, book.content())
    if not is_saved:
        book.book.save()
    (saved,) = workspace.check(folder, [path])
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


def test_checking_again_and_again_says_the_same(plan: Plan, folder: Folder) -> None:
    rows = """
    | code | status     | completed_on | evidence | explanation |
    | 1.1  | Hoàn thành | 2024-06-08   | Số 1     | Chờ văn bản |
    """
    excel = open_form(plan, folder, rows)
    texts = [told(excel, button) for button in ("parxlCheck", "parxlClear", "parxlCheck")]
    assert texts[0] == texts[2] == told(excel, "parxlCheck")
    assert "cảnh báo" in texts[0]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_what_is_wrong_on_a_hidden_sheet_is_listed(
    excel: FakeExcel, state: Literal["hidden", "veryHidden"]
) -> None:
    opened(excel).formulas[SHEET].sheet_state = state
    text = told(excel, "parxlCheck")
    assert "Lỗi không gắn với ô nào, hoặc ở ô không ghi chú được:" in text
    assert "“Đã xong”" in text
    assert cell(excel, "1.1", "status").comment is None


def test_what_excel_takes_no_note_for_is_listed(
    excel: FakeExcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fake_excel.area import FakeRange

    def refuse(_self: FakeRange, _text: str) -> None:
        raise ComError("A threaded comment is there")

    before = fill(cell(excel, "1.1", "status"))
    monkeypatch.setattr(FakeRange, "AddComment", refuse)
    text = told(excel, "parxlCheck")
    assert "“Đã xong”" in text
    assert fill(cell(excel, "1.1", "status")) == ERROR_FILL
    told(excel, "parxlClear")
    assert fill(cell(excel, "1.1", "status")) == before


def test_the_master_and_the_register_are_no_forms(plan: Plan, folder: Folder) -> None:
    submit(folder, "HC.xlsx", form(plan, "HC", ROWS))
    workspace.merge(folder, HALF)
    for path, what in (
        (folder.results(HALF).master, "tệp tổng hợp"),
        (folder.register, "sổ tiếp nhận"),
    ):
        excel = FakeExcel()
        excel.open(path)
        assert f"{path.name} là {what}, không phải biểu mẫu" in told(excel, "parxlCheck")


def test_where_no_cell_may_be_selected_the_marks_are_told_all_the_same(
    excel: FakeExcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fake_excel.area import FakeRange

    def refuse(_self: FakeRange) -> None:
        raise ComError("Select method of Range class failed")

    monkeypatch.setattr(FakeRange, "Select", refuse)
    assert "Đã đánh dấu 2 ô" in told(excel, "parxlCheck")


def test_a_never_saved_workbook_is_read_whatever_its_name(plan: Plan, folder: Folder) -> None:
    excel = open_form(plan, folder)
    opened(excel).path = Path("Mẫu 2024.06")
    excel.answers.folders.append(str(folder.root))
    told(excel, "parxlCheck")
    assert fill(cell(excel, "1.1", "status")) == ERROR_FILL
