"""A cell that people filled in."""

from __future__ import annotations

from gettext import gettext as _

from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name
from par_xl.terms.messages import translated
from par_xl.terms.text import Cell
from par_xl.workbooks.book import NEVER_CALCULATED, Sheet


def typed(sheet: Sheet, row: int, column: int, name: str) -> Cell:
    """What a cell holds: of a formula its value, be that an error; *name* is the file's.

    Raises:
        ParXlError: a formula there was never calculated.
    """
    why = sheet.broken.get((row, column))
    if why == NEVER_CALCULATED:
        raise ParXlError(
            _(
                "Tệp {file}, trang «{sheet}», ô {cell}: {why}, nên chưa biết giá trị đã điền."
            ).format(file=name, sheet=sheet.name, cell=cell_name(row, column), why=translated(why)),
            _(
                "Mở tệp bằng Excel rồi lưu lại, hoặc gõ giá trị thay công thức; rồi tổng hợp "
                "lại. Chưa ghi gì."
            ),
        )
    return why or sheet.cell(row, column)
