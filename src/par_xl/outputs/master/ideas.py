"""The sheet `Sáng kiến, đề xuất`: the forms' free rows put together.

Initiatives (plan, II.1), proposals to amend the plan (its last paragraph), and next period's main
tasks.
"""

from __future__ import annotations

from par_xl.outputs.master.request import TOP, MasterRequest
from par_xl.outputs.master.tables import Column, Table, write_tables
from par_xl.rules.initiatives import COLUMNS, KINDS
from par_xl.terms.nothing_said import says_nothing
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import Book, Look, whole_range

SHEET = "Sáng kiến, đề xuất"
UNIT_NAME, KIND_NAME = "SK_DonVi", "SK_Loai"
"""Defined names of the sheet's columns."""
_FIELDS = tuple(COLUMNS)
_COLUMNS = (
    Column(COLUMNS["kind"].header, COLUMNS["kind"].width),
    Column("Đơn vị", 11, Look.of(Kind.CODE)),
    Column("Tên đơn vị", 32),
    *(Column(COLUMNS[field].header, COLUMNS[field].width) for field in _FIELDS[1:]),
    Column("Tệp", 24),
    Column("Dòng", 7, Look(align="center")),
)


def write_ideas(book: Book, request: MasterRequest) -> None:
    """Write the sheet: by kind, then by unit, and define the names of two of its columns."""
    units = request.plan.units
    ideas = sorted(
        request.result.initiatives,
        # A kind that nobody knows, and what says nothing, stand last.
        key=lambda idea: (
            says_nothing(idea.text),
            KINDS.index(idea.kind) if idea.kind in KINDS else len(KINDS),
        ),
    )
    rows = [
        (
            f"{idea.kind} (không có nội dung)" if says_nothing(idea.text) else idea.kind,
            idea.unit,
            units[idea.unit].name,
            *(getattr(idea, field) for field in _FIELDS[1:]),
            idea.file,
            idea.row,
        )
        for idea in ideas
    ]
    title = "SÁNG KIẾN, ĐỀ XUẤT SỬA ĐỔI KẾ HOẠCH, NHIỆM VỤ TRỌNG TÂM KỲ TỚI"
    write_tables(book, request, SHEET, title, [Table(None, _COLUMNS, lambda _: rows)])
    last = max(TOP + 1, TOP + len(rows))
    for name, column in ((KIND_NAME, 0), (UNIT_NAME, 1)):
        book.name(name, f"='{SHEET}'!{whole_range(TOP + 1, last, column)}")
