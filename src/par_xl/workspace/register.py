"""``tiep-nhan.xlsx``, the register of what came in: people may correct it, and it decides."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from par_xl.system.files import read_file
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name
from par_xl.terms.messages import translated
from par_xl.terms.text import Cell as Typed
from par_xl.terms.text import as_text, fold, read_day
from par_xl.workbooks.book import UnreadableFileError
from par_xl.workbooks.look import Look
from par_xl.workbooks.reader import read_edited
from par_xl.workbooks.sheet import Value
from par_xl.workbooks.writing import Book, Cell, TableColumn

SHEET = "Tiếp nhận"
LATE = "Nhận sau khi chốt kỳ, không tính"
"""The note of a file that came after its period was closed."""
_WIDTHS = {
    "Kỳ": 10.0,
    "Tệp": 50.0,
    "Đơn vị": 14.0,
    "Ngày nhận": 14.0,
    "Hình thức": 16.0,
    "Số văn bản": 22.0,
    "Ghi chú": 40.0,
}
_HASH = "Mã băm"
"""The hidden column; people may lose it, and the register is read without it."""


def _day(value: Typed) -> date:
    found = read_day(value)
    if found is None:
        raise PydanticCustomError("day", "no day")
    return found


def _hash(value: Typed) -> str:
    """A damaged one is none."""
    text = as_text(value).lower()
    return text if re.fullmatch("[0-9a-f]{64}", text) else ""


_Text = Annotated[str, BeforeValidator(as_text)]


class Receipt(BaseModel):
    """One received file; ``others`` holds columns that people added.

    ``sha256`` is the hash of its bytes; empty in a row that people typed.
    """

    model_config = ConfigDict(frozen=True)

    period: _Text = Field(alias="Kỳ")
    file: _Text = Field(alias="Tệp")
    unit: _Text = Field(alias="Đơn vị")
    received_on: Annotated[date, BeforeValidator(_day)] = Field(alias="Ngày nhận")
    way: _Text = Field(default="", alias="Hình thức")
    document: _Text = Field(default="", alias="Số văn bản")
    note: _Text = Field(default="", alias="Ghi chú")
    sha256: Annotated[str, BeforeValidator(_hash)] = Field(default="", alias=_HASH)
    others: dict[str, str | float | bool | date | None] = Field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """The register as read, and what this merge adds to it."""

    receipts: tuple[Receipt, ...] = ()
    extra_headers: tuple[str, ...] = field(default=())

    def with_new(self, receipts: Iterable[Receipt]) -> Register:
        """The register with rows added at its end."""
        return replace(self, receipts=(*self.receipts, *receipts))

    def without_late(self, period: str) -> Register:
        """The register where a period's files are no longer noted as late: it is open again."""
        receipts = (
            each.model_copy(update={"note": ""})
            if (each.period, each.note) == (period, LATE)
            else each
            for each in self.receipts
        )
        return replace(self, receipts=tuple(receipts))


def read_register(path: Path) -> Register:
    """Read the register; empty when there is none yet.

    Raises:
        ParXlError: it cannot be read, or a row's day of receipt is no day.
    """
    if not os.path.lexists(path):
        return Register()
    try:
        book = read_edited(read_file(path), path.name)
        # Whatever it is called, where there is but one.
        found = [rows for name, rows in book.items() if fold(name) == fold(SHEET)]
        found = found or (list(book.values()) if len(book) == 1 else [])
        rows = found[0] if found else []
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không đọc được {name}: {error}.").format(
                name=path.name, error=translated(error.why)
            ),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx rồi chạy lại."),
        ) from error
    if not found:
        raise ParXlError(
            _("{name} không có trang «{sheet}».").format(name=path.name, sheet=SHEET),
            _(
                "Đổi tên trang ghi các tệp đã nhận thành «{sheet}», lưu rồi chạy lại; nếu trang đó "
                "đã mất thì chép lại tệp từ bản sao lưu. Nếu không có bản nào: chuyển tệp này đi, "
                "chạy lại, rồi ghi lại những ngày nhận đã sửa."
            ).format(sheet=SHEET),
        )
    header, *rows = rows or [()]
    headers = [as_text(cell) for cell in header]
    names = {fold(header): header for header in (*_WIDTHS, _HASH)}
    columns = {names[fold(h)]: place for place, h in enumerate(headers) if fold(h) in names}
    missing = [header for header in _WIDTHS if header not in columns]
    if missing:
        raise ParXlError(
            _("{name}: thiếu cột «{names}».").format(name=path.name, names="», «".join(missing)),
            _("Ghi lại tiêu đề cột đó ở hàng 1, đúng từng chữ, lưu rồi chạy lại."),
        )
    extra = {h: place for place, h in enumerate(headers) if h and fold(h) not in names}
    receipts = []
    for number, row in enumerate(rows, start=1):
        row += (None,) * (len(headers) - len(row))
        cells = {header: row[place] for header, place in columns.items()}
        if all(cell is None for header, cell in cells.items() if header != _HASH):
            continue
        others = {header: row[place] for header, place in extra.items()}
        try:
            receipts.append(Receipt.model_validate({**cells, "others": others}))
        except ValidationError as error:
            cell = cell_name(number, columns["Ngày nhận"])
            raise ParXlError(
                _("{name}, ô {cell}: «{value}» không phải là ngày.").format(
                    name=path.name, cell=cell, value=as_text(cells["Ngày nhận"])
                ),
                _("Nhập ngày nhận dạng ngày/tháng/năm, ví dụ 07/6/2024, lưu rồi chạy lại."),
            ) from error
    return Register(tuple(receipts), tuple(extra))


def write_register(register: Register) -> bytes:
    """The register as a workbook, people's corrections and columns kept."""
    book = Book("Sổ tiếp nhận báo cáo")
    sheet = book.sheet(SHEET)
    columns = [TableColumn(header, width) for header, width in _WIDTHS.items()]
    columns += [TableColumn(header, 16) for header in register.extra_headers]
    columns.append(TableColumn(_HASH, 12, hidden=True))
    text, day = Look(number_format="@"), Look(number_format="dd/mm/yyyy", align="center")
    # Nobody sees it: it makes no row higher.
    hidden = text.with_(wrap=False)
    rows = []
    for receipt in register.receipts:
        values: list[Value] = [
            receipt.period,
            receipt.file,
            receipt.unit or None,
            receipt.received_on,
            receipt.way or None,
            receipt.document or None,
            receipt.note or None,
            *(receipt.others.get(header) for header in register.extra_headers),
        ]
        cells = [Cell(v, day if isinstance(v, date) else text) for v in values]
        rows.append([*cells, Cell(receipt.sha256 or None, hidden)])
    after = book.table(sheet, 0, columns, rows, grows=True)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, after - 1), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{after}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return book.content()
