"""The present plan's rows, as a new plan workbook is to hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import gettext as _

from par_xl.plan.model import SHEETS, YEAR_COLUMN, ItemRow
from par_xl.plan.takeover.finish import Row
from par_xl.plan.takeover.told import REPORT_SHEET, About, Sure, Told
from par_xl.plan.units import Unit
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.text import as_text, clean, fold, is_blank
from par_xl.workbooks.reading.book import Sheet, UnreadableFileError
from par_xl.workbooks.reading.workbook import read_workbook


@dataclass(frozen=True)
class Base:
    """A plan's rows by sheet and header, and what of its workbook is none of the plan's."""

    rows: Mapping[str, list[Row]]
    told: tuple[Told, ...]

    @property
    def units(self) -> list[Unit]:
        """Its units, as far as they have a code; faults of theirs are the plan check's."""
        return [_unit(row) for row in self.rows["Đơn vị"] if as_text(_text(row, "Mã đơn vị"))]


def read_base(content: bytes, name: str) -> Base:
    """Read the rows of a plan workbook, whatever its faults.

    Raises:
        ParXlError: it can't be opened.
    """
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        raise ParXlError(
            _("Không mở được kế hoạch {name}: {error}.").format(
                name=name, error=translated(str(error))
            ),
            _("Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi chạy lại."),
        ) from error
    rows: dict[str, list[Row]] = {}
    told: list[Told] = []
    for wanted in SHEETS:
        sheets = book.named(wanted)
        rows[wanted] = list(_rows(sheets[0], wanted, told)) if sheets else []
    names = {fold(each) for each in (*SHEETS, REPORT_SHEET)}
    for sheet in book.sheets:
        if fold(sheet.name) not in names:
            text = N_("trang «{sheet}» không phải của kế hoạch, không chép sang").format(
                sheet=sheet.name
            )
            told.append(Told(About.PLAN, Sure.SKIPPED, text, name))
    return Base(rows, tuple(told))


def _rows(sheet: Sheet, wanted: str, told: list[Told]) -> Iterator[Row]:
    kind = SHEETS[wanted]
    by_fold = {fold(header): header for header in kind.headers()}
    headers: dict[int, str] = {}
    for column, cell in enumerate(sheet.rows[0] if sheet.rows else ()):
        text = as_text(cell)
        is_year = kind is ItemRow and YEAR_COLUMN.fullmatch(text)
        header = text if is_year else by_fold.get(fold(text))
        if header is not None and header not in headers.values():
            headers[column] = header
        elif text:
            more = N_("cột «{column}» không phải của kế hoạch, không chép sang").format(column=text)
            told.append(Told(About.PLAN, Sure.SKIPPED, more, sheet=wanted))
    for number in range(1, len(sheet.rows)):
        cells = {header: sheet.cell(number, column) for column, header in headers.items()}
        for column, header in headers.items():
            # What the plan check faults it faults in the new workbook, too.
            if (number, column) in sheet.broken:
                cells[header] = sheet.broken[number, column]
        if not all(map(is_blank, cells.values())):
            yield {h: clean(c) if isinstance(c, str) else c for h, c in cells.items()}


def _text(row: Row, header: str) -> str:
    value = row.get(header)
    return value if isinstance(value, str) else ""


def _unit(row: Row) -> Unit:
    aliases = re.split(r"[;\n]", _text(row, "Tên gọi khác"))
    return Unit(
        code=_text(row, "Mã đơn vị"),
        name=_text(row, "Tên đơn vị"),
        kind=_text(row, "Loại"),
        aliases=tuple(filter(None, map(clean, aliases))),
        email=None,
        from_period=None,
        to_period=None,
        merged_into=None,
        source="",
    )
