"""The pretended Excel behaves as Windows' Excel is documented to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.comments import Comment
from openpyxl.styles import Protection

from fake_excel import (
    Alert,
    Answers,
    ComError,
    FakeExcel,
    Record,
    Script,
    UnansweredError,
    environment,
    running,
)
from par_xl.workbooks.book import Workbook
from par_xl.workbooks.reader import read_workbook

FORM = Path(__file__).parents[2] / "workbook" / "bieu-mau-chuan.xlsx"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with a value of each kind, a note, and hidden sheets."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    sheet = book.create_sheet("Số liệu")
    for row in (["Mã", "Số", "Ngày", "Đúng"], ["1.1", 7, datetime(2024, 6, 5), True]):  # noqa: DTZ001
        sheet.append(row)
    sheet["A3"], sheet["B3"], sheet["C3"] = "=B2*2", "#N/A", None
    sheet["A4"].number_format = "@"
    sheet.merge_cells("A5:B6")
    sheet["A5"] = "gộp"
    sheet["D5"].comment = Comment("Lưu ý", "Lan", height=80, width=120)
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("Nền")
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book.create_sheet("Ẩn sâu").sheet_state = "veryHidden"
    book.save(tmp_path / "mau.xlsx")
    return tmp_path / "mau.xlsx"


@pytest.fixture
def excel() -> Iterator[FakeExcel]:
    with running(FakeExcel()) as excel:
        yield excel


@pytest.fixture
def book(excel: FakeExcel, path: Path) -> xw.Book:
    return excel.open(path).book


def protected(sheet: xw.Sheet, **how: object) -> xw.Sheet:
    sheet.api.Protect(**how)
    return sheet


def test_values_are_those_of_com(book: xw.Book) -> None:
    sheet = book.sheets["số liệu"]
    assert sheet.range("A2:D2").value == ["1.1", 7.0, datetime(2024, 6, 5), True]  # noqa: DTZ001
    assert type(sheet.range("B2").value) is float
    assert sheet.range("C3").value is None
    assert sheet.range("B3").value is None
    assert sheet.range("B3").options(err_to_str=True).value == "#N/A"
    assert sheet.range("A3").formula == "=B2*2"
    assert sheet.range("B6").value is None
    assert sheet.used_range.address == "$A$1:$D$6"
    assert sheet.range((2, 1), (3, 2)).get_address(False, False) == "A2:B3"
    assert sheet.range("A1:B2")[1, 1].address == "$B$2"


def test_typed_values_are_taken_as_excel_would(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:B1"].value = [["12", "'12"]]
    sheet["A4"].value = "12"
    sheet["C1"].value = 3
    sheet["D1"].value = ""
    assert sheet["A1:D1"].value == [12.0, "12", 3.0, None]
    assert sheet["A4"].value == "12"
    for unclear in ("2024-06", "80%", "7,5", "=1+1", "- Đã làm", "TRUE"):
        with pytest.raises(NotImplementedError):
            sheet["C1"].value = unclear
    sheet["C1"].value = "'- Đã làm"
    assert sheet["C1"].value == "- Đã làm"
    sheet["B6"].value = "nothing: merged"
    assert sheet["A5"].value == "gộp"


def test_a_data_frame_can_be_read_and_written(book: xw.Book) -> None:
    sheet = book.sheets[0]
    frame = sheet.range("A1:B2").options(pd.DataFrame, index=False).value
    assert frame.to_dict("list") == {"Mã": ["1.1"], "Số": [7.0]}
    frame["Số"] = [8]
    sheet.range("A1").options(index=False).value = frame
    assert sheet.range("B2").value == 8.0


@pytest.mark.long
def test_a_copy_holds_unsaved_edits_and_formulas_with_values(
    excel: FakeExcel, tmp_path: Path
) -> None:
    kept = excel.open(FORM)
    guide = kept.book.sheets["Phụ lục I"]
    formulas = [cell for line in kept.formulas["Phụ lục I"].iter_rows() for cell in line]
    place = next(c.coordinate for c in formulas if c.data_type == "f" and guide[c.coordinate].value)
    shown = guide[place].value
    free = next(c.coordinate for c in formulas if not c.protection.locked)
    assert kept.Saved
    guide[free].value = "sửa, chưa lưu"
    assert not kept.Saved
    copied = tmp_path / "copy.xlsx"
    kept.book.api.SaveCopyAs(str(copied))
    assert not kept.Saved
    read = read_workbook(copied.read_bytes(), "copy.xlsx")
    rows = next(sheet.rows for sheet in read.sheets if sheet.name == "Phụ lục I")
    assert any("sửa, chưa lưu" in row for row in rows)
    assert any(shown in row for row in rows)
    now, before = openpyxl.load_workbook(copied), kept.formulas
    assert now["Phụ lục I"][place].value == before["Phụ lục I"][place].value
    for old, new in zip(before.worksheets, now.worksheets, strict=True):
        assert (old.title, old.sheet_state) == (new.title, new.sheet_state)
        assert dict(old.protection) == dict(new.protection)
        assert set(map(str, old.merged_cells.ranges)) == set(map(str, new.merged_cells.ranges))
    for look in ("font", "fill", "border", "alignment", "number_format"):
        # Two proxies of one style are never equal: compare what they stand for.
        first, second = (copy(getattr(one["Phụ lục I"][place], look)) for one in (before, now))
        assert first == second


@pytest.mark.long
def test_an_untouched_copy_reads_as_the_file_does(excel: FakeExcel) -> None:
    read = read_workbook(excel.open(FORM).content(), "copy.xlsx")
    before = read_workbook(FORM.read_bytes(), FORM.name)

    def cells(book: Workbook) -> list[object]:
        # A column of formulas that nobody calculated ends no row.
        return [
            (
                sheet.name,
                sheet.broken,
                [
                    (n, m, cell)
                    for n, row in enumerate(sheet.rows)
                    for m, cell in enumerate(row)
                    if cell is not None
                ],
            )
            for sheet in book.sheets
        ]

    assert cells(read) == cells(before)
    assert [set(sheet.merged) for sheet in read.sheets] == [
        set(sheet.merged) for sheet in before.sheets
    ]


def test_saving(book: xw.Book, path: Path, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "khác"
    book.save(tmp_path / "moi.xlsx")
    assert (book.name, book.api.Saved) == ("moi.xlsx", True)
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].value == "Mã"
    book.sheets[0]["A1"].add_note("rồi lưu lần nữa")
    book.save()
    saved = openpyxl.load_workbook(tmp_path / "moi.xlsx").worksheets[0]
    assert saved["A1"].value == "khác"
    assert saved["A1"].comment is not None


def test_a_read_only_book_is_not_saved(excel: FakeExcel, path: Path) -> None:
    book = excel.open(path, read_only=True).book
    assert book.api.ReadOnly
    with pytest.raises(ComError):
        book.save()


def test_a_broken_file_is_refused(excel: FakeExcel, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    with pytest.raises(ComError):
        xw.apps.active.books.open(tmp_path / "x.xlsx")  # type: ignore[union-attr]


def test_sheets(excel: FakeExcel, book: xw.Book) -> None:
    assert [int(sheet.visible) for sheet in book.sheets] == [-1, -1, 0, 2]
    book.sheets["Nền"].activate()
    assert book.sheets.active.name == "Nền"
    assert book.sheets["Nền"].index == 2
    for hidden in ("Ẩn", "Ẩn sâu"):
        with pytest.raises(ComError):
            book.sheets[hidden].activate()
    with pytest.raises(ComError):
        book.sheets["không có"]
    book.sheets["Ẩn"].visible = True
    book.sheets["Ẩn"].activate()
    book.sheets["Ẩn"].visible = False
    assert (int(book.sheets["Ẩn"].visible), book.api.Saved) == (0, False)
    sheet = book.sheets["Nền"]
    sheet.activate()
    sheet["B2"].select()
    assert book.app.selection == sheet["B2"]
    with pytest.raises(ComError):
        book.sheets[0]["A1"].select()


def test_hidden_columns_widths_and_merged_cells(book: xw.Book) -> None:
    sheet = book.sheets[0]
    assert [sheet[name].columns.hidden for name in ("D1", "C1", "C1:D1")] == [True, False, None]
    assert (sheet["A6"].rows.hidden, sheet["D1"].column_width) == (True, 0)
    assert sheet["B6"].merge_area.address == "$A$5:$B$6"
    assert sheet["C1"].merge_area.address == "$C$1"


def test_what_is_missing_says_so(book: xw.Book) -> None:
    with pytest.raises(NotImplementedError):
        _ = book.sheets[0].charts
    with pytest.raises(NotImplementedError):
        _ = book.sheets[0]["A1"].font
    with pytest.raises(NotImplementedError):
        book.api.ExportAsFixedFormat(0)
    with pytest.raises(NotImplementedError):
        book.app.api.Cursor = 1
    with pytest.raises(NotImplementedError):
        book.sheets[0]["A1"].column_width = 5


def test_protection_comes_back_as_it_was(excel: FakeExcel) -> None:
    book = excel.open(FORM)
    sheet = book.book.sheets["Phụ lục I"].api
    before = dict(book.formulas["Phụ lục I"].protection)
    names = [name for name in dir(type(sheet.Protection)) if name.startswith("Allow")]
    allowed = {name: getattr(sheet.Protection, name) for name in names}
    assert {name for name, free in allowed.items() if free} == {
        *("AllowFiltering", "AllowFormattingColumns", "AllowFormattingRows")
    }
    assert (sheet.ProtectContents, sheet.ProtectDrawingObjects, sheet.ProtectScenarios) == (
        *(True, True, True),
    )
    assert (sheet.EnableSelection, sheet.ProtectionMode) == (0, False)
    sheet.Unprotect()
    assert not sheet.ProtectContents
    assert dict(book.formulas["Phụ lục I"].protection) != before
    sheet.Protect("", True, True, True, False, **allowed)
    assert dict(book.formulas["Phụ lục I"].protection) == before
    for selection in (1, -4142, 0):
        sheet.EnableSelection = selection
        assert sheet.EnableSelection == selection


def test_a_protected_sheet_refuses_changes(book: xw.Book) -> None:
    sheet = book.sheets[0]
    book.api.formulas.worksheets[0]["C1"].protection = Protection(locked=False)
    assert sheet["A1"].api.AllowEdit
    protected(sheet)
    assert [sheet[name].api.Locked for name in ("A1", "C1", "A1:C1")] == [True, False, None]
    assert [sheet[name].api.AllowEdit for name in ("A1", "C1")] == [False, True]
    sheet["C1"].value = "mở"
    changes: list[Any] = [
        lambda: setattr(sheet["A1"], "value", 1),
        lambda: setattr(sheet["Z99"], "value", 1),
        lambda: sheet["C1"].api.FormatConditions.Add(2, Formula1="=1=1"),
        lambda: sheet["C1"].add_note("mới"),
        lambda: setattr(sheet["D5"].note, "text", "khác"),
        lambda: sheet["D5"].note.delete(),  # type: ignore[union-attr]
    ]
    for change in changes:
        with pytest.raises(ComError):
            change()
    assert sheet["D5"].note.text == "Lưu ý"  # type: ignore[union-attr]
    protected(sheet, DrawingObjects=False, AllowFormattingCells=True)
    for change in changes[2:]:
        change()
    protected(sheet, UserInterfaceOnly=True)
    changes[0]()
    assert sheet.api.ProtectionMode


@pytest.mark.parametrize("how", ["legacy", "SHA-512"])
def test_a_password_must_be_right(excel: FakeExcel, tmp_path: Path, how: str) -> None:
    book = openpyxl.Workbook()
    state = book.worksheets[0].protection
    state.sheet = True
    if how == "legacy":
        state.password = "mật khẩu"
    else:
        # The hash of "password" with that salt, worked out with hashlib by hand.
        state.algorithmName, state.spinCount, state.saltValue = how, 1, "AAECAwQFBgcICQoLDA0ODw=="
        state.hashValue = _hash("password")
    book.save(tmp_path / "khoa.xlsx")
    sheet = excel.open(tmp_path / "khoa.xlsx").book.sheets[0]
    for wrong in ("", "sai"):
        with pytest.raises(ComError):
            sheet.api.Unprotect(wrong)
    assert sheet.api.ProtectContents
    sheet.api.Unprotect("mật khẩu" if how == "legacy" else "password")
    assert not sheet.api.ProtectContents
    sheet.api.Protect("mới")
    with pytest.raises(ComError):
        sheet.api.Unprotect()


def _hash(password: str) -> str:
    import base64
    import hashlib

    first = hashlib.sha512(bytes(range(16)) + password.encode("utf-16-le")).digest()
    return base64.b64encode(hashlib.sha512(first + bytes(4)).digest()).decode()


def test_conditions(book: xw.Book) -> None:
    sheet = book.sheets["Nền"]
    first, second = (
        sheet[each].api.FormatConditions.Add(2, Formula1="=1=1") for each in ("A1", "B2:C3")
    )
    second.SetFirstPriority()
    second.Interior.Color = 0x0000FF
    found = sheet.api.Cells.FormatConditions
    assert [found.Item(n).AppliesTo.Count for n in (1, 2)] == [4, 1]
    assert (first.Type, first.Formula1, first.StopIfTrue) == (2, "=1=1", True)
    second.Delete()
    assert found.Count == 1
    first.Delete()
    assert not book.api.formulas["Nền"].conditional_formatting


def test_notes(book: xw.Book) -> None:
    sheet = book.sheets[0]
    (old,) = sheet.notes
    assert (old.text, old.author, old.location.address) == ("Lưu ý", "Lan", "$D$5")
    assert (old.api.Shape.Width, old.api.Shape.Height) == (90, 60)
    with pytest.raises(ValueError):
        sheet["D5"].add_note("hai lần")
    with pytest.raises(ComError):
        sheet["D5"].api.AddComment("hai lần")
    note = sheet["A1"].add_note("Lỗi\nthiếu ngày")
    note.api.Shape.TextFrame.Characters(1, 3).Font.Bold = True
    note.api.Shape.Width, note.api.Shape.TextFrame.AutoSize, note.api.Visible = 150, True, True
    frame = note.api.Shape.TextFrame
    assert (frame.Characters(1, 3).Text, frame.Characters().Count) == ("Lỗi", 14)
    bold = [frame.Characters(*part).Font.Bold for part in ((1, 3), (4,), ())]
    assert bold == [True, False, None]
    assert (note.author, note.api.Visible) == (book.app.api.UserName, True)
    assert [found.location.address for found in sheet.notes] == ["$A$1", "$D$5"]
    note.text = "khác"
    assert sheet["A1"].note.text == "khác"  # type: ignore[union-attr]
    note.delete()
    assert sheet["A1"].note is None
    assert (sheet["A1"].comment, sheet["A1"].api.CommentThreaded) == (None, None)


def test_a_note_keeps_its_size_in_a_file(book: xw.Book, excel: FakeExcel, tmp_path: Path) -> None:
    shape = book.sheets[0]["A1"].add_note("to").api.Shape
    shape.Height, shape.AlternativeText = 99, "của mình"
    book.api.SaveCopyAs(str(tmp_path / "copy.xlsx"))
    again = excel.open(tmp_path / "copy.xlsx").book.sheets[0]["A1"].note
    assert again is not None
    assert (again.text, again.api.Shape.Height) == ("to", 99)
    assert again.api.Shape.AlternativeText == "của mình"
    ours = excel.open(FORM.with_name("bieu-mau-tra-lai-vi-du.xlsx")).book
    heights = {note.api.Shape.Height for note in ours.notes}
    # XlsxWriter sizes each by its text.
    assert len(heights) > 1


def test_dialogs_are_answered_in_turn(excel: FakeExcel) -> None:
    excel.answers = Answers(alerts=["yes"], inputs=["2024-06", None], folders=["C:/x", None])
    app = xw.apps.active
    assert app is not None
    assert app.alert("Xong.", "par_xl", "ok", "info") == "ok"
    assert app.alert("Tiếp?", buttons="yes_no") == "yes"
    assert excel.alerts[1] == Alert("Tiếp?", "", "yes_no", None)
    with pytest.raises(UnansweredError):
        app.alert("Tiếp?", buttons="yes_no")
    assert app.api.InputBox("Kỳ?", "par_xl", "2024-06", Type=2) == "2024-06"
    assert app.api.InputBox(Prompt="Kỳ?") is False
    with pytest.raises(ComError):
        app.api.InputBox("x" * 256)
    dialog = app.api.FileDialog(4)
    dialog.Title, dialog.InitialFileName, dialog.AllowMultiSelect = "Thư mục", "C:/", False
    assert (dialog.Show(), dialog.SelectedItems(1), dialog.SelectedItems.Item(1)) == (
        *(-1, "C:/x", "C:/x"),
    )
    assert (dialog.Show(), dialog.SelectedItems.Count) == (0, 0)
    assert excel.folders[0].title == "Thư mục"


def test_the_status_bar_remembers(excel: FakeExcel) -> None:
    app = xw.apps.active
    assert app is not None
    assert app.status_bar is False
    app.status_bar = "Đang đọc 1/2"
    assert app.api.StatusBar == "Đang đọc 1/2"
    app.status_bar = False
    assert excel.status == ["Đang đọc 1/2", False]


def test_the_caller_is_the_addin(
    excel: FakeExcel, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel.add_addin()
    arguments = ["-c", "--wb=par_xl.xlam", "--from_xl=1", "--app=EXCEL.EXE", "--hwnd=65552"]
    monkeypatch.setattr(sys, "argv", arguments)
    caller = xw.Book.caller()
    assert (caller.name, caller.app.hwnd) == ("par_xl.xlam", 65552)
    assert list(caller.app.books) == []
    assert caller.app.books.active.api is None
    with pytest.raises(AttributeError):
        _ = caller.app.books.active.name
    excel.open(path)
    assert caller.app.books.active.name == "mau.xlsx"
    assert [book.name for book in caller.app.books] == ["mau.xlsx"]
    assert caller.app.books["PAR_XL.xlam"].name == "par_xl.xlam"
    excel.active = None
    assert caller.app.books.active.api is None
    caller.app.books["mau.xlsx"].activate()
    assert excel.active is not None
    excel.active = caller.app.books["mau.xlsx"]
    excel.active.book.close()
    assert (excel.active, excel.calls[-1]) == (None, ("close", "mau.xlsx"))


def test_opening_one_book_twice_opens_it_once(excel: FakeExcel, path: Path) -> None:
    app = xw.apps.active
    assert app is not None
    assert app.books.open(path) == app.books.open(path)
    assert (len(app.books), excel.calls) == (1, [("open", str(path))])


def test_nothing_is_left_behind() -> None:
    before = list(xw.engines)
    with pytest.raises(RuntimeError), running(FakeExcel()):
        assert len(xw.engines) == len(before) + 1
        raise RuntimeError
    assert (list(xw.engines), xw.engines.active) == (before, None)


def test_another_process_finds_it_too(path: Path, tmp_path: Path) -> None:
    script = Script(
        record=str(tmp_path / "record.json"), open=[str(path)], alerts=["no"], inputs=["2024-06"]
    )
    code = (
        "import xlwings as xw; book = xw.Book.caller(); app = book.app\n"
        "app.status_bar = app.api.InputBox('Kỳ?')\n"
        "app.books.active.sheets[0]['A1'].value = app.alert('Lưu?', buttons='yes_no')\n"
    )
    command = [sys.executable, "-c", code, "--wb=par_xl.xlam", "--from_xl=1", "--hwnd=65552"]
    run = subprocess.run(
        command, env=environment(script, tmp_path / "script.json"), capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
    record = Record.read(tmp_path / "record.json")
    assert record.alerts == [Alert("Lưu?", "", "yes_no", None)]
    assert (record.status, record.active) == (["2024-06"], "mau.xlsx")
    (book,) = record.books
    assert (book.fullname, book.saved) == (str(path), False)
    assert openpyxl.load_workbook(book.state).worksheets[0]["A1"].value == "no"
