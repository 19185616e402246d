"""Appendices in Excel files, and what Excel made of their codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appendix_files import HEADER, TITLE, column, excel, items, of_row, row, taken, texts
from par_xl.plan.takeover.cells import Shape, leading_code, read_code
from par_xl.plan.takeover.header import IGNORED, meanings
from par_xl.plan.takeover.report import Confidence, Remarks, Subject
from par_xl.plan.takeover.tasks import split_tasks
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Index
from par_xl.workbooks.sheet import Value

NAME = "phu-luc.xlsx"


def test_a_sheet_with_title_merged_cells_and_a_total() -> None:
    rows = [
        ["ỦY BAN NHÂN DÂN TỈNH"],
        ["PHỤ LỤC I. PAR INDEX"],
        [],
        HEADER,
        [1.0, "Chỉ đạo", 3.0],
        ["1.1", "Kế hoạch", 3.0, "Ban hành", "HC", "", "Văn phòng", date(2024, 3, 31)],
        ["Tổng cộng", None, 3.0],
    ]
    what = taken(excel(rows, "Sheet1", merged=[(1, 0, 1, 7), (6, 0, 6, 1)]), NAME)
    assert list(items(what)) == ["1", "1.1"]
    assert items(what)["1.1"]["Thời gian hoàn thành"] == date(2024, 3, 31)
    assert of_row(what, "1.1").row == 6
    told = texts(what, Confidence.SKIPPED)
    assert "hàng tổng cộng 3 điểm; các dòng lấy vào cộng được 3" in told
    assert "KHÔNG khớp" not in told


def test_who_signs_below_a_sheets_table_leads_nothing() -> None:
    signs = ["Nơi nhận: như trên", "", "", "", "CHÁNH VĂN PHÒNG"]
    for between in (["", "Tổng cộng", "1"], [""]):
        rows = [HEADER, row("1", "Chỉ đạo", "Việc", "HC", "1"), between, signs, [""], signs]
        what = taken(excel(rows), NAME)
        assert list(items(what)) == ["1"] and items(what)["1"]["Đơn vị chủ trì"] == "HC"
        told = texts(what, Confidence.UNSURE)
        assert "đứng rời bảng; không lấy: “Nơi nhận: như trên”; “CHÁNH VĂN PHÒNG”" in told


def test_marks_under_names_cut_short() -> None:
    header = ("TT", "Tiêu chí", "Điểm", "Thẩm quyền thực hiện", "", "Đơn vị tính", "Mục tiêu 2024")
    below = ("", "", "", "VP", "UBND tỉnh", "", "")
    rows = [header, below, ["1", "A", 1, "x", "", "%", 0.9], ["2", "B", 1, "", "x", "%", 95]]
    what = taken(excel(rows, merged=[(0, 3, 0, 4)]), NAME)
    assert [each["Thẩm quyền thực hiện"] for each in items(what).values()] == [
        "Văn phòng", "Cấp tỉnh"
    ]  # fmt: skip
    # Excel keeps 90% as 0,9 and does not say so.
    assert "ô ghi 90% thì sửa thành 90" in of_row(what, "1").text
    assert of_row(what, "2").sure is Confidence.SURE


def test_a_total_that_does_not_agree_is_not_sure() -> None:
    rows = [HEADER, row("1", "Chỉ đạo", "Việc", "HC", "3"), ["", "Tổng cộng", 4.0]]
    assert "cộng được 3: KHÔNG khớp" in texts(taken(excel(rows), NAME), Confidence.UNSURE)


def test_codes_that_excel_took_for_numbers_or_days() -> None:
    codes: list[Value] = [1.0, *(float(f"1.{number}") for number in range(1, 10)), 1.1]
    rows: list[list[Value]] = [[code, "Nội dung", None, "Việc", "HC"] for code in codes]
    rows.append([date(2024, 2, 1), "Nội dung", None, "Việc", "HC"])
    what = taken(excel([HEADER, *rows]), NAME)
    assert list(items(what)) == ["1", *(f"1.{number}" for number in range(1, 11))]
    assert of_row(what, "1.2").sure is Confidence.SURE
    assert of_row(what, "1.10").sure is Confidence.UNSURE
    assert "đứng sau 1.9 nên đọc là 1.10" in of_row(what, "1.10").text


@pytest.mark.parametrize(
    ("value", "before", "code", "sure"),
    [
        ("1.1.", "1", "1.1", Confidence.SURE),
        ("1, 1", "1", "1.1", Confidence.SURE),
        (2.0, "1", "2", Confidence.SURE),
        (1.5, "1.2", "1.5", Confidence.UNSURE),
        (date(2024, 2, 1), "1.1", "1.2", Confidence.UNSURE),
        (date(2003, 2, 1), "1.2.2", "1.2.3", Confidence.UNSURE),
        ("S2.2.1.3", "", "S2.2.1.3", Confidence.SURE),
        ("1.1a", "1.1", "1.1.a", Confidence.SURE),
        ("Mục 1", "", "Mục 1", Confidence.UNSURE),
    ],
)
def test_a_code_is_read_as_it_was_meant(
    value: Value, before: str, code: str, sure: Confidence
) -> None:
    remarks = Remarks()
    assert read_code(value, before, remarks).value == code  # type: ignore[arg-type]
    assert remarks.sure is sure
    assert bool(remarks) is (sure is Confidence.UNSURE or value in ("1, 1", "1.1a"))


def test_a_table_without_codes_has_them_in_its_contents() -> None:
    rows = [HEADER[1:], ["1. Chỉ đạo"], ["1.1. Kế hoạch", "", "Ban hành", "HC"]]
    what = taken(excel(rows), NAME)
    assert {code: each["Nội dung"] for code, each in items(what).items()} == {
        "1": "Chỉ đạo", "1.1": "Kế hoạch"
    }  # fmt: skip
    assert "không có cột “TT”: lấy mã ở đầu ô nội dung" in texts(what, Confidence.UNSURE)
    begun = {"Kế hoạch 2024": "", "1.1 Kế hoạch": "1.1", "1.1.Kế hoạch": "1.1", "2. 5 phòng": "2",
             "P1.2. Cơ hội": "P1.2", "II- Thể chế": "II", "1.5 triệu": "1.5"}  # fmt: skip
    for text, code in begun.items():
        assert leading_code(text)[0].value == code, text
    assert leading_code("Kế hoạch 2024")[0].shape is Shape.NONE


def test_a_row_without_a_code_is_kept_without_one() -> None:
    what = taken(excel([HEADER, row("1", "Chỉ đạo"), row("", "Kế hoạch", "Việc", "HC")]), NAME)
    assert what.rows["Phụ lục I"][1]["Nội dung"] == "Kế hoạch"
    assert what.rows["Phụ lục I"][1]["TT"] is None
    assert "dòng không có mã TT" in texts(what, Confidence.UNSURE)


def test_headers_in_other_words() -> None:
    header = ("Số TT", "Nội dung", "Thang điểm", "Giải pháp", "Cơ quan chủ trì", "Phòng phối hợp",
              "Thẩm quyền", "Thời gian thực hiện", "Mục tiêu năm 2024", "ĐVT",
              "Kinh phí")  # fmt: skip
    cells = [
        "1",
        "Chỉ đạo",
        3.0,
        "Việc",
        "HC",
        "TH",
        "Cấp tỉnh",
        "Năm 2024",
        "≥ 87%",
        "%",
        "5 triệu",
    ]
    what = taken(excel([header, cells]), NAME)
    assert items(what)["1"] == {
        "TT": "1", "Nội dung": "Chỉ đạo", "Điểm tối đa": 3.0, "Nhiệm vụ, giải pháp": "Việc",
        "Đơn vị chủ trì": "HC", "Đơn vị phối hợp": "TH", "Thẩm quyền thực hiện": "Cấp tỉnh",
        "Thời gian hoàn thành": "Năm 2024", "Mục tiêu 2024": "≥ 87%", "Đơn vị tính": "%",
    }  # fmt: skip
    assert column(what, "Cơ quan chủ trì → Đơn vị chủ trì") is Confidence.SURE
    told = texts(what, Confidence.SKIPPED)
    assert "“Kinh phí”: không rõ nghĩa, không lấy" in told
    assert "không lấy “Kinh phí”: 5 triệu" in told


def test_what_a_header_means_depends_on_those_beside_it() -> None:
    header = ("TT", "Tiêu chí", "Nội dung", "Đơn vị thực hiện")
    what = taken(excel([header, ["1", "Chỉ đạo", "Việc", "HC"]]), NAME)
    assert items(what)["1"]["Nhiệm vụ, giải pháp"] == "Việc"
    assert column(what, "Nội dung → Nhiệm vụ, giải pháp") is Confidence.UNSURE
    # Who does it leads it where nobody else is named.
    assert column(what, "Đơn vị thực hiện → Đơn vị chủ trì") is Confidence.UNSURE
    header = ("TT", "Tiêu chí", "Đơn vị chủ trì", "Đơn vị thực hiện")
    what = taken(excel([header, ["1", "Chỉ đạo", "HC", "Các sở"]]), NAME)
    assert column(what, "Đơn vị thực hiện → Cơ quan thực hiện") is Confidence.SURE


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Điểm tự chấm năm 2023", None),
        ("Kết quả tự đánh giá 2023", None),
        ("Xếp hạng chỉ số năm 2023", None),
        ("Điểm thẩm định năm 2023", "Kết quả năm 2023"),
        ("Điểm năm 2023", "Kết quả năm 2023"),
        ("Điểm chuẩn năm 2024", "Điểm tối đa"),
        ("Nhiệm vụ, giải pháp cải thiện năm 2024", "Nhiệm vụ, giải pháp"),
        ("Thời gian thực hiện (năm 2024)", "Thời gian hoàn thành"),
        ("Thời gian bắt đầu", None),
        ("Thời gian báo cáo", None),
        ("Thời gian kết thúc", "Thời gian hoàn thành"),
        ("Hạn", "Thời gian hoàn thành"),
        ("Đơn vị theo dõi, đôn đốc", None),
        ("Lãnh đạo Văn phòng chỉ đạo", None),
        ("Đơn vị chủ trì, đơn vị phối hợp", "Đơn vị chủ trì"),
    ],
)
def test_a_header_leads_to_no_other_column(header: str, target: str | None) -> None:
    found = meanings(header)
    best = max(found, key=found.__getitem__, default=IGNORED)
    assert (None if best == IGNORED else best) == target


def test_of_a_years_points_and_their_share_the_points_are_taken() -> None:
    header = ("TT", "Tiêu chí", "Kết quả năm 2023", "", "Mục tiêu 2024", "")
    below = ("", "", "Tỷ lệ (%)", "Điểm đạt", "Tỷ lệ (%)", "Điểm")
    rows = [header, below, ["1", "Chỉ đạo", 75, 1.5, 90, 1.8], ["2", "B", 50, 1, 60, 1.2]]
    rows = [[*each, "Chủ trì" if each is header else ""] for each in rows]
    what = taken(excel(rows, merged=[(0, 2, 0, 3), (0, 4, 0, 5)]), NAME)
    found = items(what)["1"]
    assert (found["Kết quả năm 2023"], found["Mục tiêu 2024"]) == (1.5, 1.8)


@pytest.mark.parametrize(
    ("typed", "points"), [("1.000", 1.0), ("2,250", 2.25), ("0,5đ", 0.5), ("10/13", "10/13")]
)
def test_points_have_no_thousands(typed: str, points: Value) -> None:
    what = taken(excel([HEADER, row("1", "Chỉ đạo", points=typed)]), NAME)
    assert items(what)["1"]["Điểm tối đa"] == points


def test_a_row_is_no_surer_than_its_columns() -> None:
    header = ("TT", "Tiêu chí", "Điểm tối đa", "Đơn vị chủ trì, phối hợp")
    cells = ["1", "Chỉ đạo", 1, "Chủ trì: HC\nPhối hợp: KT"]
    what = taken(excel([header, cells]), NAME)
    found = items(what)["1"]
    assert (found["Đơn vị chủ trì"], found["Đơn vị phối hợp"]) == ("HC", "KT")
    assert of_row(what, "1").sure is Confidence.UNSURE
    assert "không chắc là “Đơn vị chủ trì”" in of_row(what, "1").text


def test_units_are_told_apart_and_unknown_ones_kept() -> None:
    cells = {
        "Phòng Hành chính, Phòng Kinh tế": ("Phòng Hành chính; Phòng Kinh tế", Confidence.SURE),
        "- HC\n- KT": ("HC; KT", Confidence.SURE),
        "Các phòng, ban, đơn vị": ("Tất cả", Confidence.SURE),
        "Các phòng, trung tâm": ("Tất cả", Confidence.SURE),
        "Các phòng, ban": ("Tất cả", Confidence.UNSURE),
        "Phòng Hành chánh": ("Phòng Hành chánh", Confidence.UNSURE),
        "HC và Sở Lạ": ("HC; Sở Lạ", Confidence.UNSURE),
        "Sở Lạ, Sở Hay": ("Sở Lạ; Sở Hay", Confidence.UNSURE),
        "Sở Lạ, Thể thao và Du lịch": ("Sở Lạ, Thể thao và Du lịch", Confidence.UNSURE),
        "P. Hành  chính - KT": ("Phòng Hành chính; KT", Confidence.SURE),
        "Các phòng; HC": ("phòng; HC", Confidence.SURE),
        ", HC": ("HC", Confidence.SURE),
        "Phòng\nHành\nchính\nKT": ("Phòng Hành chính; KT", Confidence.SURE),
    }
    for text, (value, sure) in cells.items():
        what = taken(excel([HEADER, row("1", "Chỉ đạo", "Việc", text)]), NAME)
        assert items(what)["1"]["Đơn vị chủ trì"] == value
        assert of_row(what, "1").sure is sure
    told = of_row(taken(excel([HEADER, row("1", "A", "B", "Phòng Hành chánh")]), NAME), "1").text
    assert "gần nhất: “Phòng Hành chính”" in told


def test_one_cell_with_both_roles() -> None:
    cells = ["1", "Chỉ đạo", "Việc", "Chủ trì: HC\nPhối hợp: KT; TH"]
    for unit in "Đơn vị thực hiện", "Đơn vị chủ trì":
        header = ("TT", "Nội dung", "Nhiệm vụ", unit)
        found = items(taken(excel([header, cells]), NAME))["1"]
        assert (found["Đơn vị chủ trì"], found["Đơn vị phối hợp"]) == ("HC", "KT; TH")
    header = ("TT", "Nội dung", "Nhiệm vụ", "Đơn vị chủ trì, phối hợp")
    what = taken(excel([header, cells, ["2", *cells[1:]]]), NAME)
    assert of_row(what, "2").sure is Confidence.SURE


def test_what_can_not_be_read_is_kept_as_text_and_told() -> None:
    cells = ["1", "=1+1", "nhiều", "Việc", "HC", "", "Trung ương", "khi có yêu cầu"]
    what = taken(excel([HEADER, ["0", "Mục 0"], cells]), NAME)
    found = items(what)["1"]
    assert found["Điểm tối đa"] == "nhiều"
    assert found["Thẩm quyền thực hiện"] == "Trung ương"
    assert found["Thời gian hoàn thành"] == "khi có yêu cầu"
    told = of_row(what, "1")
    assert told.sure is Confidence.UNSURE
    for text in ("nhiều", "Trung ương", "khi có yêu cầu"):
        assert f"“{text}”" in told.text


def test_both_authorities_marked_is_told() -> None:
    header = ("TT", "Nội dung", "Chủ trì", "Thẩm quyền Văn phòng", "Thẩm quyền cấp tỉnh")
    what = taken(excel([header, ["1", "Chỉ đạo", "HC", "x", "x"]]), NAME)
    assert items(what)["1"]["Thẩm quyền thực hiện"] == "Văn phòng; Cấp tỉnh"
    assert "đánh dấu cả hai thẩm quyền" in of_row(what, "1").text


def test_an_appendix_that_nothing_tells_is_asked_for() -> None:
    content = excel([HEADER, row("1", "Chỉ đạo", "Việc", "HC")], "Sheet1")
    with pytest.raises(ParXlError, match="Không rõ thuộc phụ lục nào") as caught:
        taken(content, NAME)
    assert "--index II" in caught.value.fix
    assert taken(content, NAME, Index.PAPI).taken == {Index.PAPI: 1}
    # What contradicts itself is no better.
    with pytest.raises(ParXlError, match="nêu cả Phụ lục I và PAPI"):
        taken(excel([["Phụ lục I: PAPI"], HEADER, row("1", "A", "B", "HC")], "Sheet1"), NAME)


def test_two_appendices_on_one_sheet() -> None:
    rows = [[TITLE], HEADER, row("1", "A", "Việc", "HC"), ["PHỤ LỤC II"], HEADER,
            row("1", "B", "Việc", "HC")]  # fmt: skip
    what = taken(excel(rows, "Sheet1"), NAME)
    assert what.taken == {Index.PAR_INDEX: 1, Index.SIPAS: 1}
    assert items(what, Index.SIPAS)["1"]["Nội dung"] == "B"


def test_areas_that_the_plan_lacks_are_added_and_the_rest_is_kept() -> None:
    rows = [HEADER, row("1", "Chỉ đạo, điều hành", points="1"), row("1.1", "A", "Việc", "HC", "1"),
            row("9", "Mới", points="2"), row("9.1", "B", "Việc", "HC", "2")]  # fmt: skip
    what = taken(excel(rows), NAME)
    areas = [(each["Chỉ số"], each["Mã"]) for each in what.rows["Lĩnh vực"]]
    assert areas == [("PAR INDEX", "1"), ("SIPAS", "S1"), ("PAPI", "P1"), ("PAR INDEX", "9")]
    assert "thêm lĩnh vực 9 (Mới) theo phụ lục" in texts(what, Confidence.UNSURE)
    assert [each["TT"] for each in what.rows["Phụ lục II"]] == ["S1", "S1.1"]
    kept = [
        each.sheet
        for each in what.report
        if each.about is Subject.PLAN and "giữ các dòng" in each.text
    ]
    assert kept == ["Phụ lục II", "Phụ lục III"]


_LINE = st.text("abc xyz ơđ", min_size=1, max_size=12).map(str.strip).filter(lambda s: len(s) > 2)


@given(st.lists(_LINE, min_size=2, max_size=6), st.sampled_from(["- ", "• ", "1", "a"]))
def test_tasks_come_apart_as_they_were_put_together(lines: list[str], mark: str) -> None:
    marks = {"1": [f"{n}) " for n in range(1, 7)], "a": [f"{letter}) " for letter in "abcdef"]}
    own = marks.get(mark, [mark] * 6)
    text = "\n".join(f"{sign}{line}" for sign, line in zip(own, lines, strict=False))
    assert split_tasks(text) == lines


def test_tasks_alone_are_the_items_and_every_row_names_its_source() -> None:
    header = ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn")
    what = taken(excel([header, ["1", "Ban hành kế hoạch", "HC", "Năm 2024"]]), NAME)
    assert items(what)["1"]["Nội dung"] == "Ban hành kế hoạch"
    assert column(what, "Nhiệm vụ → Nội dung") is Confidence.SURE
    assert what.rows["Phụ lục I"][0]["Nguồn"] == "phu-luc.xlsx, trang “Phụ lục I”, hàng 2"


def test_a_title_on_each_page_loses_no_row() -> None:
    page = ["PHỤ LỤC I (tiếp theo)"]
    rows = [["PHỤ LỤC I"], HEADER, row("1", "A", "Việc", "HC"), page, row("2", "B", "Việc", "HC"),
            page, HEADER, row("3", "C", "Việc", "HC")]  # fmt: skip
    what = taken(excel(rows, "Sheet1"), NAME)
    assert list(items(what)) == ["1", "2", "3"]
    assert "dòng phía trên bảng: “PHỤ LỤC I (tiếp theo)”" in texts(what, Confidence.SKIPPED)


def test_a_code_before_the_content_where_the_column_is_blank() -> None:
    what = taken(excel([HEADER, row("1", "A"), row("", "1.1. B", "Việc", "HC")]), NAME)
    assert items(what)["1.1"]["Nội dung"] == "B"
    assert of_row(what, "1.1").sure is Confidence.SURE


def test_an_index_that_was_not_needed_is_said() -> None:
    what = taken(excel([HEADER, row("1", "A", "Việc", "HC")]), NAME, Index.PAPI)
    assert what.taken == {Index.PAR_INDEX: 1}
    assert "không dùng đến --index" in texts(what, Confidence.SURE)


def test_a_header_that_is_merged_once_and_once_is_not() -> None:
    top = ["TT", "Tiêu chí", "Nhiệm vụ", "Đơn vị", "", "Thời hạn"]
    below = ["", "", "", "Chủ trì", "Phối hợp", ""]
    one, two = (["1.1", "A", "Việc", "HC", "KT", "Năm 2024"], ["1.2", "B", "Việc", "HC"])
    merged = [*((0, c, 1, c) for c in (0, 1, 2, 5)), (0, 3, 0, 4)]
    what = taken(excel([top, below, one, top, below, two], merged=merged), NAME)
    assert list(items(what)) == ["1.1", "1.2"]
    assert of_row(what, "1.1").sure is Confidence.SURE
    assert items(what)["1.1"]["Đơn vị phối hợp"] == "KT"


@pytest.mark.parametrize(
    ("typed", "read", "sure"),
    [
        ("Trong tháng 6/2024", "Tháng 6/2024", Confidence.SURE),
        ("Hết quý III/2024.", "Quý III/2024", Confidence.SURE),
        ("Quý II, năm 2024", "Quý II năm 2024", Confidence.SURE),
        ("Đến 31/10/2024", "31/10/2024", Confidence.SURE),
        ("cuối năm 2024", "Năm 2024", Confidence.SURE),
        ("ngày 8 tháng 4 năm 2024", "ngày 8 tháng 4 năm 2024", Confidence.SURE),
        ("T5/2024", "Tháng 5/2024", Confidence.SURE),
        ("06/2024", "Tháng 6/2024", Confidence.SURE),
        ("Trong tháng 6", "Tháng 6/2024", Confidence.UNSURE),
        ("Định kỳ hằng năm", "Hằng năm", Confidence.SURE),
        ("Hằng tháng", "Thường xuyên", Confidence.UNSURE),
        ("Thường xuyên, đột xuất", "Thường xuyên", Confidence.UNSURE),
        ("Hằng quý, 6 tháng, năm", "Thường xuyên", Confidence.UNSURE),
        ("Hằng tháng trước ngày 10", "Hằng tháng trước ngày 10", Confidence.UNSURE),
        ("Quý I - II/2024", "Quý II/2024", Confidence.UNSURE),
        ("Từ tháng 3 đến tháng 9/2024", "Tháng 9/2024", Confidence.UNSURE),
        ("tháng 3 - 6", "Tháng 6/2024", Confidence.UNSURE),
        ("Quý II", "Quý II/2024", Confidence.UNSURE),
        ("30/6", "30/6/2024", Confidence.UNSURE),
        ("Trước tháng 6/2024", "Trước tháng 6/2024", Confidence.UNSURE),
        ("Quý I, II/2024", "Quý I, II/2024", Confidence.UNSURE),
    ],
)
def test_a_time_as_people_write_it(typed: str, read: str, sure: Confidence) -> None:
    cells = row("1", "Chỉ đạo", "Việc", "HC")[:-1]
    what = taken(excel([["NHIỆM VỤ NĂM 2024"], HEADER, [*cells, typed]]), NAME)
    assert items(what)["1"]["Thời gian hoàn thành"] == read
    assert of_row(what, "1").sure is sure


def test_a_column_is_known_by_what_it_holds() -> None:
    header = ("TT", "Nội dung", "Chủ trì", "Hoàn thành", "Cấp")
    rows = [[str(at), "Việc", "HC", "30/6/2024", "Cấp tỉnh"] for at in range(1, 4)]
    what = taken(excel([header, *rows]), NAME)
    found = items(what)["2"]
    assert (found["Thời gian hoàn thành"], found["Thẩm quyền thực hiện"]) == (
        "30/6/2024",
        "Cấp tỉnh",
    )
    assert of_row(what, "2").sure is Confidence.SURE
    done = [[*each[:3], "x", "khác"] for each in rows]
    what = taken(excel([header, *done]), NAME)
    assert of_row(what, "2").sure is Confidence.UNSURE
    assert "không lấy “Cấp”: khác" in texts(what, Confidence.SKIPPED)


def test_notes_below_a_table_are_no_rows_of_it() -> None:
    for note in (
        ["Ghi chú:", "gửi về HC"],
        ["", "(*) Thời hạn cuối", "", "", "HC"],
        ["Nơi nhận:"],
        ["", "", "", "", "KT. CHÁNH VĂN PHÒNG"],
        ["", "Chỗ để trống", "", "", "PHÓ CHÁNH VĂN PHÒNG"],
    ):
        rows = [HEADER, row("1", "Chỉ đạo", "Việc", "HC"), note, ["", "Lưu: VT", "", "", "KT"]]
        what = taken(excel(rows), NAME)
        assert list(items(what)) == ["1"]
        assert items(what)["1"]["Nội dung"] == "Chỉ đạo"
        told = texts(what, Confidence.UNSURE)
        assert all(f"“{text}”" in told for text in (*filter(None, note), "Lưu: VT"))
