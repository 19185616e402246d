"""`Sáng kiến, đề xuất`: free rows read, judged, handed back with marks, and merged."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from openpyxl import Workbook

from builders import check, codes, edit, form, merge, submit
from marked_form import MarkedForm
from par_xl import workspace
from par_xl.plan.model import Plan
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_masters")

SHEET = "Sáng kiến, đề xuất"
IDEA = {"kind": "Sáng kiến", "text": "Trả kết quả tại nhà", "effect": "Giảm 30% thời gian"}


def sheet_with(content: bytes, cells: Mapping[str, str | None]) -> bytes:
    def change(book: Workbook) -> None:
        for name, value in cells.items():
            book[SHEET][name] = value

    return edit(content, change)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (IDEA, []),
        ({**IDEA, "kind": " sáng  kiến"}, [("SK05", "A5")]),
        ({**IDEA, "kind": "Ý tưởng"}, [("SK01", "A5")]),
        ({**IDEA, "kind": ""}, [("SK01", "A5")]),
        ({**IDEA, "text": ""}, [("SK02", "B5")]),
        ({**IDEA, "effect": "Gi¶m thêi gian"}, [("SK04", "E5")]),
        ({"author": "Trần B"}, [("SK01", "A5"), ("SK02", "B5")]),
    ],
)
def test_a_free_row_is_judged(
    plan: Plan, row: Mapping[str, str], wanted: list[tuple[str, str]]
) -> None:
    submission = check(plan, form(plan, "HC", initiatives=[row]))
    assert [(each.code, each.cell) for each in submission.findings] == wanted
    assert all(each.sheet == SHEET for each in submission.findings)
    assert not submission.refused and len(submission.initiatives) == 1


def test_the_kind_is_read_as_the_list_has_it(plan: Plan) -> None:
    (read,) = check(plan, form(plan, "HC", initiatives=[{**IDEA, "kind": "SÁNG KIẾN"}])).initiatives
    assert read.kind == "Sáng kiến" and read.typed["kind"] == "SÁNG KIẾN"


def test_the_nearest_kind_is_suggested(plan: Plan) -> None:
    (found,) = check(plan, form(plan, "HC", initiatives=[{**IDEA, "kind": "Sáng kiên"}])).findings
    assert "Có phải là “Sáng kiến”?" in found.fix and found.value == "Sáng kiên"


def test_an_error_value_is_told_and_the_row_is_kept(plan: Plan, folder: Folder) -> None:
    content = sheet_with(form(plan, "HC", initiatives=[IDEA]), {"E5": "#REF!", "E6": "#N/A"})
    submit(folder, "HC.xlsx", content)
    result = merge(folder)
    assert [(f.code, f.cell, f.value) for f in result.findings if f.code == "SK03"] == [
        ("SK03", "E5", "#REF!"),
        ("SK03", "E6", "#N/A"),
    ]
    assert [(i.text, i.row) for i in result.initiatives] == [(IDEA["text"], 5), ("", 6)]


def test_rows_without_a_text_do_not_push_each_other_out(plan: Plan, folder: Folder) -> None:
    rows = [{"kind": "Sáng kiến", "author": "Trần B"}, {"kind": "Sáng kiến", "author": "Lê C"}]
    submit(folder, "HC.xlsx", form(plan, "HC", initiatives=rows))
    assert [i.author for i in merge(folder).initiatives] == ["Trần B", "Lê C"]


def test_handed_back_with_its_marks_and_corrected_in_place(plan: Plan, folder: Folder) -> None:
    wrong = {**IDEA, "kind": "Ý tưởng"}
    content = sheet_with(form(plan, "HC", initiatives=[IDEA, wrong]), {"E6": "#REF!"})
    submit(folder, "HC.xlsx", content)
    (path,) = workspace.merge(folder, "2024-06").returned
    marked = MarkedForm(path.read_bytes())
    sheet = marked.book[SHEET]
    assert [(each.code, each.link) for each in marked.faults] == [
        ("SK01", (SHEET, "A6")),
        ("SK03", (SHEET, "E6")),
    ]
    for cell in ("A6", "E6"):
        assert sheet[cell].comment is not None
        assert (SHEET, cell) in marked.coloured
    assert sheet["A6"].value == "Ý tưởng" and sheet["E6"].value == "=#REF!"
    mended = sheet_with(path.read_bytes(), {"A6": "Sáng kiến", "B6": "Ký số", "E6": None})
    again = check(plan, mended)
    assert codes(again.findings) == []
    assert [(i.kind, i.text) for i in again.initiatives] == [
        ("Sáng kiến", IDEA["text"]),
        ("Sáng kiến", "Ký số"),
    ]


def test_what_stands_under_a_header_that_is_gone_is_told_and_handed_back(
    plan: Plan, folder: Folder
) -> None:
    content = form(plan, "HC", initiatives=[IDEA, {"kind": "Sáng kiến", "text": "Ký số"}])
    submit(folder, "HC.xlsx", sheet_with(content, {"B4": "Tên sáng kiến"}))
    outcome = workspace.merge(folder, "2024-06")
    (found,) = outcome.result.findings
    assert (found.code, found.sheet) == ("SK06", SHEET) and "“Nội dung”" in found.message
    assert [i.text for i in outcome.result.initiatives] == ["", ""]
    marked = MarkedForm(outcome.returned[0].read_bytes())
    assert [each[2:] for each in marked.displaced] == [
        ("Tên sáng kiến", IDEA["text"]),
        ("Tên sáng kiến", "Ký số"),
    ]


def test_without_any_header_nothing_is_lost_either(plan: Plan, folder: Folder) -> None:
    blank: dict[str, str | None] = {f"{letter}4": None for letter in "ABCDEFG"}
    content = sheet_with(form(plan, "HC", initiatives=[IDEA]), blank)
    submit(folder, "HC.xlsx", content)
    outcome = workspace.merge(folder, "2024-06")
    assert codes(outcome.result.findings) == ["SK06"] and outcome.result.initiatives == []
    marked = MarkedForm(outcome.returned[0].read_bytes())
    assert [each[3] for each in marked.displaced] == list(IDEA.values())


def test_a_table_of_ones_own_on_another_sheet_is_none_of_the_forms(plan: Plan) -> None:
    def change(book: Workbook) -> None:
        own = book.create_sheet("Theo dõi riêng")
        own.append(["Nội dung", "Lĩnh vực", "Tình trạng", "Tác giả"])
        own.append(["Việc riêng", "1", "xong", "A"])

    submission = check(plan, edit(form(plan, "HC"), change))
    assert submission.initiatives == () and codes(submission.findings) == []


def test_each_row_of_a_file_stands_for_itself(plan: Plan, folder: Folder) -> None:
    rows = [{**IDEA, "author": author} for author in ("Trần B", "Lê C")]
    submit(folder, "a.xlsx", form(plan, "HC", initiatives=rows), "2024-06-05")
    submit(folder, "b.xlsx", form(plan, "HC", GOING, initiatives=rows), "2024-06-06")
    found = merge(folder).initiatives
    assert [(i.author, i.file) for i in found] == [("Trần B", "b.xlsx"), ("Lê C", "b.xlsx")]


GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.5 |"


def test_a_column_of_the_same_name_is_told(plan: Plan, folder: Folder) -> None:
    content = form(plan, "HC", initiatives=[IDEA])
    submit(folder, "HC.xlsx", sheet_with(content, {"I4": "Nội dung", "I5": "Ý khác"}))
    outcome = workspace.merge(folder, "2024-06")
    assert codes(outcome.result.findings) == ["SK06"]
    assert [i.text for i in outcome.result.initiatives] == [IDEA["text"]]
    marked = MarkedForm(outcome.returned[0].read_bytes())
    assert [each[3] for each in marked.displaced] == ["Ý khác"]


def test_a_row_that_took_the_headers_place_is_not_lost(plan: Plan, folder: Folder) -> None:
    def change(book: Workbook) -> None:
        book[SHEET].delete_rows(4)

    submit(folder, "HC.xlsx", edit(form(plan, "HC", initiatives=[IDEA]), change))
    outcome = workspace.merge(folder, "2024-06")
    assert codes(outcome.result.findings) == ["SK06"]
    marked = MarkedForm(outcome.returned[0].read_bytes())
    assert [each[3] for each in marked.displaced] == list(IDEA.values())


def test_a_renamed_sheet_with_a_header_typed_over(plan: Plan, folder: Folder) -> None:
    def change(book: Workbook) -> None:
        book[SHEET]["B4"], book[SHEET].title = "Tên sáng kiến", "Sáng kiến"

    submit(folder, "HC.xlsx", edit(form(plan, "HC", initiatives=[IDEA]), change))
    assert "SK06" in codes(merge(folder).findings)
