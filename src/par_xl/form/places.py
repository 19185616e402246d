"""Where things stand in a form: rows and columns counted from 0, and its defined names."""

from __future__ import annotations

from collections.abc import Mapping

from par_xl.form.request import COVER_SHEET
from par_xl.rules.entry import FORM
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Role

HEADER_ROW = 2
"""Of an appendix; above it stand the title and the live count."""
FIRST_ROW = HEADER_ROW + 1
COLUMN = {column.field: place for place, column in enumerate(FORM)}

HEAD_LABELS, HEAD_VALUES = 0, 1
"""Columns of `Trang đầu`."""
HEAD_ROWS = {"unit": 4, "period": 5, "author": 7, "phone": 8, "approver": 9, "document": 10}
COVER_TABLE_ROW = 13
"""The header of the live table; each appendix has a row below."""

STATUS_LIST = "DM_TinhTrang"
UNIT_LIST = "DM_DonVi"
KIND_LIST = "DM_LoaiSangKien"
UNIT_CODE = "DM_MaDonViChon"
ROLE_LISTS: Mapping[Role, str] = {
    Role.LEAD: "DM_ChuTri",
    Role.COORDINATING: "DM_PhoiHop",
    Role.SCORING: "DM_ChamDiem",
}
"""Defined names. Of the standard form: the code of the unit chosen, and who has which role where,
as "row|unit"."""


def head_reference(field: str) -> str:
    """Return a reference, from any sheet, to the cell of `Trang đầu` that holds *field*."""
    return f"'{COVER_SHEET}'!${column_letters(HEAD_VALUES)}${HEAD_ROWS[field] + 1}"
