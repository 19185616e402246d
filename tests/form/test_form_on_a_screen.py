"""Of the sample's forms, what is seen at once: on a screen of 1366×768 at 100 %, and on paper.

Excel's grid then has some 1,310 pixels in width and 480 in height; that of LibreOffice, beside its
closed sidebar, 1,267 and 582.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from libreoffice import LibreOffice
from par_xl.app.demo import PERIOD
from par_xl.form.request import INITIATIVES_SHEET, FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.model import Plan
from par_xl.plan.reader import check_plan_content
from par_xl.plan.sample import sample_plan
from par_xl.rules.entry import INPUT
from par_xl.terms.words import Index
from sheet_view import APPENDICES, KEY, SheetView

WIDTH, HEIGHT, ROWS = 1_310, 480, 6
LIBREOFFICE = 1_267 / 100 / 1.015, 582 / 100
"""Inches of its grid where X counts 100 pixels to an inch: it then draws columns by 1.3 % wider,
since letters there come in whole pixels."""
A4_WIDTH = 11.69
"""Inches, landscape."""
RECEIVED = date(2024, 6, 7)


@cache
def plan() -> Plan:
    made, found = check_plan_content(sample_plan(), "ke-hoach.xlsx")
    assert made is not None, found
    return made


def units() -> list[str]:
    return [unit.code for unit in plan().in_period(plan().periods[PERIOD]).units]


@cache
def content(unit: str | None) -> bytes:
    whose = plan().units[unit] if unit else None
    return write_form(FormRequest(plan(), plan().periods[PERIOD], whose, RECEIVED))


@cache
def form(unit: str | None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content(unit)))


def table_of(sheet: Worksheet) -> SheetView:
    return SheetView([[cell.value for cell in row] for row in sheet.iter_rows()])


def widths(sheet: Worksheet) -> Iterator[int]:
    """Of the columns from TT to the last one to fill, in Excel's pixels."""
    columns = table_of(sheet).columns
    first, last = columns["TT"], columns[INPUT[-1].header]
    for column in range(first + 1, last + 2):
        characters = sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width
        yield int((256 * characters + int(128 / 7)) / 256 * 7)


def bottom(sheet: Worksheet, row: int) -> float:
    """Where a row ends, in pixels from the sheet's top."""
    points = (sheet.row_dimensions[at].height or 15 for at in range(1, row + 1))
    return sum(round(height * 4 / 3) for height in points)


def sixth(unit: str | None, name: str) -> int | None:
    """The row of the sixth item that the unit reports on."""
    table = table_of(form(unit)[name])
    role = table.columns["Vai trò"]
    reported = [row for row in table.rows.values() if table.grid[row][role] != "Phối hợp"]
    return reported[ROWS - 1] + 1 if len(reported) >= ROWS else None


@pytest.mark.parametrize("unit", [*units(), None])
def test_task_deadline_verdict_and_every_cell_to_fill_are_seen_together(unit: str | None) -> None:
    for name in APPENDICES:
        sheet = form(unit)[name]
        assert sheet.column_dimensions["A"].hidden
        assert sum(widths(sheet)) <= WIDTH
        # Beside them all scrolls.
        frozen = table_of(sheet).columns[INPUT[0].header]
        assert sheet.freeze_panes == f"{openpyxl.utils.get_column_letter(frozen + 1)}4"


@pytest.mark.parametrize("unit", [*units(), None])
def test_six_rows_to_report_on_are_seen_whole(unit: str | None) -> None:
    """Wherever the unit has six in an appendix."""
    seen = 0
    for name in APPENDICES:
        sheet = form(unit)[name]
        assert table_of(sheet).header == 2
        if last := sixth(unit, name):
            assert bottom(sheet, last) <= HEIGHT, name
            seen += 1
    assert seen


@pytest.mark.parametrize("unit", ["HCTC", "KGVX"])
def test_libreoffice_shows_as_much(unit: str, libreoffice: LibreOffice, tmp_path: Path) -> None:
    """The largest form, and one in which each task stands below a heading of its own."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(content(unit))
    width, height = LIBREOFFICE
    with libreoffice.open(path) as document:
        for name in APPENDICES:
            columns = table_of(form(unit)[name]).columns
            of_columns, of_rows = document.sizes(name)
            seen = of_columns[: columns[INPUT[-1].header] + 1]
            assert sum(seen) <= width
            # As wide as in Excel: both take the same room for a digit.
            assert round(sum(seen) * 96) == sum(widths(form(unit)[name]))
            if last := sixth(unit, name):
                assert sum(of_rows[:last]) <= height, name
        assert sum(document.sizes(INITIATIVES_SHEET)[0]) <= width


def test_each_row_of_a_form_prints_in_one_line_that_can_be_read() -> None:
    for name in APPENDICES:
        sheet = form("HCTC")[name]
        columns = table_of(sheet).columns
        first, last = (
            openpyxl.utils.get_column_letter(columns[header] + 1)
            for header in ("TT", INPUT[-1].header)
        )
        area = sheet.print_area.split("!")[1].replace("$", "")
        assert area.startswith(f"{first}1:{last}")
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert (setup := sheet.sheet_properties.pageSetUpPr) and setup.fitToPage
        # A page wide, as high as it gets; 1 is what is left out.
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
        assert sheet.print_title_rows == "$3:$3"
        margins = sheet.page_margins.left + sheet.page_margins.right
        scale = min(1.0, (A4_WIDTH - margins) / (sum(widths(sheet)) / 96))
        texts = [cell for row in sheet[area] for cell in row if cell.value]
        assert min(cell.font.sz for cell in texts) * scale >= 8


def test_the_cover_is_one_page() -> None:
    cover = form("HCTC")["Trang đầu"]
    assert cover.page_setup.orientation == "portrait" and cover.page_setup.paperSize == 9
    assert (setup := cover.sheet_properties.pageSetUpPr) and setup.fitToPage
    assert (cover.page_setup.fitToWidth, cover.page_setup.fitToHeight) == (None, None)
    points = sum(cover.row_dimensions[row].height or 15 for row in range(1, cover.max_row + 1))
    assert points / 72 < 11.69 - 1.2
    # Where and by when to send it: two lines.
    assert cover["A7"].value == "Nơi gửi, hạn gửi" and cover.row_dimensions[7].height < 3 * 15


def test_headings_end_before_the_edge_of_the_paper() -> None:
    """Where all that is above a row is too much for a line, what is furthest above is left out."""
    table = table_of(form("HCTC")["Phụ lục I"])
    content = table.columns["Tiêu chí, nhiệm vụ"]
    texts = [str(line[content]) for line in table.grid if line[content]]
    headings = [text for text in texts if "›" in text]
    shortened = [text for text in headings if text.startswith("…")]
    assert [text.split(" › ")[1:] for text in shortened] == [
        [
            "Ứng dụng CNTT trong hoạt động của cơ quan nhà nước",
            "Tỷ lệ trao đổi văn bản điện tử có ký số giữa các cơ quan nhà nước; hồ sơ công việc "
            "xử lý trên môi trường mạng",
        ]
    ]
    assert len(headings) > len(shortened)


def test_what_a_unit_leads_stands_before_what_it_scores_and_helps_with() -> None:
    order = ["Chủ trì", "Chấm điểm", "Phối hợp"]
    for unit in units():
        for name in APPENDICES:
            table = table_of(form(unit)[name])
            roles = [order.index(table.value(key, "Vai trò")) for key in table.rows]
            assert roles == sorted(roles)


def test_the_task_stands_in_its_own_words() -> None:
    by_key = plan().by_key
    table = table_of(form(None)[Index.PAR_INDEX.sheet])
    assert all(
        table.value(key, "Tiêu chí, nhiệm vụ") == (by_key[key].task or by_key[key].content)
        for key in table.rows
    )
    assert KEY in table.columns
