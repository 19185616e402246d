"""The master's columns and sheet that people fill in (contract, section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from par_xl.plan.model import ItemRow
from par_xl.rules.entry import Column
from par_xl.terms.text import fold
from par_xl.workbooks.look import Kind

_MORE = "Lần tổng hợp sau giữ nguyên; công thức thì giữ giá trị."
COLUMNS = (
    Column(
        "review_score",
        "Điểm rà soát (HCTC)",
        Kind.POINTS,
        11,
        prompt=f"Từ 0 đến điểm tối đa của dòng. {_MORE}",
    ),
    Column("review_opinion", "Ý kiến rà soát", Kind.TEXT, 30, prompt=_MORE),
    Column(
        "appraised_score",
        "Điểm thẩm định",
        Kind.POINTS,
        11,
        prompt=f"Từ 0 đến điểm tối đa của dòng. {_MORE}",
    ),
)
"""On the appendix sheets, beside what units reported."""


@dataclass(frozen=True)
class FreeSheet:
    """A sheet of free rows: its name, and its headers as a merge writes them."""

    name: str
    headers: tuple[str, ...]

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(map(fold, self.headers))

    @property
    def enough(self) -> int:
        """So many of its headers, and a sheet of another name is this one, renamed."""
        return len(self.headers) * 2 // 3


INSPECTIONS_SHEET = "Kiểm tra"
INSPECTION_UNIT = "Đơn vị được kiểm tra"
INSPECTIONS = (
    Column("day", "Ngày kiểm tra", Kind.DAY, 13),
    Column("unit", INSPECTION_UNIT, Kind.TEXT, 30),
    Column("content", "Nội dung kiểm tra", Kind.TEXT, 40),
    Column("code", "TT tiêu chí", Kind.CODE, 11),
    Column("outcome", "Kết quả, kiến nghị", Kind.TEXT, 44),
    Column("until", "Thời hạn khắc phục", Kind.DAY, 13),
    Column("by", "Người kiểm tra", Kind.TEXT, 22),
    Column("note", "Ghi chú", Kind.TEXT, 26),
)
"""Of the sheet `Kiểm tra`: the office's inspections."""
INSPECTION_ROWS = FreeSheet(INSPECTIONS_SHEET, tuple(column.header for column in INSPECTIONS))

REMEDIES_SHEET = "Khắc phục"
REMEDY_APPENDIX, REMEDY_REASON = "Phụ lục", "Vì sao"
REMEDY_ROWS = FreeSheet(REMEDIES_SHEET, (REMEDY_APPENDIX, *ItemRow.headers(), REMEDY_REASON))
"""Tasks for the next plan, in the columns of its appendices: drafted by the merge, until people
edit them."""

LEFT_OVER_SHEET = "Điền tay, mất dòng"
"""What was typed beside rows that are no more; not there where all have their row."""
APPENDIX, REASON = "Phụ lục", "Lý do"
"""Headers of that sheet's columns which say where it was, and why it has no row."""
