"""A click that fails: one Vietnamese dialog says what to do, and names the file of details."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from fake_excel import FakeExcel
from par_xl.app.addin.build import macro
from par_xl.app.excel import ribbon
from par_xl.app.excel.session import Excel
from par_xl.app.user_folder import user_folder
from par_xl.terms.errors import ParXlError
from ribbon import ARGUMENTS, click, told


def failing(error: Exception, monkeypatch: pytest.MonkeyPatch) -> FakeExcel:
    def fail(excel: Excel) -> None:
        excel.status("Đang làm")
        raise error

    monkeypatch.setitem(ribbon.BUTTONS, "parxlGuide", fail)
    return FakeExcel()


def details(text: str) -> str:
    found = re.search(r"Chi tiết: (.+)$", text)
    assert found is not None
    path = Path(found[1])
    assert path.is_relative_to(user_folder())
    return path.read_text(encoding="utf-8")


def test_what_nobody_foresaw_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    excel = failing(ZeroDivisionError("division by zero"), monkeypatch)
    text = told(excel, "parxlGuide")
    assert "lỗi không lường trước" in text
    assert "Cách xử lý: " in text
    assert "Traceback" not in text
    assert "division" not in text
    assert "ZeroDivisionError: division by zero" in details(text)
    assert excel.status == ["Đang làm", False]
    assert excel.alerts[-1].mode == "critical"


def test_what_could_not_be_done_is_told_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    excel = failing(ParXlError("Không ghi được tệp.", "Đóng tệp rồi chạy lại."), monkeypatch)
    text = told(excel, "parxlGuide")
    assert text.startswith("Không ghi được tệp.\n\nCách xử lý: Đóng tệp rồi chạy lại.")
    assert "Không ghi được tệp." in details(text)


def test_an_excel_that_went_away_is_told_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    excel = failing(ParXlError("Không đọc được.", "Chạy lại."), monkeypatch)
    monkeypatch.setattr(Excel, "tell", lambda *_, **__: 1 / 0)
    click(excel, "parxlGuide")
    assert "Không đọc được." in capsys.readouterr().err


def test_an_excel_that_does_not_answer_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    ribbon_arguments = [each for each in ARGUMENTS if not each.startswith("--wb")]
    excel = FakeExcel()
    assert click(excel, "parxlGuide", ribbon_arguments) is None
    told_text = capsys.readouterr().err
    assert "Không liên lạc được với Excel" in told_text
    assert "Chi tiết: " in told_text


@pytest.mark.parametrize(
    "program",
    [
        r"C:\Users\An\AppData\Local\Kingsoft\WPS Office\12.2.0\office6\Microsoft Excel",
        r"D:\WPS\et.exe",
        r"C:\Program Files\WPS Office\Microsoft Excel",
    ],
)
def test_wps_in_disguise_is_said_in_one_sentence(
    program: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [f"--app={program}" if each.startswith("--app") else each for each in ARGUMENTS]
    excel = FakeExcel()
    assert click(excel, "parxlMerge", arguments) is None
    assert "Đây là WPS, không phải Microsoft Excel" in capsys.readouterr().err
    assert excel.status == []


def test_wps_that_hides_its_path_is_known_by_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    excel = FakeExcel(path=r"C:\Program Files (x86)\Kingsoft\WPS Office\office6")
    assert click(excel, "parxlMerge") is None
    assert "Đây là WPS" in capsys.readouterr().err


def test_every_button_of_the_tab_does_something_and_nothing_else_is_there() -> None:
    shown = re.findall(r'<button id="(\w+)"', macro("ribbon.xml"))
    assert sorted(shown) == sorted(ribbon.BUTTONS)


def test_details_go_to_the_temporary_folder_where_the_profile_is_closed(
    profile: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (profile / ".par_xl").write_text("not a folder")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    text = told(failing(KeyError("x"), monkeypatch), "parxlGuide")
    found = Path(text.rpartition("Chi tiết: ")[2])
    assert found.parent == tmp_path
    assert "KeyError" in found.read_text(encoding="utf-8")


def test_xlwings_still_kills_at_exit_what_we_take_away() -> None:
    """``connect`` takes this away by name on Windows: here can only be seen that it is there."""
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None and spec.origin is not None
    source = Path(spec.origin).with_name("_xlwindows.py").read_text(encoding="utf-8")
    assert "@atexit.register\ndef cleanup():" in source


def test_a_new_empty_workbook_is_no_form(tmp_path: Path) -> None:
    excel = FakeExcel()
    Workbook().save(tmp_path / "Book1.xlsx")
    book = excel.open(tmp_path / "Book1.xlsx")
    book.path = Path("Book1")
    assert "Chưa mở tệp nào" in told(excel, "parxlCheck")


def test_another_open_workbook_of_the_same_name_is_said(tmp_path: Path) -> None:
    excel = FakeExcel()
    Workbook().save(tmp_path / "huong-dan.xlsx")
    excel.open(tmp_path / "huong-dan.xlsx")
    text = told(excel, "parxlGuide")
    assert "đang mở một tệp khác cũng tên huong-dan.xlsx" in text
