"""A unit's form in LibreOffice: typed, limited, counted, protected, and read by the merge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from libreoffice import Document, LibreOffice, LibreOfficeError, Value
from par_xl import workspace
from par_xl.workbooks.look import ERROR_FILL, NEEDED_FILL
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES, COVER, KEY, SheetView, beside, result_of, text_above
from small_plan import APPENDIX_1, NOW, ON_TIME, PERIOD, Row, item, plan_content, working_folder

ONE, TWO, THREE = APPENDICES
INITIATIVES = "Sáng kiến, đề xuất"
CHECK, RIGHT = "Kiểm tra", "✔"
STATUS, PROGRESS, DAY = "Tình trạng thực hiện", "Tiến độ (%)", "Ngày hoàn thành"
VALUE, SCORE, RESULT = "Số liệu thực hiện", "Điểm tự đánh giá", "Kết quả thực hiện"
EVIDENCE, EXPLANATION = "Tài liệu kiểm chứng", "Giải trình, nguyên nhân"
DIFFICULTY = "Khó khăn, kiến nghị"
INPUTS = (STATUS, PROGRESS, DAY, VALUE, SCORE, RESULT, EVIDENCE, EXPLANATION, DIFFICULTY)
HEAD = ("Người lập", "Điện thoại", "Lãnh đạo đơn vị duyệt", "Số, ngày văn bản gửi kèm")

SCORED: Sequence[Row] = (
    {"TT": "1", "Nội dung": "Chỉ đạo, điều hành", "Điểm tối đa": 9.0},
    *APPENDIX_1[1:],
    {
        "TT": "1.7",
        "Nội dung": "Kiểm tra",
        "Điểm tối đa": 1.0,
        "Đơn vị chủ trì": "HC",
        "Thẩm quyền thực hiện": "Văn phòng",
    },
    item("1.7.a", "KT"),
)
"""The small plan's first appendix, and a criterion that HC scores, with KT's task beneath."""

LONG = "Đã rà soát 1.250 thủ tục; “một cửa” ưu việt – hòa, thủy, quỹ.\nDòng hai: đạt 98,5%"
TYPED: Mapping[tuple[str, str], Mapping[str, str]] = {
    (ONE, "PAR_INDEX/1.1"): {
        STATUS: "Hoàn thành",
        SCORE: "1,5",
        RESULT: LONG,
        EVIDENCE: "- Báo cáo số 12/BC-VP ngày 05/6/2024",
    },
    (ONE, "PAR_INDEX/1.2"): {
        STATUS: "Hoàn thành",
        PROGRESS: "100%",
        DAY: "29/3/2024",
        VALUE: "87,5",
        SCORE: "1",
        EVIDENCE: "Số 15/BC-VP, trang 3",
    },
    (ONE, "PAR_INDEX/1.3"): {
        STATUS: "Đang thực hiện",
        PROGRESS: "80%",
        SCORE: "0,75",
        RESULT: "- Đã ban hành\n+ Đang lấy ý kiến",
        EXPLANATION: "Chậm; chờ hướng dẫn",
        DIFFICULTY: "Đề nghị bố trí kinh phí",
    },
    (ONE, "PAR_INDEX/1.7"): {SCORE: "0,5", EVIDENCE: "Báo cáo 7/BC-VP"},
    (ONE, "PAR_INDEX/1.5"): {RESULT: "Đã phối hợp", DIFFICULTY: "Không có"},
    (TWO, "SIPAS/S1.1"): {STATUS: "Không phát sinh trong kỳ"},
    (THREE, "PAPI/P1.1"): {STATUS: "Không áp dụng", EXPLANATION: "Không thuộc phạm vi"},
}
NOTHING: Mapping[str, Any] = dict.fromkeys(
    (
        "status", "progress", "completed_on", "value", "result", "evidence", "explanation",
        "difficulty",
    )
)  # fmt: skip
ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "PAR_INDEX/1.1": {
        "status": "Hoàn thành",
        "result": LONG,
        "evidence": "- Báo cáo số 12/BC-VP ngày 05/6/2024",
    },
    "PAR_INDEX/1.2": {
        "status": "Hoàn thành",
        "progress": 1.0,
        "completed_on": "2024-03-29",
        "value": 87.5,
        "evidence": "Số 15/BC-VP, trang 3",
    },
    "PAR_INDEX/1.3": {
        "status": "Đang thực hiện",
        "progress": 0.8,
        "result": "- Đã ban hành\n+ Đang lấy ý kiến",
        "explanation": "Chậm; chờ hướng dẫn",
        "difficulty": "Đề nghị bố trí kinh phí",
    },
    "PAR_INDEX/1.5": {"result": "Đã phối hợp", "difficulty": "Không có"},
    "SIPAS/S1.1": {"status": "Không phát sinh trong kỳ"},
    "PAPI/P1.1": {"status": "Không áp dụng", "explanation": "Không thuộc phạm vi"},
}
SCORES = {"PAR_INDEX/1.1": 1.5, "PAR_INDEX/1.2": 1.0, "PAR_INDEX/1.3": 0.75, "PAR_INDEX/1.7": 0.5}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A working folder with the forms of the small plan; only the last test merges in it."""
    made = working_folder(tmp_path_factory.mktemp("forms"), plan_content(SCORED))
    workspace.forms(made, PERIOD)
    return made


@pytest.fixture
def form(folder: Folder, vietnamese_libreoffice: LibreOffice) -> Iterator[Document]:
    with vietnamese_libreoffice.open(folder.form(PERIOD, "HC")) as document:
        yield document


def type_all(form: Document, typed: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
    for (sheet, key), cells in typed.items():
        table = SheetView.of(form, sheet)
        for header, text in cells.items():
            form.type(sheet, table.cell(key, header), text)


def test_what_is_typed_arrives_in_the_json(form: Document, folder: Folder, tmp_path: Path) -> None:
    type_all(form, TYPED)
    for label in HEAD:
        form.type(COVER, beside(form.values(COVER), label), f"Nguyễn Thị Hồng ({label})")
    ideas = SheetView.of(form, INITIATIVES, "Loại")
    first = ideas.header + 2
    form.type(INITIATIVES, f"A{first}", "Sáng kiến")
    form.type(INITIATIVES, f"B{first}", "- Trả kết quả tại nhà")
    places = {key: (sheet, SheetView.of(form, sheet).rows[key] + 1) for sheet, key in TYPED}
    folder.submitted(PERIOD).mkdir(parents=True, exist_ok=True)
    form.save_as(folder.submitted(PERIOD) / "phòng hành chính (bản cuối).xlsx")

    workspace.merge(folder, PERIOD, received=ON_TIME, now=NOW)

    result = result_of(folder, PERIOD)
    assert [f for f in result["findings"] if f["severity"] == "error"] == []
    (submission,) = result["submissions"]
    assert submission["unit"] == "HC" and submission["state"] == "accepted"
    assert submission["rows_filled"] == submission["rows_accepted"] == len(TYPED)
    reported = {e["key"]: e for e in result["entries"] if e["file"] is not None}
    assert {e["unit"] for e in reported.values()} == {"HC"}
    assert {key: {field: entry[field] for field in NOTHING} for key, entry in reported.items()} == {
        key: {**NOTHING, **fields} for key, fields in ENTRIES.items()
    }
    assert {each["key"]: each["self_score"] for each in result["scores"] if each["file"]} == SCORES
    assert {key: (e["sheet"], e["row"]) for key, e in reported.items()} == {
        key: place for key, place in places.items() if key in ENTRIES
    }
    assert {e["file"] for e in reported.values()} == {"phòng hành chính (bản cuối).xlsx"}
    (idea,) = result["initiatives"]
    assert (idea["kind"], idea["text"]) == ("Sáng kiến", "- Trả kết quả tại nhà")


def test_the_counts_follow_what_is_typed(form: Document) -> None:
    def counted(sheet: str) -> tuple[str, list[Any]]:
        """An appendix's own line, and its row on the cover."""
        form.recalculate()
        (row,) = [row for row in form.values(COVER) if str(row[0]).startswith(f"{sheet} ")]
        return text_above(form.values(sheet)[:2], "Đã nhập"), list(row[1:6])

    table = SheetView.of(form, ONE)

    def way_to(code: str) -> str:
        return f"Tới dòng {table.cell(f'PAR_INDEX/{code}', STATUS)[1:]}"

    line = "Đã nhập 0/5 dòng; còn thiếu 0, sai 0"
    assert counted(ONE) == (line, [5, 0, 0, 0, way_to("1.1")])
    type_all(form, TYPED)
    # The coordinating row 1.5 is not among them; 1.4 is still blank.
    line = "Đã nhập 4/5 dòng; còn thiếu 0, sai 0"
    assert counted(ONE) == (line, [5, 4, 0, 0, way_to("1.4")])
    assert counted(TWO)[1] == [1, 1, 0, 0, "Đã đủ"]
    # Half typed, and typed wrong: the way leads to the first of them.
    type_all(form, {(ONE, "PAR_INDEX/1.4"): {RESULT: "x"}, (ONE, "PAR_INDEX/1.3"): {SCORE: "9"}})
    line = "Đã nhập 5/5 dòng; còn thiếu 1, sai 1"
    assert counted(ONE) == (line, [5, 5, 1, 1, way_to("1.3")])
    type_all(form, {(ONE, "PAR_INDEX/1.2"): {EVIDENCE: ""}})
    assert counted(ONE)[1] == [5, 5, 2, 1, way_to("1.2")]


def test_the_cover_says_when_all_is_filled(form: Document) -> None:
    type_all(form, TYPED)
    type_all(form, {(ONE, "PAR_INDEX/1.4"): {STATUS: "Chưa thực hiện"}})
    form.recalculate()
    grid = form.values(COVER)
    assert [row[5] for row in grid if str(row[0]).startswith("Phụ lục ")] == ["Đã đủ"] * 3
    (total,) = [row[1:5] for row in grid if row[0] == "Cộng"]
    assert list(total) == [7, 7, 0, 0]


BROKEN: Mapping[tuple[str, str], Value] = {
    ("PAR_INDEX/1.1", STATUS): "Đã xong",
    ("PAR_INDEX/1.1", PROGRESS): 1.5,
    ("PAR_INDEX/1.1", DAY): date(2024, 6, 15),
    ("PAR_INDEX/1.1", SCORE): 2.01,
    ("PAR_INDEX/1.2", STATUS): 1,
    ("PAR_INDEX/1.2", PROGRESS): -0.1,
    ("PAR_INDEX/1.2", DAY): date(2023, 8, 3),
    ("PAR_INDEX/1.2", SCORE): 1.5,  # allowed in the row above
    ("PAR_INDEX/1.3", PROGRESS): "gần xong",
    ("PAR_INDEX/1.3", DAY): "tháng 6",
    ("PAR_INDEX/1.3", SCORE): -0.5,
    ("PAR_INDEX/1.4", PROGRESS): 80,
    ("PAR_INDEX/1.4", DAY): "31/4/2024",
}
ALLOWED: Mapping[tuple[str, str], Value] = {
    ("PAR_INDEX/1.1", RESULT): "- Đã ban hành",
    ("PAR_INDEX/1.2", VALUE): 1e6,
    ("PAR_INDEX/1.2", EVIDENCE): "Số 1",
    ("PAR_INDEX/1.3", STATUS): "Không phát sinh trong kỳ",
    ("PAR_INDEX/1.4", STATUS): "Chưa thực hiện",
    ("PAR_INDEX/1.5", RESULT): "x" * 8_000,
}
EDGES: Mapping[tuple[str, str], Value] = {
    ("PAR_INDEX/1.1", STATUS): "Hoàn thành",
    ("PAR_INDEX/1.1", PROGRESS): 1,
    ("PAR_INDEX/1.1", DAY): date(2024, 6, 14),
    ("PAR_INDEX/1.1", SCORE): 2,
    ("PAR_INDEX/1.2", PROGRESS): 0,
    ("PAR_INDEX/1.2", DAY): date(2023, 8, 4),
    ("PAR_INDEX/1.2", SCORE): 1,
    ("PAR_INDEX/1.3", SCORE): 0,
}


def test_limits_refuse_what_breaks_them_and_nothing_else(form: Document) -> None:
    table = SheetView.of(form, ONE)
    untouched = form.invalid()
    assert set(untouched) >= {*APPENDICES, INITIATIVES} and not any(untouched.values())
    filled = {**BROKEN, **ALLOWED}
    form.put_many({(ONE, table.cell(*place)): value for place, value in filled.items()})
    form.put(INITIATIVES, "A5", "Ý tưởng")
    marked = form.invalid()
    assert set(marked[ONE]) == {table.cell(*place) for place in BROKEN}
    assert marked[INITIATIVES] == ["A5"]
    assert marked[TWO] == marked[THREE] == []


def test_the_edges_of_the_limits_are_allowed(form: Document) -> None:
    table = SheetView.of(form, ONE)
    form.put_many({(ONE, table.cell(*place)): value for place, value in EDGES.items()})
    form.put(INITIATIVES, "A5", "Nhiệm vụ trọng tâm kỳ tới")
    assert not any(form.invalid().values())


@pytest.mark.long
def test_no_form_of_the_sample_plan_is_marked_untouched(
    libreoffice: LibreOffice, demo_folder: Folder
) -> None:
    for path in (demo_folder.form(PERIOD, "HCTC"), demo_folder.standard_form(PERIOD)):
        with libreoffice.open(path) as document:
            assert not any(document.invalid().values()), path.name


@pytest.mark.short("filled")
@pytest.mark.parametrize("which", ["empty", "standard", "filled"])
def test_stored_values_are_what_the_formulas_give(
    libreoffice: LibreOffice, demo_folder: Folder, which: str
) -> None:
    path = {
        "empty": demo_folder.form(PERIOD, "HCTC"),
        "standard": demo_folder.standard_form(PERIOD),
        "filled": demo_folder.submitted(PERIOD) / f"HCTC_{PERIOD}.xlsx",
    }[which]
    with libreoffice.open(path) as document:
        sheets = document.sheets()
        before = {sheet: document.values(sheet) for sheet in sheets}
        document.recalculate()
        assert document.formula_errors() == []
        for sheet in sheets:
            for number, (old, new) in enumerate(
                zip(before[sheet], document.values(sheet), strict=True), start=1
            ):
                assert [v or "" for v in old] == pytest.approx([v or "" for v in new]), number
    checks = set(SheetView(before[ONE]).column(CHECK).values())
    assert checks == {"empty": {""}, "standard": {"Chọn đơn vị ở Trang đầu"}}.get(which, checks)


def test_cells_that_a_row_still_needs_stand_out_until_they_are_filled(
    form: Document, folder: Folder
) -> None:
    book = openpyxl.load_workbook(folder.form(PERIOD, "HC"))
    colours = {
        rule.formula[0]: str(rule.dxf.fill.bgColor.rgb)[2:]
        for area in book[ONE].conditional_formatting
        for rule in area.rules
        if str(area.sqref).startswith("F4:N")
    }
    assert sorted(colours.values()) == [ERROR_FILL[1:], NEEDED_FILL[1:]]
    table = SheetView.of(form, ONE)
    form.unprotect(ONE)

    def coloured(key: str) -> dict[str, str]:
        """The cells of a row that LibreOffice finds a condition true for."""
        row, found = table.rows[key] + 1, {}
        for header in INPUTS:
            letter = table.cell(key, header).rstrip("0123456789")
            for formula, colour in colours.items():
                here = formula.replace("$E4", f"$E{row}").replace("F$3", f"{letter}$3")
                form.type(ONE, "Z1", "=" + here.replace(",", ";"))
                if form.values(ONE, "Z1")[0][0]:
                    found[header] = colour
        return found

    type_all(form, {(ONE, "PAR_INDEX/1.2"): {STATUS: "Hoàn thành"}})
    needed = dict.fromkeys((DAY, SCORE, EVIDENCE, EXPLANATION), NEEDED_FILL[1:])
    assert coloured("PAR_INDEX/1.2") == needed
    type_all(form, {(ONE, "PAR_INDEX/1.2"): {DAY: "29/3/2024", SCORE: "0,5"}})
    assert coloured("PAR_INDEX/1.2") == {h: needed[h] for h in (EVIDENCE, EXPLANATION)}
    type_all(form, {(ONE, "PAR_INDEX/1.2"): {EVIDENCE: "Số 1"}})
    assert coloured("PAR_INDEX/1.2") == {}
    type_all(form, {(ONE, "PAR_INDEX/1.2"): {SCORE: "5"}})
    assert coloured("PAR_INDEX/1.2") == {SCORE: ERROR_FILL[1:]}


CLOSED = {
    "PAR_INDEX/1.1": {VALUE},  # no unit of measure
    "PAR_INDEX/1.7": set(INPUTS) - {SCORE, EVIDENCE, EXPLANATION},  # only scored
    "PAR_INDEX/1.2": set[str](),
    "PAR_INDEX/1.3": {VALUE},
    "PAR_INDEX/1.4": {VALUE, SCORE},  # scored by survey
    "PAR_INDEX/1.5": set(INPUTS) - {RESULT, DIFFICULTY},  # coordinating
    "SIPAS/S1.1": {SCORE},
    "PAPI/P1.1": {VALUE, SCORE},
}


def test_only_cells_to_fill_are_unlocked(folder: Folder) -> None:
    book = openpyxl.load_workbook(folder.form(PERIOD, "HC"))
    unlocked = set()
    expected = set()
    cover = [[cell.value for cell in row] for row in book[COVER].iter_rows()]
    expected |= {(COVER, beside(cover, label)) for label in HEAD}
    for sheet in (COVER, *APPENDICES):
        unlocked |= {
            (sheet, cell.coordinate)
            for row in book[sheet].iter_rows()
            for cell in row
            if not cell.protection.locked and not isinstance(cell, openpyxl.cell.cell.MergedCell)
        }
    for sheet in APPENDICES:
        table = SheetView([[cell.value for cell in row] for row in book[sheet].iter_rows()])
        expected |= {
            (sheet, table.cell(key, header))
            for key in table.rows
            for header in INPUTS
            if header not in CLOSED[key]
        }
    assert {place for place in unlocked if place not in expected} == set()
    assert {place for place in expected if place not in unlocked} == set()


def test_sheets_are_protected_without_a_password_and_can_be_filtered(
    form: Document, folder: Folder
) -> None:
    book = openpyxl.load_workbook(folder.form(PERIOD, "HC"))
    for sheet in APPENDICES:
        assert form.protected(sheet)
        protection = book[sheet].protection
        assert protection.sheet and protection.password is None
        assert not protection.autoFilter  # that is: not locked
        header = SheetView.of(form, sheet)
        first, last = book[sheet].auto_filter.ref.split(":")
        assert first == f"A{header.header + 1}"
        assert int("".join(filter(str.isdigit, last))) == max(header.rows.values()) + 1
        with pytest.raises(LibreOfficeError, match="locked"):
            form.put(sheet, header.cell(next(iter(header.rows)), KEY), "PAR_INDEX/9")
        form.unprotect(sheet)  # raises if that needs a password
    assert all(map(form.protected, (COVER, "Hướng dẫn", INITIATIVES)))


def test_hidden_sheets_stay_hidden(folder: Folder) -> None:
    book = openpyxl.load_workbook(folder.form(PERIOD, "HC"))
    states = {sheet.title: sheet.sheet_state for sheet in book}
    visible = [title for title, state in states.items() if state == "visible"]
    assert visible == [COVER, *APPENDICES, INITIATIVES, "Hướng dẫn"]
    assert sorted(state for state in states.values() if state != "visible") == [
        "hidden",
        "veryHidden",
    ]
