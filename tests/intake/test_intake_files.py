"""Files that are refused, and whose form a file is (contract, section 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from openpyxl import Workbook

from builders import check, codes, edit, form, key, make_plan, place, put, sheet_table
from ole import ole_file
from par_xl.plan.model import Plan
from par_xl.terms.words import Index, Severity
from par_xl.workbooks.reader import read_workbook

COVER = "Trang đầu"
ROWS = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture(scope="module")
def filled(plan: Plan) -> bytes:
    return form(plan, "HC", ROWS)


def _refused(plan: Plan, content: bytes, name: str = "form.xlsx") -> list[str]:
    """Codes of the errors; nothing of the file may be taken."""
    submission = check(plan, content, name)
    assert submission.refused
    assert submission.rows == ()
    assert submission.initiatives == ()
    errors = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert all(f.file == name and f.fix.strip() for f in errors)
    return codes(errors)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TE01"),
        (b"%PDF-1.7 not a workbook", "TE16"),
        ("Mã dòng;Tình trạng\nPAR_INDEX/1.1;Hoàn thành\n".encode(), "TE16"),
        (b"PK\x03\x04 a zip that was cut off", "TE01"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "TE16"),
    ],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xls", "a.ods"])
def test_what_is_no_workbook(plan: Plan, content: bytes, code: str, name: str) -> None:
    assert _refused(plan, content, name) == [code]


def test_a_form_cut_off_on_its_way(plan: Plan, filled: bytes) -> None:
    assert _refused(plan, filled[: len(filled) // 2]) == ["TE01"]


def test_an_encrypted_workbook_is_told_as_such(plan: Plan) -> None:
    content = ole_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\4\0\4\0" * 50})
    submission = check(plan, content)
    assert submission.refused
    assert "mật khẩu" in submission.findings[0].message


def test_some_other_workbook(plan: Plan) -> None:
    content = sheet_table("| Họ tên | Lương |\n| A | 5 |")
    assert _refused(plan, content) == ["TE08"]


def _identity(label: str, value: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for row in book["Nhận dạng"].iter_rows():
            if row[0].value == label:
                row[1].value = value

    return change


def _head(label: str, value: str | None, name: str = COVER) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet = book[name]
        found = next(cell for row in sheet.iter_rows() for cell in row if cell.value == label)
        sheet.cell(found.row, found.column + 1).value = value

    return change


def _without_sheet(book: Workbook) -> None:
    del book["Phụ lục II"]


def _hidden_sheet(book: Workbook) -> None:
    book["Phụ lục III"].sheet_state = "hidden"


def _hidden_twin(book: Workbook) -> None:
    """What is seen has another name, its keys another header; nobody sees what bears that name."""
    seen = book["Phụ lục I"]
    twin = book.copy_worksheet(seen)
    seen.title, twin.title, twin.sheet_state = "Phụ lục I.", "Phụ lục I", "veryHidden"
    header = next(cell for row in seen.iter_rows() for cell in row if cell.value == "Mã dòng")
    header.value = "Mã"
    seen[place(seen, "1.2", "result")] = "- Đã trình"


def _doubled_sheet(book: Workbook) -> None:
    book.copy_worksheet(book["Phụ lục II"]).title = "phụ lục  ii"


def _without_column(book: Workbook) -> None:
    sheet = book["Phụ lục I"]
    header = place(sheet, "1.1", "evidence").rstrip("0123456789")
    for row in range(1, sheet.max_row + 1):
        if sheet[f"{header}{row}"].value == "Tài liệu kiểm chứng":
            sheet[f"{header}{row}"] = "Tài liệu"


def _doubled_column(book: Workbook) -> None:
    sheet = book["Phụ lục I"]
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "Mã dòng")
    sheet.cell(row, sheet.max_column + 1).value = "Giải trình, nguyên nhân"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_identity("Mã kế hoạch", "KH-KHAC"), "TE02"),
        (_identity("Kỳ", "2024-12"), "TE03"),
        (_identity("Kỳ", "2030-06"), "TE03"),
        (_identity("Mã đơn vị", "LẠ"), "TE04"),
        (_identity("Mã đơn vị", "CVP"), "TE04"),
        (_identity("Mã đơn vị", "TH"), "TE05"),
        (_identity("Mẫu biểu", "1"), "TE32"),
        (_head("Đơn vị báo cáo", "Phòng Tổng hợp"), "TE05"),
        (_head("Đơn vị báo cáo", "Phòng nào đó"), "TE05"),
        (_head("Kỳ báo cáo", "Năm 2024 (2024-12)"), "TE05"),
        (_without_sheet, "TE06"),
        (_doubled_sheet, "TE06"),
        (_hidden_twin, "TE27"),
        (_without_column, "TE07"),
        (_doubled_column, "TE07"),
    ],
)
def test_refused_forms(
    plan: Plan, filled: bytes, change: Callable[[Workbook], None], code: str
) -> None:
    assert code in _refused(plan, edit(filled, change))


def test_a_form_of_another_period_is_refused_where_one_is_merged(plan: Plan) -> None:
    content = form(plan, "HC", ROWS, period="2024-12")
    assert _refused(plan, content) == ["TE03"]
    alone = check(plan, content, period=None)
    assert not alone.refused
    assert alone.period is not None
    assert alone.period.code == "2024-12"


def test_what_is_hidden_is_named_and_what_is_seen_instead_is_handed_back(
    plan: Plan, filled: bytes
) -> None:
    submission = check(plan, edit(filled, _hidden_twin))
    told = {f.code: f for f in submission.findings}
    assert submission.refused and told["TE27"].severity is Severity.ERROR
    assert (told["TE29"].sheet, told["TE27"].sheet) == ("Phụ lục I", "Phụ lục I.")
    assert "Bỏ ẩn trang “Phụ lục I”" in told["TE29"].fix
    assert [each.text for each in submission.displaced if each.sheet == "Phụ lục I."][-1:] == [
        "- Đã trình"
    ]


def test_a_hidden_appendix_counts_and_is_told(plan: Plan, filled: bytes) -> None:
    """Units hide what they have nothing to report on."""
    submission = check(plan, edit(filled, _hidden_sheet))
    [told] = [f for f in submission.findings if f.code == "TE29"]
    assert not submission.refused and submission.rows_accepted == 1
    assert (told.severity, told.sheet) == (Severity.WARNING, "Phụ lục III")


@pytest.mark.parametrize("unit", ["HC", None])
def test_no_form_hides_an_appendix(plan: Plan, unit: str | None) -> None:
    book = read_workbook(form(plan, unit), "form.xlsx")
    assert not any(sheet.is_hidden for index in Index for sheet in book.named(index.sheet))


def test_the_missing_column_and_sheet_are_named(plan: Plan, filled: bytes) -> None:
    for change, words in (
        (_without_column, ("Tài liệu kiểm chứng", "Phụ lục I")),
        (_without_sheet, ("Phụ lục II",)),
    ):
        found = check(plan, edit(filled, change)).findings
        told = " ".join(f"{f.message} {f.sheet}" for f in found)
        assert all(word in told for word in words), told


@pytest.mark.parametrize("alias", [" p. hc ", "P.HC", "p\u00a0. HC"])
def test_a_unit_written_by_its_alias_is_no_contradiction(
    plan: Plan, filled: bytes, alias: str
) -> None:
    submission = check(plan, edit(filled, _head("Đơn vị báo cáo", alias)))
    assert not submission.refused
    assert submission.rows_accepted == 1


@pytest.mark.parametrize("typed", ["Phong Hanh chinh", "P. HCC", "HCC", "Phòng Hành chính "])
def test_the_nearest_unit_is_suggested_by_code_name_or_alias(plan: Plan, typed: str) -> None:
    submission = check(plan, form(plan, None, ROWS, head={"unit": typed}))
    found = [finding for finding in submission.findings if finding.code == "TE04"]
    if typed.strip() == "Phòng Hành chính":
        assert found == []
    else:
        (finding,) = found
        assert "Có phải là “Phòng Hành chính”?" in finding.fix
        assert finding.value == typed and finding.cell is not None


@pytest.mark.parametrize(
    ("label", "other"),
    [("Kỳ báo cáo", "Năm 2024 (2024-12)"), ("Đơn vị báo cáo", "Phòng Tổng hợp")],
)
def test_the_head_may_not_say_otherwise(plan: Plan, filled: bytes, label: str, other: str) -> None:
    submission = check(plan, edit(filled, _head(label, other)))
    assert submission.refused
    [found] = [each for each in submission.findings if each.code == "TE05"]
    assert (found.sheet, found.value) == (COVER, other) and found.cell is not None
    assert "Tên gọi khác" not in found.fix


def test_a_renamed_cover_is_known_by_its_labels(plan: Plan, filled: bytes) -> None:
    def change(book: Workbook) -> None:
        _drop_identity(book)
        book[COVER].title = "Bìa"

    submission = check(plan, edit(filled, change))
    assert not submission.refused and codes(submission.findings) == ["TE09"]
    assert {cell.sheet for cell in submission.head.values()} == {"Bìa"}


def test_of_two_covers_under_other_names_none_may_say_otherwise(plan: Plan, filled: bytes) -> None:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book[COVER]).title = "Bìa (2)"
        book[COVER].title = "Bìa"
        _head("Đơn vị báo cáo", "Phòng Tổng hợp", "Bìa (2)")(book)

    submission = check(plan, edit(filled, change))
    assert submission.refused
    assert [(f.code, f.sheet) for f in submission.findings] == [("TE05", "Bìa (2)")]


def test_a_copy_beside_the_cover_says_nothing(plan: Plan, filled: bytes) -> None:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book[COVER]).title = "Nháp"
        _head("Đơn vị báo cáo", "Phòng Tổng hợp", "Nháp")(book)

    assert codes(check(plan, edit(filled, change)).findings) == []


def test_an_old_form_is_told_to_take_the_new_one_and_no_more(plan: Plan, filled: bytes) -> None:
    """Its columns are others, and so its appendices: what can be read is handed back."""

    def change(book: Workbook) -> None:
        _identity("Mẫu biểu", "1")(book)
        _without_column(book)

    submission = check(plan, edit(filled, change))
    assert codes(submission.findings) == ["TE32"]
    assert "biểu mẫu trả lại" in submission.findings[0].fix
    assert [row.key for row in submission.unmerged] == [key("1.2")]


def test_the_cell_for_the_leader_is_on_the_cover(plan: Plan) -> None:
    submission = check(plan, form(plan, "HC", ROWS, head={"approver": ""}))
    [found] = submission.findings
    assert (found.code, found.sheet, found.severity) == ("TE26", COVER, Severity.WARNING)
    assert found.cell is not None and "“Trang đầu”" in found.fix


def test_a_renamed_units_forms_are_told_what_to_do(plan: Plan, filled: bytes) -> None:
    renamed = {**plan.units, "HC": replace(plan.units["HC"], name="Phòng Mới", aliases=())}
    submission = check(replace(plan, units=renamed), filled)
    assert {each.code for each in submission.findings} == {"TE05"} and submission.refused
    assert all("ghi tên cũ vào “Tên gọi khác”" in each.fix for each in submission.findings)


def test_a_unit_that_the_plan_does_not_know_is_told_where_it_stands(
    plan: Plan, filled: bytes
) -> None:
    def change(book: Workbook) -> None:
        book["Nhận dạng"]["B4"] = "XYZ"

    [found] = check(plan, edit(filled, change)).findings
    assert (found.code, found.sheet, found.cell, found.value) == ("TE04", "Nhận dạng", "B4", "XYZ")
    assert "“XYZ”" in found.message


def test_nothing_in_a_refused_file_is_said_to_count(plan: Plan) -> None:
    def change(book: Workbook) -> None:
        del book["Nhận dạng"]
        del book["Phụ lục II"]

    rows = "| code | status |\n| 1.2 | Đang thực hiện |"
    submission = check(plan, edit(form(plan, "HC", rows, head={"approver": ""}), change))
    assert submission.refused
    found = codes(submission.findings)
    assert {"TE09", "TE26", "TE06", "TD06"} <= set(found)
    assert not [each for each in submission.findings if "vẫn được tính" in each.message]


def _drop_identity(book: Workbook) -> None:
    del book["Nhận dạng"]


def test_without_identity_unit_and_period_are_taken_from_the_head(
    plan: Plan, filled: bytes
) -> None:
    submission = check(plan, edit(filled, _drop_identity))
    assert not submission.refused
    assert submission.unit is not None
    assert (submission.unit.code, submission.rows_accepted) == ("HC", 1)
    found = [f for f in submission.findings if f.code == "TE09"]
    assert [f.severity for f in found] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [("Đơn vị báo cáo", "Phòng nào đó", "TE04"), ("Kỳ báo cáo", "Năm 2024 (2024-12)", "TE03")],
)
def test_without_identity_the_head_decides(
    plan: Plan, filled: bytes, label: str, value: str, code: str
) -> None:
    def change(book: Workbook) -> None:
        _drop_identity(book)
        _head(label, value)(book)

    assert code in _refused(plan, edit(filled, change))


def test_the_standard_form_is_the_chosen_units(plan: Plan) -> None:
    submission = check(plan, form(plan, None, ROWS, head={"unit": "Phòng Tổng hợp"}))
    assert not submission.refused
    assert submission.unit is not None
    assert submission.unit.code == "TH"
    assert [(row.key, row.accepted is not None) for row in submission.rows] == [(key("1.2"), True)]


def test_in_the_standard_form_another_units_row_is_an_error(plan: Plan) -> None:
    content = form(plan, None, ROWS.replace("1.2", "S1.1"), head={"unit": "Trung tâm Tin học"})
    submission = check(plan, content)
    assert codes([f for f in submission.findings if f.severity is Severity.ERROR]) == ["DG03"]
    assert submission.rows_in_error == 1


def test_a_standard_form_without_a_unit_is_refused(plan: Plan) -> None:
    assert _refused(plan, form(plan, None, ROWS)) == ["TE04"]


def test_another_version_of_the_plan_is_taken_as_far_as_it_fits(filled: bytes) -> None:
    newer = make_plan(version="2")
    submission = check(newer, filled)
    assert not submission.refused
    assert codes(submission.findings) == ["TE11"]
    assert submission.rows_accepted == 1


def test_rows_whose_content_changed_with_the_version_are_in_error(plan: Plan) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Phụ lục I"]
        sheet[place(sheet, "1.2", "content")] = "Nội dung cũ"

    newer = make_plan(version="2")
    submission = check(newer, edit(form(plan, "HC", ROWS), change))
    assert codes(submission.findings) == ["TE11", "DG05"]
    assert submission.rows_in_error == 1


def test_error_values_are_seen_whatever_the_file_is_called(plan: Plan, filled: bytes) -> None:
    content, [cell] = put(filled, {("1.2", "result"): "#REF!"})
    for name in ("a.xlsx", "a.xlsm"):
        submission = check(plan, content, name)
        assert ("OO01", cell) in [(f.code, f.cell) for f in submission.findings], name


def test_the_same_report_is_known_again_after_saving(plan: Plan, filled: bytes) -> None:
    again = edit(filled, lambda _book: None)
    assert again != filled
    assert check(plan, again).content == check(plan, filled).content
    other = form(plan, "HC", ROWS.replace("0.5", "0.6"))
    assert check(plan, other).content != check(plan, filled).content


def test_who_signs_below_is_not_who_made_it(plan: Plan) -> None:
    """Beside the first "người lập" of the cover stands a name; below the other one signs."""
    assert "author" not in check(plan, form(plan, "HC", ROWS)).head
    named = check(plan, form(plan, "HC", ROWS, head={"author": "Lê Thị C"})).head
    assert named["author"].text == "Lê Thị C"
