"""What a plan says: due times, points, areas, units and their roles (contract, section 3)."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from builders import PERIODS, UNITS, check_bytes, check_rows, edit, key, make_plan, plan_rows
from par_xl.plan.model import Plan
from par_xl.plan.workbook import write_plan
from par_xl.terms.words import Index, Role

_ONE = "| TT | Đơn vị chủ trì | Thời gian hoàn thành |\n| P1 | HC | {due} |"


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("30/6/2024", date(2024, 6, 30)),
        ("Quý II/2024", date(2024, 6, 30)),
        ("Quý 2 năm 2024", date(2024, 6, 30)),
        ("quý iv / 2025", date(2025, 12, 31)),
        ("Tháng 6/2024", date(2024, 6, 30)),
        ("Tháng 02/2024", date(2024, 2, 29)),
        ("6 tháng đầu năm 2024", date(2024, 6, 30)),
        ("Năm 2024", date(2024, 12, 31)),
        ("2023-2025", date(2025, 12, 31)),
        ("Trước ngày 30/6/2024", date(2024, 6, 29)),
        ("Trước ngày 01/7/2024", date(2024, 6, 30)),
        ("ngày 8 tháng 4 năm 2024", date(2024, 4, 8)),
        ("Trước ngày 8 tháng 4 năm 2024", date(2024, 4, 7)),
        ("Ngày 08 tháng 04  năm 2024", date(2024, 4, 8)),
        ("Ngày 8/4/2024", date(2024, 4, 8)),
        ("2023 — 2025", date(2025, 12, 31)),
        ("6 tháng cuối năm 2024", date(2024, 12, 31)),
        ("Hằng năm", date(2024, 12, 31)),
        ("Hàng năm", date(2024, 12, 31)),
        ("Thường xuyên", None),
        ("Hằng quý", None),
        ("6 tháng/lần", None),
        ("", None),
    ],
)
def test_due_dates(said: str, due: date | None) -> None:
    plan = make_plan(_ONE.format(due=said))
    assert plan.items[0].due.within(2024) == due
    assert plan.items[0].due.text == said


def test_a_due_date_may_be_a_date_cell() -> None:
    rows = plan_rows()
    rows["Phụ lục III"][1]["Thời gian hoàn thành"] = date(2024, 6, 5)
    plan, found = check_rows(rows)
    assert not found
    assert plan is not None
    assert plan.by_key["PAPI/P1.1"].due.within(2024) == date(2024, 6, 5)


def test_hang_nam_is_due_at_the_end_of_the_periods_year() -> None:
    due = make_plan(_ONE.format(due="Hằng năm")).items[0].due
    assert [due.within(year) for year in (2023, 2025)] == [date(2023, 12, 31), date(2025, 12, 31)]


def test_columns_in_another_order_and_extra_columns_are_read_alike() -> None:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            columns = [[cell.value for cell in column] for column in sheet.iter_cols()]
            sheet.delete_cols(1, sheet.max_column)
            sheet["A1"] = "Ghi chú riêng"
            for place, column in enumerate(reversed(columns), start=2):
                for row, value in enumerate(column, start=1):
                    sheet.cell(row, place).value = value

    content = write_plan(plan_rows())
    changed, found = check_bytes(edit(content, change))
    plan, _ = check_bytes(content)
    assert found == []
    assert changed == plan


def test_a_note_in_an_extra_column_makes_no_row() -> None:
    def change(book: Workbook) -> None:
        book["Gia hạn"]["K1"] = "Ghi chú riêng"
        book["Gia hạn"]["K5"] = "Chưa ai xin gia hạn"

    assert check_bytes(edit(write_plan(plan_rows()), change))[1] == []


_CRITERIA = """
| TT    | Điểm tối đa | Cách đánh giá         | Đơn vị chủ trì | Từ kỳ   | Đến kỳ  |
| 1     | 7           |                       |                |         |         |
| 1.1   | 2           |                       | TT; Tất cả     |         |         |
| 1.1.a |             |                       | HC; TH         |         |         |
| 1.1.đ |             |                       | HC             |         | 2024-06 |
| 1.2   | 2           |                       |                |         |         |
| 1.2.1 | 1           |                       | HC; TH         |         |         |
| 1.2.2 | 1           |                       | TH             | 2024-12 |         |
| 1.2.3 |             |                       | HC             |         |         |
| 1.3   | 3           | Điều tra xã hội học   | Tất cả         |         |         |
| S1    |             |                       |                |         |         |
| S1.1  |             |                       | HC             |         |         |
"""


def test_a_criterion_has_points_none_beneath_it_and_one_scorer() -> None:
    plan = make_plan(_CRITERIA)
    scorers = {item.code: item.scorer for item in plan.items if item.is_criterion}
    assert scorers == {"1.1": "TT", "1.2.1": "HC", "1.2.2": "TH"}
    roles = plan.in_period(plan.periods["2024-12"])
    assert roles.scorers == {key(code): unit for code, unit in scorers.items()}
    # The unit that scores a criterion with tasks beneath it leads none of them for that.
    assert roles.of("TT") == ((key("1.1"), Role.SCORING), (key("1.3"), Role.LEAD))
    assert roles.role("HC", key("1.1")) is None
    assert roles.role("HC", key("1.2.1")) is Role.LEAD


def test_a_rows_weight_is_its_share_of_the_nearest_points() -> None:
    plan = make_plan(_CRITERIA)
    half, year = (plan.in_period(plan.periods[code]).weights for code in ("2024-06", "2024-12"))
    # Of tasks, each assignment has its part of the criterion; a survey's points weigh, too.
    assert half == {
        key("1.1.a"): 2 / 3,
        key("1.1.đ"): 2 / 3,
        key("1.2.1"): 1 / 2,
        key("1.2.3"): 1,
        key("1.3"): 1,
        key("S1.1"): 1,
    }
    # What isn't asked in a period has no part.
    assert year == {
        key("1.1.a"): 1,
        key("1.2.1"): 1 / 2,
        key("1.2.2"): 1,
        key("1.2.3"): 1,
        key("1.3"): 1,
        key("S1.1"): 1,
    }


def test_a_merged_scorers_criteria_pass_to_its_successor() -> None:
    items = "| TT | Điểm tối đa | Đơn vị chủ trì |\n| 1 | 1 | TH; HC |"
    plan = make_plan(items, units=_MERGED)
    scorers = [plan.in_period(plan.periods[p]).scorers["PAR_INDEX/1"] for p in _MERGED_PERIODS]
    assert scorers == ["TH", "HC", "HC"]


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        ("", "", {"2023-12", "2024-06", "2024-12"}),
        ("2024-06", "", {"2024-06", "2024-12"}),
        ("", "2024-06", {"2023-12", "2024-06"}),
        ("2024-06", "2024-06", {"2024-06"}),
    ],
)
def test_a_row_is_asked_from_and_to_its_periods(first: str, last: str, asked: set[str]) -> None:
    head = "| TT | Đơn vị chủ trì | Từ kỳ | Đến kỳ |"
    for items, code in (
        (f"{head}\n| P1 | HC | {first} | {last} |", "P1"),
        # With a row, all beneath it.
        (f"{head}\n| P1 | | {first} | {last} |\n| P1.a | HC | | |", "P1.a"),
    ):
        plan = make_plan(items)
        found = {p for p in _MERGED_PERIODS if key(code) in plan.in_period(plan.periods[p]).leads}
        assert found == asked
        assert all(plan.by_key[key(code)].asked_in(period) for period in asked)


def test_points_are_summed_over_rows_that_are_asked_together() -> None:
    """A criterion may take the place of another from a period on."""
    plan = make_plan(
        """
        | TT  | Điểm tối đa | Đơn vị chủ trì | Từ kỳ   | Đến kỳ  |
        | 1   | 3           |                |         |         |
        | 1.1 | 2           | HC             |         |         |
        | 1.2 | 1           | HC             |         | 2024-06 |
        | 1.3 | 1           | TH             | 2024-12 |         |
        """
    )
    scorers = [plan.in_period(plan.periods[p]).scorers for p in ("2024-06", "2024-12")]
    assert [list(each) for each in scorers] == [
        [key("1.1"), key("1.2")],
        [key("1.1"), key("1.3")],
    ]


def test_an_items_area_is_itself_or_its_nearest_ancestor_that_is_one() -> None:
    plan = make_plan(
        """
        | TT     | Đơn vị chủ trì |
        | S2     |                |
        | S2.1   |                |
        | S2.1.1 | HC             |
        | S2.2   | HC             |
        | S20    | HC             |
        """,
        areas="""
        | Chỉ số | Mã   | Tên lĩnh vực |
        | SIPAS  | S2   | Nhóm 2       |
        | SIPAS  | S2.1 | Nhóm 2.1     |
        | SIPAS  | S20  | Nhóm 20      |
        """,
    )
    assert {item.code: item.area for item in plan.items if item.is_leaf} == {
        "S2.1.1": "S2.1",
        "S2.2": "S2",
        "S20": "S20",
    }


def _roles(
    lead: str, coordinating: str = "", units: str = UNITS, period: str = "2024-06"
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    items = f"| TT | Đơn vị chủ trì | Đơn vị phối hợp |\n| P1 | {lead} | {coordinating} |"
    plan = make_plan(items, units=units)
    roles = plan.in_period(plan.periods[period])
    return roles.leads["PAPI/P1"], roles.coordinating["PAPI/P1"]


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("HC", ("HC",)),
        ("Phòng hành chính", ("HC",)),
        ("P. HC; tt", ("HC", "TT")),
        ("phòng", ("HC", "TH")),
        ("trung tâm; TH", ("TH", "TT")),
        ("Tất cả", ("HC", "TH", "TT")),
    ],
)
def test_unit_cells_hold_codes_names_aliases_kinds_or_everybody(
    cell: str, units: tuple[str, ...]
) -> None:
    assert _roles(cell)[0] == units


def test_units_may_stand_on_lines_of_their_own() -> None:
    rows = plan_rows()
    rows["Phụ lục III"][1]["Đơn vị chủ trì"] = "HC\nPhòng Tổng hợp"
    plan, _ = check_rows(rows)
    assert plan is not None
    assert plan.in_period(plan.periods["2024-06"]).leads["PAPI/P1.1"] == ("HC", "TH")


def test_what_a_unit_leads_and_coordinates_in_the_plans_order() -> None:
    plan = make_plan(
        """
        | TT   | Đơn vị chủ trì | Đơn vị phối hợp |
        | P1   |                |                 |
        | P1.2 | TH             | HC; TT          |
        | P1.1 | Tất cả         | HC              |
        | P1.3 | TH             | TT              |
        | P1.4 | Tất cả         | HC              |
        """
    )
    roles = plan.in_period(plan.periods["2024-06"])
    assert roles.of("HC") == (
        ("PAPI/P1.2", Role.COORDINATING),
        ("PAPI/P1.1", Role.LEAD),
        ("PAPI/P1.4", Role.LEAD),
    )
    assert roles.of("HC") == tuple((k, r) for k in roles.leads if (r := roles.role("HC", k)))
    assert roles.of("CVP") == ()
    assert roles.role("HC", "PAPI/P1") is None
    assert roles.leads["PAPI/P1.1"] is roles.leads["PAPI/P1.4"]
    filing = {unit.code for unit in roles.units}
    assert "HC" in filing and "CVP" not in filing


def test_a_unit_that_leads_and_coordinates_is_lead() -> None:
    assert _roles("HC", "Tất cả") == (("HC",), ("TH", "TT"))


def test_leadership_and_outsiders_file_no_form_even_where_they_coordinate() -> None:
    assert _roles("HC", "CVP; SO; TH") == (("HC",), ("TH",))
    plan = make_plan()
    units = [unit.code for unit in plan.in_period(plan.periods["2024-06"]).units]
    assert units == ["HC", "TH", "TT"]


_MERGED = """
| Mã đơn vị | Tên đơn vị       | Loại      | Từ kỳ   | Đến kỳ  | Sáp nhập vào |
| HC        | Phòng Hành chính | phòng     |         |         |              |
| TH        | Phòng Tổng hợp   | phòng     |         | 2023-12 | HC           |
| TT        | Trung tâm        | trung tâm | 2024-12 |         |              |
"""
_MERGED_PERIODS = ("2023-12", "2024-06", "2024-12")


@pytest.mark.parametrize(
    ("period", "leads"), [("2023-12", ("TH",)), ("2024-06", ("HC",)), ("2024-12", ("HC",))]
)
def test_a_merged_units_items_pass_to_its_successor(period: str, leads: tuple[str, ...]) -> None:
    assert _roles("TH", units=_MERGED, period=period)[0] == leads


@pytest.mark.parametrize(
    ("period", "leads"),
    [("2023-12", ("HC", "TH")), ("2024-06", ("HC",)), ("2024-12", ("HC", "TT"))],
)
def test_units_come_and_go_with_the_periods(period: str, leads: tuple[str, ...]) -> None:
    assert _roles("Tất cả", units=_MERGED, period=period)[0] == leads


def test_a_unit_merged_into_the_lead_does_not_coordinate_itself() -> None:
    assert _roles("HC", "TH", units=_MERGED) == (("HC",), ())


def _send_before(plan: Plan, unit: str) -> date:
    return plan.send_before(plan.periods["2024-06"], unit)


def test_an_extension_holds_for_its_unit_and_its_period() -> None:
    plan = make_plan(
        extensions="""
        | Kỳ      | Đơn vị         | Gửi trước ngày | Lý do |
        | 2024-06 | Phòng Tổng hợp | 15/6/2024      | Xin   |
        | 2024-12 | HC             | 20/12/2024     | Xin   |
        """
    )
    assert _send_before(plan, "TH") == date(2024, 6, 15)
    assert _send_before(plan, "HC") == date(2024, 6, 10)


def test_an_extension_for_all() -> None:
    plan = make_plan(
        extensions="""
        | Kỳ      | Đơn vị | Gửi trước ngày |
        | 2024-06 | Tất cả | 12/6/2024      |
        | 2024-06 | TT     | 15/6/2024      |
        """
    )
    assert [_send_before(plan, unit) for unit in ("HC", "TT")] == [
        date(2024, 6, 12),
        date(2024, 6, 15),
    ]


def test_any_years_units_and_criteria_will_do() -> None:
    plan = make_plan(
        "| TT | Đơn vị chủ trì | Mục tiêu 2031 | Kết quả năm 2029 |\n| 1 | X1 | 0,9 | ≥ 87% |",
        units="| Mã đơn vị | Tên đơn vị | Loại |\n| X1 | Ban X | ban |\n| HC | Phòng | phòng |",
        periods=PERIODS.replace("2025", "2032").replace("2024", "2031"),
    )
    assert plan.items[0].targets == {2031: 0.9}
    assert plan.items[0].results == {2029: "≥ 87%"}
    assert plan.in_period(plan.periods["2031-06"]).role("X1", "PAR_INDEX/1") is Role.LEAD
    assert plan.items[0].index is Index.PAR_INDEX


def test_the_plan_workbook_can_be_made_by_any_program() -> None:
    """Only cells count, not our formats: every sheet written anew without any."""
    source = write_plan(plan_rows())

    def copy(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.style = "Normal"

    assert check_bytes(edit(source, copy)) == check_bytes(source)


def test_the_header_of_times_says_what_each_means() -> None:
    notes: list[str] = []

    def read(book: Workbook) -> None:
        for index in Index:
            for cell in book[index.sheet][1]:
                if cell.comment and cell.value == "Thời gian hoàn thành":
                    notes.append(cell.comment.text)

    edit(write_plan(plan_rows()), read)
    assert len(notes) == len(Index)
    said = "Tháng 6/2024, Quý II/2024, 6 tháng đầu năm 2024, Năm 2024, 2023-2025, Trước ngày "
    for text in f"{said}30/6/2024, Hằng năm, Thường xuyên, Hằng quý, 6 tháng/lần".split(", "):
        assert text in notes[0]
        assert check_rows(plan_rows(_ONE.format(due=text)))[1] == []
