"""What the consolidating unit corrects in the master's sheet `Đính chính` is taken at the next
merge, judged by the rules of the form, and kept until the unit says the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from builders import (
    HALF,
    NOW,
    codes,
    edit,
    entries_of,
    entry,
    form,
    make_folder,
    make_plan,
    place,
    submit,
)
from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import read_ledger
from par_xl.merge.result import Result
from par_xl.outputs.master import workbook
from par_xl.rules.rows import DOUBLED_KEY
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import CorrectionState, State
from par_xl.workspace import MergeOutcome
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES, stored

SHEET = "Đính chính"
WHY = ("Đơn vị báo qua điện thoại", "Nguyễn Văn A", date(2024, 6, 12))
GOING = "| code | status | progress | explanation |\n| {} | Đang thực hiện | {} | Thiếu người |"
UNITS = ("HC", "TH", "TT")
DONE, DOUBLED = State.DONE_ON_TIME, DOUBLED_KEY.code


@pytest.fixture(scope="module")
def few_sheets() -> Iterator[None]:
    """Masters have few sheets: they are read, written and changed often."""
    wanted = {*APPENDICES, SHEET, "Theo đơn vị"}
    with pytest.MonkeyPatch.context() as patch:
        few = {name: write for name, write in workbook._WRITE.items() if name in wanted}
        patch.setattr(workbook, "_WRITE", few)
        yield


@pytest.fixture(scope="module")
def merged(few_sheets: None, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that was merged once; tests work on copies. HC is half done with 1.1."""
    folder = make_folder(tmp_path_factory.mktemp("corrected") / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING.format("1.1", 0.5)))
    submit(folder, "TH.xlsx", form(make_plan(), "TH", GOING.format("1.2", 0.25)))
    workspace.merge(folder, HALF, now=NOW)
    return folder


@pytest.fixture
def work(merged: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(merged.root, tmp_path / "work")
    return Folder(tmp_path / "work")


def correct(folder: Folder, *rows: Sequence[Any]) -> None:
    """Type rows below those that stand there: unit, row, column, value, and why, who and when."""
    path = folder.results(HALF).master
    book = load_workbook(path)
    sheet = book[SHEET]
    first = next(r for r in range(6, 200) if sheet.cell(r, 1).value is None)
    for number, row in enumerate(rows, start=first):
        for column, value in enumerate((*row, *WHY[len(row) - 4 :]), start=1):
            cell = sheet.cell(number, column)
            cell.value = value
    book.save(path)


def again(folder: Folder) -> Result:
    return outcome_of(folder).result


def outcome_of(folder: Folder) -> MergeOutcome:
    return workspace.merge(folder, HALF, now=NOW, workers=1)


def states(result: Result) -> list[str]:
    return [part.state.value for part in result.corrections]


def told(folder: Folder) -> list[str]:
    """What stands in `Kết quả`."""
    sheet = stored(folder.results(HALF).master, SHEET)
    return [row[7] for row in sheet[5:] if row[7]]


def appendix_row(folder: Folder, code: str, role: str) -> dict[str, Any]:
    """HC's row of the first appendix sheet, by header."""
    headers, *rows = stored(folder.results(HALF).master, "Phụ lục I")[4:]
    found = (dict(zip(headers, row, strict=True)) for row in rows)
    wanted = code, "HC", role
    return next(r for r in found if (r["TT"], r["Đơn vị"], r["Vai trò"]) == wanted)


def others(result: Result, unit: str) -> object:
    """All figures of the units but one."""
    return (
        [each for each in result.units if each.unit != unit],
        [each for each in entries_of(result) if each.unit != unit],
        [each for each in result.scores if each.unit != unit],
    )


def test_a_correction_counts_wherever_the_figure_stands(work: Folder) -> None:
    before = Result.model_validate_json(work.results(HALF).json.read_bytes())
    correct(work, ("Phòng Hành chính", "1.1", "Tiến độ (%)", "80%"))
    result = again(work)
    found = entry(result, "1.1", "HC")
    assert (found.progress, found.corrected) == (0.8, "progress")
    # It still says where the unit had reported it.
    assert (found.file, found.sheet, found.row) == ("HC.xlsx", "Phụ lục I", found.row)
    (part,) = result.corrections
    assert (part.key, part.field, part.value, part.reported) == (
        "PAR_INDEX/1.1",
        *("progress", "80%", "50%"),
    )
    assert (part.reason, part.by, part.on, part.state) == (*WHY, CorrectionState.APPLIED)
    assert others(result, "HC") == others(before, "HC")
    assert told(work) == ["Đã đính chính: “50%” → “80%”."]
    row = appendix_row(work, "1.1", "Chủ trì")
    assert row["Tiến độ (%)"] == 0.8
    assert row["Đính chính"] == (
        "Tiến độ (%): 50% → 80% (Đơn vị báo qua điện thoại; Nguyễn Văn A; 12/6/2024)"
    )
    assert read_ledger(work.ledger)[-1].office_corrections[0].state == "applied"


def test_the_same_again_changes_nothing_and_is_rebuilt_byte_for_byte(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", 0.8), ("HC", "1.1", "Cột lạ", "x"))
    first = outcome_of(work)
    json = first.json.read_bytes()
    assert not outcome_of(work).changed
    assert not outcome_of(work).changed
    rebuilt = workspace.rebuild(work, HALF, 2)
    assert rebuilt.results.json.read_bytes() == json
    assert stored(rebuilt.results.master, SHEET)[5][7] == "Đã đính chính: “50%” → “80%”."
    closed = workspace.close(work, HALF, now=NOW)
    assert entry(Result.model_validate_json(closed.json.read_bytes()), "1.1", "HC").progress == 0.8
    assert told(work)[0] == "Đã đính chính: “50%” → “80%”."


def test_it_ends_when_the_unit_says_the_same_and_stays_ended(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    figures = again(work)
    submit(work, "HC 2.xlsx", form(make_plan(), "HC", GOING.format("1.1", 0.8)), "2024-06-08")
    result = again(work)
    assert states(result) == ["ended"]
    assert told(work) == ["Đơn vị đã ghi đúng như vậy; đính chính hết hiệu lực."]
    assert entry(result, "1.1", "HC").corrected is None
    assert (result.units, result.areas) == (figures.units, figures.areas)
    # What the unit says after that is its own word.
    submit(work, "HC 3.xlsx", form(make_plan(), "HC", GOING.format("1.1", 0.9)), "2024-06-09")
    result = again(work)
    assert (states(result), entry(result, "1.1", "HC").progress) == (["ended"], 0.9)


def test_something_else_from_the_unit_is_told_and_the_correction_holds(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    again(work)
    submit(work, "HC 2.xlsx", form(make_plan(), "HC", GOING.format("1.1", 0.6)), "2024-06-08")
    outcome = outcome_of(work)
    (found,) = (each for each in outcome.summary.findings if each.code == "DC04")
    assert (found.file, found.sheet, found.cell) == (f"tong-hop/{HALF}.xlsx", SHEET, "D6")
    assert "“Tiến độ (%)”: “60%”, không phải “80%”" in found.message
    assert entry(outcome.result, "1.1", "HC").progress == 0.8
    assert "Cần quyết định" in told(work)[0]
    assert not outcome_of(work).changed
    # Decided: the row is deleted, and the unit's word holds.
    path = work.results(HALF).master
    book = load_workbook(path)
    book[SHEET].delete_rows(6)
    book.save(path)
    result = again(work)
    assert (result.corrections, entry(result, "1.1", "HC").progress) == ([], 0.6)


@pytest.mark.parametrize(
    ("row", "code", "cell", "said"),
    [
        (("HC", "1.1", "Tiến độ (%)", "80%", None, "A"), "DC01", "E6", "ô “Lý do” để trống"),
        (
            ("HC", "1.1", "Tiến độ (%)", "80%", "B", " "),
            "DC01",
            "F6",
            "“Người đính chính” để trống",
        ),
        (("HC", "1.1", "Tiến độ (%)", None), "DC01", "D6", "ô “Giá trị mới” để trống"),
        (("Phòng Hành chánh", "1.1", "Tiến độ (%)", 1), "DC02", "A6", "không có đơn vị"),
        (("HC", "9.9", "Tiến độ (%)", 1), "DC02", "B6", "kế hoạch không có dòng “9.9”"),
        (("TT", "1.1", "Tiến độ (%)", 1), "DC02", "C6", "không phải nhập"),
        (("TH", "1.1", "Tiến độ (%)", 1), "DC02", "B6", "không được giao"),
        (("HC", 1.1, "Tiến độ (%)", 1), "DC02", "B6", "“Mã dòng” là số"),
        (("HC", "1.1", "Tiến độ", 1), "DC02", "C6", "không có cột “Tiến độ”"),
        (("HC", "1.1", "Số liệu thực hiện", 1), "DC02", "C6", "không phải nhập"),
        (("HC", "1.1", "Tiến độ (%)", 1, "A", "B", "hôm qua"), "DC02", "G6", "“hôm qua”"),
        (("HC", "1.1", "Tiến độ (%)", "180%"), "DC03", "D6", "lấy thì dòng PAR_INDEX/1.1"),
        (("HC", "1.1", "Tình trạng thực hiện", "Hoàn thành"), "DC03", "D6", "TD04"),
        (("HC", "1.1", "Điểm tự đánh giá", "1,5"), "DC03", "D6", "lấy thì dòng"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_wrong_is_not_taken_and_told(
    work: Folder, row: tuple[Any, ...], code: str, cell: str, said: str
) -> None:
    before = work.results(HALF).json.read_bytes()
    correct(work, row)
    outcome = outcome_of(work)
    (found,) = (each for each in outcome.summary.findings if each.code[:2] == "DC")
    assert (found.code, found.sheet, found.cell) == (code, SHEET, cell)
    assert said in found.message
    assert told(work) == [f"{found.message} {found.fix}"]
    assert (states(outcome.result), outcome.has_faults) == (["refused"], False)
    then = Result.model_validate_json(before)
    assert entries_of(outcome.result) == entries_of(then)
    assert (outcome.result.units, outcome.result.scores) == (then.units, then.scores)


DONE_ROW = (
    ("HC", "1.1", "Tình trạng thực hiện", "hoàn thành"),
    ("HC", "PAR_INDEX/1.1", "Tiến độ (%)", 1),
    ("HC", "1.1", "Ngày hoàn thành", "05/3/2024"),
    ("HC", "1.1", "Tài liệu kiểm chứng", "Báo cáo 12/BC-VP"),
)


def test_several_cells_of_a_row_are_judged_together(work: Folder) -> None:
    correct(work, *DONE_ROW)
    result = again(work)
    found = entry(result, "1.1", "HC")
    assert (found.state, found.completed_on, found.estimated) == (DONE, date(2024, 3, 5), False)
    assert found.corrected == "status; progress; completed_on; evidence"
    assert states(result) == ["applied"] * 4
    assert appendix_row(work, "1.1", "Chủ trì")["Trạng thái"] == DONE.label
    (unit,) = (each for each in result.units if each.unit == "HC")
    assert (unit.done_on_time, unit.in_progress) == (1, 0)


def test_what_is_wrong_later_leaves_what_was_right_before(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%", "A", "B", date(2024, 6, 10)))
    again(work)
    correct(work, ("HC", "1.1", "Tiến độ (%)", "180%"))
    result = again(work)
    assert (states(result), entry(result, "1.1", "HC").progress) == (["applied", "refused"], 0.8)
    correct(work, ("HC", "1.1", "Tiến độ (%)", "90%"))
    result = again(work)
    assert states(result) == ["replaced", "replaced", "applied"]
    assert entry(result, "1.1", "HC").progress == 0.9
    assert told(work)[:2] == ["Đã thay bằng dòng 8."] * 2


def test_what_was_never_reported_comes_from_the_master(work: Folder) -> None:
    correct(work, ("TT", "P1.1", "Tình trạng thực hiện", "Đang thực hiện"))
    correct(work, ("TT", "P1.1", "Tiến độ (%)", "40%"))
    result = again(work)
    found = entry(result, "P1.1", "TT")
    assert (found.state, found.progress) == (State.IN_PROGRESS, 0.4)
    assert (found.file, found.sheet, found.row) == (f"tong-hop/{HALF}.xlsx", SHEET, 6)
    (unit,) = (each for each in result.units if each.unit == "TT")
    assert (unit.not_reported, unit.submission.value) == (0, "missing")


def test_a_row_that_the_unit_left_blank_is_shown_to_it(work: Folder) -> None:
    correct(work, ("HC", "1.2", "Tình trạng thực hiện", "Đang thực hiện"))
    correct(work, ("HC", "1.2", "Tiến độ (%)", "60%"), ("TT", "1.2", "Kết quả thực hiện", "Đã họp"))
    outcome = outcome_of(work)
    assert states(outcome.result) == ["applied"] * 3
    found, helped = (entry(outcome.result, "1.2", unit) for unit in ("HC", "TT"))
    assert (found.progress, found.file) == (0.6, f"tong-hop/{HALF}.xlsx")
    assert (helped.result, helped.state, helped.corrected) == ("Đã họp", None, "result")
    # TT has sent no form: there is none to hand back.
    (returned,) = outcome.returned
    sheet = load_workbook(returned)["Phụ lục I"]
    shown = [sheet[place(sheet, "1.2", field)] for field in ("status", "progress")]
    assert [cell.value for cell in shown] == ["Đang thực hiện", 0.6]
    assert all(cell.comment and "ô trống thành" in cell.comment.text for cell in shown)


def test_a_doubled_row_is_settled_by_all_its_cells(work: Folder) -> None:
    def double(book: Workbook) -> None:
        sheet: Any = book["Phụ lục I"]
        row = sheet[sheet[place(sheet, "1.1", "status")].row]
        sheet.append([cell.value for cell in row])

    content = edit(form(make_plan(), "HC", GOING.format("1.1", 0.7)), double)
    submit(work, "HC 2.xlsx", content, "2024-06-08")
    assert entry(again(work), "1.1", "HC").in_error
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    result = again(work)
    # Which of the two says how it stands, nobody knows.
    assert (states(result), entry(result, "1.1", "HC").in_error) == (["refused"], True)
    correct(work, ("HC", "1.1", "Tình trạng thực hiện", "Đang thực hiện"))
    result = again(work)
    found = entry(result, "1.1", "HC")
    assert (set(states(result)), found.progress, found.sheet) == ({"applied"}, 0.8, SHEET)
    # The doubled rows are told of still: what stands in them counts for nothing.
    assert codes([e for e in result.findings if e.file == "HC 2.xlsx"]).count(DOUBLED) == 2


def test_a_row_in_error_is_mended_and_what_was_typed_is_told(work: Folder) -> None:
    wrong = "| code | status | progress |\n| 1.1 | Đang thực hiện | nửa |"
    submit(work, "HC 2.xlsx", form(make_plan(), "HC", wrong), "2024-06-08")
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    outcome = outcome_of(work)
    found = entry(outcome.result, "1.1", "HC")
    assert (found.progress, found.in_error, outcome.has_faults) == (0.8, False, False)
    (told_of,) = (each for each in outcome.summary.findings if each.code == "DC05")
    assert (told_of.file, told_of.value) == ("HC 2.xlsx", "nửa")
    # As checked by itself, the file has a row in error still.
    (part,) = (each for each in outcome.summary.submissions if each.file == "HC 2.xlsx")
    assert (part.rows_in_error, part.errors) == (1, 1)


def test_a_score_is_corrected_on_the_criterion(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Điểm tự đánh giá", "0,75"))
    correct(work, ("HC", "1.1", "Tài liệu kiểm chứng", "Báo cáo 12/BC-VP"))
    result = again(work)
    (score,) = (each for each in result.scores if each.key == "PAR_INDEX/1.1")
    assert (score.self_score, score.corrected) == (0.75, "self_score; evidence")
    assert entry(result, "1.1", "HC").corrected == "evidence"
    assert appendix_row(work, "1.1", "Chấm điểm")["Điểm tự đánh giá"] == 0.75
    assert (result.indices[0].self_score, result.areas[0].self_score) == (0.75, 0.75)
    # Cleared again.
    correct(work, ("HC", "1.1", "Điểm tự đánh giá", "(xóa)"))
    (score, *_) = again(work).scores
    assert score.self_score is None


def test_the_form_handed_back_shows_it_with_a_note_once(work: Folder) -> None:
    correct(work, *DONE_ROW)
    outcome = outcome_of(work)
    (returned,) = outcome.returned
    assert returned.name == "HC.xlsx"
    sheet = load_workbook(returned)["Phụ lục I"]
    status, progress = (sheet[place(sheet, "1.1", field)] for field in ("status", "progress"))
    assert (status.value, progress.value) == ("Hoàn thành", 1)
    note = progress.comment
    assert note is not None and note.author == "Phòng Hành chính"
    assert "đính chính “Tiến độ (%)”: “50%” thành “100%”. Lý do: Đơn vị báo qua" in note.text
    assert "Nguyễn Văn A" in note.text
    submit(work, "TT.xlsx", form(make_plan(), "TT", GOING.format("P1.1", 0.5)), "2024-06-08")
    assert [path.name for path in outcome_of(work).returned] == []
    # Sent back as it is, it ends the correction, and is taken back.
    submit(work, "HC ky.xlsx", returned.read_bytes(), "2024-06-09")
    result = again(work)
    assert (set(states(result)), entry(result, "1.1", "HC").state) == ({"ended"}, DONE)
    assert entry(result, "1.1", "HC").file == "HC ky.xlsx"
    assert not any(each.code == "DC05" for each in result.findings)


def test_what_is_carried_over_is_corrected_too(few_sheets: None, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "work")
    done = (
        "| code | status | progress | completed_on | evidence |\n"
        "| 1.1 | Hoàn thành | 1 | 2024-03-05 | Số 1 |"
    )
    submit(folder, "HC.xlsx", form(make_plan(), "HC", done))
    workspace.merge(folder, HALF, now=NOW)
    later = NOW.replace(month=12)
    result = workspace.merge(folder, "2024-12", now=later).result
    assert entry(result, "1.1", "HC").carried_from == HALF
    path = folder.results("2024-12").master
    book = load_workbook(path)
    row: list[Any] = ["HC", "1.1", "Ngày hoàn thành", "05/4/2024", *WHY]
    for number, value in enumerate(row, start=1):
        book[SHEET].cell(6, number, value)
    book.save(path)
    found = entry(workspace.merge(folder, "2024-12", now=later).result, "1.1", "HC")
    assert (found.state, found.completed_on) == (State.DONE_LATE, date(2024, 4, 5))
    assert (found.evidence, found.corrected, found.sheet) == ("Số 1", "completed_on", SHEET)
    # In the unit's form it stands with what is carried over: sent back as it is, it is whole.
    more = form(make_plan(), "HC", GOING.format("1.2", 0.5), period="2024-12")
    submit(folder, "HC.xlsx", more, "2024-12-05", period="2024-12")
    (returned,) = workspace.merge(folder, "2024-12", now=later).returned
    submit(folder, "HC 2.xlsx", returned.read_bytes(), "2024-12-06", period="2024-12")
    result = workspace.merge(folder, "2024-12", now=later).result
    found = entry(result, "1.1", "HC")
    assert (found.state, found.file, states(result)) == (State.DONE_LATE, "HC 2.xlsx", ["ended"])


def test_undo_and_a_lost_ledger_lose_nothing(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    again(work)
    workspace.undo(work)
    assert entry(again(work), "1.1", "HC").progress == 0.8
    shutil.rmtree(work.own)
    result = again(work)
    assert (states(result), entry(result, "1.1", "HC").progress) == (["applied"], 0.8)
    submit(work, "HC 2.xlsx", form(make_plan(), "HC", GOING.format("1.1", 0.6)), "2024-06-08")
    assert "DC04" in codes(again(work).findings)


def test_a_master_that_is_gone_or_a_row_that_is_takes_nothing_silently(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    again(work)
    work.results(HALF).master.unlink()
    result = again(work)
    assert (states(result), entry(result, "1.1", "HC").progress) == (["applied"], 0.8)
    assert told(work) == ["Đã đính chính: “50%” → “80%”."]
    assert not outcome_of(work).changed
    path = work.results(HALF).master
    book = load_workbook(path)
    del book[SHEET]
    book.save(path)
    outcome = outcome_of(work)
    assert entry(outcome.result, "1.1", "HC").progress == 0.5
    assert outcome.notes == (
        "1 đính chính của lần tổng hợp trước không còn hoặc đã đổi ở trang “Đính chính”, không "
        "dùng nữa: HC 1.1 “Tiến độ (%)”.",
    )


def test_the_log_tells_what_was_corrected(work: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"), ("HC", "9.9", "Tiến độ (%)", 1))
    again(work)
    with pytest.raises(SystemExit):
        main(["log", "--all", "--folder", str(work.root)])
    said = capsys.readouterr().out
    assert "Đính chính: 2 dòng; 1 đã đính chính, 1 chưa lấy." in said
    assert (
        "• HC, 1.1, “Tiến độ (%)”: 80% (đã đính chính); Đơn vị báo qua điện thoại; Nguyễn Văn A."
    ) in said


def test_a_closed_period_takes_nothing_and_says_so(work: Folder) -> None:
    correct(work, ("HC", "1.1", "Tiến độ (%)", "80%"))
    with pytest.raises(ParXlError, match="trang “Đính chính” của tệp tổng hợp đã được sửa"):
        workspace.close(work, HALF, now=NOW)
    again(work)
    workspace.close(work, HALF, now=NOW)
    correct(work, ("HC", "1.1", "Tiến độ (%)", "90%"))
    late = outcome_of(work).late
    assert late is not None
    assert "trang “Đính chính” của tệp tổng hợp đã được sửa" in late.lines[-1]
    workspace.reopen(work, HALF)
    result = again(work)
    assert (states(result), entry(result, "1.1", "HC").progress) == (["replaced", "applied"], 0.9)


def test_typed_in_libreoffice(work: Folder, libreoffice: LibreOffice) -> None:
    with libreoffice.open(work.results(HALF).master) as document:
        cells = ("HC", "1.1", "Tiến độ (%)", "80%", "Gọi điện", "Nguyễn Văn A", "12/06/2024")
        for column, text in zip("ABCDEFG", cells, strict=True):
            document.type(SHEET, f"{column}6", text)
        document.save_as(work.results(HALF).master)
    result = again(work)
    assert (states(result), entry(result, "1.1", "HC").progress) == (["applied"], 0.8)
    with libreoffice.open(work.results(HALF).master) as document:
        assert not document.formula_errors()
        before = document.values("Theo đơn vị")
        document.recalculate()
        assert document.values("Theo đơn vị") == before
