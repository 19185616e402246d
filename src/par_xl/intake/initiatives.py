"""The form's free rows read: initiatives, proposals, next period's main tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from par_xl.finding import Finding, cell_name
from par_xl.form.request import (
    GUIDE_SHEET,
    IDENTITY_SHEET,
    INITIATIVES_SHEET,
    LISTS_SHEET,
    RESULT_SHEET,
)
from par_xl.initiative import COLUMNS, KINDS, Initiative, read_kind
from par_xl.reading.book import Sheet, Workbook
from par_xl.rules import initiatives as rules
from par_xl.text import as_text, fold, has_old_font, nearest
from par_xl.words import Index

_HEADER_ROWS = 60
"""The header row is looked for in so many rows from the top."""


_NOT_THESE = {
    GUIDE_SHEET,
    LISTS_SHEET,
    IDENTITY_SHEET,
    RESULT_SHEET,
    *(index.sheet for index in Index),
}


def read_initiatives(book: Workbook, file: str) -> tuple[Initiative, ...]:
    """The filled free rows of a form, also where their sheet was renamed or copied."""
    # By name first: a copy's rows never come before those of the form's own sheet.
    own = book.named(INITIATIVES_SHEET)
    others = [each for each in book.sheets if each not in own and each.name not in _NOT_THESE]
    return tuple(found for sheet in (*own, *others) for found in _rows(sheet, file))


def _rows(sheet: Sheet, file: str) -> Iterator[Initiative]:
    header = _header(sheet)
    if header is None:
        return
    at, columns = header
    last = max([len(sheet.rows) - 1, *(row for row, _ in sheet.broken)])
    for number in range(at + 1, last + 1):
        typed = {field: as_text(sheet.cell(number, place)) for field, place in columns.items()}
        broken = {
            field: sheet.broken[number, place]
            for field, place in columns.items()
            if (number, place) in sheet.broken
        }
        if broken or any(typed.values()):
            read = {field: typed.get(field, "") for field in COLUMNS}
            yield Initiative(
                **read | {"kind": read_kind(read["kind"]) or read["kind"]},
                sheet=sheet.name,
                row=number + 1,
                columns=columns,
                typed=typed,
                broken=broken,
                findings=tuple(_judge(sheet.name, file, number, columns, typed, broken)),
            )


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    wanted = {fold(column.header): field for field, column in COLUMNS.items()}
    for number, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        columns = {
            wanted[fold(cell)]: place
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and fold(cell) in wanted
        }
        if "text" in columns and "kind" in columns:
            return number, columns
    return None


def _judge(
    sheet: str,
    file: str,
    number: int,
    columns: Mapping[str, int],
    typed: Mapping[str, str],
    broken: Mapping[str, str],
) -> Iterator[Finding]:
    """What is wrong with a free row; nothing of it ever keeps the row from being taken."""

    def cell(field: str) -> str:
        return cell_name(number, columns[field])

    kind = typed["kind"]
    read = read_kind(kind)
    if read is None and "kind" not in broken:
        near = nearest(kind, KINDS)
        words = {
            "chosen": f"«{kind}» không phải là một loại" if kind else "Chưa chọn «Loại»",
            "near": f"Có phải là «{near}»? " if near else "",
        }
        yield rules.NO_KIND.at(file, sheet, cell("kind"), kind, words)
    elif read is not None and read != kind:
        yield rules.KIND_READ.at(file, sheet, cell("kind"), kind, {"read": read})
    if not typed["text"] and "text" not in broken:
        yield rules.NO_TEXT.at(file, sheet, cell("text"))
    for field, text in typed.items():
        words = {"header": COLUMNS[field].header}
        if field in broken:
            yield rules.BROKEN.at(file, sheet, cell(field), broken[field], words)
        elif has_old_font(text):
            yield rules.OLD_FONT.at(file, sheet, cell(field), text, words)
