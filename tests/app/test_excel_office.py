"""The buttons that make forms, merge and open the master: what they ask, do and say."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlwings as xw

from builders import HALF, ITEMS, YEAR, codes, form, make_folder, plan_rows, submit
from fake_excel import FakeExcel, running
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl import workspace
from par_xl.app.excel.guide import write_guide
from par_xl.app.excel.session import Excel, ask_period
from par_xl.app.user_folder import user_folder
from par_xl.plan.model import Plan
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workbooks.reader import read_workbook
from par_xl.workspace.layout import Folder
from ribbon import click, json_of_the_command_line, told
from windows_files import refuse

ROWS = """
| code | status         | progress | completed_on | evidence |
| 1.1  | Hoàn thành     |          | 2024-03-01   | Số 1     |
| 1.2  | Đang thực hiện | 0.5      |              |          |
"""
WRONG = """
| code | status  |
| 1.2  | Đã xong |
"""


@pytest.fixture(scope="module")
def made(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_folder(tmp_path_factory.mktemp("made"))
    submit(folder, "HC.xlsx", form(plan, "HC", ROWS))
    submit(folder, "sub/TH.xlsx", form(plan, "TH", WRONG))
    return folder.root


@pytest.fixture(scope="module")
def made_and_merged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(made, tmp_path_factory.mktemp("merged") / "work"))
    workspace.merge(Folder(root), HALF)
    return root


@pytest.fixture
def handed_in(made: Path, folder: Folder) -> Folder:
    return Folder(shutil.copytree(made, folder.root, dirs_exist_ok=True))


@pytest.fixture
def merged(made_and_merged: Path, folder: Folder) -> Folder:
    """The same, merged before."""
    return Folder(shutil.copytree(made_and_merged, folder.root, dirs_exist_ok=True))


def merging(folder: Folder, period: str | None = HALF) -> FakeExcel:
    excel = FakeExcel()
    excel.answers.folders.append(str(folder.root))
    excel.answers.inputs.append(period)
    return excel


def test_the_same_folder_gives_the_same_json(handed_in: Folder, tmp_path: Path) -> None:
    by_click = merging(handed_in)
    told(by_click, "parxlMerge")
    clicked = handed_in.results(HALF).json.read_bytes()
    assert json_of_the_command_line(handed_in, HALF) == clicked


def test_the_outcome_is_said_and_the_master_opened(handed_in: Folder) -> None:
    """Progress stands in the status bar and is taken back; the folder is remembered."""
    excel = merging(handed_in)
    text = told(excel, "parxlMerge")
    master = handed_in.results(HALF).master
    assert excel.active is not None
    assert excel.active.path == master
    assert "Đã tổng hợp kỳ 2024-06, lần tổng hợp số 1." in text
    assert "1 lỗi" in text
    assert "Gửi trả đơn vị để sửa 1 tệp" in text
    assert str(master) in text
    # Of two files of one moment either may come first.
    read = [str(status).partition(": ") for status in excel.status if "đọc" in str(status)]
    assert [told for told, _, _ in read] == ["Đang đọc 1/2", "Đang đọc 2/2"]
    assert sorted(file for _, _, file in read) == ["HC.xlsx", "sub/TH.xlsx"]
    assert excel.status[-1] is False
    again = merging(handed_in)
    assert "Không có gì thay đổi" in told(again, "parxlMerge")
    assert again.folders[0].initial.rstrip("/\\") == str(handed_in.root)
    # The last master is opened without asking.
    excel = FakeExcel()
    assert click(excel, "parxlMaster") is None
    assert excel.active is not None
    assert excel.active.path == master
    # And half of a merge that lies there is told.
    handed_in.holder.write_text('{"tail": ""}')
    excel = FakeExcel()
    assert "bị ngắt giữa chừng" in told(excel, "parxlMaster")
    assert excel.active is not None
    assert excel.active.path == master
    assert handed_in.holder.read_text() == '{"tail": ""}'


def test_a_master_open_here_is_closed_and_opened_again(merged: Folder) -> None:
    excel = merging(merged)
    old = excel.open(merged.results(HALF).master)
    text = told(excel, "parxlMerge")
    assert "Không có gì thay đổi" in text
    assert excel.active is not None
    assert excel.active is not old
    assert excel.active.path == merged.results(HALF).master


@pytest.mark.parametrize(("answer", "goes_on"), [("yes", True), ("no", False)])
def test_edits_of_the_master_are_not_lost_without_a_word(
    merged: Folder, answer: str, goes_on: bool
) -> None:
    excel = merging(merged)
    excel.answers.alerts.append(answer)
    book = excel.open(merged.results(HALF).master)
    book.touch()
    click(excel, "parxlMerge")
    assert (
        "những gì sửa tay trong tệp này mà chưa chép ra tệp khác sẽ mất" in excel.alerts[0].prompt
    )
    assert any(str(status).startswith("Đang đọc 1/2") for status in excel.status) is goes_on
    assert (excel.active is book) is not goes_on


@pytest.mark.usefixtures("no_waiting")
def test_a_master_open_elsewhere_is_said(merged: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(merged.results(HALF).master, monkeypatch)
    excel = merging(merged)
    text = told(excel, "parxlMerge")
    assert f"Tệp {merged.results(HALF).master} đang mở ở nơi khác" in text
    assert "Cách xử lý: Đóng 2024-06.xlsx" in text
    assert not [each for each in excel.status if "Đang đọc" in str(each)]


def test_an_unsaved_plan_is_saved_before_it_is_read(merged: Folder) -> None:
    excel = merging(merged)
    excel.answers.alerts.append("yes")
    excel.open(merged.plan).touch()
    told(excel, "parxlMerge")
    assert ("save", str(merged.plan)) in excel.calls


@pytest.mark.usefixtures("no_masters")
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_earlier_period_is_asked_for_its_plan(merged: Folder, answer: str) -> None:
    workspace.merge(merged, YEAR)
    merged.plan.write_bytes(write_plan(plan_rows(ITEMS.replace("31/3/2024", "29/2/2024"))))
    excel = merging(merged)
    excel.answers.alerts.append(answer)
    text = told(excel, "parxlMerge")
    assert "đã sửa 1 dòng liên quan đến kỳ này (Phụ lục I 1.1)" in excel.alerts[0].prompt
    assert ("Không có gì thay đổi" in text) is (answer == "no")
    # Of the newest it is not asked.
    click(newest := merging(merged, YEAR), "parxlMerge")
    assert len(newest.alerts) == 1 and "lần này theo kế hoạch hiện nay" in newest.alerts[0].prompt


def test_faults_of_the_plan_are_listed(handed_in: Folder) -> None:
    handed_in.plan.write_bytes(b"no workbook")
    text = told(merging(handed_in), "parxlMerge")
    assert "Kế hoạch ke-hoach.xlsx có 1 lỗi nên chưa dùng được." in text
    assert "• Lỗi KH" in text


def test_a_folder_without_a_plan_is_named(tmp_path: Path) -> None:
    text = told(merging(Folder(tmp_path)), "parxlMerge")
    assert f"Thư mục {tmp_path} không phải thư mục làm việc" in text


def test_a_folder_inside_the_working_folder_will_do(merged: Folder) -> None:
    excel = merging(merged)
    excel.answers.folders[0] = str(merged.submitted(HALF))
    assert "Không có gì thay đổi" in told(excel, "parxlMerge")


def test_cancelling_does_nothing(handed_in: Folder) -> None:
    excel = merging(handed_in, None)
    assert click(excel, "parxlMerge") is None
    excel.answers.folders.append(None)
    assert click(excel, "parxlMerge") is None
    assert not handed_in.results(HALF).master.exists()


def test_periods_are_offered_by_number_and_code(plan: Plan) -> None:
    excel = FakeExcel()
    periods = [plan.periods[code] for code in sorted(plan.periods)]
    excel.answers.inputs.extend(["2024-13", "1", " 2024-12 "])
    today = date(2024, 6, 5)
    with running(excel):
        (app,) = xw.engines["excel"].apps
        ask = Excel(app)
        assert ask_period(ask, periods, today).code == "2023-06"
        assert ask_period(ask, periods, today).code == "2024-12"
    assert excel.inputs[0].default == "2024-06"
    assert "3. 2024-06: 6 tháng 2024" in excel.inputs[0].prompt
    assert "Không có kỳ “2024-13”" in excel.inputs[1].prompt


def test_forms_are_made_for_everybody_one_unit_or_as_the_standard_form(folder: Folder) -> None:
    made = {}
    for answer in ("1", "P. HC", "2"):
        excel = merging(folder)
        excel.answers.inputs.append(answer)
        made[answer] = told(excel, "parxlForms").splitlines()[0]
    assert made == {
        "1": "Đã lập 3 biểu mẫu của kỳ 2024-06.",
        "P. HC": "Đã lập 1 biểu mẫu của kỳ 2024-06.",
        "2": "Đã lập 1 biểu mẫu của kỳ 2024-06.",
    }
    assert folder.standard_form(HALF).is_file()


def test_an_unknown_unit_is_answered_with_the_nearest(folder: Folder) -> None:
    excel = merging(folder)
    excel.answers.inputs.append("Phòng Hành chín")
    text = told(excel, "parxlForms")
    assert "Không có đơn vị “Phòng Hành chín”" in text
    assert "HC (Phòng Hành chính)" in text


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_new_working_folder_can_be_made(tmp_path: Path, answer: str) -> None:
    root = tmp_path / "moi"
    root.mkdir()
    excel = merging(Folder(root))
    excel.answers.alerts.append(answer)
    excel.answers.inputs.append("HCTC")
    text = told(excel, "parxlForms")
    assert (root / "ke-hoach.xlsx").exists() is (answer == "yes")
    assert ("Đã lập 1 biểu mẫu" in text) is (answer == "yes")


def test_where_there_is_no_master_the_way_to_one_is_told(folder: Folder) -> None:
    excel = FakeExcel()
    excel.answers.folders.append(str(folder.root))
    text = told(excel, "parxlMaster")
    assert "chưa có tệp tổng hợp nào" in text
    assert "“Tổng hợp kỳ…”" in text


def test_the_guide_opens_and_tells_of_every_button() -> None:
    excel = FakeExcel()
    assert click(excel, "parxlGuide") is None
    assert excel.active is not None
    assert excel.active.path == user_folder() / "huong-dan.xlsx"
    first, second = read_workbook(write_guide(), "huong-dan.xlsx").sheets
    texts = {str(cell) for row in first.rows for cell in row if cell}
    assert {"Tạo biểu mẫu", "Kiểm tra tệp đang mở", "Xóa đánh dấu", "Tổng hợp kỳ…"} <= texts
    assert "NG04" in {str(row[0]) for row in second.rows}
    click(excel, "parxlGuide")
    assert len(excel.books) == 1


@pytest.mark.parametrize("version", OLDEST_AND_NEWEST)
def test_the_guide_keeps_the_office_schemas(tmp_path: Path, version: object) -> None:
    path = tmp_path / "huong-dan.xlsx"
    path.write_bytes(write_guide())
    assert schema_errors(path, version) == []


def test_settings_are_told_line_by_line() -> None:
    text = told(FakeExcel(), "parxlSettings")
    assert "Thư viện bị chặn" in text
    assert len(text.splitlines()) > 5


def test_the_master_of_the_command_line_and_of_the_button_are_judged_alike(
    plan: Plan, folder: Folder
) -> None:
    submit(folder, "TH.xlsx", form(plan, "TH", WRONG))
    told(merging(folder), "parxlMerge")
    outcome = workspace.merge(folder, HALF)
    assert not outcome.changed
    assert codes(outcome.result.findings) == ["TT02"]


def test_an_open_register_is_closed_for_the_merge_and_opened_again(merged: Folder) -> None:
    excel = merging(merged)
    excel.open(merged.register)
    told(excel, "parxlMerge")
    assert sorted(book.path for book in excel.books) == sorted(
        [merged.register, merged.results(HALF).master]
    )
    assert excel.active is not None
    assert excel.active.path == merged.results(HALF).master


def test_files_are_known_by_whatever_path_they_are_reached(merged: Folder, tmp_path: Path) -> None:
    link = tmp_path / "Z"
    link.symlink_to(merged.root)
    excel = merging(Folder(link))
    excel.open(link / "tong-hop" / f"{HALF}.xlsx")
    assert "Không có gì thay đổi" in told(excel, "parxlMerge")
    assert len(excel.books) == 1


def test_a_profile_that_can_not_be_written_stops_no_work(
    merged: Folder, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (profile / ".par_xl").write_text("no folder")
    assert "Không có gì thay đổi" in told(merging(merged), "parxlMerge")


@pytest.mark.parametrize("damaged", ["{", '{"folder": "\\u0000"}', '{"folder": 5}', "null"])
def test_a_damaged_memory_is_none(merged: Folder, damaged: str) -> None:
    user_folder().mkdir(parents=True)
    (user_folder() / "nho.json").write_text(damaged, encoding="utf-8")
    assert "Không có gì thay đổi" in told(merging(merged), "parxlMerge")


def test_what_was_open_is_opened_again_where_the_merge_fails(
    merged: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:

    def fail(*_: object, **__: object) -> None:
        raise ParXlError("Đĩa đầy.", "Xóa bớt tệp rồi chạy lại.")

    monkeypatch.setattr(workspace, "merge", fail)
    excel = merging(merged)
    for path in (merged.results(HALF).master, merged.register):
        excel.open(path)
    assert "Đĩa đầy." in told(excel, "parxlMerge")
    assert sorted(book.Name for book in excel.books) == ["2024-06.xlsx", "tiep-nhan.xlsx"]


def test_a_merge_is_told_also_where_its_master_can_not_be_shown(
    merged: Folder, tmp_path: Path
) -> None:
    other = tmp_path / f"{HALF}.xlsx"
    other.write_bytes(merged.results(HALF).master.read_bytes())
    merged.results(HALF).master.unlink()
    excel = merging(merged)
    excel.open(other)
    text = told(excel, "parxlMerge")
    assert "Đã tổng hợp kỳ 2024-06" in text
    assert "đang mở một tệp khác cũng tên 2024-06.xlsx" in text


def test_long_names_of_periods_are_cut_so_that_each_can_be_chosen(plan: Plan) -> None:
    periods = [
        replace(plan.periods[code], name="Kỳ báo cáo sáu tháng đầu năm, có tên rất dài " * 3)
        for code in sorted(plan.periods)
    ]
    excel = FakeExcel()
    excel.answers.inputs.append("5")
    with running(excel):
        (app,) = xw.engines["excel"].apps
        ask_period(Excel(app), periods, date(2024, 6, 5))
    assert len(excel.inputs[0].prompt) <= 255
    assert all(f"\n{n}. {p.code}" in excel.inputs[0].prompt for n, p in enumerate(periods, 1))


def test_a_click_without_an_answer_asks_again(folder: Folder) -> None:
    excel = merging(folder)
    excel.answers.inputs.extend(["", " ", "1"])
    assert "Đã lập 3 biểu mẫu" in told(excel, "parxlForms")


@pytest.mark.parametrize("button", ["parxlMerge", "parxlForms"])
def test_a_plan_without_periods_is_said_to_be_so(tmp_path: Path, button: str) -> None:
    heads = "| Kỳ | Tên kỳ | Loại kỳ | Từ ngày | Đến ngày | Gửi trước ngày | Hạn chỉnh sửa |"
    folder = make_folder(tmp_path / "work", plan_rows(periods=heads))
    assert "“Kỳ báo cáo”" in told(merging(folder), button)
