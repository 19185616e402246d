"""``tra-lai``: what is handed back and when, what stays, and what of a file that is refused."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from builders import (
    HALF,
    YEAR,
    check,
    edit,
    form,
    key,
    make_folder,
    make_plan,
    merge,
    plan_rows,
    submit,
)
from marked_form import (
    DONE,
    ERROR,
    FAULTY,
    HEAD,
    IDEAS,
    INFO,
    ITEMS,
    NAME,
    WARNING,
    MarkedForm,
    faulty_form,
    paste,
    returned,
    tables,
)
from par_xl import workspace
from par_xl.app import cli
from par_xl.form.places import HEAD_ROWS, HEAD_VALUES
from par_xl.form.request import COVER_SHEET
from par_xl.plan.model import Plan
from par_xl.terms.finding import cell_name
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES

pytestmark = pytest.mark.usefixtures("no_masters")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


@pytest.fixture(scope="module")
def folders(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder in which nothing was handed in, and one with a form that was merged as of a day
    on which its row 1.1 was not overdue: both to be copied."""
    empty, merged = (tmp_path_factory.mktemp("folders") / name for name in ("empty", "merged"))
    folder = Folder(shutil.copytree(make_folder(empty, plan_rows(ITEMS)).root, merged))
    submit(folder, NAME, form(plan, "HC", f"{ERROR}\n| 1.1 | Đang thực hiện | |"))
    merge(folder, as_of=date(2024, 3, 1))
    assert list(returned(folder)) == [f"{HALF}/{NAME}"]
    return empty, merged


@pytest.fixture
def folder(folders: tuple[Path, Path], tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(folders[0], tmp_path / "work"))


@pytest.fixture
def merged(folders: tuple[Path, Path], tmp_path: Path) -> Folder:
    return Folder(shutil.copytree(folders[1], tmp_path / "work"))


def write(path: Path, content: bytes) -> Path:
    """A file outside the working folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def run(capsys: pytest.CaptureFixture[str], folder: Folder, *arguments: str) -> tuple[int, str]:
    """Exit status and output of a command."""
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--folder", str(folder.root)])
    return int(str(ended.value.code)), capsys.readouterr().out


# What is handed back, and where to.

CASES = {"error": (ERROR, 1), "warning": (WARNING, 0), "info": (INFO, 0), "clean": (DONE, 0)}


@pytest.mark.parametrize("case", CASES)
def test_check_hands_back_errors_and_warnings(
    plan: Plan, folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    rows, status = CASES[case]
    path = write(tmp_path / "elsewhere" / NAME, form(plan, "HC", rows))
    before = path.read_bytes()
    ended, said = run(capsys, folder, "check", str(path))
    assert ended == status
    if case in ("error", "warning"):
        assert list(returned(folder)) == [f"{HALF}/{NAME}"]
        assert str(folder.returned / HALF / NAME) in said
        assert "đã kiểm tra, không có lỗi" not in said
    else:
        assert not folder.returned.exists()
        assert len(said.splitlines()) == 1
        assert NAME in said and "đã kiểm tra, không có lỗi" in said
    assert path.read_bytes() == before


@pytest.mark.parametrize("case", CASES)
def test_merge_hands_back_errors_and_warnings(
    plan: Plan, folder: Folder, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    rows, status = CASES[case]
    submit(folder, f"phòng/{NAME}", form(plan, "HC", rows))
    ended, said = run(capsys, folder, "merge", HALF)
    assert ended == status
    wanted = [f"{HALF}/phòng/{NAME}"] if case in ("error", "warning") else []
    assert list(returned(folder)) == wanted
    assert all(str(folder.returned / name) in said for name in wanted)
    assert ("tra-lai" in said) is bool(wanted)


def test_several_files_are_handed_back_each(plan: Plan, folder: Folder, tmp_path: Path) -> None:
    """Also those of one name: officers work in folders of their own."""
    paths = [
        write(tmp_path / "a" / NAME, form(plan, "HC", ERROR)),
        write(tmp_path / "b" / NAME, form(plan, "TH", ERROR)),
        write(tmp_path / "a" / "TT.xlsx", form(plan, "TT", WARNING.replace("1.2 ", "1.5 "))),
    ]
    checked = workspace.check(folder, paths)
    wanted = ["Phòng Hành chính", "Phòng Tổng hợp", "Trung tâm Tin học"]
    for each, unit in zip(checked, wanted, strict=True):
        assert each.returned is not None
        assert f"– {unit} –" in MarkedForm(each.returned.read_bytes()).said[0]


# What has not changed is not written again.


def state(folder: Folder) -> dict[str, tuple[bytes, int]]:
    """Content and time of everything in ``tra-lai``."""
    return {
        name: (content, (folder.returned / name).stat().st_mtime_ns)
        for name, content in returned(folder).items()
    }


def codes(folder: Folder, name: str = NAME) -> set[str]:
    content = (folder.returned / HALF / name).read_bytes()
    return {each.code for each in MarkedForm(content).faults}


def edit_in_place(folder: Folder, name: str = NAME) -> bytes:
    """Somebody works in the marked form where it lies."""
    path = folder.returned / HALF / name
    path.write_bytes(paste(path.read_bytes(), {key("1.2"): {"result": "đang sửa dở"}}))
    return path.read_bytes()


def test_what_has_not_changed_is_not_written_again(merged: Folder) -> None:
    before = state(merged)
    assert workspace.merge(merged, HALF, as_of=date(2024, 3, 1)).returned == ()
    assert state(merged) == before


def test_check_after_a_merge_writes_nothing_again(merged: Folder) -> None:
    merge(merged)
    before = state(merged)
    (found,) = workspace.check(merged, [merged.submitted(HALF) / NAME])
    assert found.returned == merged.returned / HALF / NAME
    assert state(merged) == before


def test_another_day_that_changes_the_faults_writes_it_anew(merged: Folder) -> None:
    assert "GT01" not in codes(merged)
    before = state(merged)
    outcome = workspace.merge(merged, HALF, as_of=date(2024, 6, 10))
    assert outcome.returned == (merged.returned / HALF / NAME,)
    assert "GT01" in codes(merged) and state(merged).keys() == before.keys()
    workspace.merge(merged, HALF, as_of=date(2024, 6, 9))
    after = state(merged)
    workspace.merge(merged, HALF, as_of=date(2024, 6, 8))
    assert state(merged) == after


def test_a_form_edited_in_place_is_never_overwritten(merged: Folder) -> None:
    edited = edit_in_place(merged)
    outcome = workspace.merge(merged, HALF, as_of=date(2024, 6, 10))
    second = merged.returned / HALF / "HC (2).xlsx"
    assert outcome.returned == (second,)
    assert returned(merged)[f"{HALF}/{NAME}"] == edited
    assert "GT01" in codes(merged, second.name)
    before = state(merged)
    assert workspace.merge(merged, HALF, as_of=date(2024, 6, 10)).returned == ()
    assert state(merged) == before


def test_a_form_edited_in_place_is_kept_when_it_is_checked_itself(merged: Folder) -> None:
    """Also when nothing of it can be read any more: its head was changed as well."""

    def change(book: Workbook) -> None:
        book[COVER_SHEET][cell_name(HEAD_ROWS["unit"], HEAD_VALUES)] = "Phòng Tổng hợp"

    path = merged.returned / HALF / NAME
    path.write_bytes(edit(edit_in_place(merged), change))
    edited = path.read_bytes()
    (found,) = workspace.check(merged, [path])
    assert found.submission.refused
    assert found.returned is not None and found.returned != path
    assert path.read_bytes() == edited


def test_once_a_correct_form_came_the_marked_one_is_gone(merged: Folder, plan: Plan) -> None:
    submit(merged, NAME, form(plan, "HC", DONE), hour=13)
    merge(merged)
    assert returned(merged) == {}


def test_also_when_it_was_only_checked(merged: Folder, plan: Plan) -> None:
    submit(merged, NAME, form(plan, "HC", DONE), hour=13)
    submit(merged, "TH.xlsx", form(plan, "TH", ERROR))
    workspace.check(merged, [merged.submitted(HALF) / name for name in (NAME, "TH.xlsx")])
    merge(merged)
    assert list(returned(merged)) == [f"{HALF}/TH.xlsx"]


def test_but_not_one_in_which_somebody_works(merged: Folder, plan: Plan) -> None:
    edited = edit_in_place(merged)
    merge(merged, as_of=date(2024, 6, 10))
    assert len(returned(merged)) == 2
    submit(merged, NAME, form(plan, "HC", DONE), hour=13)
    merge(merged)
    # The second one, in which nobody worked, is out of date as well.
    assert returned(merged) == {f"{HALF}/{NAME}": edited}


@pytest.mark.short("None")
@pytest.mark.parametrize("record", [None, b"", b"[1]", b'{"x": ["y"]}'])
def test_without_its_record_nothing_is_lost(merged: Folder, record: bytes | None) -> None:
    edit_in_place(merged)
    merge(merged, as_of=date(2024, 6, 10))
    before = returned(merged)
    path = merged.root / ".par-xl" / "tra-lai.json"
    path.unlink()
    if record is not None:
        path.write_bytes(record)
    merge(merged, as_of=date(2024, 6, 10))
    merge(merged, as_of=date(2024, 3, 1))
    after = returned(merged)
    assert {name: after[name] for name in before} == before
    merge(merged, as_of=date(2024, 3, 1))
    assert returned(merged) == after


# Several files of one name, and files checked that were merged.


def test_files_of_one_name_in_different_places_are_told_apart(
    merged: Folder, plan: Plan, tmp_path: Path
) -> None:
    before = returned(merged)
    clean = write(tmp_path / "a" / NAME, form(plan, "TH", DONE.replace("1.1 ", "1.5 ")))
    assert workspace.check(merged, [clean])[0].returned is None
    assert returned(merged) == before
    faulty = [write(tmp_path / folder / NAME, form(plan, "HC", ERROR)) for folder in ("b", "c")]
    paths = [each.returned for each in workspace.check(merged, faulty)]
    assert paths == [merged.returned / HALF / name for name in ("HC (2).xlsx", "HC (3).xlsx")]
    assert returned(merged)[f"{HALF}/{NAME}"] == before[f"{HALF}/{NAME}"]
    # Each lies where it lay when it is checked again.
    assert [each.returned for each in workspace.check(merged, faulty[::-1])] == paths[::-1]


def test_what_only_a_merge_can_know_is_not_taken_back_by_a_check(
    folder: Folder, plan: Plan
) -> None:
    """On the day of the check the row was not overdue."""
    late = "| code | status         | progress |\n| 1.1  | Đang thực hiện | 0.5      |"
    submit(folder, NAME, form(plan, "HC", late), "2024-02-20")
    merge(folder, as_of=date(2024, 6, 10))
    before = state(folder)
    assert codes(folder) == {"GT01"}
    early, path = date(2024, 3, 1), folder.submitted(HALF) / NAME
    (found,) = workspace.check(folder, [path], today=early)
    assert found.returned == folder.returned / HALF / NAME
    assert state(folder) == before
    # Another file in its place is judged by what is in it.
    submit(folder, NAME, form(plan, "HC", DONE), "2024-02-20", hour=15)
    (found,) = workspace.check(folder, [path], today=early)
    assert found.returned is None and f"{HALF}/{NAME}" not in state(folder)


# Files of which no form can be made, or not the whole of one.


def other_plan(book: Workbook) -> None:
    book["Nhận dạng"]["B1"] = "KH-KHÁC"


RIGHT_FORM = "HC_2024-06_bieu-mau-dung.xlsx"


def hand_back_all(folder: Folder, command: str) -> dict[str, bytes]:
    """What is handed back of all that lies in da-nop, by names."""
    if command == "check":
        workspace.check(folder, sorted(folder.submitted(HALF).iterdir()))
    else:
        workspace.merge(folder, HALF)
    return {Path(name).name: content for name, content in returned(folder).items()}


@pytest.mark.parametrize("command", ["check", "merge"])
def test_files_of_which_no_form_can_be_made(plan: Plan, folder: Folder, command: str) -> None:
    whole = form(plan, "HC", ERROR)
    files = {
        "cut off.xlsx": (whole[: len(whole) // 2], "TE01"),
        "no unit.xlsx": (form(plan, None, ERROR), "TE04"),
        "no workbook.xlsx": (b"PK not a workbook", "TE16"),
    }
    for name, (content, _) in files.items():
        submit(folder, name, content)
    handed_back = hand_back_all(folder, command)
    assert handed_back.keys() == files.keys()
    for name, content in handed_back.items():
        found = MarkedForm(content)
        assert found.book.sheetnames == ["Kết quả kiểm tra"]
        (fault,) = found.faults
        assert fault.level == "Lỗi" and fault.message and fault.fix and fault.link is None
        assert fault.code == files[name][1]
        said = " ".join(found.said)
        assert name in said and "bị trả lại" in said and "Không lập lại được biểu mẫu" in said
        assert found.said[1] == "1 lỗi." and fault.done == ""
        assert not found.notes and not found.coloured


# The right form beside the wrong one.


def other_period(book: Workbook) -> None:
    book["Nhận dạng"]["B3"] = YEAR
    book[COVER_SHEET][cell_name(HEAD_ROWS["period"], HEAD_VALUES)] = f"Năm 2024 ({YEAR})"


def other_unit(book: Workbook) -> None:
    """Somebody typed over another room's form."""
    book["Nhận dạng"]["B4"] = "TH"


WRONG_FORMS = {"TE02": other_plan, "TE03": other_period, "TE05": other_unit}


@pytest.mark.short("TE03-merge", "TE05-check")
@pytest.mark.parametrize("command", ["check", "merge"])
@pytest.mark.parametrize("code", WRONG_FORMS)
def test_beside_a_wrong_form_lies_the_right_one(
    plan: Plan, folder: Folder, command: str, code: str
) -> None:
    submit(folder, NAME, edit(form(plan, "HC", ERROR), WRONG_FORMS[code]))
    handed_back = hand_back_all(folder, command)
    assert handed_back.keys() == {NAME, RIGHT_FORM}
    assert {Path(name).parent.name for name in returned(folder)} == {HALF}
    found = MarkedForm(handed_back[NAME])
    assert found.book.sheetnames == ["Kết quả kiểm tra"]
    assert [each.code for each in found.faults] == [code]
    assert RIGHT_FORM in " ".join(found.said) and "gửi kèm" in found.faults[0].fix
    workspace.forms(folder, HALF, unit="HC")
    fresh = MarkedForm(folder.form(HALF, "HC").read_bytes())
    right = MarkedForm(handed_back[RIGHT_FORM])
    assert right.book.sheetnames == fresh.book.sheetnames and right.values == fresh.values == {}
    again = check(plan, handed_back[RIGHT_FORM])
    assert not again.refused and again.unit is not None and again.unit.code == "HC"


def test_a_right_form_in_which_somebody_works_stays(plan: Plan, folder: Folder) -> None:
    wrong = edit(form(plan, "HC", ERROR), other_period)
    for name in (NAME, "HC nữa.xlsx"):
        submit(folder, name, wrong)
    hand_back_all(folder, "merge")
    right = folder.returned / HALF / RIGHT_FORM
    fresh = right.read_bytes()
    # One file is set right, before the other came: that still names the form.
    submit(folder, NAME, form(plan, "HC", DONE), hour=11)
    merge(folder)
    assert right.read_bytes() == fresh
    right.write_bytes(paste(fresh, {key("1.2"): {"result": "đang nhập"}}))
    edited = right.read_bytes()
    submit(folder, "HC nữa.xlsx", edit(wrong, other_plan), hour=14)
    merge(folder)
    assert right.read_bytes() == edited


def test_no_right_form_stays_that_nobody_needs(plan: Plan, folder: Folder) -> None:
    """The unit took the right form, and made other mistakes in it; it is told of once."""
    wrong = edit(form(plan, "HC", ERROR), other_period)
    for name in (NAME, "HC nữa.xlsx"):
        submit(folder, name, wrong)
    outcome = workspace.merge(folder, HALF)
    assert [path.name for path in outcome.returned] == sorted((NAME, "HC nữa.xlsx", RIGHT_FORM))
    for name in (NAME, "HC nữa.xlsx"):
        submit(folder, name, form(plan, "HC", ERROR.replace("1.2", "1.4")), hour=13)
    handed_back = hand_back_all(folder, "merge")
    assert RIGHT_FORM not in handed_back and handed_back


def test_once_a_correct_form_came_the_right_one_is_gone(plan: Plan, folder: Folder) -> None:
    submit(folder, NAME, edit(form(plan, "HC", ERROR), other_period))
    assert hand_back_all(folder, "merge").keys() == {NAME, RIGHT_FORM}
    submit(folder, NAME, form(plan, "HC", DONE), hour=13)
    assert hand_back_all(folder, "merge") == {}


def test_what_could_be_read_of_a_refused_file_is_handed_back(plan: Plan, folder: Folder) -> None:
    def change(book: Workbook) -> None:
        table = tables(book)[APPENDICES[0]]
        book[APPENDICES[0]].delete_cols(table.columns["Tài liệu kiểm chứng"] + 1)

    content = edit(faulty_form(plan), change)
    submit(folder, NAME, content)
    (path,) = workspace.merge(folder, HALF).returned
    found = MarkedForm(path.read_bytes())
    assert found.book.sheetnames[0] == "Kết quả kiểm tra" and len(found.book.sheetnames) > 5
    assert "bị trả lại" in " ".join(found.said)
    # The rows of the damaged sheet are not judged, but what stands in its other columns is kept.
    assert {name for name, _ in found.values} == set(FAULTY)
    assert ("PAR_INDEX/1.2", "evidence") not in found.values
    assert found.values["PAR_INDEX/1.2", "progress"] == "80 %"
    assert found.values["SIPAS/S1.1", "completed_on"] == "31/4/2024"
    codes = {each.code: each for each in found.faults}
    assert codes.keys() == {"TE07", "TE26", "NG01", "TD02", "OO01"}
    assert codes["TE07"].place == APPENDICES[0] and codes["TE07"].link is None
    assert codes["TE07"].done == "✔ đã sửa sẵn"
    assert codes["NG01"].link in found.coloured and codes["NG01"].link in found.notes
    cover, author = found.head("Người lập")
    assert found.book[cover][author].value == HEAD["author"]
    ideas = [row[1].value for row in found.book["Sáng kiến, đề xuất"].iter_rows()]
    assert {each["text"] for each in IDEAS} <= set(ideas)
