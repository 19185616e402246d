"""The form's sheet `Sáng kiến, đề xuất`: free rows (plan, II.1 and its last paragraph)."""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.form.cells import kind_limit, text_limit
from par_xl.form.request import INITIATIVES_SHEET, FormRequest, Spot, free_row_key
from par_xl.rules.initiatives import COLUMNS
from par_xl.workbooks.look import INPUT_FILL, PLAIN, Look
from par_xl.workbooks.sheet import Value
from par_xl.workbooks.writing import Book, Looks, Row, TableColumn, set_up_print

_ROWS = 32
_HEADER_ROW = 3
_INPUT = Look(number_format="@", fill=INPUT_FILL, locked=False)


def write_initiatives(book: Book, request: FormRequest) -> None:
    """Write the sheet: a page of rows."""
    sheet = book.sheet(INITIATIVES_SHEET)
    title = PLAIN.with_(bold=True, size=13, color="#1F4E79")
    book.put(sheet, 0, 0, "SÁNG KIẾN, ĐỀ XUẤT, NHIỆM VỤ TRỌNG TÂM KỲ TỚI", title)
    book.put(
        sheet,
        1,
        0,
        "Mỗi dòng một nội dung. Không có thì để trống. Gõ tự do, kéo dài dòng nếu cần.",
        PLAIN.with_(italic=True),
    )
    columns = [TableColumn(column.header, column.width) for column in COLUMNS.values()]
    looks = Looks([_INPUT] * len(columns))
    given: list[list[Value]] = [
        [values.get(field) or None for field in COLUMNS] for values in request.initiatives
    ]
    empty: list[list[Value]] = [[None] * len(columns)] * (_ROWS - len(given))
    rows = [Row(values, looks) for values in (*given, *empty)]
    after = book.table(sheet, _HEADER_ROW, columns, rows, grows=True)
    for place, (field, column) in enumerate(COLUMNS.items()):
        options = (kind_limit if field == "kind" else text_limit)(column.header, column.prompt)
        sheet.data_validation(_HEADER_ROW + 1, place, after - 1, place, options)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.set_selection(_HEADER_ROW + 1, 0, _HEADER_ROW + 1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    set_up_print(sheet, _HEADER_ROW, "")


def free_row_places(request: FormRequest) -> Iterator[tuple[Spot, tuple[int, int]]]:
    """Yield where the filled free rows' cells stand, with what a fault can stand for."""
    for number, _ in enumerate(request.initiatives, start=1):
        for place, field in enumerate(COLUMNS):
            yield (free_row_key(number), field), (_HEADER_ROW + number, place)
