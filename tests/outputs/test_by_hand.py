"""What people typed into the master survives every later merge (contract, section 9)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from builders import HALF, ITEMS, NOW, form, make_folder, make_plan, plan_rows, submit
from libreoffice import LibreOffice
from merged import replaced
from par_xl import workspace
from par_xl.ledger import read_ledger
from par_xl.outputs.master import workbook
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace import MergeOutcome
from par_xl.workspace.layout import Folder
from sheet_view import APPENDICES, SheetView, stored

SCORE, OPINION, APPRAISED = "Điểm rà soát (HCTC)", "Ý kiến rà soát", "Điểm thẩm định"
HAND = (SCORE, OPINION, APPRAISED)
INSPECTIONS, LEFT_OVER = "Kiểm tra", "Điền tay, mất dòng"
REMEDIES = "Khắc phục"
FIRST = "Phụ lục I"
GOING = "| code | status | progress | explanation |\n| {} | Đang thực hiện | {} | Thiếu người |"
LESS = ITEMS.replace(
    "| 1.2  | 2           | HC; TH         | TT ", "| 1.2  | 2           | TH         | TT "
)
MORE = ITEMS.replace(
    "| 1.1  |",
    "| 1.0  | 0           | TH             |                 | 31/3/2024            |\n| 1.1  |",
)
Row = tuple[str, str | None, str | None]
"""TT, unit and role."""
SCORED_11, LEAD_11, LEAD_12, HELP_12 = (
    ("1.1", "HC", "Chấm điểm"),
    ("1.1", "HC", "Chủ trì"),
    ("1.2", "HC", "Chủ trì"),
    ("1.2", "TT", "Phối hợp"),
)


ALL_SHEETS = workbook._WRITE


@pytest.fixture(scope="module")
def few_sheets() -> Iterator[None]:
    """Masters have the sheets alone that people fill in: it is read, written and changed often."""
    filled = {*APPENDICES, REMEDIES, INSPECTIONS, LEFT_OVER}
    with pytest.MonkeyPatch.context() as patch:
        few = {name: write for name, write in ALL_SHEETS.items() if name in filled}
        patch.setattr(workbook, "_WRITE", few)
        yield


@pytest.fixture(scope="module")
def merged(few_sheets: None, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that was merged once; tests work on copies."""
    folder = make_folder(tmp_path_factory.mktemp("by-hand") / "work")
    plan = make_plan()
    submit(folder, "HC.xlsx", form(plan, "HC", GOING.format("1.1", 0.4)))
    helped = "| code | result |\n| 1.2 | Đã phối hợp |"
    submit(folder, "TT.xlsx", form(plan, "TT", helped))
    workspace.merge(folder, HALF, now=NOW)
    return folder


@pytest.fixture
def work(merged: Folder, tmp_path: Path) -> Folder:
    shutil.copytree(merged.root, tmp_path / "work")
    return Folder(tmp_path / "work")


@pytest.fixture
def whole(work: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Merged once more, into a master with all its sheets, as every later one has."""
    monkeypatch.setattr(workbook, "_WRITE", ALL_SHEETS)
    again(work, 0.3)
    return work


@cache
def plan_of(items: str) -> bytes:
    return write_plan(plan_rows(items))


def again(folder: Folder, share: float, items: str = ITEMS) -> MergeOutcome:
    """One more form of HC, perhaps another plan, and a merge."""
    folder.plan.write_bytes(plan_of(items))
    submit(folder, f"HC {share}.xlsx", form(make_plan(items), "HC", GOING.format("1.1", share)))
    return workspace.merge(folder, HALF, now=NOW, workers=1)


def edit(folder: Folder, change: Callable[[Workbook], object]) -> None:
    """As somebody's Excel does."""
    path = folder.results(HALF).master
    book = load_workbook(path)
    change(book)
    book.save(path)


def spot(sheet: Any, row: Row, header: str) -> Any:
    """A cell of an appendix sheet, found as people find it."""
    top = next(r for r in sheet.iter_rows() if any(c.value == "TT" for c in r))
    at = {cell.value: cell.column for cell in top}
    for cells in sheet.iter_rows(min_row=top[0].row + 1):
        names = ("TT", "Đơn vị", "Vai trò")
        if tuple(cells[at[name] - 1].value for name in names) == row:
            return cells[at[header] - 1]
    raise KeyError(row)


def fill(
    folder: Folder,
    cells: Mapping[tuple[Row, str], Any],
    then: Callable[[Workbook], object] = lambda _book: None,
) -> None:
    def change(book: Workbook) -> None:
        for (row, header), value in cells.items():
            cell = spot(book[FIRST], row, header)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        then(book)

    edit(folder, change)


def held(folder: Folder) -> dict[tuple[Row, str], Any]:
    """All that stands in the columns of the appendix sheets."""
    found: dict[tuple[Row, str], Any] = {}
    for sheet in APPENDICES:
        grid = grid_of(folder, sheet)
        table = SheetView(grid, "TT")
        for row in grid[table.header + 1 :]:
            code, unit, role = (row[table.columns[h]] for h in ("TT", "Đơn vị", "Vai trò"))
            for header in HAND:
                if (value := row[table.columns[header]]) is not None:
                    found[(code, unit, role), header] = value
    return found


def listed(folder: Folder) -> list[dict[str, Any]]:
    """What has no row any more."""
    return table_of(folder, LEFT_OVER)


def grid_of(folder: Folder, sheet: str) -> list[list[Any]]:
    """The cells of a sheet of the master; none where there is no such sheet."""
    return stored(folder.results(HALF).master, sheet)


def table_of(folder: Folder, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet below its header, by that; none where there is no such sheet."""
    headers, *rows = grid_of(folder, sheet)[4:] or [[]]
    return [dict(zip(headers, row, strict=True)) for row in rows if any(v is not None for v in row)]


ALL: dict[tuple[Row, str], Any] = {
    (SCORED_11, SCORE): 0.75,
    (SCORED_11, OPINION): "Chấm cao",
    (LEAD_11, OPINION): "Chưa đủ tài liệu",
    (LEAD_12, APPRAISED): "7,5đ",
    (LEAD_12, OPINION): "=1+1 là chữ",
    (LEAD_12, SCORE): "0,5",
    (HELP_12, OPINION): " hai\ndòng & <b> ",
    (("1", None, None), OPINION): "Nhận xét cả nhóm",
}


_NO_SCORES = ("X7", "V10", "X10")


def test_all_kinds_of_values_stay_as_typed(work: Folder) -> None:
    day = {(SCORED_11, APPRAISED): date(2024, 6, 5)}
    fill(work, ALL | day)
    (told,) = again(work, 0.5).notes
    # What is no score of its row is kept, too.
    assert [f"{FIRST}, {cell} " in told for cell in _NO_SCORES] == [True] * 3
    assert held(work) == ALL | day
    again(work, 0.6)
    assert held(work) == ALL | day
    assert listed(work) == []
    assert not workspace.verify(work).mismatches
    assert read_ledger(work.ledger)[-1].by_hand == 5


def test_rows_move_as_the_plan_gains_some(work: Folder) -> None:
    fill(work, ALL)
    again(work, 0.5, MORE)
    assert held(work) == ALL


def test_a_row_that_goes_is_listed_and_comes_back(work: Folder) -> None:
    fill(work, ALL)
    of_plan, *told = again(work, 0.5, LESS).notes
    assert "ke-hoach.xlsx" in of_plan
    assert told[:1] == [
        "1 nội dung đã điền tay không còn dòng để ghi vào: xem trang “Điền tay, mất dòng” của tệp "
        "tổng hợp.",
    ]
    gone = {at: value for at, value in ALL.items() if at[0] == LEAD_12}
    assert held(work) == {at: value for at, value in ALL.items() if at not in gone}
    (row,) = listed(work)
    assert {(LEAD_12, header): row[header] for header in HAND} == gone
    assert (row["Phụ lục"], row["TT"], row["Đơn vị"]) == (FIRST, "1.2", "HC")
    assert (row["Tiêu chí, nhiệm vụ"], row["Lý do"]) == ("Nội dung 1.2", "Không còn dòng này")
    # It stays listed, and is told no more.
    assert [*again(work, 0.6, LESS).notes] == told[1:]
    assert listed(work) == [row]
    again(work, 0.7)
    assert (held(work), listed(work)) == (ALL, [])


def _sorted(book: Workbook) -> None:
    sheet = book[FIRST]
    rows = list(sheet.iter_rows(min_row=6, values_only=True))
    for number, row in enumerate(reversed(rows), start=6):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def _moved(book: Workbook) -> None:
    """Opinions stand in column A, a column is inserted, two rows stand above, plan's are gone."""
    sheet: Any = book[FIRST]
    at = {cell.value: cell.column for cell in sheet[5]}
    texts = [sheet.cell(row, at[OPINION]).value for row in range(1, sheet.max_row + 1)]
    sheet.delete_cols(at[OPINION])
    sheet.delete_cols(at["Điểm tối đa"])
    sheet.insert_cols(1, 2)
    for row, text in enumerate(texts, start=1):
        sheet.cell(row, 1).value = text
    sheet.insert_rows(1, 2)


def _renamed(book: Workbook) -> None:
    sheet = book[FIRST]
    for cell in sheet[5]:
        if cell.value == OPINION:
            cell.value = "  Ý KIẾN  rà soát của HCTC"
    sheet.title = "PL I"
    book.copy_worksheet(sheet)


def _no_key(book: Workbook) -> None:
    sheet: Any = book[FIRST]
    sheet.delete_cols(next(cell.column for cell in sheet[5] if cell.value == "Mã dòng"))


@pytest.mark.short("_sorted-told0")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_sorted, []),
        (_moved, ["E5: cả cột “Điểm tối đa” → đã xóa"]),
        (_renamed, ["tên trang → “PL I”", "W5: “Ý kiến rà soát” → “  Ý KIẾN  rà soát của HCTC”"]),
        (_no_key, ["B5: cả cột “Mã dòng” → đã xóa"]),
    ],
)
def test_people_sort_move_and_rename(
    work: Folder, change: Callable[[Workbook], None], told: list[str]
) -> None:
    values = {at: value for at, value in ALL.items() if value != "=1+1 là chữ"}
    fill(work, values, change)
    first, *_others = again(work, 0.5).notes
    assert [text for text in told if text not in first] == []
    assert first.startswith(f"{len(told)} ô" if told else "2 điểm ghi tay chưa đúng")
    assert (held(work), listed(work)) == (values, [])


def test_a_copied_row_that_says_something_else_is_listed_until_deleted(work: Folder) -> None:
    def copy(book: Workbook) -> None:
        sheet = book[FIRST]
        row = [cell.value for cell in sheet[spot(sheet, LEAD_11, SCORE).row]]
        sheet.append([0.25 if value == 0.75 else value for value in row])

    fill(work, {(LEAD_11, SCORE): 0.75, (LEAD_11, OPINION): "một"}, copy)
    again(work, 0.5)
    assert held(work) == {(LEAD_11, SCORE): 0.75, (LEAD_11, OPINION): "một"}
    (row,) = listed(work)
    assert [row[header] for header in (*HAND, "Lý do")] == [
        *(0.25, None, None, "Dòng này đã điền nội dung khác")
    ]
    again(work, 0.6)
    assert listed(work) == [row]
    edit(work, lambda book: book[LEFT_OVER].delete_rows(6))
    again(work, 0.7)
    assert listed(work) == []


def test_a_column_and_sheets_of_peoples_own_are_told(whole: Folder) -> None:
    def add(book: Workbook) -> None:
        sheet = book[FIRST]
        sheet.cell(5, sheet.max_column + 1).value = "Việc cần làm"
        sheet.cell(7, sheet.max_column).value = "gọi điện"
        book.create_sheet("Trống")
        book.create_sheet("Tính thử")["B2"] = 12
        book.copy_worksheet(book[REMEDIES]).title = "Khắc phục cũ"
        book[INSPECTIONS].title = "Kiểm tra 2024"
        book["Kiểm tra 2024"]["C6"] = "x"

    edit(whole, add)
    told, backup = again(whole, 0.5).notes, replaced(whole)
    assert told == (
        "Cột do người dùng thêm không chép sang bản mới: “Việc cần làm” (trang Phụ lục I); bản cũ "
        f"giữ ở {backup}.",
        "Trang do người dùng thêm không chép sang bản mới: “Tính thử”, “Khắc phục cũ”; bản cũ giữ "
        f"ở {backup}.",
    )
    assert backup.exists()
    assert again(whole, 0.6).notes == ()


def test_inspections_are_kept_as_people_left_them(work: Folder) -> None:
    day = datetime(2024, 6, 5)  # noqa: DTZ001
    rows: list[list[Any]] = [
        [day, "Sở Nội vụ", None, "1.1", "=2 việc", "trước 30/6", None, None, 12.5],
        [None] * 9,
        [None, "Phòng khác", "Nội dung", None, None, day, "Chị B", "0123", day],
    ]

    def write(book: Workbook) -> None:
        sheet = book[INSPECTIONS]
        sheet["I5"] = "Chi phí"
        for number, row in enumerate(rows, start=6):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"

    edit(work, write)
    for share in (0.5, 0.6):
        again(work, share)
        sheet = load_workbook(work.results(HALF).master)[INSPECTIONS]
        found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=9)]
        assert found[0][-2:] == ["Ghi chú", "Chi phí"]
        assert found[1:] == [*rows, [None] * 9]
        (units,) = sheet.data_validations.dataValidation
        assert units.formula1 == "'Theo đơn vị'!$B$6:$B$8"
        assert str(units.sqref).startswith("B6:B")
    edit(work, lambda book: book.remove(book[INSPECTIONS]))
    again(work, 0.7)
    assert table_of(work, INSPECTIONS) == []
    assert grid_of(work, INSPECTIONS)[4][-1] == "Ghi chú"


@pytest.mark.long
def test_the_remedial_draft_follows_the_numbers_until_somebody_edits_it(work: Folder) -> None:
    def scored(score: float) -> list[tuple[Any, Any]]:
        rows = f"| code | status | progress | self_score | evidence |\n{_SCORED.format(score)}"
        submit(work, f"HC {score}.xlsx", form(make_plan(), "HC", rows), hour=13 + int(score * 10))
        workspace.merge(work, HALF, now=NOW, workers=1)
        found = table_of(work, REMEDIES)
        return [(row["TT"], row["Vì sao"].split(";")[0]) for row in found]

    assert scored(0.2) == [("1.1.a", "Còn có thể đạt 0,8/1 điểm (tự đánh giá)")]
    # Something typed elsewhere is no edit of it.
    fill(work, {(LEAD_11, OPINION): "x"})
    assert scored(0.3) == [("1.1.a", "Còn có thể đạt 0,7/1 điểm (tự đánh giá)")]
    edit(work, lambda book: _put(book[REMEDIES], "C6", "Việc do HCTC ghi"))
    for score in (0.4, 0.5):
        assert scored(score) == [("1.1.a", "Còn có thể đạt 0,7/1 điểm (tự đánh giá)")]
        grid = grid_of(work, REMEDIES)
        assert (grid[5][2], "giữ nguyên" in grid[3][0]) == ("Việc do HCTC ghi", True)
    edit(work, lambda book: book.remove(book[REMEDIES]))
    assert scored(0.6) == [("1.1.a", "Còn có thể đạt 0,4/1 điểm (tự đánh giá)")]


_SCORED = "| 1.1 | Đang thực hiện | 0.5 | {} | Số 1 |"


def _put(sheet: Any, cell: str, value: str) -> None:
    sheet[cell].value = value


@pytest.mark.long
def test_a_formulas_value_is_kept_and_one_never_calculated_stops_the_merge(
    whole: Folder, libreoffice: LibreOffice
) -> None:
    fill(whole, {(LEAD_11, OPINION): "x"})
    edit(whole, lambda b: setattr(spot(b[FIRST], LEAD_11, SCORE), "value", "=0.5+0.25"))
    before = (whole.results(HALF).json.read_bytes(), whole.ledger.read_bytes())
    with pytest.raises(ParXlError, match=r"ô [A-Z]+8: công thức chưa được tính") as error:
        again(whole, 0.5)
    assert "Mở tệp bằng Excel rồi lưu lại" in error.value.fix
    assert before == (whole.results(HALF).json.read_bytes(), whole.ledger.read_bytes())
    with libreoffice.open(whole.results(HALF).master) as document:
        view = SheetView.of(document, FIRST, "TT")
        document.type(FIRST, view.cell("1.1", APPRAISED), "0.25")
        document.type(INSPECTIONS, "C6", "Kiểm tra đột xuất")
        document.recalculate()
        document.save_as(whole.results(HALF).master)
    again(whole, 0.6)
    assert held(whole) == {
        (LEAD_11, SCORE): 0.75,
        (LEAD_11, OPINION): "x",
        (LEAD_11, APPRAISED): 0.25,
    }
    (row,) = table_of(whole, INSPECTIONS)
    assert row["Nội dung kiểm tra"] == "Kiểm tra đột xuất"


@pytest.mark.parametrize("what", ["damaged", "headless"])
def test_a_master_that_cannot_be_read_stops_the_merge(work: Folder, what: str) -> None:
    master = work.results(HALF).master
    if what == "damaged":
        master.write_bytes(master.read_bytes()[:-500])
        wanted = f"Không đọc được phần đã điền tay trong {master}"
    else:
        edit(work, lambda book: book[FIRST].delete_rows(5))
        wanted = f"Tệp {master.name}, trang “Phụ lục I”: không còn dòng tiêu đề"
    lay, told = master.read_bytes(), work.ledger.read_bytes()
    with pytest.raises(ParXlError) as error:
        again(work, 0.5)
    assert str(error.value).startswith(wanted)
    assert "chuyển tệp đi nơi khác" in error.value.fix
    assert (master.read_bytes(), work.ledger.read_bytes()) == (lay, told)
    master.unlink()
    again(work, 0.6)
    assert held(work) == {}


@pytest.mark.long
def test_a_master_that_is_too_large_stops_the_merge(
    work: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(work, {(LEAD_11, SCORE): 0.75})
    monkeypatch.setattr("par_xl.workbooks.scan.AREA_LIMIT", 0)
    monkeypatch.setattr("par_xl.workbooks.nonstandard._AREA", 100)
    with pytest.raises(ParXlError, match="Không đọc được phần đã điền tay"):
        again(work, 0.5)


def _emptied(sheet: Any) -> None:
    sheet.delete_rows(1, sheet.max_row)


def _without_rows(sheet: Any) -> None:
    sheet.delete_rows(6, sheet.max_row)


def _cut_short(sheet: Any) -> None:
    sheet.delete_rows(8, sheet.max_row)


def _without_texts(sheet: Any) -> None:
    """As programs leave it that do not know how texts are written."""
    for row in sheet.iter_rows(min_row=6):
        for cell in row:
            cell.value = None if isinstance(cell.value, str) else cell.value


def _without_sheet(sheet: Any) -> None:
    sheet.parent.remove(sheet)


@pytest.mark.short("_without_rows-0")
@pytest.mark.parametrize(
    ("lose", "left"),
    [(_emptied, 0), (_without_rows, 0), (_cut_short, 2), (_without_texts, 0), (_without_sheet, 0)],
)
def test_an_appendix_that_came_back_without_its_rows_stops_the_merge(
    work: Folder, lose: Callable[[Any], None], left: int
) -> None:
    """Another program could not read it, and saved it: what was typed there would be lost."""
    fill(work, {(LEAD_11, OPINION): "Đã rà soát"}, lambda book: lose(book[FIRST]))
    master = work.results(HALF).master
    lay, told = master.read_bytes(), work.ledger.read_bytes()
    with pytest.raises(ParXlError) as error:
        again(work, 0.5)
    assert str(error.value).startswith(
        f"Tệp {master.name}, trang “{FIRST}”: còn {left} dòng, mà lần tổng hợp trước ghi 7 dòng"
    )
    assert ".par-xl/kho" in error.value.fix and "chuyển tệp đi nơi khác" in error.value.fix
    assert (master.read_bytes(), work.ledger.read_bytes()) == (lay, told)


def test_rows_that_people_moved_are_still_there(work: Folder) -> None:
    def move(book: Workbook) -> None:
        book[FIRST].title = "Phòng Hành chính"
        book["Phụ lục II"].delete_rows(7, 1)

    fill(work, {(LEAD_11, OPINION): "Đã rà soát"}, move)
    again(work, 0.5)
    assert held(work) == {(LEAD_11, OPINION): "Đã rà soát"}


def test_nothing_typed_is_nothing_read(work: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_xl.outputs.manual_reading.read_edited", None)
    assert again(work, 0.5).changed
    assert read_ledger(work.ledger)[-1].by_hand is None


def test_undo_puts_back_what_was_typed_and_the_next_merge_keeps_it(work: Folder) -> None:
    fill(work, ALL)
    again(work, 0.5)
    fill(work, {(LEAD_11, SCORE): 0.1})
    workspace.undo(work)
    assert held(work) == ALL
    again(work, 0.6)
    assert held(work) == ALL


def test_the_rebuilt_master_holds_what_units_said_alone(work: Folder) -> None:
    fill(work, ALL)
    again(work, 0.5)
    rebuilt = workspace.rebuild(work, HALF, 2)
    shutil.copy(rebuilt.results.master, work.results(HALF).master)
    assert held(work) == {}


def test_rows_that_the_master_no_longer_shows(
    work: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of too many, it shows what is in error or overdue."""
    fill(work, {at: value for at, value in ALL.items() if at[0][1]})
    monkeypatch.setattr("par_xl.workspace.consolidating.ENTRIES_LIMIT", 1)
    again(work, 0.5)
    there = held(work)
    gone = {
        ((row["TT"], row["Đơn vị"], row["Vai trò"]), header): row[header]
        for row in listed(work)
        for header in HAND
        if row[header] is not None
    }
    assert there | gone == {at: value for at, value in ALL.items() if at[0][1]}
    assert gone
    assert there


@pytest.mark.short("nobody")
@pytest.mark.parametrize("by", ["openpyxl", "libreoffice", "nobody"])
def test_a_master_that_another_program_saved_is_read_for_what_was_typed(
    whole: Folder, request: pytest.FixtureRequest, by: str
) -> None:
    def change(book: Workbook) -> None:
        book[INSPECTIONS].append([None, "x"])
        _put(book[REMEDIES], "C8", "Việc do HCTC ghi")

    fill(whole, ALL, change)
    if by == "nobody":
        again(whole, 0.4)
    elif by == "libreoffice":
        with request.getfixturevalue("libreoffice").open(whole.results(HALF).master) as document:
            document.save_as(whole.results(HALF).master)
    again(whole, 0.5)
    assert held(whole) == ALL
    assert listed(whole) == []
    (row,) = table_of(whole, INSPECTIONS)
    assert row["Đơn vị được kiểm tra"] == "x"
    assert grid_of(whole, REMEDIES)[7][2] == "Việc do HCTC ghi"


def test_a_score_has_its_rows_maximum(work: Folder) -> None:
    sheet = load_workbook(work.results(HALF).master)[FIRST]
    limits = {v.promptTitle: v for v in sheet.data_validations.dataValidation}
    assert list(limits) == list(HAND)
    assert limits[SCORE].formula2 == "IF(ISNUMBER($E6),$E6,0)"
    assert sheet["E5"].value == "Điểm tối đa"
    assert limits[SCORE].errorStyle == "warning"


PLANS = st.sampled_from([ITEMS, LESS, MORE])
ROWS = st.sampled_from([LEAD_11, LEAD_12, HELP_12, ("1.2", "TH", "Chủ trì"), ("1", None, None)])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12).filter(
    str.strip
)
VALUES = st.one_of(
    TEXTS.map(lambda text: f"a{text}b"),
    st.floats(-1e6, 1e6).map(lambda number: float(f"{number:.12g}")),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)


@pytest.mark.long
@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    cells=st.dictionaries(st.tuples(ROWS, st.sampled_from(HAND)), VALUES, min_size=1, max_size=6),
    plans=st.lists(PLANS, min_size=1, max_size=3),
)
def test_whatever_was_typed_stands_in_its_row_or_in_the_list(
    merged: Folder, tmp_path_factory: pytest.TempPathFactory, cells: Any, plans: list[str]
) -> None:
    root = tmp_path_factory.mktemp("typed") / "work"
    shutil.copytree(merged.root, root)
    folder = Folder(root)
    fill(folder, cells)
    for number, items in enumerate(plans):
        again(folder, round(0.5 + number / 100, 2), items)
    found = [_seen(value) for value in held(folder).values()]
    found += [_seen(row[header]) for row in listed(folder) for header in HAND]
    for value in cells.values():
        found.remove(_seen(value))
    assert not [value for value in found if value is not None]


def _seen(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value
