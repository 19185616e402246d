"""A form, read with openpyxl (contract, section 4)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from openpyxl import load_workbook

from .cells import text
from .plan import SHEETS

INPUT = (
    "Tình trạng thực hiện",
    "Tiến độ (%)",
    "Ngày hoàn thành",
    "Số liệu thực hiện",
    "Điểm tự đánh giá",
    "Kết quả thực hiện",
    "Tài liệu kiểm chứng",
    "Giải trình, nguyên nhân",
    "Khó khăn, kiến nghị",
)
STATUS, PROGRESS, DONE_ON, VALUE, SCORE, RESULT, EVIDENCE, WHY, TROUBLE = INPUT
KEY = "Mã dòng"
_IDEAS = ("Loại", "Nội dung", "Lĩnh vực", "Tác giả", "Hiệu quả", "Tình trạng")


@dataclass(frozen=True)
class Line:
    """A row of an appendix: what is typed in its input cells, which of them are open, and what
    stands in the others; ``at`` names its cells."""

    sheet: str
    number: int
    key: str
    cells: Mapping[str, Any]
    open: frozenset[str]
    rest: Mapping[str, Any]
    at: Mapping[str, str]

    @property
    def is_filled(self) -> bool:
        return bool(self.cells)


@dataclass(frozen=True)
class Form:
    """A form: whose it is, what it was made from, its rows."""

    unit: str
    period: str
    plan: str
    version: str
    lines: tuple[Line, ...]
    ideas: tuple[tuple[str, ...], ...]

    @property
    def content(self) -> object:
        """What it says, whatever file it lies in."""
        said = [(line.key, sorted(map(str, line.cells.items()))) for line in self.filled]
        return self.unit, self.period, sorted(said), self.ideas

    @property
    def filled(self) -> list[Line]:
        return [line for line in self.lines if line.is_filled]


@cache
def read_form(content: bytes) -> Form | None:
    """Read a form; None: it is not one."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True)
    except Exception:
        return None
    names = book.sheetnames
    if not {*SHEETS.values(), "Trang đầu", "Nhận dạng"} <= {*names}:
        return None
    head, identity = _pairs(book["Trang đầu"]), _pairs(book["Nhận dạng"])
    return Form(
        unit=head["Đơn vị báo cáo"],
        period=identity["Kỳ"],
        plan=identity["Mã kế hoạch"],
        version=identity["Phiên bản"],
        lines=tuple(line for sheet in SHEETS.values() for line in _lines(book[sheet])),
        ideas=tuple(_ideas(book["Sáng kiến, đề xuất"])),
    )


def _pairs(sheet: Any) -> dict[str, str]:
    """The texts of a sheet's rows, each with the one behind it."""
    found: dict[str, str] = {}
    for row in sheet.iter_rows(values_only=True):
        texts = [text(cell) for cell in row if cell not in (None, "")]
        for name, value in pairwise(texts):
            found.setdefault(name.rstrip(":"), value)
    return found


def _lines(sheet: Any) -> list[Line]:
    columns: dict[int, str] = {}
    found = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [cell.value for cell in row]
        if KEY in values:
            columns = {place: text(value) for place, value in enumerate(values) if value}
        elif columns:
            cells = {h: row[place] for place, h in columns.items() if place < len(row)}
            typed = {h: cells[h].value for h in INPUT if h in cells and text(cells[h].value)}
            if typed or cells[KEY].value:
                found.append(_line(sheet.title, number, cells, typed))
    return found


def _line(sheet: str, number: int, cells: Mapping[str, Any], typed: Mapping[str, Any]) -> Line:
    is_open = {h for h in INPUT if h in cells and not _is_locked(cells[h])}
    return Line(
        sheet,
        number,
        text(cells[KEY].value),
        typed,
        frozenset(is_open),
        {h: cell.value for h, cell in cells.items() if h not in INPUT and cell.value is not None},
        {h: cells[h].coordinate for h in INPUT if hasattr(cells.get(h), "coordinate")},
    )


def _is_locked(cell: Any) -> bool:
    return not hasattr(cell, "protection") or bool(cell.protection.locked)


def _ideas(sheet: Any) -> list[tuple[str, ...]]:
    found, columns = [], list[int]()
    for row in sheet.iter_rows(values_only=True):
        if set(_IDEAS) <= set(row):
            columns = [row.index(name) for name in _IDEAS]
        elif columns and any(text(row[place]) for place in columns if place < len(row)):
            found.append(tuple(text(row[place]) for place in columns))
    return found
