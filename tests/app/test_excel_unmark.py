"""“Xóa đánh dấu”: everything is as it was before, but for what people did since."""

from __future__ import annotations

import shutil
from copy import copy
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Color, GradientFill, PatternFill

from fake_excel import ComError, FakeExcel
from marked_book import SHEET, cell, fill, looks, open_form, opened, protection, unlock
from par_xl import workspace
from par_xl.app.user_folder import user_folder
from par_xl.plan.model import Plan
from par_xl.workbooks.look import ERROR_FILL
from par_xl.workspace.layout import Folder
from ribbon import told


@pytest.fixture
def excel(plan: Plan, folder: Folder) -> FakeExcel:
    return open_form(plan, folder)


def test_marks_come_off_without_a_trace(excel: FakeExcel) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    assert looks(opened(excel)) != before
    text = told(excel, "parxlClear")
    assert looks(opened(excel)) == before
    assert "Đã xóa đánh dấu ở" in text
    assert "không có đánh dấu nào" in told(excel, "parxlClear")
    assert not (user_folder() / "trang-dang-mo.json").exists()


def test_any_fill_comes_back(excel: FakeExcel) -> None:
    fills = {
        "1.1": PatternFill("solid", fgColor=Color(theme=4, tint=0.4)),
        "1.2": GradientFill(stop=("FFFFFFFF", "FF4472C4")),
    }
    cells = {"1.1": cell(excel, "1.1", "status"), "1.2": cell(excel, "1.2", "self_score")}
    for code, each in fills.items():
        cells[code].fill = each
    told(excel, "parxlCheck")
    assert {fill(each) for each in cells.values()} == {ERROR_FILL}
    told(excel, "parxlClear")
    assert {code: each.fill for code, each in cells.items()} == fills


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


def test_line_ends_of_what_was_typed_do_not_hide_a_mark(plan: Plan, folder: Folder) -> None:
    excel = open_form(plan, folder)
    status = cell(excel, "1.1", "status")
    unlock(excel).range(status.coordinate).value = "Đã\r\nxong"
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


def test_colours_of_a_form_handed_back_are_not_taken_for_marks(plan: Plan, folder: Folder) -> None:
    excel = open_form(plan, folder)
    path = opened(excel).path
    told(excel, "parxlCheck")
    # Closed without saving; then the unit sends the form that was handed back as it is.
    (checked,) = workspace.check(folder, [path])
    assert checked.returned is not None
    shutil.copy(checked.returned, path)
    again = FakeExcel()
    book = again.open(path)
    before = looks(book)
    assert "không có đánh dấu nào" in told(again, "parxlClear")
    assert looks(book) == before


@pytest.mark.short("parxlClear")
@pytest.mark.parametrize("then", ["parxlCheck", "parxlClear"])
def test_marks_that_a_file_was_saved_with_come_off_whatever_was_not_saved_after(
    excel: FakeExcel, then: str
) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    opened(excel).book.save()
    told(excel, then)
    again = FakeExcel()
    book = again.open(opened(excel).path)
    told(again, "parxlClear")
    assert looks(book) == before


def test_colours_come_off_where_somebody_removed_all_notes(excel: FakeExcel) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    for code, field in (("1.1", "status"), ("1.2", "self_score")):
        cell(excel, code, field).comment = None
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


def test_a_sheet_that_people_opened_since_stays_open(excel: FakeExcel) -> None:
    told(excel, "parxlCheck")
    unlock(excel)
    told(excel, "parxlClear")
    assert not protection(opened(excel), SHEET)["sheet"]


def test_clearing_what_is_unsaved_for_the_marks_alone_leaves_nothing_to_save(
    excel: FakeExcel,
) -> None:
    told(excel, "parxlCheck")
    told(excel, "parxlClear")
    assert opened(excel).saved
    told(excel, "parxlCheck")
    opened(excel).book.save()
    told(excel, "parxlClear")
    assert not opened(excel).saved


def test_a_sheet_that_could_not_be_locked_again_is_locked_by_the_next_click(
    excel: FakeExcel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fake_excel.sheet import FakeSheet

    before = looks(opened(excel))

    def refuse(*_: object, **__: object) -> None:
        raise ComError("Protect method of Worksheet class failed")

    with monkeypatch.context() as patched:
        patched.setattr(FakeSheet, "Protect", refuse)
        text = told(excel, "parxlCheck")
    assert f"Chưa khóa lại được trang “{SHEET}”" in text
    assert not opened(excel).formulas[SHEET].protection.sheet
    told(excel, "parxlClear")
    assert looks(opened(excel)) == before


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        (None, "{}\nĐã hỏi chị Lan", "Đã hỏi chị Lan"),
        ("Lan: chờ Sở", "{}\nĐã hỏi chị Lan", "Lan: chờ Sở\nĐã hỏi chị Lan"),
        (None, "{}  ", None),
    ],
)
def test_what_people_wrote_into_a_marks_note_stays(
    excel: FakeExcel, before: str | None, edit: str, after: str | None
) -> None:
    status = cell(excel, "1.1", "status")
    status.comment = Comment(before, "Lan") if before else None
    plain = copy(status.fill)
    told(excel, "parxlCheck")
    assert status.comment is not None
    status.comment.text = edit.format(status.comment.text)
    assert "Đã xóa đánh dấu" in told(excel, "parxlClear")
    assert status.fill == plain
    assert (status.comment.text if status.comment else None) == after


def test_a_marks_note_that_was_written_over_keeps_what_was_written(excel: FakeExcel) -> None:
    told(excel, "parxlCheck")
    status = cell(excel, "1.1", "status")
    assert status.comment is not None
    status.comment.text = status.comment.text.splitlines()[0] + "\nSẽ sửa ngày 10/6"
    told(excel, "parxlClear")
    assert status.comment.text == "Sẽ sửa ngày 10/6"
    assert "không có đánh dấu nào" in told(excel, "parxlClear")


def test_marks_put_on_elsewhere_come_off(
    excel: FakeExcel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = looks(opened(excel))
    told(excel, "parxlCheck")
    opened(excel).book.save()
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "other"))
    again = FakeExcel()
    book = again.open(opened(excel).path)
    told(again, "parxlClear")
    assert looks(book) == before


def test_a_mark_that_another_program_saved_is_left_and_named(excel: FakeExcel) -> None:
    """It keeps no alternative texts."""
    told(excel, "parxlCheck")
    sheet = next(each for each in opened(excel).sheets if each.Name == SHEET)
    for remark in sheet.remarks.values():
        remark.alternative = "x"
    told(excel, "parxlClear")
    status = cell(excel, "1.1", "status")
    assert fill(status) != ERROR_FILL and "Đánh dấu" in status.comment.text  # type: ignore[union-attr]
    assert "không xóa được" in told(excel, "parxlClear")
    told(excel, "parxlCheck")
    assert status.comment is not None and status.comment.text.count("Đánh dấu") == 1
    told(excel, "parxlClear")
    assert status.comment is None
