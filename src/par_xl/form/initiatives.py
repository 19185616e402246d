"""The form's sheet `Sáng kiến, đề xuất`: free rows (plan, II.1 and its last paragraph)."""

from __future__ import annotations

from par_xl.form.limits import KIND_LIST, text_limit
from par_xl.form.request import (
    INITIATIVE_COLUMNS,
    INITIATIVE_KINDS,
    INITIATIVE_PROMPTS,
    INITIATIVES_SHEET,
    FormRequest,
)
from par_xl.sheet import INPUT_FILL, PLAIN, Book, Cell, Look, TableColumn

_ROWS = 40
_HEADER_ROW = 3
_INPUT = Look(number_format="@", fill=INPUT_FILL, locked=False)


def write_initiatives(book: Book, request: FormRequest) -> None:
    """Write the sheet with room for forty rows."""
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
    columns = [TableColumn(header, width) for header, width in INITIATIVE_COLUMNS.values()]
    given = [
        [Cell(row.get(field) or None, _INPUT) for field in INITIATIVE_COLUMNS]
        for row in request.initiatives
    ]
    empty = [[Cell(None, _INPUT)] * len(columns) for _ in range(_ROWS - len(given))]
    after = book.table(sheet, _HEADER_ROW, columns, [*given, *empty])
    sheet.data_validation(
        _HEADER_ROW + 1,
        0,
        after - 1,
        0,
        {
            "validate": "list",
            "source": f"={KIND_LIST}",
            "input_title": "Loại",
            "input_message": "Chọn loại nội dung: " + "; ".join(INITIATIVE_KINDS) + ".",
            "error_title": "Chưa hợp lệ",
            "error_message": "Chọn một loại trong danh sách.",
        },
    )
    for column, (field, (header, _)) in enumerate(INITIATIVE_COLUMNS.items()):
        if field in INITIATIVE_PROMPTS:
            options = text_limit(header, INITIATIVE_PROMPTS[field])
            sheet.data_validation(_HEADER_ROW + 1, column, after - 1, column, options)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer('&R&"Times New Roman"&9Trang &P/&N')
