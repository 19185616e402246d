"""The sheet `Theo lĩnh vực`: areas, indices and authorities, Văn phòng and Cấp tỉnh apart.

All counts and rates of these groups are worked out here; `Tổng quan` points at these cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from par_xl.merge.result import Rates
from par_xl.outputs.master.bars import write_bars
from par_xl.outputs.master.groups import COLUMNS, FIELDS, Group, group_cells
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.outputs.master.rows import area_key
from par_xl.terms.words import Authority, Index
from par_xl.workbooks.writing import HEADING_FILLS, Book, Cell, Look, TableColumn, reference

SHEET = "Theo lĩnh vực"
_TEXT = Look()
_CENTRE = Look(align="center")
_COLUMNS = (
    TableColumn("Chỉ số", 14),
    TableColumn("Mã lĩnh vực", 14, hidden=True),
    TableColumn("Mã", 7),
    TableColumn("Lĩnh vực", 44),
    TableColumn("Thẩm quyền", 12),
)
_AREA_KEY, _AUTHORITY = 1, 4
BOTH = "Cả hai"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: an area, an index (area None) or all three indices (index None)."""

    index: Index | None
    area: str | None
    authority: Authority | None


def lines(request: MasterRequest) -> dict[Line, tuple[str, Rates]]:
    """The sheet's rows in their order, each with its name and its rates."""
    result = request.result
    found: dict[Line, tuple[str, Rates]] = {}
    for part in result.indices:
        name = f"Toàn chỉ số {part.index.label}"
        found[Line(part.index, None, None)] = (name, part)
        for half in result.index_authorities:
            if half.index is part.index:
                found[Line(part.index, None, half.authority)] = (name, half)
        for area in result.areas:
            if area.index is not part.index:
                continue
            found[Line(area.index, area.area, None)] = (area.name, area)
            for share in result.area_authorities:
                if (share.index, share.area) == (area.index, area.area):
                    found[Line(area.index, area.area, share.authority)] = (area.name, share)
    for authority in result.authorities:
        found[Line(None, None, authority.authority)] = ("Cả ba chỉ số", authority)
    return found


def rate_cells(request: MasterRequest) -> dict[tuple[Line, str], str]:
    """Where on this sheet each count and rate of each line stands, for formulas elsewhere."""
    return {
        (line, field): f"'{SHEET}'!{reference(TOP + 1 + number, len(_COLUMNS) + place)}"
        for number, line in enumerate(lines(request))
        for place, field in enumerate(FIELDS)
    }


def write_areas(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    sheet = book.sheet(SHEET)
    write_top(book, sheet, request, "KẾT QUẢ THEO LĨNH VỰC")
    columns = [*_COLUMNS, *COLUMNS]
    after = book.table(sheet, TOP, columns, list(_rows(request)))
    sheet.freeze_panes(TOP + 1, len(_COLUMNS))
    sheet.autofilter(TOP, 0, after - 1, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:E{after}"})
    write_bars(sheet, TOP + 1, after - 1, len(_COLUMNS))
    set_up_print(sheet, SHEET, TOP)


def _rows(request: MasterRequest) -> Iterator[list[Cell]]:
    every = [part.index for part in request.result.indices]
    for number, (line, (name, rates)) in enumerate(lines(request).items()):
        row = TOP + 1 + number
        criteria = []
        if line.area is not None:
            criteria.append(("area", reference(row, _AREA_KEY)))
        if line.authority is not None:
            criteria.append(("authority", reference(row, _AUTHORITY)))
        group = Group([line.index] if line.index else every, criteria)
        key = area_key(line.index, line.area) if line.index and line.area else None
        cells = [
            Cell(line.index.label if line.index else None, _TEXT),
            Cell(key, _TEXT),
            Cell(line.area, _CENTRE),
            Cell(name, _TEXT),
            Cell(line.authority.label if line.authority else BOTH, _CENTRE),
            *group_cells(group, rates, row, len(_COLUMNS), request.is_live),
        ]
        if line.area is None or line.authority is None:
            fill = HEADING_FILLS[1 if line.area is None else 2]
            strong = line.area is None
            cells = [
                Cell(c.value, c.look.with_(fill=fill, bold=strong or c.look.bold)) for c in cells
            ]
        yield cells
