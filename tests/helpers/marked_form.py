"""Faulty forms, and what is handed back of them as its reader sees it: faults, links, notes."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from builders import edit, filled_form
from par_xl.form.request import COVER_SHEET, RESULT_SHEET
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import Severity
from par_xl.workbooks.look import ERROR_FILL, WARNING_FILL
from par_xl.workbooks.notes import read_notes
from par_xl.workspace.layout import Folder
from par_xl.workspace.marking import marked_form
from sheet_view import APPENDICES, KEY, SheetView

Spot = tuple[str, str]
"""Sheet and name of a cell."""

ITEMS = """
| TT   | Điểm tối đa | Đơn vị tính | Cách đánh giá       | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1    | 8           |             |                     |                |                 |                      |
| 1.1  | 1           | %           |                     | HC             | TT              | 31/3/2024            |
| 1.2  | 2           |             |                     | HC; TH         | TT              | Thường xuyên         |
| 1.3  | 2           |             | Điều tra xã hội học | HC             |                 | Thường xuyên         |
| 1.4  | 2           |             |                     | HC             |                 | Thường xuyên         |
| 1.5  | 1           |             |                     | TT             | HC              | Thường xuyên         |
| S1   |             |             |                     |                |                 |                      |
| S1.1 |             | %           |                     | HC; TH         |                 | Thường xuyên         |
| P1   |             |             |                     |                |                 |                      |
| P1.1 |             |             |                     | HC             |                 | Hằng năm             |
| P1.2 |             |             |                     | TT             |                 | Hằng năm             |
"""  # noqa: E501
FAULTY: Mapping[str, Mapping[str, Cell]] = {
    "PAR_INDEX/1.1": {
        "status": "Hoàn thành",
        "progress": "gần xong",
        "completed_on": date(2024, 7, 6),  # after the period, and its day and month swapped
        "value": date(2024, 5, 20),
        "self_score": 9.0,
        "evidence": date(2024, 5, 20),
    },
    "PAR_INDEX/1.2": {"status": "Đã xong", "progress": "80 %", "result": 125.0, "evidence": "- 0"},
    "PAR_INDEX/1.3": {"status": "Đang thực hiện", "progress": 0.5, "self_score": 1.0},
    "PAR_INDEX/1.4": {"status": "Đang thực hiện", "self_score": "1,5", "result": "=1+1\n+ Hai"},
    "PAR_INDEX/1.5": {"result": "Đã phối hợp", "progress": 0.5},
    "SIPAS/S1.1": {"status": "Đang thực hiện", "progress": 1.5, "completed_on": "31/4/2024"},
    "PAPI/P1.1": {"status": "Không áp dụng", "explanation": "#REF!", "result": " Không có "},
}
"""Every kind of fault that a row's own cells can have, and typed values of every kind."""
HEAD = {"author": "Nguyễn Thị Hồng", "phone": "0233 123", "document": "Số 5, 01/6/2024"}
IDEAS = (
    {"kind": "Sáng kiến", "text": "- Trả kết quả tại nhà", "author": "Trần B"},
    {"kind": "Đề xuất sửa đổi Kế hoạch", "text": "Bỏ dòng 1.3"},
)
DONE = "| code | status         | progress |\n| 1.2  | Đang thực hiện | 0.8      |"
INFO = "| code | status         | progress |\n| 1.2  | đang thực hiện | 80 %     |"
WARNING = "| code | status         |\n| 1.2  | Đang thực hiện |"
ERROR = "| code | status  | result |\n| 1.2  | Đã xong | Đã làm |"
NAME = "HC.xlsx"

_NO_PLACE = "NỘI DUNG CHƯA CÓ CHỖ TRONG BIỂU MẪU"
_LEVELS = {ERROR_FILL.removeprefix("#"): "Lỗi", WARNING_FILL.removeprefix("#"): "Cảnh báo"}
_LINE = 15
"""Pixels that a line of a note needs at least."""
_CHARACTER = 6.2
"""Pixels that a character of a note takes on the average, rather more than less."""
_VML = {"v": "urn:schemas-microsoft-com:vml", "x": "urn:schemas-microsoft-com:office:excel"}
_DIGITS_WIDE, _PADDING = 7, 5
"""Pixels of a digit and of a column's margins, as Excel counts its column widths."""


@dataclass(frozen=True)
class Fault:
    """A line of the first sheet."""

    level: str
    code: str
    place: str
    item: str
    typed: str
    message: str
    fix: str
    done: str
    link: Spot | None


@dataclass(frozen=True)
class Note:
    """A note's text and author, and its box in pixels: as its style says, and between the cells it
    spans."""

    text: str
    author: str
    width: float
    height: float
    anchored: tuple[float, float]

    def has_room(self) -> bool:
        """Whether all its lines are seen without dragging its corner."""
        width, height = min(self.width, self.anchored[0]), min(self.height, self.anchored[1])
        a_line = width / _CHARACTER
        lines = sum(max(1, ceil(len(line) / a_line)) for line in self.text.split("\n"))
        return height >= lines * _LINE


class MarkedForm:
    """What stands in a form that was handed back."""

    FIRST_FAULT = 6
    """Number of the first sheet's first row of the table."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.book = _load(content)
        self.first: Worksheet = self.book.worksheets[0]

    @cached_property
    def tables(self) -> Mapping[str, SheetView]:
        """The appendix tables."""
        return tables(self.book)

    @cached_property
    def said(self) -> list[str]:
        """The lines above the table of faults."""
        lines = [str(row[0]) for row in self._grid if row[0]]
        return lines[: lines.index("STT")]

    @cached_property
    def faults(self) -> list[Fault]:
        """The table of faults, from top to bottom."""
        top = self._row_of("STT")
        found = []
        for number, row in enumerate(self._grid[top + 1 :], start=top + 2):
            if not isinstance(row[0], int | float):
                break
            link = self.first.cell(number, 4).hyperlink
            target = _target(link.location or "") if link else None
            level, code, spot, item, typed, message, fix, done = map(_text, row[1:])
            found.append(Fault(level, code, spot, item, typed, message, fix, done, target))
        return found

    @cached_property
    def displaced(self) -> list[tuple[str, str, str, str]]:
        """What has no row in the form: place, key, header and text."""
        beginnings = [str(row[0] or "").startswith(_NO_PLACE) for row in self._grid]
        if True not in beginnings:
            return []
        rows = self._grid[beginnings.index(True) + 2 :]
        return [(_text(row[1]), _text(row[4]), _text(row[6]), _text(row[7])) for row in rows]

    @cached_property
    def coloured(self) -> dict[Spot, str]:
        """The marked cells of the sheets to fill, each with the worst level its colours stand
        for."""
        return {spot: rules[0][0] for spot, rules in self.conditions.items()}

    @cached_property
    def conditions(self) -> dict[Spot, list[tuple[str, str]]]:
        """Levels and formulas of each marked cell's colours, as they come first."""
        found: dict[Spot, list[tuple[str, str]]] = {}
        for sheet in self.book.worksheets:
            for area in sheet.conditional_formatting:
                cell = str(area.sqref)
                for rule in sorted(area.rules, key=lambda rule: rule.priority):
                    level = _LEVELS.get(str(rule.dxf.fill.bgColor.rgb)[2:])
                    if level and ":" not in cell and sheet.title != RESULT_SHEET:
                        found.setdefault((sheet.title, cell), []).append((level, rule.formula[0]))
        return found

    @cached_property
    def values(self) -> dict[tuple[str, str], Any]:
        """What stands in the cells to fill, by row key and field."""
        return {
            (key, column.field): value
            for table in tables(_load(self.content, data_only=True)).values()
            for key in table.rows
            for column in INPUT
            if (value := table.value(key, column.header)) is not None
        }

    @cached_property
    def notes(self) -> dict[Spot, Note]:
        """All notes by their cells."""
        found = {}
        for number, sheet in enumerate(self.book.worksheets, start=1):
            boxes = dict(self._boxes(number, sheet))
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.comment, Comment):
                        at = (int(cell.row or 0) - 1, int(cell.column or 0) - 1)
                        note, box = cell.comment, boxes[at]
                        found[sheet.title, cell.coordinate] = Note(note.text, note.author, *box)
        return found

    def head(self, label: str) -> Spot:
        """Where the cell beside a label of the cover stands."""
        rows = grid(self.book[COVER_SHEET])
        return COVER_SHEET, f"B{next(n for n, row in enumerate(rows, 1) if row[0] == label)}"

    def place(self, key: str, field: str) -> Spot:
        """Where a row's cell stands."""
        return place(self.tables, key, BY_FIELD[field].header)

    def cell(self, key: str, field: str) -> Any:
        """A row's cell."""
        sheet, name = self.place(key, field)
        return self.book[sheet][name]

    @cached_property
    def _grid(self) -> list[list[Any]]:
        # The values of formulas, as a viewer shows them.
        return grid(_load(self.content, data_only=True).worksheets[0])

    def _row_of(self, text: str) -> int:
        return next(number for number, row in enumerate(self._grid) if row[0] == text)

    def _boxes(
        self, number: int, sheet: Worksheet
    ) -> Iterator[tuple[tuple[int, int], tuple[float, float, tuple[float, float]]]]:
        """The boxes of a sheet's notes, by row and column from 0."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            relations = f"xl/worksheets/_rels/sheet{number}.xml.rels"
            if relations not in archive.namelist():
                return
            names = re.findall(r"drawings/vmlDrawing\d+\.vml", archive.read(relations).decode())
            trees = [etree.fromstring(archive.read(f"xl/{name}")) for name in names]
        for shape in (shape for tree in trees for shape in tree.iterfind("v:shape", _VML)):
            data = {etree.QName(each).localname: each.text or "" for each in shape.iter()}
            sizes = re.findall(r"[;:](?:width|height):([\d.]+)pt", str(shape.get("style")))
            width, height = (float(points) * 4 / 3 for points in sizes)
            anchor = [int(part) for part in data["Anchor"].split(",")]
            box = (width, height, _anchored(sheet, anchor))
            yield (int(data["Row"]), int(data["Column"])), box


def _load(content: bytes, data_only: bool = False) -> Workbook:
    with warnings.catch_warnings():
        # A number that is no day is named in the test that looks at it.
        warnings.filterwarnings("ignore", "Cell .* is marked as a date")
        return load_workbook(io.BytesIO(content), data_only=data_only)


def _anchored(sheet: Worksheet, anchor: Sequence[int]) -> tuple[float, float]:
    """Size in pixels of what lies between two points, each given by a cell and its offset."""
    left, from_left, top, from_top, right, from_right, bottom, from_bottom = anchor
    wide = sum(_width(sheet, column) for column in range(left, right))
    high = sum(_height(sheet, row) for row in range(top, bottom))
    return wide - from_left + from_right, high - from_top + from_bottom


def _width(sheet: Worksheet, column: int) -> int:
    for dimension in sheet.column_dimensions.values():
        if (dimension.min or 0) <= column + 1 <= (dimension.max or 0):
            wide = int(dimension.width * _DIGITS_WIDE + 0.5)
            return 0 if dimension.hidden else max(wide, _PADDING)
    return 64


def _height(sheet: Worksheet, row: int) -> int:
    points = sheet.row_dimensions[row + 1].height
    return int((15 if points is None else points) * 4 / 3)


def _target(location: str) -> Spot:
    sheet, _, cell = location.rpartition("!")
    return sheet.strip("'"), cell


def _text(value: object) -> str:
    return "" if value is None else str(value)


def fill(cell: Any) -> str:
    """A cell's colour as six digits, "" without one."""
    pattern = cell.fill
    return str(pattern.fgColor.rgb)[2:] if pattern.fill_type == "solid" else ""


def grid(sheet: Worksheet) -> list[list[Any]]:
    """All values of a sheet."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def tables(book: Workbook) -> dict[str, SheetView]:
    """The three appendix tables of a form."""
    return {name: SheetView(grid(book[name])) for name in APPENDICES}


def place(views: Mapping[str, SheetView], key: str, header: str) -> Spot:
    """Where a row's cell stands in any form's tables, found by the texts that are read there."""
    for name, table in views.items():
        if key in table.rows:
            return name, table.cell(key, header)
    raise KeyError(key)


def row_and_header(book: Workbook, spot: Spot) -> tuple[str, str]:
    """Key and header of the row and column in which a cell stands; a key's own cell is its TT."""
    sheet, name = spot
    table, cell = SheetView(grid(book[sheet])), book[sheet][name]
    header = next(text for text, at in table.columns.items() if at == cell.column - 1)
    key = next(key for key, at in table.rows.items() if at == cell.row - 1)
    return key, "TT" if header == KEY else header


def paste(content: bytes, values: Mapping[str, Mapping[str, Cell]]) -> bytes:
    """Cells as somebody pastes them: locks and formats of the form don't hold them back.

    Numbers lose the form's formats, and a text that is one of Excel's error values becomes it.
    """

    def change(book: Workbook) -> None:
        views = tables(book)
        for key, cells in values.items():
            name = next(name for name, table in views.items() if key in table.rows)
            for field, value in cells.items():
                cell = book[name][views[name].cell(key, BY_FIELD[field].header)]
                put(cell, value)

    return edit(content, change)


def put(cell: Any, value: Cell) -> None:
    """Set one cell as ``paste`` does."""
    cell.value = value
    cell.number_format = "d/m/yyyy" if isinstance(value, date) else "General"
    if isinstance(value, str):
        cell.data_type = "e" if value in ("#DIV/0!", "#N/A", "#REF!") else "s"


def moved_down(content: bytes, sheet: str, rows: int) -> bytes:
    """The form with empty rows above everything on a sheet, as after somebody unprotected it."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        page.insert_rows(1, rows)

    return edit(content, change)


def faulty_form(plan: Plan) -> bytes:
    """The form of Phòng Hành chính with ``FAULTY`` in it, which nobody has approved."""
    head = {**HEAD, "approver": ""}
    return paste(filled_form(plan, "HC", {}, head=head, initiatives=IDEAS), FAULTY)


def hand_back(plan: Plan, submission: Submission, sent: bytes = b"") -> MarkedForm:
    """The form that is made of a checked one, with the notes of the file that was *sent*."""
    notes = read_notes(sent)
    return MarkedForm(marked_form(plan, submission, submission.findings, notes=notes))


def told(found: Submission) -> list[Finding]:
    """What is listed of a submission: infos are not."""
    return [each for each in found.findings if each.severity is not Severity.INFO]


def at_cells(found: Submission) -> set[tuple[str, str, str]]:
    """Code, row key and field of every error and warning of its rows."""
    return {
        (each.code, row.key, field)
        for row in found.rows
        for each in row.findings
        if each.severity is not Severity.INFO
        for field in row.columns
        if row.cell(field) == each.cell
    }


def typed(found: Submission) -> dict[str, dict[str, str]]:
    """What was typed, by row key and field."""
    return {row.key: row.typed for row in found.rows}


def returned(folder: Folder) -> dict[str, bytes]:
    """All that lies in ``tra-lai``, by name."""
    root = folder.returned
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
