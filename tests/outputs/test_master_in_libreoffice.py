"""The demo's master in LibreOffice: what it counts is live, stored, and what the JSON says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from libreoffice import Document, LibreOffice
from par_xl.outputs.master.workbook import SHEETS
from par_xl.plan.reader import read_plan
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES, Grid, SheetView, result_of
from sheet_view import stored as cells_of

PERIOD = "2024-06"
AREAS, UNITS, OVERVIEW = "Theo lĩnh vực", "Theo đơn vị", "Tổng quan"
CRITERIA = "Theo tiêu chí"
COUNTS = {
    "Nhiệm vụ được giao": "assigned",
    "Phải thực hiện": "applicable",
    "Chưa báo cáo": "not_reported",
    "Trong đó: đã báo cáo, chưa hợp lệ": "in_error",
    "Không áp dụng": "not_applicable",
    "Hoàn thành đúng hạn": "done_on_time",
    "Hoàn thành quá hạn": "done_late",
    "Chưa hoàn thành, quá hạn": "overdue",
    "Đang thực hiện, trong hạn": "in_progress",
    "Chưa thực hiện, chưa đến hạn": "not_started",
}
RATES = {
    "Tỷ lệ hoàn thành": "completion_rate",
    "Tỷ lệ hoàn thành đúng hạn": "on_time_rate",
    "Tỷ lệ báo cáo": "reporting_rate",
    "Tiến độ theo trọng số": "weighted_progress",
    "Điểm tự đánh giá": "self_score",
    "Điểm tối đa của tiêu chí đã chấm": "score_maximum",
    "Điểm còn có thể đạt": "recoverable",
    "Tỷ lệ điểm": "score_rate",
}
FIELDS = COUNTS | RATES
INDICES = {"PAR_INDEX": "PAR INDEX", "SIPAS": "SIPAS", "PAPI": "PAPI"}
AUTHORITIES = {"office": "Văn phòng", "province": "Cấp tỉnh"}
STATES = {
    "not_reported": "Chưa báo cáo",
    "not_applicable": "Không áp dụng",
    "done_on_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
    "overdue": "Chưa hoàn thành, quá hạn",
    "in_progress": "Đang thực hiện, trong hạn",
    "not_started": "Chưa thực hiện, chưa đến hạn",
}
ROLES = {"lead": "Chủ trì", "coordinating": "Phối hợp"}
LineKey = tuple[str | None, str | None, str]
"""Index label, area code, authority label (Cả hai: both)."""


@pytest.fixture(scope="module")
def result(demo_folder: Folder) -> dict[str, Any]:
    return result_of(demo_folder, PERIOD)


@pytest.fixture(scope="module")
def stored(demo_folder: Folder) -> dict[str, Grid]:
    """Sheets with the values that viewers show which do not calculate."""
    master = demo_folder.results(PERIOD).master
    return {sheet: cells_of(master, sheet) for sheet in (AREAS, UNITS, OVERVIEW)}


@pytest.fixture
def master(demo_folder: Folder, libreoffice: LibreOffice) -> Iterator[Document]:
    with libreoffice.open(demo_folder.results(PERIOD).master) as document:
        yield document


@pytest.fixture(scope="module")
def recalculated(demo_folder: Folder, libreoffice: LibreOffice) -> dict[str, Grid]:
    with libreoffice.open(demo_folder.results(PERIOD).master) as document:
        before = {sheet: document.values(sheet) for sheet in document.sheets()}
        document.recalculate()
        assert document.formula_errors() == []
        after = {sheet: document.values(sheet) for sheet in document.sheets()}
    assert_same(before, after)
    return dict(after)


def assert_same(before: Mapping[str, Grid], after: Mapping[str, Grid]) -> None:
    assert before.keys() == after.keys()
    for sheet, rows in before.items():
        different = [
            (sheet, r + 1, c + 1, old, after[sheet][r][c])
            for r, row in enumerate(rows)
            for c, old in enumerate(row)
            if old != pytest.approx(after[sheet][r][c], abs=1e-9)
        ]
        assert different == []


def lines(grid: Grid) -> dict[LineKey, dict[str, Any]]:
    """`Theo lĩnh vực`: every line's counts and rates by field."""
    table = SheetView(grid, "Lĩnh vực")
    place = table.columns
    found = {}
    for row in grid[table.header + 1 :]:
        key = (row[place["Chỉ số"]], row[place["Mã"]], row[place["Thẩm quyền"]])
        assert key not in found
        fields = FIELDS | {"Nhiệm vụ": "tasks"}
        found[key] = {field: row[place[header]] for header, field in fields.items()}
    return found


def expected_lines(result: Mapping[str, Any]) -> dict[LineKey, Mapping[str, Any]]:
    both = "Cả hai"
    found: dict[LineKey, Mapping[str, Any]] = {}
    for part in result["indices"]:
        found[INDICES[part["index"]], None, both] = part
    for part in result["areas"]:
        found[INDICES[part["index"]], part["area"], both] = part
    for part in result["area_authorities"]:
        key = (INDICES[part["index"]], part["area"], AUTHORITIES[part["authority"]])
        found[key] = part
    for part in result["authorities"]:
        found[None, None, AUTHORITIES[part["authority"]]] = part
    for part in result["index_authorities"]:
        found[INDICES[part["index"]], None, AUTHORITIES[part["authority"]]] = part
    return found


def assert_equal(shown: Mapping[str, Any], part: Mapping[str, Any], where: object) -> None:
    for field in shown:
        if part[field] is None:
            assert shown[field] == "–", (where, field)
        else:
            assert shown[field] == pytest.approx(part[field], abs=1e-9), (where, field)


@pytest.mark.parametrize("which", ["stored", "recalculated"])
def test_areas_indices_and_authorities_are_the_jsons(
    which: str, result: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    shown = lines(request.getfixturevalue(which)[AREAS])
    expected = expected_lines(result)
    assert shown.keys() == expected.keys()
    for key, part in expected.items():
        assert_equal(shown[key], part, key)
    assert any(part["completion_rate"] is None for part in expected.values()), "no – to look at"


@pytest.mark.parametrize("which", ["stored", "recalculated"])
def test_units_are_the_jsons(
    which: str, result: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    table = SheetView(request.getfixturevalue(which)[UNITS], "Đơn vị")
    assert list(table.rows) == [part["unit"] for part in result["units"]]
    said = {"on_time": "Đúng hạn", "late": "Gửi muộn", "missing": "Chưa gửi"}
    for part in result["units"]:
        unit = part["unit"]
        shown = {field: table.value(unit, header) for header, field in FIELDS.items()}
        assert_equal(shown, part, unit)
        assert table.value(unit, "Gửi báo cáo") == said[part["submission"]]
        assert table.value(unit, "Dòng phối hợp") == part["coordinated"]
        assert table.value(unit, "Dòng phối hợp đã nhập") == part["coordinated_reported"]
    assert {part["submission"] for part in result["units"]} == set(said)


@pytest.mark.parametrize("which", ["stored", "recalculated"])
def test_the_overview_shows_the_indices_numbers(which: str, request: pytest.FixtureRequest) -> None:
    sheets = request.getfixturevalue(which)
    by_line, grid = lines(sheets[AREAS]), sheets[OVERVIEW]
    at = next(n for n, row in enumerate(grid) if row[0] == "Chỉ số")
    named = {text: column for column, text in enumerate(grid[at]) if text in INDICES.values()}
    assert named.keys() == set(INDICES.values())
    measures = ("completion_rate", "on_time_rate", "weighted_progress")
    places = {"Cả hai": 0, "Văn phòng": 2, "Cấp tỉnh": 3}
    for row, field in zip(grid[at + 2 :], measures, strict=False):
        for label, column in named.items():
            for who, place in places.items():
                expected = by_line[label, None, who][field]
                assert row[column + place] == pytest.approx(expected, abs=1e-9), (field, label)


@pytest.mark.parametrize("which", ["stored", "recalculated"])
def test_the_overview_shows_the_areas_numbers(which: str, request: pytest.FixtureRequest) -> None:
    sheets = request.getfixturevalue(which)
    by_line, grid = lines(sheets[AREAS]), sheets[OVERVIEW]
    table = SheetView(grid, "Lĩnh vực")
    areas = {key[1]: part for key, part in by_line.items() if key[1] and key[2] == "Cả hai"}
    shown = [name for name in table.rows if str(name).partition(". ")[0] in areas]
    assert len(shown) == len(areas) > 0
    for name in shown:
        part = areas[name.partition(". ")[0]]
        rate = table.value(name, "Hoàn thành")
        assert rate == pytest.approx(part["completion_rate"], abs=1e-9)
        undone = part["applicable"] - part["done_on_time"] - part["done_late"]
        assert table.value(name, "Việc chưa xong") == undone
        points = part["recoverable"] if part["score_maximum"] else "–"
        assert table.value(name, "Điểm còn có thể đạt") == pytest.approx(points, abs=1e-9)


def test_the_first_sheet_counts_the_reports(
    recalculated: dict[str, Grid], result: dict[str, Any]
) -> None:
    grid = recalculated[OVERVIEW]
    at = next(n for n, row in enumerate(grid) if "Số đơn vị" in row)
    shown = dict(zip(grid[at], grid[at + 1], strict=True))
    kinds = [part["submission"] for part in result["units"]]
    assert shown["Số đơn vị"] == len(kinds)
    assert shown["Đã gửi"] == kinds.count("on_time") + kinds.count("late")
    assert shown["Đúng hạn"] == kinds.count("on_time") > 0
    assert shown["Gửi muộn"] == kinds.count("late") == 1
    assert shown["Chưa gửi"] == kinds.count("missing") == 1
    assert shown["Bị trả lại"] == shown["Chưa đến hạn"] == 0


def days(value: str | None) -> float | None:
    return None if value is None else float((date.fromisoformat(value) - date(1899, 12, 30)).days)


def test_every_assignment_stands_once_on_its_appendix(
    recalculated: dict[str, Grid], result: dict[str, Any]
) -> None:
    for sheet, index in zip(APPENDICES, INDICES, strict=True):
        table = SheetView(recalculated[sheet], "TT")
        place = table.columns
        rows = [row for row in table.grid[table.header + 1 :] if row[place["Đơn vị"]]]
        rows = [row for row in rows if row[place["Vai trò"]] != "Chấm điểm"]
        entries = [entry for entry in result["entries"] if entry["index"] == index]
        assert len(rows) == len(entries) > 0
        by_key = {(row[place["TT"]], row[place["Đơn vị"]]): row for row in rows}
        assert len(by_key) == len(rows)
        for entry in entries:
            row = by_key[entry["code"], entry["unit"]]
            state = STATES.get(entry["state"])
            if state == "Chưa báo cáo" and entry["file"]:
                state = "Đã báo cáo, chưa hợp lệ"
            expected = {
                "Vai trò": ROLES[entry["role"]],
                "Thẩm quyền thực hiện": AUTHORITIES[entry["authority"]],
                "Trạng thái": state,
                "Tình trạng thực hiện": entry["status"],
                "Tiến độ (%)": entry["progress"],
                "Ngày hoàn thành": days(entry["completed_on"]),
                "Số liệu thực hiện": entry["value"],
                "Điểm tự đánh giá": None,
                "Kết quả thực hiện": entry["result"],
                "Tài liệu kiểm chứng": entry["evidence"],
                "Giải trình, nguyên nhân": entry["explanation"],
                "Khó khăn, kiến nghị": entry["difficulty"],
                "Tệp": entry["file"],
                "Trang": entry["sheet"],
                "Dòng": entry["row"],
            }
            shown = {header: row[place[header]] for header in expected}
            # A number in a workbook has 16 digits.
            assert shown == pytest.approx(expected, abs=1e-12)
    assert any(entry["role"] == "coordinating" for entry in result["entries"])


def test_every_criterion_stands_once_on_its_appendix_with_its_score(
    recalculated: dict[str, Grid], result: dict[str, Any]
) -> None:
    shown: dict[str, dict[str, Any]] = {}
    for sheet, index in zip(APPENDICES, INDICES, strict=True):
        table = SheetView(recalculated[sheet], "TT")
        place = table.columns
        for row in table.grid[table.header + 1 :]:
            if row[place["Vai trò"]] == "Chấm điểm":
                key = f"{index}/{row[place['TT']]}"
                assert key not in shown
                shown[key] = {header: row[column] for header, column in place.items()}
    assert list(shown) == [score["key"] for score in result["scores"]]
    for score in result["scores"]:
        told = shown[score["key"]]
        expected = {
            "Đơn vị": score["unit"],
            "Điểm tối đa": score["maximum"],
            "Điểm tự đánh giá": score["self_score"],
            "Số liệu thực hiện": score["value"],
            "Tài liệu kiểm chứng": score["evidence"],
            "Giải trình, nguyên nhân": score["explanation"],
            "Tệp": score["file"],
            "Trang": score["sheet"],
            "Dòng": score["row"],
            "Tình trạng thực hiện": None,
        }
        assert {h: told[h] for h in expected} == pytest.approx(expected, abs=1e-12)
        is_open = score["self_score"] is None and not score["in_error"]
        assert (told["Trạng thái"] == "Chưa chấm điểm") is is_open
    assert any(score["self_score"] for score in result["scores"])


def test_every_heading_of_the_plan_is_there(
    recalculated: dict[str, Grid], demo_folder: Folder
) -> None:
    items = read_plan(demo_folder.plan).items
    for sheet, index in zip(APPENDICES, INDICES, strict=True):
        codes = list(SheetView(recalculated[sheet], "TT").rows)
        assert codes == [item.code for item in items if item.index == index]


def test_the_first_sheet_says_what_the_numbers_rest_on(stored: dict[str, Grid]) -> None:
    texts = [cell for row in stored[OVERVIEW] for cell in row if isinstance(cell, str)]
    assert "Số liệu tổng hợp đến 8 giờ 00 ngày 12/6/2024, lần tổng hợp số 1" in texts
    assert "DỰ THẢO" in texts
    assert any("tiêu chí tái dựng, chưa kiểm chứng" in text for text in texts)


@pytest.mark.long
def test_the_sheets_stand_in_order(master: Document) -> None:
    assert list(master.sheets()) == [
        OVERVIEW, AREAS, UNITS, CRITERIA, "Diễn biến", "Điểm còn có thể đạt", "Điểm theo đơn vị",
        "SIPAS, PAPI", "Khắc phục", "Cam kết", "Thi đua", *APPENDICES, "Đính chính", "Đôn đốc",
        "Giải trình", "Sáng kiến, đề xuất", "Kiểm tra", "Lỗi", "Nhật ký",
    ]  # fmt: skip
    assert set(SHEETS) == {*master.sheets(), "Điền tay, mất dòng"}


@pytest.mark.long
def test_counts_follow_a_changed_state(master: Document, result: dict[str, Any]) -> None:
    entry = next(e for e in result["entries"] if e["state"] == "not_reported" and e["file"] is None)
    sheet = APPENDICES[list(INDICES).index(entry["index"])]
    table = SheetView.of(master, sheet, "TT")
    at = next(
        n
        for n, row in enumerate(table.grid)
        if (row[table.columns["TT"]], row[table.columns["Đơn vị"]])
        == (entry["code"], entry["unit"])
    )
    table.rows["wanted"] = at
    before = lines(master.values(AREAS))
    master.put(sheet, table.cell("wanted", "Trạng thái"), "Hoàn thành quá hạn")
    master.recalculate()
    after = lines(master.values(AREAS))
    index, authority = INDICES[entry["index"]], AUTHORITIES[entry["authority"]]
    touched = {
        (i, area, who)
        for i, area in ((index, entry["area"]), (index, None), (None, None))
        for who in ("Cả hai", authority)
    } & before.keys()
    assert len(touched) == 5
    for key, old in before.items():
        moved = 1 if key in touched else 0
        assert after[key]["not_reported"] == old["not_reported"] - moved, key
        assert after[key]["done_late"] == old["done_late"] + moved, key
        assert after[key]["assigned"] == old["assigned"], key
        if moved:
            done = old["done_on_time"] + old["done_late"] + 1
            assert after[key]["completion_rate"] == pytest.approx(done / old["applicable"])
    units = SheetView.of(master, UNITS, "Đơn vị")
    part = next(p for p in result["units"] if p["unit"] == entry["unit"])
    assert units.value(entry["unit"], "Hoàn thành quá hạn") == part["done_late"] + 1
    overview = [cell for row in master.values(OVERVIEW) for cell in row]
    assert after[index, None, "Cả hai"]["completion_rate"] in overview
