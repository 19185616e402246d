"""What stands above each table of the form: title, unit, period, who made it, the deadline."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from par_xl.entry import FORM
from par_xl.finding import cell_name, column_letters
from par_xl.form.limits import UNIT_LIST
from par_xl.form.request import HEAD, FormRequest
from par_xl.sheet import INPUT_FILL, PLAIN, Book, Formula, Look, Value
from par_xl.words import Index, day, deadline

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
_LABEL_COLUMNS = (_COLUMN["content"], _COLUMN["performers"])
_HEAD_PLACES = {
    # field: (row, which of the two label columns, last column of the value)
    "unit": (1, 0, _COLUMN["task"]),
    "period": (1, 1, _COLUMN["before"]),
    "author": (2, 0, _COLUMN["task"]),
    "phone": (2, 1, _COLUMN["before"]),
    "approver": (3, 0, _COLUMN["task"]),
    "document": (3, 1, _COLUMN["before"]),
}
_LABEL = PLAIN.with_(bold=True, align="right")
_HEAD_VALUE = Look(number_format="@", wrap=False, vertical="vcenter")

_TITLES = {
    Index.PAR_INDEX: "PHỤ LỤC I. NHIỆM VỤ, GIẢI PHÁP NÂNG CAO CHỈ SỐ CẢI CÁCH HÀNH CHÍNH "
    "(PAR INDEX)",
    Index.SIPAS: "PHỤ LỤC II. NHIỆM VỤ, GIẢI PHÁP NÂNG CAO CHỈ SỐ HÀI LÒNG CỦA NGƯỜI DÂN (SIPAS)",
    Index.PAPI: "PHỤ LỤC III. NHIỆM VỤ, GIẢI PHÁP NÂNG CAO CHỈ SỐ HIỆU QUẢ QUẢN TRỊ VÀ HÀNH CHÍNH "
    "CÔNG (PAPI)",
}


def period_text(request: FormRequest) -> str:
    """The period as the head shows it: name and code."""
    return f"{request.period.name} ({request.period.code})"


def unit_text(request: FormRequest) -> str | None:
    """The unit as the head shows it; None where it is still to be chosen."""
    if request.unit is None:
        return request.head.get("unit")
    return request.unit.name


def deadline_text(request: FormRequest) -> str:
    """Where to send the form and by when, in one sentence."""
    collector = request.plan.units[request.plan.info["Đơn vị tổng hợp"]].name
    office = request.plan.info["Cơ quan"] or "Văn phòng"
    before = (
        request.plan.send_before(request.period, request.unit.code)
        if request.unit
        else request.period.send_before
    )
    return f"Gửi {office} (qua {collector}) trước ngày {day(before)}: {deadline(before)}."


def unit_cell() -> str:
    """Where the first appendix sheet's head holds the unit, as an absolute reference."""
    row, side, _ = _HEAD_PLACES["unit"]
    return f"${column_letters(_LABEL_COLUMNS[side] + 1)}${row + 1}"


def write_head(book: Book, sheet: Worksheet, request: FormRequest, index: Index) -> None:
    """Write the head; on the second and third sheet it mirrors the first."""
    book.put(sheet, 0, 1, _TITLES[index], PLAIN.with_(bold=True, size=13, color="#1F4E79"))
    texts = {"unit": unit_text(request), "period": period_text(request)}
    first_sheet = index is next(iter(Index))
    for field, label in HEAD.items():
        row, side, last = _HEAD_PLACES[field]
        column = _LABEL_COLUMNS[side]
        book.put(sheet, row, column, label, _LABEL)
        open_here = first_sheet and (
            field not in texts or (field == "unit" and request.unit is None)
        )
        look = _HEAD_VALUE.with_(
            locked=not open_here, fill=INPUT_FILL if open_here else None, bold=field in texts
        )
        value: Value = texts.get(field) or request.head.get(field)
        if not first_sheet and (field not in texts or (request.unit is None and field == "unit")):
            source = f"'{Index.PAR_INDEX.sheet}'!{cell_name(row, column + 1)}"
            value = Formula(
                f'=IF({source}="","",{source})', value if isinstance(value, str) else ""
            )
        sheet.merge_range(row, column + 1, row, last, "", book.look(look))
        book.put(sheet, row, column + 1, value, look)
        if open_here and field == "unit":
            sheet.data_validation(
                row,
                column + 1,
                row,
                column + 1,
                {
                    "validate": "list",
                    "source": f"={UNIT_LIST}",
                    "input_title": "Đơn vị báo cáo",
                    "input_message": "Chọn tên đơn vị; các dòng của đơn vị khác sẽ chuyển màu xám.",
                    "error_title": "Chưa hợp lệ",
                    "error_message": "Chọn đúng tên đơn vị trong danh sách.",
                },
            )
    book.put(sheet, 4, 2, deadline_text(request), PLAIN.with_(bold=True, color="#C00000"))
