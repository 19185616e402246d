"""The standard form in LibreOffice: one workbook for everybody, until a unit is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import CellRange

from libreoffice import Document, LibreOffice
from par_xl import workspace
from par_xl.plan.reader import read_plan
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES, COVER, SheetView, beside, result_of, text_above
from small_plan import NOW, ON_TIME, PERIOD, UNITS, working_folder

ONE, TWO, THREE = APPENDICES
UNIT, ROLE, CHECK = "Đơn vị báo cáo", "Vai trò", "Kiểm tra"
STATUS, RESULT = "Tình trạng thực hiện", "Kết quả thực hiện"
SCORE = "Điểm tự đánh giá"
FOREIGN = "Sai: dòng này không giao cho đơn vị đã chọn; xóa nội dung đã nhập"
UNCHOSEN = "Chọn đơn vị ở Trang đầu"

ROLES: Mapping[str, Mapping[str, str]] = {
    "HC": {
        "PAR_INDEX/1.1": "Chủ trì", "PAR_INDEX/1.2": "Chủ trì", "PAR_INDEX/1.3": "Chủ trì",
        "PAR_INDEX/1.4": "Chủ trì", "PAR_INDEX/1.5": "Phối hợp", "PAR_INDEX/1.6": "",
        "SIPAS/S1.1": "Chủ trì", "PAPI/P1.1": "Chủ trì",
    },
    "KT": {
        "PAR_INDEX/1.1": "Phối hợp", "PAR_INDEX/1.2": "", "PAR_INDEX/1.3": "",
        "PAR_INDEX/1.4": "", "PAR_INDEX/1.5": "Chủ trì", "PAR_INDEX/1.6": "Chủ trì",
        "SIPAS/S1.1": "Chủ trì", "PAPI/P1.1": "",
    },
    "TH": {
        "PAR_INDEX/1.1": "Chủ trì", "PAR_INDEX/1.2": "", "PAR_INDEX/1.3": "",
        "PAR_INDEX/1.4": "", "PAR_INDEX/1.5": "", "PAR_INDEX/1.6": "Chủ trì",
        "SIPAS/S1.1": "Chủ trì", "PAPI/P1.1": "",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    made = working_folder(tmp_path_factory.mktemp("standard"))
    workspace.forms(made, PERIOD, standard=True)
    return made


@pytest.fixture
def form(folder: Folder, libreoffice: LibreOffice) -> Iterator[Document]:
    with libreoffice.open(folder.standard_form(PERIOD)) as document:
        yield document


def choose(form: Document, unit: str) -> None:
    form.put(COVER, beside(form.values(COVER), UNIT), unit)
    form.recalculate()


def columns(form: Document, header: str) -> dict[str, object]:
    """A column of all three appendices, by row key."""
    return {
        key: value
        for sheet in APPENDICES
        for key, value in SheetView.of(form, sheet).column(header).items()
    }


def cover(form: Document, sheet: str) -> list[object]:
    """An appendix's row on the cover: how many rows to report, filled, missing, wrong; go on."""
    (row,) = [row for row in form.values(COVER) if str(row[0]).startswith(f"{sheet} ")]
    return list(row[1:6])


def test_until_a_unit_is_chosen_every_verdict_and_count_says_so(form: Document) -> None:
    assert form.formula_errors() == []
    assert set(columns(form, ROLE).values()) == {""}
    assert set(columns(form, CHECK).values()) == {UNCHOSEN}
    assert not any(form.invalid().values())
    for sheet in APPENDICES:
        assert text_above(form.values(sheet)[:2], UNCHOSEN) == UNCHOSEN
        assert cover(form, sheet)[4] == UNCHOSEN


def test_the_chosen_unit_is_shown_and_decides_the_roles(form: Document) -> None:
    for unit, roles in ROLES.items():
        choose(form, UNITS[unit])
        for sheet in APPENDICES:
            assert UNITS[unit] in text_above(form.values(sheet)[:1], "PHỤ LỤC")
        assert columns(form, ROLE) == roles
        assert set(columns(form, CHECK).values()) == {""}
        led = list(roles.values())[:6].count("Chủ trì")
        line = text_above(form.values(ONE)[:2], "Đã nhập")
        assert line == f"Đã nhập 0/{led} dòng; còn thiếu 0, sai 0"
        first = next(key for key, role in roles.items() if role == "Chủ trì")
        way = f"Tới dòng {SheetView.of(form, ONE).cell(first, STATUS)[1:]}"
        assert cover(form, ONE) == [led, 0, 0, 0, way]
        assert not any(form.invalid().values())


def test_a_unit_that_is_not_in_the_list_is_refused(form: Document) -> None:
    choose(form, "Phòng Lạ")
    assert form.invalid()[COVER] == [beside(form.values(COVER), UNIT)]


def test_filling_a_row_of_another_unit_is_said_at_once(form: Document) -> None:
    choose(form, UNITS["TH"])
    table = SheetView.of(form, ONE)
    for key in ("PAR_INDEX/1.1", "PAR_INDEX/1.2"):
        form.put(ONE, table.cell(key, STATUS), "Không phát sinh trong kỳ")
    form.recalculate()
    found = columns(form, CHECK)
    assert found["PAR_INDEX/1.1"] == "✔"
    assert found["PAR_INDEX/1.2"] == FOREIGN
    assert found["PAR_INDEX/1.6"] == found["PAR_INDEX/1.3"] == ""
    assert cover(form, ONE) == [2, 1, 0, 1, f"Tới dòng {table.cell('PAR_INDEX/1.2', STATUS)[1:]}"]
    choose(form, UNITS["HC"])
    found = columns(form, CHECK)
    assert found["PAR_INDEX/1.1"] == found["PAR_INDEX/1.2"] == "✔"
    assert found["PAR_INDEX/1.5"] == ""
    assert cover(form, ONE) == [4, 2, 0, 0, f"Tới dòng {table.cell('PAR_INDEX/1.3', STATUS)[1:]}"]


def test_only_the_scorer_scores_a_row_that_several_lead(form: Document) -> None:
    table = SheetView.of(form, ONE)
    row: dict[str, str | float] = {STATUS: "Đang thực hiện", "Tiến độ (%)": 0.5, SCORE: 1.0}
    row["Tài liệu kiểm chứng"] = "Số 1"
    form.put_many({(ONE, table.cell("PAR_INDEX/1.1", h)): value for h, value in row.items()})
    choose(form, UNITS["HC"])
    assert columns(form, CHECK)["PAR_INDEX/1.1"] == "✔"
    choose(form, UNITS["TH"])
    assert str(columns(form, CHECK)["PAR_INDEX/1.1"]).startswith(f"Sai: {SCORE}")


def test_the_merge_takes_it_as_the_chosen_units(form: Document, folder: Folder) -> None:
    choose(form, UNITS["TH"])
    table = SheetView.of(form, ONE)
    form.put(COVER, beside(form.values(COVER), "Lãnh đạo đơn vị duyệt"), "Trần Văn B")
    for key in ("PAR_INDEX/1.1", "PAR_INDEX/1.2"):
        form.put(ONE, table.cell(key, STATUS), "Không phát sinh trong kỳ")
    form.put(TWO, SheetView.of(form, TWO).cell("SIPAS/S1.1", STATUS), "Không phát sinh trong kỳ")
    folder.submitted(PERIOD).mkdir(parents=True, exist_ok=True)
    form.save_as(folder.submitted(PERIOD) / "bieu-mau-chuan.xlsx")

    workspace.merge(folder, PERIOD, received=ON_TIME, now=NOW)

    result = result_of(folder, PERIOD)
    (submission,) = result["submissions"]
    assert (submission["unit"], submission["state"]) == ("TH", "accepted")
    assert submission["rows_filled"] == 3 and submission["rows_in_error"] == 1
    reported = {(e["unit"], e["key"]) for e in result["entries"] if e["file"]}
    assert reported == {("TH", "PAR_INDEX/1.1"), ("TH", "SIPAS/S1.1")}
    (error,) = [f for f in result["findings"] if f["severity"] == "error"]
    assert error["sheet"] == ONE
    assert error["cell"].endswith(str(table.rows["PAR_INDEX/1.2"] + 1))
    assert UNITS["TH"] in error["message"]


def test_without_a_unit_it_is_refused(form: Document, folder: Folder, tmp_path: Path) -> None:
    table = SheetView.of(form, ONE)
    form.put(ONE, table.cell("PAR_INDEX/1.1", STATUS), "Không phát sinh trong kỳ")
    form.save_as(tmp_path / "no unit.xlsx")
    submission = workspace.check(folder, [tmp_path / "no unit.xlsx"])[0].submission
    assert submission.refused and submission.unit is None
    assert any(UNIT in finding.fix for finding in submission.findings)


@pytest.mark.long
def test_every_unit_of_the_sample_plan_gets_its_rows(
    libreoffice: LibreOffice, demo_folder: Folder
) -> None:
    plan = read_plan(demo_folder.plan)
    assigned = plan.in_period(plan.periods[PERIOD])
    with libreoffice.open(demo_folder.standard_form(PERIOD)) as document:
        for unit in (assigned.units[0], assigned.units[-1]):
            choose(document, unit.name)
            roles = {key: assigned.role(unit.code, key) for key in assigned.rows}
            assert columns(document, ROLE) == {
                key: role.label if role else "" for key, role in roles.items()
            }


def is_grey(form: Document, conditions: Mapping[str, str], cell: str) -> bool:
    """Whether LibreOffice finds a condition for grey true at a cell of the first appendix."""
    row = int("".join(filter(str.isdigit, cell)))
    formula = next(text for area, text in conditions.items() if cell in CellRange(area))
    first = min(CellRange(area).min_row for area in conditions)
    form.type(ONE, "CA1", "=" + re.sub(rf"(?<=[A-Z]){first}\b", str(row), formula))
    return bool(form.values(ONE, "CA1")[0][0])


def test_rows_of_other_units_are_greyed_but_for_what_is_filled_in(
    folder: Folder, form: Document
) -> None:
    rules = openpyxl.load_workbook(folder.standard_form(PERIOD))[ONE].conditional_formatting
    conditions = {
        str(area.sqref): rule.formula[0]
        for area in rules
        for rule in area.rules
        if rule.formula[0].startswith("AND")
    }
    choose(form, UNITS["KT"])
    table = SheetView.of(form, ONE)
    form.unprotect(ONE)
    keys = ("PAR_INDEX/1.1", "PAR_INDEX/1.2", "PAR_INDEX/1.6")
    shown = {
        header: [is_grey(form, conditions, table.cell(key, header)) for key in keys]
        for header in ("TT", STATUS, RESULT)
    }
    # KT coordinates the first, has no part in the second, leads the third.
    assert shown == {
        "TT": [False, True, False],
        STATUS: [True, True, False],
        RESULT: [False, True, False],
    }
    for key in keys:
        form.put(ONE, table.cell(key, STATUS), "Hoàn thành")
        assert not is_grey(form, conditions, table.cell(key, STATUS))
