"""What the master says of units is the result's: cells that somebody changed by hand are named, and
the next merge writes them anew (contract, sections 6 and 9)."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from builders import HALF, NOW, form, make_folder, make_plan, submit
from libreoffice import LibreOffice
from merged import broken, replaced, sheet_rows
from par_xl import workspace
from par_xl.ledger import read_ledger
from par_xl.outputs.changed_cells import Change, changed_cells
from par_xl.workspace import MergeOutcome
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store
from sheet_view import APPENDICES

FIRST, UNITS, OVERVIEW, LOG = "Phụ lục I", "Theo đơn vị", "Tổng quan", "Nhật ký"
AREAS, INSPECTIONS = "Theo lĩnh vực", "Kiểm tra"
SCORE, OPINION, APPRAISED = "Điểm rà soát (HCTC)", "Ý kiến rà soát", "Điểm thẩm định"
HAND = (SCORE, OPINION, APPRAISED)
GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | 0.4 |"
DONE = "Hoàn thành đúng hạn"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that was merged once; tests work on copies."""
    folder = make_folder(tmp_path_factory.mktemp("guarded") / "work")
    submit(folder, "HC.xlsx", form(make_plan(), "HC", GOING))
    workspace.merge(folder, HALF, now=NOW, workers=1)
    return folder


@pytest.fixture
def work(merged: Folder, tmp_path: Path) -> Folder:
    return Folder(Path(shutil.copytree(merged.root, tmp_path / "work")))


@pytest.fixture(scope="module")
def written(merged: Folder) -> bytes:
    """The master as it was written."""
    return merged.results(HALF).master.read_bytes()


def edited(master: bytes, change: Callable[[Workbook], object]) -> bytes:
    """A master as somebody's program saves it."""
    book = load_workbook(io.BytesIO(master))
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def edit(folder: Folder, change: Callable[[Workbook], object]) -> None:
    path = folder.results(HALF).master
    path.write_bytes(edited(path.read_bytes(), change))


def again(folder: Folder) -> MergeOutcome:
    """A merge with nothing new."""
    return workspace.merge(folder, HALF, now=NOW, workers=1)


def columns(sheet: Any) -> dict[str, int]:
    """The columns of an appendix sheet by header."""
    top = next(row for row in sheet.iter_rows() if any(cell.value == "TT" for cell in row))
    return {cell.value: cell.column for cell in top if cell.value}


def column_of(sheet: Any, header: str) -> list[Any]:
    """The cells of an appendix sheet below a header."""
    at = columns(sheet)[header]
    return [row[at - 1] for row in sheet.iter_rows(6)]


def contents(folder: Folder) -> dict[str, list[list[Any]]]:
    """All cells, formulas as such, but for the sheet that says how often was merged, and what says
    whether the period is closed."""
    book = load_workbook(folder.results(HALF).master)
    first = {"Tổng quan": 7}
    return {
        sheet.title: [
            [cell.value for cell in row]
            for row in sheet.iter_rows(min_row=first.get(sheet.title, 5))
        ]
        for sheet in book
        if sheet.title != LOG
    }


# --- What is named ---------------------------------------------------------------------------


def states(book: Workbook) -> list[Any]:
    """The cells that say how assignments stand, of all appendix sheets."""
    return [
        cell
        for sheet in APPENDICES
        for cell in column_of(book[sheet], "Trạng thái")
        if cell.value and cell.value != DONE
    ]


def test_states_typed_over_are_named_and_written_anew(work: Folder) -> None:
    before, lay, cells = contents(work), work.results(HALF).master, list[str]()

    def change(book: Workbook) -> None:
        cells.extend(f"{cell.parent.title}, {cell.coordinate}" for cell in states(book))
        for cell in states(book):
            cell.value = DONE
        sheet = book[FIRST]
        sheet.cell(7, columns(sheet)[OPINION]).value = "giữ lại"

    edit(work, change)
    there, count = lay.read_bytes(), len(cells)
    assert count > 5
    (differs,) = broken(work)
    assert f"{lay.name} đã bị sửa sau lần tổng hợp 1 ở {count} ô" in differs.message
    assert f"{cells[0]}: “Chưa chấm điểm” → “{DONE}”" in differs.message
    assert differs.fix == "Tổng hợp lại: par-xl merge 2024-06."

    outcome = again(work)
    assert outcome.changed and outcome.summary.merge_number == 2
    (note,) = outcome.notes
    assert note.startswith(f"{count} ô của tệp tổng hợp") and str(replaced(work)) in note
    assert [cell in note for cell in cells] == [True] * 5 + [False] * (count - 5)
    assert f"; và {count - 5} ô nữa. Bản mới" in note
    assert replaced(work).read_bytes() == there
    after = contents(work)
    (opinion,) = (row for row in after[FIRST] if "giữ lại" in row)
    opinion[opinion.index("giữ lại")] = None
    assert after == before
    assert not workspace.verify(work).mismatches
    assert read_ledger(work.ledger)[-1].put_back == count
    (logged,) = (row for row in sheet_rows(lay, LOG) if row[0] == "Lần 2")
    assert logged[4:7] == ("0.1.0", 1, count)
    assert not again(work).changed


def _put(cell: Any, value: Any) -> None:
    cell.value = value


def _rename(book: Workbook, sheet: str, header: str, to: str | None) -> None:
    page = book[sheet]
    next(cell for cell in page[5] if cell.value == header).value = to


def _copy_row(book: Workbook) -> None:
    book[FIRST].append([cell.value for cell in book[FIRST][7]])


def _sorted(book: Workbook, sheet: str = FIRST) -> None:
    page = book[sheet]
    rows = [row for row in page.iter_rows(min_row=6, values_only=True) if any(row)]
    for number, row in enumerate(reversed(rows), start=6):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value


def _sorted_with_one_changed(book: Workbook) -> None:
    states(book)[0].value = DONE
    _sorted(book)


Changes = Mapping[str, Callable[[Workbook], object]]
"""What people do, by what is said of it."""
COUNTED = '=COUNTIFS(PL1_VaiTro,"Chủ trì",PL1_NhiemVu,"x")'
COUNTED_IN = COUNTED.replace("(", "(PL1_MaLinhVuc,$B9,")
CELLS: Changes = {
    "Tổng quan, A1: “VĂN PHÒNG” → “BÁO CÁO”": lambda book: _put(book[OVERVIEW]["A1"], "BÁO CÁO"),
    "Tổng quan, H1: “…24, lần tổng hợp số 1” → “…24, lần tổng hợp số 2”": (
        lambda book: _put(book[OVERVIEW]["H1"], f"{book[OVERVIEW]['H1'].value[:-1]}2")
    ),
    f"Theo lĩnh vực, J6: {COUNTED} → 7": lambda book: _put(book[AREAS]["J6"], 7),
    f"Theo lĩnh vực, J9: {COUNTED_IN[:60]}… → =1+COUNTA(PL1_NhiemVu)": (
        lambda book: _put(book[AREAS]["J9"], "=1+COUNTA(PL1_NhiemVu)")
    ),
    "Theo đơn vị, B7: “Phòng Tổng hợp” → trống": lambda book: _put(book[UNITS]["B7"], None),
    "Theo đơn vị, B12: trống → “Ghi chú”": lambda book: _put(book[UNITS]["B12"], "Ghi chú"),
    "Phụ lục I, L5: “Trạng thái” → “Tình hình”": (
        lambda book: _rename(book, FIRST, "Trạng thái", "Tình hình")
    ),
    "Phụ lục I, J8: “HC” → “TH”": lambda book: _put(book[FIRST]["J8"], "TH"),
    "Phụ lục I, N8: 0,4 → “0.4”": lambda book: _put(book[FIRST]["N8"], "0.4"),
    "Phụ lục I, N10: trống → =0.4+0.5": lambda book: _put(book[FIRST]["N10"], "=0.4+0.5"),
    "Phụ lục I, A12: trống → cả dòng “PAR_INDEX/1 · PAR_INDEX/1.1 · 1.1 · ": _copy_row,
    "Phụ lục II, L5: “Trạng thái” → trống": (
        lambda book: _rename(book, "Phụ lục II", "Trạng thái", None)
    ),
    "Nhật ký: cả trang → đã xóa": lambda book: book.remove(book[LOG]),
}
WHOLE: Changes = {
    "Phụ lục I, A7: cả dòng “PAR_INDEX/1 · PAR_INDEX/1.1 · 1.1 · Nội dung 1.1 · ": (
        lambda book: book[FIRST].delete_rows(7)
    ),
    "Phụ lục II: tên trang → “PL2”": lambda book: setattr(book["Phụ lục II"], "title", "PL2"),
    "Phụ lục III, L5: cả cột “Trạng thái” → đã xóa": (
        lambda book: book["Phụ lục III"].delete_cols(columns(book["Phụ lục III"])["Trạng thái"])
    ),
    "Nhật ký, A7: cả dòng “HC.xlsx · Phòng Hành chính · ": lambda book: book[LOG].delete_rows(7),
}
SORTED: Changes = {
    "Phụ lục I, L10: “Chưa chấm điểm” → “Hoàn thành đúng hạn”": _sorted_with_one_changed
}


@pytest.mark.parametrize("changes", [CELLS, WHOLE, SORTED])
def test_changes_are_named_once_each(changes: Changes, written: bytes) -> None:
    def change(book: Workbook) -> None:
        for each in changes.values():
            each(book)

    found = [*map(str, changed_cells(written, edited(written, change), "2024-06.xlsx"))]
    assert [told[: len(text)] for told, text in zip(found, changes, strict=True)] == [*changes]


def _moved(book: Workbook) -> None:
    """Columns of people's own stand before and between ours, lines of theirs above."""
    sheet: Any = book[FIRST]
    at = columns(sheet)[OPINION]
    texts = [sheet.cell(row, at).value for row in range(1, sheet.max_row + 1)]
    sheet.delete_cols(at)
    sheet.insert_cols(3, 2)
    for row, text in enumerate(texts, start=1):
        sheet.cell(row, 3).value = text
    sheet["D7"] = "của tôi"
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Bản in trình lãnh đạo"


def _own(book: Workbook) -> None:
    for name in (FIRST, UNITS, OVERVIEW):
        sheet = book[name]
        sheet.cell(5, sheet.max_column + 2).value = "Việc cần làm"
        sheet["A1"].comment = Comment("Xem lại", "HCTC")
        sheet["A1"].fill = PatternFill("solid", "FFFF00")
        sheet.column_dimensions["B"].width = 70
    book.create_sheet("Tính thử")["B2"] = "=1+1"


def _filled_in(book: Workbook) -> None:
    sheet = book[FIRST]
    for header, value in ((SCORE, 0.5), (OPINION, "Đồng ý"), (APPRAISED, "=0.25+0.25")):
        sheet.cell(7, columns(sheet)[header]).value = value
    for name in (INSPECTIONS, "Khắc phục"):
        book[name].delete_rows(6)
        book[name]["C9"] = "của tôi"


@pytest.mark.parametrize("changes", [[], [_sorted, _own, _filled_in], [_moved]])
def test_what_is_theirs_is_no_change(
    changes: Sequence[Callable[[Workbook], object]], written: bytes
) -> None:
    def change(book: Workbook) -> None:
        for each in changes:
            each(book)

    assert changed_cells(written, edited(written, change), "2024-06.xlsx") == []


def test_libreoffice_saves_the_demos_master_and_changes_nothing(
    demo_folder: Folder, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """Nor does it where it calculates all anew, and a formula typed over is named alone."""
    master = demo_folder.results("2024-06").master
    with libreoffice.open(master) as document:
        document.save_as(tmp_path / "saved.xlsx")
        document.recalculate()
        document.save_as(tmp_path / "calculated.xlsx")
        document.type(UNITS, "J7", "99")
        document.save_as(tmp_path / "typed.xlsx")
    there = {path.stem: path.read_bytes() for path in tmp_path.glob("*.xlsx")}
    written = master.read_bytes()
    for name in ("saved", "calculated"):
        assert changed_cells(written, there[name], master.name) == []
    (found,) = changed_cells(written, there["typed"], master.name)
    assert (found.sheet, found.place, found.now) == (UNITS, "J7", "99")


def test_excel_saves_in_its_own_ways_and_changes_nothing(written: bytes) -> None:
    """Numbers in 17 digits, texts in pieces, lines that end in its way, formulas shared."""
    saved = io.BytesIO()
    with ZipFile(io.BytesIO(written)) as old, ZipFile(saved, "w") as new:
        for name in old.namelist():
            xml = old.read(name).decode()
            if name == "xl/sharedStrings.xml":
                xml = re.sub(r"<si><t>(.)([^<]+)</t>", _IN_PIECES, xml)
                head, texts, rest = xml.partition("<sst")
                xml = head + texts + rest.replace("\n", "_x000D_\n")
            if name.startswith("xl/worksheets/"):
                xml = xml.replace("<v>0.4</v>", "<v>0.40000000000000002</v>")
                xml = xml.replace("<f>", '<f ca="1">')
            new.writestr(name, xml)
    assert saved.getvalue() != written
    assert changed_cells(written, saved.getvalue(), "2024-06.xlsx") == []


_IN_PIECES = r'<si><r><rPr><b/></rPr><t>\1</t></r><r><t xml:space="preserve">\2</t></r>'


# --- What follows ----------------------------------------------------------------------------


def _state(book: Workbook) -> None:
    states(book)[0].value = DONE


def test_a_lost_copy_is_told_and_the_master_written_anew(work: Folder) -> None:
    before = contents(work)
    edit(work, _state)
    sha256 = read_ledger(work.ledger)[-1].outputs[f"tong-hop/{HALF}.xlsx"]
    Store(work.store).path(sha256, ".xlsx").unlink()
    (differs,) = broken(work)
    assert "không biết ô nào" in differs.message
    outcome = again(work)
    assert outcome.changed and "không biết ô nào" in outcome.notes[0]
    assert contents(work) == before
    assert not again(work).changed


def test_closing_writes_it_anew_and_a_closed_one_is_told(work: Folder) -> None:
    before = contents(work)
    edit(work, _state)
    closed = workspace.close(work, HALF, now=NOW)
    assert closed.notes[0].startswith("1 ô của tệp tổng hợp không phải là phần điền tay")
    assert contents(work) == before
    edit(work, _state)
    there = work.results(HALF).master.read_bytes()
    told = again(work).notes
    assert told[0].startswith("1 ô của tệp tổng hợp đã chốt") and DONE in told[0]
    assert "par-xl reopen 2024-06" in told[0]
    assert workspace.close(work, HALF, now=NOW).notes == told
    assert work.results(HALF).master.read_bytes() == there
    (differs,) = broken(work)
    assert "par-xl reopen 2024-06" in differs.fix
    workspace.reopen(work, HALF, now=NOW)
    again(work)
    assert contents(work) == before


def test_a_master_that_cannot_be_read_is_told(work: Folder) -> None:
    master = work.results(HALF).master
    master.write_bytes(b"edited")
    (differs,) = broken(work)
    assert str(master) in differs.message and "Excel" in differs.fix


TYPED_SCORES: Mapping[tuple[str, str], Any] = {
    # row and column: what is typed
    ("1.1", SCORE): 1.5,
    ("1.1", APPRAISED): -0.25,
    ("1.2", SCORE): "cao",
    ("1.2", APPRAISED): "1,75",
}
SCORES_TOLD = (
    "V7 (1.1 · HC), “Điểm rà soát (HCTC)”: “1,5” (từ 0 đến 1)",
    "X7 (1.1 · HC), “Điểm thẩm định”: “-0,25” (từ 0 đến 1)",
    "V8 (1.1 · HC), “Điểm rà soát (HCTC)”: “0,5” (dòng không chấm điểm)",
    "V9 (1.2 · HC), “Điểm rà soát (HCTC)”: “cao” (từ 0 đến 2)",
)


def test_typed_scores_out_of_their_range_are_told_and_kept(work: Folder) -> None:
    def change(book: Workbook) -> None:
        sheet = book[FIRST]
        for (code, header), value in TYPED_SCORES.items():
            sheet.cell(7 if code == "1.1" else 9, columns(sheet)[header]).value = value
        sheet.cell(8, columns(sheet)[SCORE]).value = 0.5

    edit(work, change)
    outcome = again(work)
    # Nothing else is new: it stays as it is.
    assert not outcome.changed
    (note,) = outcome.notes
    told = "; ".join(f"{FIRST}, {each}" for each in SCORES_TOLD)
    assert note.startswith(f"4 điểm ghi tay chưa đúng, vẫn giữ: {told}. Sửa thành số từ 0")
    submit(work, "HC 2.xlsx", form(make_plan(), "HC", GOING.replace("0.4", "0.5")), hour=13)
    assert again(work).notes == outcome.notes
    sheet = load_workbook(work.results(HALF).master)[FIRST]
    cells = ("V7", "X7", "V8", "V9", "X9")
    assert [sheet[cell].value for cell in cells] == [1.5, -0.25, 0.5, "cao", "1,75"]
    assert not again(work).notes


# --- At random -------------------------------------------------------------------------------

Spot = tuple[str, str]
"""A sheet and a cell."""
OURS = (OVERVIEW, AREAS, UNITS, FIRST, "Phụ lục III", "Thi đua", "Đôn đốc", "Lỗi", "Giải trình")
NEW = st.one_of(
    st.sampled_from([DONE, "x", "=1+1", "=SUM(A1:A3)", "0,5", None]),
    st.integers(-9, 999),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9)
    .map(lambda text: f"a{text}b"),
)  # fmt: skip


@st.composite
def edits(draw: st.DrawFn, master: bytes) -> dict[Spot, Any]:
    """Cells that a merge wrote, and what is typed over them."""
    book = load_workbook(io.BytesIO(master))
    spots: dict[Spot, Any] = {}
    for name in draw(st.lists(st.sampled_from(OURS), min_size=1, max_size=4, unique=True)):
        sheet = book[name]
        theirs = {columns(sheet)[header] for header in HAND} if name in APPENDICES else set()
        cells = [
            cell
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None and cell.column not in theirs
        ]
        for cell in draw(st.lists(st.sampled_from(cells), min_size=1, max_size=3, unique=True)):
            value = draw(NEW)
            if value != cell.value:
                spots[name, cell.coordinate] = value
    return spots


def _type(spots: Mapping[Spot, Any]) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for (sheet, cell), value in spots.items():
            book[sheet][cell].value = value
        page = book[FIRST]
        for row, header in ((7, SCORE), (9, APPRAISED), (10, OPINION)):
            page.cell(row, columns(page)[header]).value = 0.5

    return change


def _spots(found: Sequence[Change]) -> list[Spot]:
    return sorted((each.sheet, each.place) for each in found)


@settings(max_examples=3, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_random_changes_are_named_once_each(data: st.DataObject, written: bytes) -> None:
    spots = data.draw(edits(written))
    found = changed_cells(written, edited(written, _type(spots)), "2024-06.xlsx")
    assert _spots(found) == sorted(spots)


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_after_random_changes_the_master_says_what_the_json_says(
    data: st.DataObject, merged: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("random") / "work"
    work = Folder(Path(shutil.copytree(merged.root, root)))
    before, json = contents(work), work.results(HALF).json.read_bytes()
    edit(work, _type(data.draw(edits(work.results(HALF).master.read_bytes()))))
    again(work)
    assert json[json.index(b'"submissions"') :] in work.results(HALF).json.read_bytes()
    after = contents(work)
    for row, header in ((7, SCORE), (9, APPRAISED), (10, OPINION)):
        at = after[FIRST][0].index(header)
        assert after[FIRST][row - 5][at] == 0.5
        after[FIRST][row - 5][at] = None
    assert after == before
    assert not workspace.verify(work).mismatches


@pytest.mark.long
@settings(max_examples=3, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_random_changes_by_libreoffice_are_named_once_each(
    data: st.DataObject, libreoffice: LibreOffice, merged: Folder, tmp_path: Path
) -> None:
    master = merged.results(HALF).master
    spots = data.draw(edits(master.read_bytes()))
    with libreoffice.open(master) as document:
        for (sheet, cell), value in spots.items():
            document.type(sheet, cell, "" if value is None else str(value))
        document.recalculate()
        document.save_as(tmp_path / "saved.xlsx")
    saved = (tmp_path / "saved.xlsx").read_bytes()
    assert _spots(changed_cells(master.read_bytes(), saved, master.name)) == sorted(spots)
