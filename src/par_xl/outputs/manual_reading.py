"""Reading back what people typed into the master.

They sort, filter, insert and move as they like: columns are found by their headers, rows by their
key, unit and role, on whatever sheet they stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from gettext import gettext as _
from itertools import chain

from par_xl.outputs.manual_entries import (
    APPENDIX,
    COLUMNS,
    FREE_HEADERS,
    HAND_FILLED,
    REASON,
    UNMATCHED_SHEET,
    Address,
    FreeRows,
    ManualEntries,
    ManualRow,
    Shown,
    put_together,
    wide,
)
from par_xl.rules.entry import BY_FIELD
from par_xl.terms.errors import ParXlError
from par_xl.terms.finding import cell_name
from par_xl.terms.messages import translated
from par_xl.terms.text import Cell, as_text, fold, is_blank, nearest_of
from par_xl.terms.words import Index, Role
from par_xl.terms.words import number as shown_number
from par_xl.workbooks.book import NEVER_CALCULATED
from par_xl.workbooks.reader import Row, read_edited

_ABOVE = 100
"""Rows in which a header is looked for; on an appendix sheet, which people sort, in all."""
_KNOWN = {
    **{fold(BY_FIELD[name].header): name for name in ("key", "code", "content", "role")},
    fold("Đơn vị"): "unit",
    fold(APPENDIX): "appendix",
}
_NAMING = ("unit", "role")
"""No other sheet has both these and one of the two that say which row it is."""
_ROLES = {fold(role.label): role.label for role in Role}
_INDICES = {fold(index.sheet): index for index in Index}


def read_manual_entries(
    content: bytes,
    name: str,
    headers: Collection[str],
    sheets: Collection[str],
    rows_written: Mapping[str, int],
) -> ManualEntries:
    """Read what was typed into a master; *headers* are all that its appendix sheets have, *sheets*
    all of its own, *rows_written* how many rows of each index (its value) a merge had put there.

    Raises:
        ParXlError: the headers or most of the rows of an appendix sheet are gone, or a formula
            where people type was never calculated.
        UnreadableFileError: it is no workbook that can be read.
    """
    book = read_edited(content, name)
    own = {fold(header) for header in (*headers, REASON)} | _KNOWN.keys()
    heads = {sheet: rows[:_ABOVE] for sheet, rows in book.items()}
    free = {each: _free_sheet(heads, each) for each in FREE_HEADERS}
    known = {*map(fold, (*sheets, *filter(None, free.values())))}
    rows: list[ManualRow] = []
    columns: list[str] = []
    added: list[str] = []
    left: Counter[str] = Counter()
    # What stands in a row goes before what was listed, and that before what people copied.
    ranks = [*_INDICES, fold(UNMATCHED_SHEET)]
    ranked = {sheet: ranks.index(fold(sheet)) for sheet in heads if fold(sheet) in ranks}
    for sheet in sorted(heads, key=lambda each: ranked.get(each, len(ranks))):
        is_appendix = fold(sheet) in _INDICES
        at = header_row(book[sheet] if is_appendix else heads[sheet])
        if at is not None:
            found, left_here, own_columns = _read_table(book, name, sheet, at, own)
            rows += found
            columns += own_columns
            if fold(sheet) != fold(UNMATCHED_SHEET):
                left.update(left_here)
        elif _is_filled(book[sheet]):
            if is_appendix:
                raise _no_header(name, sheet)
            added += [f"“{sheet}”"] if fold(sheet) not in known else []
    for index in Index:
        if 2 * left[index.value] < (written := rows_written.get(index.value, 0)):
            raise _rows_lost(name, index, left[index.value], written)
    first, others = put_together(rows)
    inspections, remedies, corrections = (
        _read_free_rows(book, name, sheet, FREE_HEADERS[each]) if sheet else None
        for each, sheet in free.items()
    )
    held = inspections, remedies, corrections
    return ManualEntries(first, others, *held, tuple(columns), tuple(added))


def header_row(rows: Iterable[Row]) -> int | None:
    """Return which row of an appendix sheet is its header: people put a few lines above."""
    for number, row in enumerate(rows):
        found = {fold(cell) for cell in row if isinstance(cell, str) and len(cell) < 100}
        fields = {_KNOWN[text] for text in found & _KNOWN.keys()}
        has_names = fields.issuperset(_NAMING) and ("key" in fields or "code" in fields)
        if has_names or found & HAND_FILLED.keys():
            return number
    return None


def _is_filled(rows: Iterable[Row]) -> bool:
    return any(not is_blank(cell) for row in rows for cell in row)


def _read_table(
    book: Mapping[str, list[Row]], name: str, sheet: str, at: int, own: Collection[str]
) -> tuple[list[ManualRow], dict[str, int], list[str]]:
    """Return what people typed beside the rows of a sheet with its header in row *at*; how far down
    rows stand that say which they are, by index; columns that people added, where something is in
    them."""
    header = book[sheet][at]
    places, width = _places(header, own), len(header)
    hand = [places.get(column.field, ()) for column in COLUMNS]
    keys = places.get("key", ())
    naming, typed_into = (*keys, *places.get("code", ())), [*chain.from_iterable(hand)]
    taken = {*chain.from_iterable(places.values())}
    taken.update(column for column, cell in enumerate(header) if fold(as_text(cell)) in own)
    strange = [column for column in range(width) if column not in taken]
    found: list[tuple[Row, list[Cell], tuple[str, ...]]] = []
    added: set[int] = set()
    named: dict[str, None] = {}
    last = at
    for number, each in enumerate(book[sheet][at + 1 :], start=at + 1):
        row = wide(each, width)
        added.update(c for c in (*strange, *range(width, len(row))) if not is_blank(row[c]))
        if any(not is_blank(row[column]) for column in naming):
            last = number
            names = (as_text(row[column]).partition("/") for column in keys)
            named.update((index, None) for index, slash, _rest in names if slash)
        if any(not is_blank(row[column]) for column in typed_into):
            for column in typed_into:
                _see_calculated(row[column], name, sheet, number, column)
            # People copy columns, too: what their copies say is told apart.
            for copy in range(max(map(len, hand))):
                columns_typed = [at[copy] if copy < len(at) else None for at in hand]
                typed = [None if column is None else row[column] for column in columns_typed]
                if not all(map(is_blank, typed)):
                    named_cells = (cell_name(number, column or 0) for column in columns_typed)
                    found.append((row, typed, tuple(named_cells)))
    is_listed = fold(sheet) == fold(UNMATCHED_SHEET)
    rows = []
    for row, typed, cells in found:
        fields = {field: row[columns[0]] for field, columns in places.items()}
        appendix = as_text(fields.get("appendix")) or sheet
        shown = Shown(appendix, *(fields.get(field) for field in ("code", "content")))
        address = _address(fields, appendix, named)
        rows.append(ManualRow(address, shown, tuple(typed), is_listed, sheet, cells))
    index = _INDICES.get(fold(sheet))
    left = dict.fromkeys([index.value] if index else named, last - at)
    headers = ((column, as_text(header[column]) if column < width else "") for column in added)
    own_columns = [
        f"{f'“{text}”' if text else cell_name(at, column)} (trang {sheet})"
        for column, text in sorted(headers)
    ]
    return rows, left, own_columns


def _address(fields: Mapping[str, Cell], appendix: str, named: Iterable[str]) -> Address:
    """Which row it is; *named* are the indices that keys on its sheet name."""
    key, unit = as_text(fields.get("key")), as_text(fields.get("unit"))
    known = _INDICES.get(fold(appendix))
    # The sheet's name may be another one now.
    index = known.value if known else next(iter(named), None)
    if not key and index is not None and (code := as_text(fields.get("code"))):
        key = f"{index}/{code}"
    if not unit:
        return Address(key)
    role = as_text(fields.get("role"))
    return Address(key, unit, _ROLES.get(fold(role), role) or Role.LEAD.label)


def _places(header: Row, own: Collection[str]) -> Mapping[str, Sequence[int]]:
    """Return the columns of each field; of one that people renamed, that with the nearest
    header."""
    found: dict[str, list[int]] = defaultdict(list)
    strange: dict[str, int] = {}
    for column, cell in enumerate(header):
        text = fold(as_text(cell))
        field = HAND_FILLED.get(text) or _KNOWN.get(text)
        if field:
            found[field].append(column)
        elif text and text not in own:
            strange.setdefault(text, column)
    for text, column in strange.items():
        missing = {each: field for each, field in HAND_FILLED.items() if field not in found}
        near = nearest_of(text, missing)
        if near:
            found[near].append(column)
    return found


def _free_sheet(heads: Mapping[str, Sequence[Row]], name: str) -> str | None:
    """Return the sheet of that name, or else one with most of its headers, renamed."""
    headers = FREE_HEADERS[name]
    named = (sheet for sheet in heads if fold(sheet) == fold(name))
    alike = (
        sheet
        for sheet, rows in heads.items()
        if any(_known(row, headers) >= len(headers) * 2 // 3 for row in rows[:20])
    )
    return next(chain(named, alike), None)


def _known(row: Row, headers: Sequence[str]) -> int:
    return len({*map(fold, headers)} & {fold(cell) for cell in row if isinstance(cell, str)})


def _read_free_rows(
    book: Mapping[str, list[Row]], name: str, sheet: str, own_headers: Sequence[str]
) -> FreeRows | None:
    """Rows and columns as people left them; None where nothing stands there beside the sheet's own
    headers, or what the merge before had drafted."""
    lines = book[sheet]
    at = max(range(len(lines)), key=lambda row: _known(lines[row], own_headers), default=0)
    if lines and not _known(lines[at], own_headers):
        # People wrote others: the first row with several.
        filled = (sum(not is_blank(cell) for cell in line) for line in lines)
        at = next((number for number, count in enumerate(filled) if count > 1), 0)
    width = max(
        (n for line in lines[at:] for n, cell in enumerate(line, 1) if not is_blank(cell)),
        default=0,
    )
    for number, line in enumerate(lines[at:], start=at):
        for column, cell in enumerate(line):
            _see_calculated(cell, name, sheet, number, column)
    headers, *rows = [wide(line, width)[:width] for line in lines[at:]] or [()]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    found = FreeRows(headers, tuple(rows))
    if any(cell == found.mark for line in lines[:at] for cell in line):
        return None
    is_own = [as_text(header) for header in headers] == list(own_headers)
    return found if rows or (width and not is_own) else None


def _see_calculated(cell: Cell, name: str, sheet: str, row: int, column: int) -> None:
    if isinstance(cell, str) and cell is NEVER_CALCULATED:
        raise ParXlError(
            _(
                "Tệp {file}, trang “{sheet}”, ô {cell}: {why}, nên chưa biết giá trị đã điền."
            ).format(
                file=name,
                sheet=sheet,
                cell=cell_name(row, column),
                why=translated(NEVER_CALCULATED),
            ),
            _(
                "Mở tệp bằng Excel rồi lưu lại, hoặc gõ giá trị thay công thức; rồi tổng hợp "
                "lại. Chưa ghi gì."
            ),
        )


def _no_header(name: str, sheet: str) -> ParXlError:
    return ParXlError(
        _(
            "Tệp {file}, trang “{sheet}”: không còn dòng tiêu đề, nên không biết cột nào là phần "
            "điền tay."
        ).format(file=name, sheet=sheet),
        _(
            "Trả lại dòng tiêu đề (chép từ bản trước); hoặc chuyển tệp đi nơi khác: khi đó bản "
            "mới không có phần đã điền tay. Chưa ghi gì."
        ),
    )


def _rows_lost(name: str, index: Index, left: int, written: int) -> ParXlError:
    return ParXlError(
        _(
            "Tệp {file}, trang “{sheet}”: còn {left} dòng, mà lần tổng hợp trước ghi {written} "
            "dòng. Có thể một chương trình không đọc được trang này đã lưu đè lên tệp; nội dung "
            "điền tay ở trang đó sẽ mất."
        ).format(
            file=name, sheet=index.sheet, left=shown_number(left), written=shown_number(written)
        ),
        _(
            "Lấy lại bản còn đủ dòng (bản lưu của cơ quan, hoặc bản trước trong .par-xl/kho), "
            "mở và lưu bằng Excel hoặc LibreOffice; không có thì chuyển tệp đi nơi khác: khi đó "
            "bản mới không có phần đã điền tay. Rồi tổng hợp lại; chưa ghi gì."
        ),
    )
