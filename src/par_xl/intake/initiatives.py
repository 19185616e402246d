"""The form's free rows read: initiatives, proposals, next period's main tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from par_xl.form.request import INITIATIVES_SHEET, Displaced
from par_xl.intake.submission import at_most
from par_xl.intake.table import OWN_SHEETS, best_header
from par_xl.rules import initiatives as rules
from par_xl.rules.initiatives import COLUMNS, KINDS, Initiative, read_kind
from par_xl.terms.finding import Finding, cell_name
from par_xl.terms.messages import N_
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import as_text, fold, is_blank, nearest
from par_xl.workbooks.book import Sheet, Workbook

_BY_HEADER = {fold(column.header): field for field, column in COLUMNS.items()}
_TITLES = 1
"""The last row above it that is the form's own (from 0)."""
_ENOUGH, _MOST = 3, 5
"""Headers that make a table of free rows, on the form's own sheet and on any other."""


def read_initiatives(
    book: Workbook, file: str
) -> tuple[tuple[Initiative, ...], tuple[Finding, ...], tuple[Displaced, ...]]:
    """Return the filled free rows of a form, also where their sheet was renamed or copied, and what
    of their sheet could not be read.

    Raises:
        TooLargeError: there are more than any form has.
    """
    # By name first: a copy's rows never come before those of the form's own sheet.
    own = book.named(INITIATIVES_SHEET)
    others = [each for each in book.sheets if fold(each.name) not in OWN_SHEETS]
    tables = [(sheet, *_header(sheet)) for sheet in (*own, *others)]
    known = [each for each in tables if each[0] in own or len(each[2]) >= _MOST]
    return (
        tuple(at_most(found for table in known for found in _rows(*table, file))),
        tuple(found for table in known for found in _columns_gone(*table, file)),
        tuple(at_most(found for table in known for found in _strange_cells(*table))),
    )


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the row that holds most of the headers, and the columns that they stand over."""
    row, places = best_header(sheet, _BY_HEADER)
    if len(places) < _ENOUGH:
        return _TITLES, {}
    # Of two of one name the first counts.
    return row, {field: found[0] for field, found in places.items()}


def _rows(sheet: Sheet, at: int, columns: Mapping[str, int], file: str) -> Iterator[Initiative]:
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


def _columns_gone(
    sheet: Sheet, at: int, columns: Mapping[str, int], file: str
) -> Iterator[Finding]:
    """Columns whose header is gone, where something stands that may belong to them."""
    if any(_strange_cells(sheet, at, columns)):
        gone = [f"“{column.header}”" for field, column in COLUMNS.items() if field not in columns]
        words = {"sheet": sheet.name, "wanted": ", ".join(gone) or N_("đúng một lần")}
        yield rules.NO_COLUMN.at(file, sheet.name, words=words)


def _strange_cells(sheet: Sheet, at: int, columns: Mapping[str, int]) -> Iterator[Displaced]:
    """Yield what stands below the header in columns that are none of the form's."""
    headers = {fold(column.header) for column in COLUMNS.values()}
    is_whole = len(columns) == len(COLUMNS)
    for number in range(at + 1, len(sheet.rows)):
        for place, cell in enumerate(sheet.rows[number]):
            header = as_text(sheet.cell(at, place)) if columns else ""
            # A column of one's own is nobody's business; a second one of the form's is.
            is_own = is_whole and fold(header) not in headers
            if place in columns.values() or is_own or is_blank(cell):
                continue
            if fold(as_text(cell)) not in headers:
                name = cell_name(number, place)
                yield Displaced(sheet.name, name, "", header, as_text(cell))


def _judge(
    sheet: str,
    file: str,
    number: int,
    columns: Mapping[str, int],
    typed: Mapping[str, str],
    broken: Mapping[str, str],
) -> Iterator[Finding]:
    """Yield what is wrong with a free row; nothing of it ever keeps the row from being taken."""

    def cell(field: str) -> str:
        return cell_name(number, columns[field])

    kind = typed.get("kind", "")
    read = read_kind(kind)
    if "kind" not in columns or "kind" in broken:
        pass
    elif read is None:
        near = nearest(kind, map(str, KINDS))
        words = {
            "chosen": N_("“{kind}” không phải là một loại").format(kind=kind)
            if kind
            else N_("Chưa chọn “Loại”"),
            "near": N_("Có phải là “{near}”? ").format(near=near) if near else "",
        }
        yield rules.NO_KIND.at(file, sheet, cell("kind"), kind, words)
    elif read != kind:
        yield rules.KIND_READ.at(file, sheet, cell("kind"), kind, {"read": read})
    if "text" in columns and "text" not in broken and not typed["text"]:
        yield rules.NO_TEXT.at(file, sheet, cell("text"))
    for field, text in typed.items():
        words = {"header": COLUMNS[field].header}
        if field in broken:
            yield rules.BROKEN.at(file, sheet, cell(field), broken[field], words)
        elif has_old_font(text):
            yield rules.OLD_FONT.at(file, sheet, cell(field), text, words)
