"""Each fault of a plan once, with the sheet and the cell where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from builders import UNITS, PlanTables, check_bytes, check_rows, codes, edit, plan_rows
from par_xl.plan.faults import PLAN_FAULTS, Fault
from par_xl.plan.reader import read_plan_content
from par_xl.plan.settings import Threshold, Weight
from par_xl.plan.workbook import write_plan
from par_xl.terms.explain import explain
from par_xl.terms.finding import Finding
from par_xl.terms.words import Severity
from par_xl.workbooks.sheet import Value
from told_in_english import not_english


def _places(found: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    assert not_english(found) == []
    return [(finding.code, finding.sheet, finding.cell) for finding in found]


def test_the_plan_that_the_faults_are_put_into_has_none() -> None:
    assert check_rows(plan_rows())[1] == []


@pytest.mark.parametrize(
    ("sheet", "row", "header", "value", "code", "cell"),
    [
        ("Phụ lục I", 1, "Đơn vị chủ trì", "HC; Phòng Lạ", "KH13", "G3"),
        ("Phụ lục I", 1, "Đơn vị phối hợp", "Phòng Lạ", "KH13", "H3"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", None, "KH15", "G3"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", "CVP; HC", "KH14", "G3"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", "Sở Nội vụ", "KH14", "G3"),
        ("Phụ lục I", 1, "Thẩm quyền thực hiện", None, "KH16", "J3"),
        ("Phụ lục I", 2, "TT", "1.1", "KH11", "A4"),
        ("Phụ lục I", 0, "Điểm tối đa", 3.02, "KH17", "C2"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", "Tất cả", "KH34", "G3"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", "phòng; HC", "KH34", "G3"),
        ("Phụ lục I", 1, "Từ kỳ", "6/2024", "KH10", "L3"),
        ("Phụ lục I", 1, "Đến kỳ", date(2024, 6, 1), "KH05", "M3"),
        ("Đơn vị", 4, "Mã đơn vị", 12.0, "KH05", "A6"),
        ("Đơn vị", 4, "Tên đơn vị", None, "KH06", "B6"),
        ("Đơn vị", 4, "Mã đơn vị", "CVP", "KH11", "A6"),
        ("Đơn vị", 4, "Sáp nhập vào", "LẠ", "KH13", "H6"),
        ("Đơn vị", 4, "Sáp nhập vào", "CVP", "KH14", "H6"),
        ("Đơn vị", 4, "Từ kỳ", "năm sau", "KH10", "F6"),
        ("Đơn vị", 4, "Đến kỳ", "2024", "KH10", "G6"),
        ("Phụ lục II", 1, "Điểm tối đa", -0.5, "KH26", "C3"),
        ("Kỳ báo cáo", 0, "Kỳ", date(2024, 6, 1), "KH05", "A2"),
        ("Kỳ báo cáo", 0, "Kỳ", "6/2024", "KH10", "A2"),
        ("Kỳ báo cáo", 0, "Kỳ", "2023-13", "KH10", "A2"),
        ("Kỳ báo cáo", 0, "Kỳ", "2023-12", "KH11", "A3"),
        ("Kỳ báo cáo", 0, "Loại kỳ", "quý", "KH09", "C2"),
        ("Kỳ báo cáo", 0, "Từ ngày", "hôm qua", "KH08", "D2"),
        ("Kỳ báo cáo", 0, "Gửi trước ngày", date(1905, 7, 16), "KH08", "F2"),
        ("Kỳ báo cáo", 0, "Gửi trước ngày", None, "KH06", "F2"),
        ("Kỳ báo cáo", 0, "Gửi trước ngày", date(2023, 10, 6), "KH36", "F2"),
        ("Kỳ báo cáo", 0, "Gửi trước ngày", date(2023, 5, 13), "KH36", "F2"),
        ("Kỳ báo cáo", 0, "Gửi trước ngày", date(2023, 7, 16), "KH36", "F2"),
        ("Kỳ báo cáo", 2, "Gửi trước ngày", date(2024, 6, 15), "KH37", "F4"),
        ("Phụ lục II", 1, "Thời gian hoàn thành", date(1905, 7, 16), "KH18", "K3"),
        ("Kỳ báo cáo", 0, "Đến ngày", "14/6/2022", "KH23", "E2"),
        ("Thiết lập", 0, "Giá trị", "sắp tới", "KH08", "B2"),
        ("Thiết lập", 0, "Giá trị", None, "KH24", "B2"),
        ("Thông tin", 4, "Giá trị", "LẠ", "KH13", "B6"),
        ("Thông tin", 4, "Giá trị", None, "KH24", "B6"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", "Phòng Lạ", "KH13", "G3"),
        ("Phụ lục I", 1, "Đơn vị chủ trì", "bên ngoài", "KH14", "G3"),
        ("Phụ lục I", 1, "TT", date(2024, 1, 1), "KH05", "A3"),
        ("Phụ lục I", 0, "TT", 1.0, "KH05", "A2"),
        ("Phụ lục III", 0, "TT", None, "KH06", "A2"),
        ("Đơn vị", 0, "Sáp nhập vào", "HC", "KH27", "H2"),
        ("Đơn vị", 4, "Mã đơn vị", "S*", "KH31", "A6"),
        ("Đơn vị", 4, "Mã đơn vị", "S?", "KH31", "A6"),
        ("Đơn vị", 4, "Mã đơn vị", "S~1", "KH31", "A6"),
        ("Đơn vị", 4, "Mã đơn vị", ">5", "KH31", "A6"),
        ("Đơn vị", 4, "Mã đơn vị", "=S", "KH31", "A6"),
        ("Đơn vị", 4, "Mã đơn vị", "S" * 101, "KH31", "A6"),
        ("Đơn vị", 4, "Tên đơn vị", "Sở * mới", "KH31", "B6"),
        ("Đơn vị", 4, "Tên đơn vị", "S" * 256, "KH31", "B6"),
        ("Phụ lục I", 2, "TT", '1."2"', "KH31", "A4"),
        ("Phụ lục I", 2, "TT", "1.*", "KH31", "A4"),
    ],
)
def test_a_wrong_cell(
    sheet: str, row: int, header: str, value: Value, code: str, cell: str
) -> None:
    rows = plan_rows()
    rows[sheet][row][header] = value
    assert _places(check_rows(rows)[1]) == [(code, sheet, cell)]


_PAPI: dict[str, Value] = {
    "TT": "P1.2",
    "Nội dung": "Thêm",
    "Đơn vị chủ trì": "HC",
    "Thẩm quyền thực hiện": "Cấp tỉnh",
}
_PUBLISHED: dict[str, Value] = {"Chỉ số": "SIPAS", "Năm": 2023, "Mã": "S1.1", "Giá trị": 80.5}
_EXTENSION: dict[str, Value] = {
    "Kỳ": "2024-06",
    "Đơn vị": "HC",
    "Gửi trước ngày": date(2024, 6, 15),
}


@pytest.mark.parametrize(
    ("sheet", "row", "code", "cell"),
    [
        ("Phụ lục III", _PAPI | {"TT": 1.1}, "KH05", "A4"),
        ("Phụ lục III", _PAPI | {"TT": date(2024, 1, 1)}, "KH05", "A4"),
        ("Phụ lục III", _PAPI | {"TT": None}, "KH06", "A4"),
        ("Phụ lục III", _PAPI | {"TT": "P1.3.1"}, "KH12", "A4"),
        ("Phụ lục III", _PAPI | {"TT": "P9"}, "KH20", "A4"),
        ("Phụ lục III", _PAPI | {"Thời gian hoàn thành": "khi nào xong"}, "KH18", "K4"),
        ("Phụ lục III", _PAPI | {"Thời gian hoàn thành": "Quý V/2024"}, "KH18", "K4"),
        ("Phụ lục III", _PAPI | {"Thời gian hoàn thành": 45000}, "KH18", "K4"),
        ("Phụ lục III", _PAPI | {"Thẩm quyền thực hiện": "Văn phòng; Cấp tỉnh"}, "KH16", "J4"),
        ("Phụ lục III", _PAPI | {"Cách đánh giá": "Đoán"}, "KH09", "E4"),
        ("Đơn vị", {"Mã đơn vị": "A/B", "Tên đơn vị": "X", "Loại": "phòng"}, "KH33", "A7"),
        ("Đơn vị", {"Mã đơn vị": "..\\A", "Tên đơn vị": "X", "Loại": "phòng"}, "KH33", "A7"),
        ("Đơn vị", {"Mã đơn vị": "Con", "Tên đơn vị": "X", "Loại": "phòng"}, "KH33", "A7"),
        ("Lĩnh vực", {"Chỉ số": "PAPI", "Mã": "P9", "Tên lĩnh vực": "Thừa"}, "KH19", "B5"),
        ("Lĩnh vực", {"Chỉ số": "PAPI", "Mã": "P1", "Tên lĩnh vực": "Thừa"}, "KH11", "B5"),
        ("Lĩnh vực", {"Chỉ số": "ICT", "Mã": "1", "Tên lĩnh vực": "Thừa"}, "KH09", "A5"),
        (
            "Kết quả công bố",
            {"Chỉ số": "SIPAS", "Năm": 2023, "Mã": "TOTAL", "Giá trị": "cao"},
            "KH07",
            "D2",
        ),
        ("Kết quả công bố", _PUBLISHED | {"Mã": "S9"}, "KH40", "C2"),
        ("Kết quả công bố", _PUBLISHED | {"Chỉ số": "PAPI", "Mã": "S1"}, "KH40", "C2"),
        ("Mục tiêu", {"Chỉ số": "SIPAS", "Mã": "S1.9", "Năm": 2024}, "KH29", "B2"),
        ("Thiết lập", {"Tên": "Ngưỡng xanh", "Giá trị": "cao"}, "KH07", "B3"),
        ("Thiết lập", {"Tên": "Ngưỡng vàng", "Giá trị": 120.0}, "KH30", "B3"),
        ("Thiết lập", {"Tên": "Trọng số: sáng kiến", "Giá trị": -1.0}, "KH30", "B3"),
        ("Thiết lập", {"Tên": "Ngưỡng xanh", "Giá trị": "40%"}, "KH30", "B3"),
        ("Thiết lập", {"Tên": "Ngưỡng vàng, kỳ 6 tháng", "Giá trị": 0.6}, "KH30", "B3"),
        ("Gia hạn", _EXTENSION | {"Kỳ": "2030-06"}, "KH22", "A2"),
        ("Gia hạn", _EXTENSION | {"Kỳ": date(2024, 6, 1)}, "KH05", "A2"),
        ("Gia hạn", _EXTENSION | {"Đơn vị": "Phòng Lạ"}, "KH13", "B2"),
        ("Gia hạn", _EXTENSION | {"Đơn vị": "HC, TH"}, "KH39", "B2"),
        ("Gia hạn", _EXTENSION | {"Gửi trước ngày": None}, "KH06", "C2"),
        ("Gia hạn", _EXTENSION | {"Gửi trước ngày": date(2024, 6, 10)}, "KH38", "C2"),
        ("Gia hạn", _EXTENSION | {"Đơn vị": "Tất cả", "Gửi trước ngày": "9/6/2024"}, "KH38", "C2"),
    ],
)
def test_a_wrong_row(sheet: str, row: dict[str, Value], code: str, cell: str) -> None:
    rows = plan_rows()
    rows[sheet].append(row)
    assert _places(check_rows(rows)[1]) == [(code, sheet, cell)]


def test_two_results_of_a_year_stand_side_by_side_and_are_told() -> None:
    rows = plan_rows()
    rows["Kết quả công bố"] = [_PUBLISHED, _PUBLISHED | {"Giá trị": 82.0, "Nguồn": "QĐ 2"}]
    plan, found = check_rows(rows)
    assert _places(found) == [("KH41", "Kết quả công bố", "D3")]
    assert plan is not None
    assert [each.value for each in plan.published] == [80.5, 82.0]
    # One that only adds the rank says nothing else.
    rows["Kết quả công bố"] = [_PUBLISHED, _PUBLISHED | {"Giá trị": None, "Hạng": 5.0}]
    assert check_rows(rows)[1] == []


def test_a_plan_may_not_have_the_code_of_the_one_that_it_follows() -> None:
    rows = plan_rows()
    rows["Phụ lục I"][1]["Nguồn"] = "chuyển từ kế hoạch KH-THU, chưa hoàn thành"
    assert _places(check_rows(rows)[1]) == [("KH42", "Thông tin", "B2")]
    rows["Thông tin"][0]["Giá trị"] = "KH-THU-2"
    assert check_rows(rows)[1] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("1", code) for code in ("01", "1.0", "1,0", "1e0", "+1", "100%", " $1", "１")),
        ("1000", "1,000"), ("1000", "1.000"), ("0.5", "50%"), ("-1", "(1)"), ("1.5", "1,50"),
        ("1.1", "1.10"), ("1-2", "01-02"), ("1-2", "1.02"), ("1-2-2024", "01-02-24"),
        ("45292", "1-1-2024"), ("2024-01-01", "1.1.2024"),
    ],
)  # fmt: skip
def test_two_units_whose_codes_are_one_number_to_excel(first: str, second: str) -> None:
    rows = plan_rows()
    rows["Đơn vị"][3]["Mã đơn vị"], rows["Đơn vị"][4]["Mã đơn vị"] = first, second
    (found,) = check_rows(rows)[1]
    assert (found.code, found.sheet, found.cell) == ("KH32", "Đơn vị", "A6")
    assert first in found.message and second.strip() in found.message


@pytest.mark.parametrize(
    ("first", "second"),
    [("1", "2"), ("01", "10"), ("1.1", "1.2"), ("P1", "P01"), ("1-2", "1-3"), ("1P5", "1.5"),
     ("1", "1.000.0"), ("-", "+"), ("9" * 99, "8" * 99),
     ("1-1-999999999", "1-2-999999999"), ("A-1", "A-01"), ("1-2-2024", "1-3-2024")],
)  # fmt: skip
def test_codes_that_excel_tells_apart_are_no_fault(first: str, second: str) -> None:
    rows = plan_rows()
    rows["Đơn vị"][3]["Mã đơn vị"], rows["Đơn vị"][4]["Mã đơn vị"] = first, second
    assert check_rows(rows)[1] == []


def test_a_units_name_may_have_quotes() -> None:
    rows = plan_rows()
    rows["Đơn vị"][4]["Tên đơn vị"] = '= Sở "Nội vụ" & các hội'
    assert check_rows(rows)[1] == []


def test_codes_of_rows_and_areas_differ_by_more_than_letter_case() -> None:
    rows = plan_rows()
    rows["Phụ lục I"][1]["TT"], rows["Phụ lục I"][2]["TT"] = "1.a", "1.A"
    assert _places(check_rows(rows)[1]) == [("KH11", "Phụ lục I", "A4")]
    rows = plan_rows()
    rows["Lĩnh vực"].append({**rows["Lĩnh vực"][1], "Mã": "s1"})
    assert ("KH11", "Lĩnh vực", "B5") in _places(check_rows(rows)[1])
    rows["Lĩnh vực"][-1]["Mã"] = "S?"
    assert ("KH31", "Lĩnh vực", "B5") in _places(check_rows(rows)[1])


def test_weights_that_rank_nobody() -> None:
    rows = plan_rows()
    rows["Thiết lập"] += [{"Tên": w.value.name, "Giá trị": 0.0} for w in Weight]
    assert _places(check_rows(rows)[1]) == [("KH30", "Thiết lập", None)]


def test_settings_as_people_type_them_or_by_default() -> None:
    rows = plan_rows()
    rows["Thiết lập"] += [
        {"Tên": "ngưỡng  XANH", "Giá trị": "85 %"},
        {"Tên": "Ngưỡng vàng", "Giá trị": 0.6},
        {"Tên": "Trọng số: sáng kiến", "Giá trị": "12,5"},
        {"Tên": "Ghi chú của cơ quan", "Giá trị": "không phải thiết lập"},
    ]
    plan = check_rows(rows)[0]
    assert plan is not None
    of = Threshold.GREEN, Threshold.AMBER, Threshold.GREEN_HALF_YEAR, Weight.INITIATIVES
    assert [plan.setting(each.value) for each in of] == [0.85, 0.6, 0.5, 12.5]


def test_units_merged_in_a_circle_are_told_each() -> None:
    rows = plan_rows()
    for unit, into in ((0, "TH"), (1, "TT"), (2, "HC")):
        rows["Đơn vị"][unit]["Sáp nhập vào"] = into
    found = check_rows(rows)[1]
    assert _places(found) == [("KH27", "Đơn vị", f"H{row}") for row in (2, 3, 4)]
    assert "HC → TH → TT → HC" in found[0].message


def test_a_plan_without_periods() -> None:
    rows = plan_rows(periods="")
    assert ("KH28", "Kỳ báo cáo", None) in _places(check_rows(rows)[1])


def test_values_are_shown_as_their_reader_sees_them() -> None:
    for value, shown in ((1.1, "1,1"), (date(2024, 6, 1), "01/6/2024")):
        rows = plan_rows()
        rows["Phụ lục I"][1]["TT"] = value
        (found,) = check_rows(rows)[1]
        assert found.value == shown and shown in found.message
    rows = plan_rows()
    rows["Đơn vị"][1]["Mã đơn vị"] = "Hc"
    (doubled, *_) = check_rows(rows)[1]
    assert (doubled.code, doubled.value) == ("KH11", "Hc")


@pytest.mark.parametrize("fault", PLAN_FAULTS.values(), ids=lambda fault: fault.code)
def test_every_fault_is_explained_in_whole_sentences(fault: Fault) -> None:
    told = explain(fault.code)
    assert told.title == fault.title and told.message != told.title
    assert "…" not in told.message + told.fix and "{" not in told.message + told.fix
    assert "“”" not in told.message + told.fix and "()" not in told.message


@pytest.mark.parametrize("code", ["S1", "S1.1", "TOTAL", "NATIONAL_MEAN", "NATIONAL_BEST"])
def test_results_of_areas_items_and_whole_indices(code: str) -> None:
    rows = plan_rows()
    rows["Kết quả công bố"].append(_PUBLISHED | {"Mã": code})
    rows["Mục tiêu"].append({"Chỉ số": "SIPAS", "Mã": code, "Năm": 2024})
    assert check_rows(rows)[1] == []


@pytest.mark.parametrize("points", [3.01, 2.99, 3.0])
def test_points_may_miss_their_sum_by_rounding(points: float) -> None:
    rows = plan_rows()
    rows["Phụ lục I"][0]["Điểm tối đa"] = points
    assert check_rows(rows)[1] == []


def test_a_name_for_two_units_is_told_as_it_was_written() -> None:
    rows = plan_rows(units=UNITS.replace("| trung tâm |      ", "| trung tâm | p. hc"))
    _, [found] = check_rows(rows)
    assert (found.code, found.sheet) == ("KH21", "Đơn vị")
    assert found.cell in ("B4", "D4")
    assert "HC" in found.message
    assert "TT" in found.message


def test_a_doubled_name_is_shown_with_its_accents_in_their_places() -> None:
    rows = plan_rows(units=UNITS.replace("| trung tâm |   ", "| trung tâm | Phòng Tổng hợp"))
    _, [found] = check_rows(rows)
    assert (found.code, found.value) == ("KH21", "Phòng Tổng hợp")


def test_a_lead_that_is_gone_in_a_period_is_a_fault_of_that_period() -> None:
    rows = plan_rows()
    rows["Đơn vị"][2]["Đến kỳ"] = "2023-12"
    _, [found] = check_rows(rows)
    assert (found.code, found.sheet, found.cell) == ("KH15", "Phụ lục III", "G3")
    assert "2024-06" in found.message
    assert "2023-12" not in found.message


def _with_tasks(**more: Value) -> PlanTables:
    """The plan with a task beneath 1.1; *more* are cells of the criterion, by header."""
    rows = plan_rows()
    rows["Phụ lục I"][1] |= {header.replace("_", " "): value for header, value in more.items()}
    task: dict[str, Value] = {"TT": "1.1.a", "Nội dung": "Việc", "Đơn vị chủ trì": "Tất cả"}
    rows["Phụ lục I"].append(task | {"Thẩm quyền thực hiện": "Văn phòng"})
    return rows


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []),
        ({"Đơn_vị_chủ_trì": "HC; Tất cả"}, []),
        ({"Đơn_vị_chủ_trì": None}, [("KH34", "G3")]),
        ({"Đơn_vị_chủ_trì": "Tất cả; HC"}, [("KH34", "G3")]),
        ({"Đơn_vị_chủ_trì": "Phòng Lạ"}, [("KH13", "G3")]),
        ({"Đơn_vị_chủ_trì": "Sở Nội vụ; HC"}, [("KH14", "G3")]),
        ({"Thẩm_quyền_thực_hiện": None}, [("KH16", "J3")]),
        # A heading with no points, or a surveyed one, needs neither.
        ({"Điểm_tối_đa": None, "Đơn_vị_chủ_trì": None}, [("KH17", "C2")]),
        (
            {
                "Cách_đánh_giá": "Điều tra xã hội học",
                "Đơn_vị_chủ_trì": None,
                "Thẩm_quyền_thực_hiện": None,
            },
            [],
        ),
    ],
)
def test_a_criterion_has_a_scorer_and_an_authority(
    cells: dict[str, Value], found: list[tuple[str, str]]
) -> None:
    faults = check_rows(_with_tasks(**cells))[1]
    assert _places(faults) == [(code, "Phụ lục I", cell) for code, cell in found]


def test_a_scorer_that_is_gone_in_a_period_is_a_fault_of_that_period() -> None:
    rows = plan_rows()
    rows["Đơn vị"][0]["Đến kỳ"] = "2024-06"
    rows["Phụ lục I"][1]["Đơn vị chủ trì"] = "TH"
    rows["Phụ lục II"][1]["Đơn vị phối hợp"] = None
    _, [found] = check_rows(rows)
    # TH leads 1.2 too, but HC scores it.
    assert (found.code, found.sheet, found.cell) == ("KH34", "Phụ lục I", "G4")
    assert "2024-12" in found.message and "2024-06" not in found.message
    rows["Phụ lục I"][2]["Đến kỳ"] = "2024-06"
    assert check_rows(rows)[1] == []


def test_a_row_needs_a_lead_only_in_its_periods() -> None:
    rows = plan_rows()
    rows["Đơn vị"][2]["Đến kỳ"] = "2023-12"
    rows["Phụ lục III"][1]["Đến kỳ"] = "2023-12"
    assert check_rows(rows)[1] == []


def test_a_row_that_is_asked_in_no_period() -> None:
    rows = _with_tasks(Từ_kỳ="2024-12", Đến_kỳ="2024-06")
    rows["Phụ lục I"][1]["Điểm tối đa"] = None
    rows["Phụ lục I"][0]["Điểm tối đa"] = 2.0
    # What is beneath it is told by it.
    _, [found] = check_rows(rows)
    assert (found.code, found.sheet, found.cell) == ("KH35", "Phụ lục I", "L3")
    assert "2024-12" in found.message and "2024-06" in found.message
    rows["Phụ lục I"][1]["Đến kỳ"] = "2024-12"
    assert check_rows(rows)[1] == []


@pytest.mark.parametrize(
    ("period", "deadline"),
    [(0, date(2023, 5, 14)), (0, date(2023, 7, 15)), (2, date(2024, 6, 14))],
)
def test_a_deadline_within_31_days_of_the_periods_end_and_its_corrections(
    period: int, deadline: date
) -> None:
    rows = plan_rows()
    rows["Kỳ báo cáo"][period]["Gửi trước ngày"] = deadline
    assert check_rows(rows)[1] == []


@pytest.mark.parametrize(
    ("period", "typed", "meant"),
    [
        (3, date(2024, 5, 12), "05/12/2024"),
        (2, date(2024, 10, 6), "10/6/2024"),
        (2, date(2023, 6, 10), "10/6/2024"),
        (2, date(2023, 10, 6), "10/6/2024"),
        (2, date(2024, 7, 6), "07/6/2024"),
        (2, date(2024, 1, 20), None),
        (3, date(2024, 2, 29), None),
    ],
)
def test_the_deadline_that_was_meant_is_named(period: int, typed: date, meant: str | None) -> None:
    rows = plan_rows()
    rows["Kỳ báo cáo"][period]["Gửi trước ngày"] = typed
    _, [found] = check_rows(rows)
    assert (f"Có phải là {meant}?" in found.fix) if meant else ("Có phải" not in found.fix)


def test_an_extension_is_later_than_the_deadline() -> None:
    rows = plan_rows()
    rows["Gia hạn"] = [_EXTENSION | {"Gửi trước ngày": date(2024, 6, 11)}]
    assert check_rows(rows)[1] == []


def test_what_depends_on_a_row_that_cannot_be_read_is_no_fault_of_its_own() -> None:
    rows = plan_rows()
    rows["Gia hạn"] = [dict(_EXTENSION)]
    rows["Kỳ báo cáo"][2]["Gửi trước ngày"] = None
    rows["Lĩnh vực"][0]["Tên lĩnh vực"] = None
    assert _places(check_rows(rows)[1]) == [
        ("KH06", "Kỳ báo cáo", "F4"),
        ("KH06", "Lĩnh vực", "C2"),
    ]


def test_a_unit_that_is_gone_is_told_once_with_the_rows_that_name_it() -> None:
    rows = plan_rows()
    rows["Phụ lục I"].append(rows["Phụ lục I"][1] | {"TT": "1.3", "Điểm tối đa": None})
    for at, name in ((1, "P.KT"), (2, "HC; p. kt"), (3, "HC; P. KT")):
        rows["Phụ lục I"][at]["Đơn vị chủ trì"] = name
        rows["Phụ lục I"][at]["Đơn vị phối hợp"] = "P. KT"
    rows["Phụ lục III"][1]["Đơn vị phối hợp"] = "P.KT"
    rows["Gia hạn"] = [_EXTENSION | {"Đơn vị": "P. KT"}]
    rows["Đơn vị"][2] |= {"Đến kỳ": "2023-06", "Sáp nhập vào": "P. KT"}
    [found] = check_rows(rows)[1]
    assert _places([found]) == [("KH13", "Đơn vị", "H4")]
    places = "“Đơn vị”, dòng 4; “Phụ lục I”, dòng 3–5; “Phụ lục III”, dòng 3; “Gia hạn”, dòng 2."
    assert found.message.endswith(f"Có ở: {places}")
    # Another one is told apart.
    rows["Phụ lục I"][1]["Đơn vị chủ trì"] = "P. KT; P. NC"
    assert codes(check_rows(rows)[1]) == ["KH13", "KH13"]


def test_a_period_that_is_gone_is_told_once_with_the_rows_that_name_it() -> None:
    rows = plan_rows()
    rows["Gia hạn"] = [_EXTENSION | {"Kỳ": "2030-06"}, dict(_EXTENSION)]
    rows["Gia hạn"].append(_EXTENSION | {"Kỳ": "2030-06", "Đơn vị": "TH"})
    [found] = check_rows(rows)[1]
    assert _places([found]) == [("KH22", "Gia hạn", "A2")]
    assert found.message.endswith("Có ở: “Gia hạn”, dòng 2, 4.")


def test_an_area_or_parent_that_is_gone_is_told_once() -> None:
    rows = plan_rows()
    del rows["Lĩnh vực"][0]
    assert _places(check_rows(rows)[1]) == [("KH20", "Phụ lục I", "A3")]
    rows = plan_rows()
    del rows["Phụ lục I"][0]
    assert _places(check_rows(rows)[1]) == [("KH12", "Phụ lục I", "A2")]


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("HC, TH", "“HC; TH”."),
        ("Phòng Hành chính,Phòng Tổng hợp", "“Phòng Hành chính;Phòng Tổng hợp”."),
        ("p.hc, Tất cả", "“p.hc; Tất cả”."),
        ("HC, TH, Phòng Lạ", "“HC; TH, Phòng Lạ”."),
    ],
)
def test_a_comma_between_two_units(typed: str, cure: str) -> None:
    rows = plan_rows()
    rows["Phụ lục I"][1]["Đơn vị chủ trì"] = typed
    [found] = check_rows(rows)[1]
    assert _places([found]) == [("KH39", "Phụ lục I", "G3")]
    assert found.fix.endswith(cure)


def test_a_comma_in_a_name_is_no_fault() -> None:
    units = UNITS.replace("Phòng Tổng hợp ", "Phòng Nội chính, Tiếp dân")
    rows = plan_rows(units=units)
    rows["Phụ lục I"][2]["Đơn vị chủ trì"] = "HC; Phòng Nội chính,  Tiếp dân"
    assert check_rows(rows)[1] == []
    rows["Phụ lục I"][2]["Đơn vị chủ trì"] = "HC, Phòng Nội chính, Tiếp dân"
    [found] = check_rows(rows)[1]
    assert found.code == "KH39" and found.fix.endswith("“HC; Phòng Nội chính, Tiếp dân”.")
    rows["Phụ lục I"][2]["Đơn vị chủ trì"] = "HC," * 5000
    assert codes(check_rows(rows)[1]) == ["KH39"]


def test_results_of_what_the_plan_has_no_more_are_history() -> None:
    rows = plan_rows()
    rows["Kết quả công bố"] = [
        _PUBLISHED | {"Mã": code, "Năm": year}
        for code in ("S1", "S8.1", "S9")
        for year in (2021, 2022)
    ]
    rows["Kết quả công bố"].append(_PUBLISHED | {"Chỉ số": "PAR INDEX", "Mã": "8.4"})
    plan, [found] = check_rows(rows)
    assert plan is not None and len(plan.published) == 7
    assert _places([found]) == [("KH40", "Kết quả công bố", "C4")]
    assert found.severity is Severity.INFO
    assert "5 kết quả" in found.message and "SIPAS S8.1, SIPAS S9, PAR INDEX 8.4)" in found.message
    assert read_plan_content(write_plan(rows), "ke-hoach.xlsx").published == plan.published


def test_unknown_unit_names_the_nearest_one() -> None:
    rows = plan_rows()
    rows["Phụ lục I"][1]["Đơn vị chủ trì"] = "Phòng Hành chánh"
    _, found = check_rows(rows)
    assert "Phòng Hành chính" in found[0].message


_TYPED = """
| Mã đơn vị | Tên đơn vị                 | Loại      | Tên gọi khác | Đến kỳ  | Sáp nhập vào |
| HC        | Phòng Hành chính - Tổ chức | phòng     | P.HC         |         |              |
| TH        | Phòng Tổng hợp             | Phòng     |              |         |              |
| TT        | Trung tâm Tin học          | trung-tâm |              |         |              |
| CU        | Phòng cũ                   | phòng     |              | 2023-06 | P . hc       |
| CVP       | Chánh Văn phòng            | lãnh đạo  |              |         |              |
"""
_TYPED_ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì             | Đơn vị phối hợp |
| 1    | 3           |                            |                 |
| 1.1  | 1           | Phòng hành chính—tổ chức   | TRUNG – TÂM     |
| 1.2  | 2           | P. HC; tất  cả             |                 |
| S1   |             |                            |                 |
| S1.1 |             | phòng\u00a0Hành chính‑Tổ chức | Phòng Tổng hợp  |
| P1   |             |                            |                 |
| P1.1 |             | Phòng cũ                   |                 |
"""


def test_units_are_known_however_their_names_are_typed() -> None:
    rows = plan_rows(_TYPED_ITEMS, units=_TYPED)
    rows["Thông tin"][4]["Giá trị"] = "p . hc"
    rows["Gia hạn"] = [_EXTENSION | {"Đơn vị": "Phòng Hành chính − Tổ chức"}]
    rows["Gia hạn"].append(_EXTENSION | {"Đơn vị": "TẤT\u00a0CẢ"})
    rows["Gia hạn"].append(_EXTENSION | {"Đơn vị": "TH; Trung–tâm"})
    plan, found = check_rows(rows)
    assert plan is not None and found == []
    roles = plan.in_period(plan.periods["2024-06"])
    assert roles.leads == {
        "PAR_INDEX/1.1": ("HC",),
        "PAR_INDEX/1.2": ("HC", "TH", "TT"),
        "SIPAS/S1.1": ("HC",),
        "PAPI/P1.1": ("HC",),
    }
    assert roles.coordinating["PAR_INDEX/1.1"] == ("TT",)
    assert plan.info["Đơn vị tổng hợp"] == "HC"
    assert [each.unit for each in plan.extensions] == ["HC", None, "TH", "TT"]


@pytest.mark.parametrize("name", ["Mã kế hoạch", "Phiên bản", "Tên kế hoạch", "Đơn vị tổng hợp"])
def test_missing_information(name: str) -> None:
    rows = plan_rows()
    rows["Thông tin"] = [row for row in rows["Thông tin"] if row["Mục"] != name]
    _, [found] = check_rows(rows)
    assert (found.code, found.sheet) == ("KH24", "Thông tin")
    assert name in found.message


def test_missing_plan_start() -> None:
    rows = plan_rows()
    rows["Thiết lập"] = []
    _, [found] = check_rows(rows)
    assert (found.code, found.sheet) == ("KH24", "Thiết lập")


def _without_sheet(book: Workbook) -> None:
    del book["Gia hạn"]


def _without_column(book: Workbook) -> None:
    book["Phụ lục II"]["I1"] = "Cột khác"


def _doubled_column(book: Workbook) -> None:
    book["Đơn vị"]["M1"] = "Tên đơn vị"


def _never_calculated(book: Workbook) -> None:
    book["Lĩnh vực"]["D2"] = "=1+2"


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_without_sheet, "KH02", (None, None)),
        (_without_column, "KH03", ("Phụ lục II", "A1")),
        (_doubled_column, "KH04", ("Đơn vị", "M1")),
        (_never_calculated, "KH25", ("Lĩnh vực", "D2")),
    ],
)
def test_a_wrong_workbook(change: object, code: str, place: tuple[str | None, str | None]) -> None:
    assert callable(change)
    _, found = check_bytes(edit(write_plan(plan_rows()), change))
    assert _places(found) == [(code, *place)]


def test_a_missing_sheet_and_a_missing_column_are_named() -> None:
    content = write_plan(plan_rows())
    for change, name in ((_without_sheet, "Gia hạn"), (_without_column, "Cơ quan thực hiện")):
        _, [found] = check_bytes(edit(content, change))
        assert name in found.message


def test_no_workbook_at_all() -> None:
    plan, found = check_bytes(b"not a workbook")
    assert plan is None
    assert codes(found) == ["KH01"]


def _break_much(rows: PlanTables) -> None:
    rows["Phụ lục I"][1]["Đơn vị chủ trì"] = "Phòng Lạ"
    rows["Phụ lục III"][1]["Thẩm quyền thực hiện"] = None
    rows["Kỳ báo cáo"][0]["Đến ngày"] = "14/6/2022"


def test_all_faults_are_told_each_with_its_fix() -> None:
    rows = plan_rows()
    _break_much(rows)
    plan, found = check_rows(rows)
    assert plan is None
    assert {"KH13", "KH16", "KH23"} <= set(codes(found))
    assert all(finding.fix and finding.message for finding in found)
