"""A master that people filled in → what they typed there.

They sort, filter, insert and move as they like: columns are found by their headers, rows by their
key, unit and role, on whatever sheet they stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from gettext import gettext as _

from par_xl.outputs.manual.cells import typed
from par_xl.outputs.manual.columns import (
    APPENDIX,
    COLUMNS,
    INSPECTION_ROWS,
    LEFT_OVER_SHEET,
    REASON,
    REMEDY_ROWS,
)
from par_xl.outputs.manual.free_sheets import is_free, read_free_sheet, sheet_of
from par_xl.outputs.manual.model import Address, ByHand, HandRow, Shown, Values, put_together
from par_xl.rules.entry import BY_FIELD
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name
from par_xl.terms.text import Cell, as_text, fold, is_blank, nearest_of
from par_xl.terms.words import Index, Role
from par_xl.terms.words import number as shown
from par_xl.workbooks.reading.book import Sheet, Workbook
from par_xl.workbooks.reading.large import Wanted

_HAND = {fold(column.header): column.field for column in COLUMNS}
_KNOWN = {
    **{fold(BY_FIELD[name].header): name for name in ("key", "code", "content", "task", "role")},
    fold("Đơn vị"): "unit",
    fold(APPENDIX): "appendix",
}
_NAMING = ("unit", "role")
"""No other sheet has both these and one of the two that say which row it is."""
_ROLES = {fold(role.label): role.label for role in Role}
_INDICES = {fold(index.sheet): index for index in Index}
_ABOVE = 100
"""Rows in which a header is looked for on sheets that people added."""
Places = Mapping[str, Sequence[int]]


def read_by_hand(
    book: Workbook,
    name: str,
    headers: Collection[str],
    names: Collection[str],
    rows_written: Mapping[str, int],
) -> ByHand:
    """What was typed into a master; *headers* are all that its appendix sheets have, *names* all
    of its sheets, *rows_written* how many rows of each index (its value) a merge had put there.

    Raises:
        ParXlError: the headers or most of the rows of an appendix sheet are gone, or what was
            typed can't be told.
    """
    own = _own_headers(headers)
    listed = fold(LEFT_OVER_SHEET)
    # What stands in a row goes before what was listed, and that before what people copied.
    ranks = [*_INDICES, listed]
    sheets = sorted(
        book.sheets,
        key=lambda each: ranks.index(fold(each.name)) if fold(each.name) in ranks else len(ranks),
    )
    rows: list[HandRow] = []
    columns: list[str] = []
    added: list[str] = []
    left: Counter[str] = Counter()
    free = (sheet_of(book, each) for each in (INSPECTION_ROWS, REMEDY_ROWS))
    known = {*map(fold, names), *(fold(sheet.name) for sheet in free if sheet)}
    for sheet in sheets:
        at = _header(sheet)
        if at is None:
            if fold(sheet.name) not in known and _is_filled(sheet):
                added.append(f"«{sheet.name}»")
            if fold(sheet.name) in _INDICES and _is_filled(sheet):
                raise _no_header(name, sheet)
            continue
        places = _places(sheet.rows[at], own)
        rows += _rows(sheet, at, places, name, is_listed=fold(sheet.name) == listed)
        columns += _own_columns(sheet, at, places, own)
        if fold(sheet.name) != listed:
            left.update(_rows_left(sheet, at, places))
    for index in Index:
        if 2 * left[index.value] < (written := rows_written.get(index.value, 0)):
            raise _rows_lost(name, index, left[index.value], written)
    first, others = put_together(rows)
    inspections, remedies = (
        read_free_sheet(book, each, name) for each in (INSPECTION_ROWS, REMEDY_ROWS)
    )
    return ByHand(tuple(first), tuple(others), inspections, remedies, tuple(columns), tuple(added))


def wanted_of(sheet: Sheet, headers: Collection[str]) -> Wanted:
    """What is wanted of a sheet that is too large to be read whole; its first rows tell."""
    own = _own_headers(headers)
    at = _header(sheet)
    if at is None:
        everything = frozenset(range(max(map(len, sheet.rows), default=0)))
        return Wanted(everything if is_free(sheet) else frozenset(), frozenset())
    places = _places(sheet.rows[at], own)
    typed = {column for field in _HAND.values() for column in places.get(field, ())}
    typed |= {
        column for column, cell in enumerate(sheet.rows[at]) if fold(as_text(cell)) not in own
    }
    return Wanted(frozenset(typed), frozenset(c for at in places.values() for c in at))


def _own_headers(headers: Collection[str]) -> Collection[str]:
    return {fold(header) for header in (*headers, REASON)} | _KNOWN.keys()


def _header(sheet: Sheet) -> int | None:
    # People put a few lines above, or sort all of an appendix.
    looked_at = sheet.rows if fold(sheet.name) in _INDICES else sheet.rows[:_ABOVE]
    for number, row in enumerate(looked_at):
        found = {fold(cell) for cell in row if isinstance(cell, str) and len(cell) < 100}
        fields = {_KNOWN[text] for text in found & _KNOWN.keys()}
        has_names = fields.issuperset(_NAMING) and ("key" in fields or "code" in fields)
        if has_names or found & _HAND.keys():
            return number
    return None


def _places(header: Sequence[Cell], own: Collection[str]) -> Places:
    """The columns of each field; of one that people renamed, that with the nearest header."""
    found: dict[str, list[int]] = defaultdict(list)
    strange: dict[str, int] = {}
    for column, cell in enumerate(header):
        text = fold(as_text(cell))
        field = _HAND.get(text) or _KNOWN.get(text)
        if field:
            found[field].append(column)
        elif text and text not in own:
            strange.setdefault(text, column)
    for text, column in strange.items():
        missing = {each: field for each, field in _HAND.items() if field not in found}
        near = nearest_of(text, missing)
        if near:
            found[near].append(column)
    return found


def _rows(
    sheet: Sheet, header: int, places: Places, name: str, *, is_listed: bool
) -> Iterator[HandRow]:
    fields = [column.field for column in COLUMNS]
    wanted = [places.get(field, ()) for field in fields]
    columns = [column for group in wanted for column in group]
    if not columns:
        return
    below = range(header + 1, len(sheet.rows))
    keys = (as_text(sheet.cell(row, at)) for at in places.get("key", ()) for row in below)
    index = next((key.partition("/")[0] for key in keys if "/" in key), None)
    for number in below:
        held = {column: typed(sheet, number, column, name) for column in columns}
        if all(map(is_blank, held.values())):
            continue
        told = {field: sheet.cell(number, at[0]) for field, at in places.items()}
        address, shown = _address(sheet, told, index), _shown(sheet, told)
        # People copy columns, too: what their copies say is told apart.
        for copy in range(max(map(len, wanted))):
            values: Values = tuple(
                held[group[copy]] if copy < len(group) else None for group in wanted
            )
            if not all(map(is_blank, values)):
                yield HandRow(address, shown, values, is_listed)


def _rows_left(sheet: Sheet, header: int, places: Places) -> dict[str, int]:
    """How far down rows stand that say which they are, for each index that they are of."""
    naming = [at for field in ("key", "code") for at in places.get(field, ())]
    below = range(header + 1, len(sheet.rows))
    named = [n for n in below if any(not is_blank(sheet.cell(n, at)) for at in naming)]
    own = _INDICES.get(fold(sheet.name))
    keys = (as_text(sheet.cell(row, at)) for at in places.get("key", ()) for row in named)
    indices = {own.value} if own else {key.partition("/")[0] for key in keys}
    return dict.fromkeys(indices, named[-1] - header) if named else {}


def _appendix(sheet: Sheet, told: Mapping[str, Cell]) -> str:
    return as_text(told.get("appendix")) or sheet.name


def _address(sheet: Sheet, told: Mapping[str, Cell], index: str | None) -> Address:
    """*index* is that of other rows of the sheet: its name may be another one now."""
    key, unit = as_text(told.get("key")), as_text(told.get("unit"))
    named = _INDICES.get(fold(_appendix(sheet, told)))
    index = named.value if named else index
    if not key and index is not None and (code := as_text(told.get("code"))):
        key = f"{index}/{code}"
    if not unit:
        return Address(key)
    role = as_text(told.get("role"))
    return Address(key, unit, _ROLES.get(fold(role), role) or Role.LEAD.label)


def _shown(sheet: Sheet, told: Mapping[str, Cell]) -> Shown:
    rest = (told.get(field) for field in ("code", "content", "task"))
    return Shown(_appendix(sheet, told), *rest)


def _own_columns(sheet: Sheet, header: int, places: Places, own: Collection[str]) -> Iterator[str]:
    """Columns that people added: their headers, where there is something in them."""
    taken = {column for at in places.values() for column in at}
    width = max((len(row) for row in sheet.rows[header:]), default=0)
    for column in range(width):
        text = as_text(sheet.cell(header, column))
        if column in taken or fold(text) in own:
            continue
        if any(not is_blank(sheet.cell(row, column)) for row in range(header + 1, len(sheet.rows))):
            where = f"«{text}»" if text else cell_name(header, column)
            yield f"{where} (trang {sheet.name})"


def _is_filled(sheet: Sheet) -> bool:
    return any(not is_blank(cell) for row in sheet.rows for cell in row)


def _no_header(name: str, sheet: Sheet) -> ParXlError:
    return ParXlError(
        _(
            "Tệp {file}, trang «{sheet}»: không còn dòng tiêu đề, nên không biết cột nào là phần "
            "điền tay."
        ).format(file=name, sheet=sheet.name),
        _(
            "Trả lại dòng tiêu đề (chép từ bản trước); hoặc chuyển tệp đi nơi khác: khi đó bản "
            "mới không có phần đã điền tay. Chưa ghi gì."
        ),
    )


def _rows_lost(name: str, index: Index, left: int, written: int) -> ParXlError:
    return ParXlError(
        _(
            "Tệp {file}, trang «{sheet}»: còn {left} dòng, mà lần tổng hợp trước ghi {written} "
            "dòng. Có thể một chương trình không đọc được trang này đã lưu đè lên tệp; nội dung "
            "điền tay ở trang đó sẽ mất."
        ).format(file=name, sheet=index.sheet, left=shown(left), written=shown(written)),
        _(
            "Lấy lại bản còn đủ dòng (bản lưu của cơ quan, hoặc bản trước trong .par-xl/kho), "
            "mở và lưu bằng Excel hoặc LibreOffice; không có thì chuyển tệp đi nơi khác: khi đó "
            "bản mới không có phần đã điền tay. Rồi tổng hợp lại; chưa ghi gì."
        ),
    )
