"""What stands around the form's tables: the head above each, hidden lists, the form's identity."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from par_xl.form.cells import KIND_LIST, STATUS_LIST, UNIT_LIST, marked, text_limit, write_note
from par_xl.form.request import (
    FORM_VERSION,
    HEAD,
    HEAD_KEY,
    HEAD_PROMPTS,
    IDENTITY,
    IDENTITY_SHEET,
    LISTS_SHEET,
    FormRequest,
)
from par_xl.rules.entry import FORM
from par_xl.rules.initiatives import KINDS
from par_xl.terms.finding import cell_name, column_letters
from par_xl.terms.words import FIRST_INDEX, Index, Status, day, deadline
from par_xl.workbooks.look import INPUT_FILL, LINE, PLAIN, Look
from par_xl.workbooks.sheet import Formula, Value
from par_xl.workbooks.wrap import lines
from par_xl.workbooks.writing import Book

_COLUMN = {column.field: place for place, column in enumerate(FORM)}
_TITLE_COLUMNS = (_COLUMN["code"], _COLUMN["content"])
"""The title, the deadline and the count stand over the frozen columns: they are seen wherever
the sheet is scrolled to, and on every printed page."""
_TITLE_WIDTH = sum(FORM[column].width for column in _TITLE_COLUMNS)
_TITLE_ROWS, _DEADLINE_ROWS, _COUNT_ROW = (0, 1), (2, 4), 5
_ROW = 17.0
_LABEL_COLUMN, _VALUE_COLUMN, _LAST_COLUMN = (
    _COLUMN["task"],
    _COLUMN["role"],
    _COLUMN["performers"],
)
_LABEL = PLAIN.with_(bold=True, align="right", indent=1)
_HEAD_VALUE = Look(number_format="@", wrap=False, vertical="vcenter", indent=1)
_BLOCK = PLAIN.with_(bold=True, wrap=True, vertical="vcenter")


def period_text(request: FormRequest) -> str:
    """Return the period as the head shows it: name and code."""
    return f"{request.period.name} ({request.period.code})"


def unit_text(request: FormRequest) -> str | None:
    """Return the unit as the head shows it; None where it is still to be chosen."""
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


def head_cell(field: str) -> str:
    """Name of the cell of the first appendix sheet's head that holds *field*."""
    return cell_name(list(HEAD).index(field), _VALUE_COLUMN)


def unit_cell() -> str:
    """Where the first appendix sheet's head holds the unit, as an absolute reference."""
    return f"${column_letters(_VALUE_COLUMN)}${list(HEAD).index('unit') + 1}"


def write_head(book: Book, sheet: Worksheet, request: FormRequest, index: Index) -> None:
    """Write the head; on all sheets but the first it mirrors the first."""
    title = f"PHỤ LỤC {index.numeral}. NHIỆM VỤ, GIẢI PHÁP NÂNG CAO {index.full_name.upper()}"
    texts_above = {
        _TITLE_ROWS: f"{title} ({index.label})",
        _DEADLINE_ROWS: deadline_text(request),
    }
    for rows, color in ((_TITLE_ROWS, "#1F4E79"), (_DEADLINE_ROWS, "#C00000")):
        _write_block(book, sheet, rows, texts_above[rows], _BLOCK.with_(color=color))
    first_sheet = index is FIRST_INDEX
    texts = {"unit": unit_text(request), "period": period_text(request)}
    for row, (field, label) in enumerate(HEAD.items()):
        book.put(sheet, row, _LABEL_COLUMN, label, _LABEL)
        to_choose = field == "unit" and request.unit is None
        is_open = first_sheet and (field not in texts or to_choose)
        look = _HEAD_VALUE.with_(
            locked=not is_open, fill=INPUT_FILL if is_open else None, bold=field in texts
        )
        spot = (HEAD_KEY, field)
        if first_sheet:
            look = marked(look, request, spot)
            write_note(book, sheet, request, spot, (row, _VALUE_COLUMN))
        value: Value = texts.get(field) or request.head.get(field)
        if not first_sheet and (field not in texts or to_choose):
            source = f"'{FIRST_INDEX.sheet}'!{cell_name(row, _VALUE_COLUMN)}"
            shown = value if isinstance(value, str) else ""
            value = Formula(f'=IF({source}="","",{source})', shown)
        book.spread(sheet, row, (_VALUE_COLUMN, _LAST_COLUMN), value, look)
        sheet.set_row(row, _row_height(row, texts_above))
        if is_open and to_choose:
            _write_choice(sheet, row)
        elif is_open:
            options = text_limit(label, HEAD_PROMPTS[field])
            sheet.data_validation(row, _VALUE_COLUMN, row, _VALUE_COLUMN, options)


def _row_height(row: int, texts: Mapping[tuple[int, int], str]) -> float:
    """Height of a row of the head: its share of the text that stands over it and others."""
    for (first, last), text in texts.items():
        if first <= row <= last:
            shown = lines(text, _TITLE_WIDTH, _BLOCK.size, _BLOCK.bold)
            return max(_ROW, (shown * LINE + 3) / (last - first + 1))
    return _ROW


def _write_block(
    book: Book, sheet: Worksheet, rows: tuple[int, int], text: Value, look: Look
) -> None:
    first, last = rows
    book.spread(sheet, first, _TITLE_COLUMNS, text, look, last)


def _write_choice(sheet: Worksheet, row: int) -> None:
    """Write the drop-down of units in the standard form."""
    sheet.data_validation(
        row,
        _VALUE_COLUMN,
        row,
        _VALUE_COLUMN,
        {
            "validate": "list",
            "source": f"={UNIT_LIST}",
            "input_title": "Đơn vị báo cáo",
            "input_message": "Chọn tên đơn vị; các dòng của đơn vị khác sẽ chuyển màu xám.",
            "error_title": "Chưa hợp lệ",
            "error_message": "Chọn đúng tên đơn vị trong danh sách.",
        },
    )


def write_count(book: Book, sheet: Worksheet, formula: Formula) -> None:
    """Write the live count line."""
    look = _BLOCK.with_(color="#1F4E79", wrap=False)
    _write_block(book, sheet, (_COUNT_ROW, _COUNT_ROW), formula, look)


LED_PAIRS = "DM_ChuTri"
COORDINATED_PAIRS = "DM_PhoiHop"
UNIT_CODE = "DM_MaDonViChon"
"""Defined names of the standard form: who leads what, who coordinates what, and who is chosen."""


def write_lists(book: Book, request: FormRequest) -> None:
    """Write the hidden sheet of lists and define their names."""
    sheet = book.sheet(LISTS_SHEET)
    sheet.hide()
    columns: list[tuple[str, list[str]]] = [
        (STATUS_LIST, [status.label for status in Status]),
        (KIND_LIST, list(KINDS)),
    ]
    if request.unit is None:
        assignments = request.plan.in_period(request.period)
        columns += [
            (UNIT_LIST, [unit.name for unit in assignments.units]),
            ("DM_MaDonVi", [unit.code for unit in assignments.units]),
            (LED_PAIRS, [f"{k}|{u}" for k, units in assignments.leads.items() for u in units]),
            (
                COORDINATED_PAIRS,
                [f"{k}|{u}" for k, units in assignments.coordinating.items() for u in units],
            ),
        ]
    for column, (name, values) in enumerate(columns):
        letter = chr(65 + column)
        for row, value in enumerate(values):
            book.put(sheet, row, column, value, PLAIN)
        # A list that is empty still needs a cell to point at.
        book.name(name, f"='{LISTS_SHEET}'!${letter}$1:${letter}${max(1, len(values))}")
    if request.unit is None:
        chosen = f"'{FIRST_INDEX.sheet}'!{unit_cell()}"
        unit = request.chosen_unit
        formula = f'=IFERROR(INDEX(DM_MaDonVi,MATCH({chosen},{UNIT_LIST},0)),"")'
        at = len(columns)
        book.put(sheet, 0, at, Formula(formula, unit.code if unit else ""), PLAIN)
        book.name(UNIT_CODE, f"='{LISTS_SHEET}'!${chr(65 + at)}$1")


def write_identity(book: Book, request: FormRequest) -> None:
    """Write the very hidden sheet that says for whom and for when the form was made."""
    sheet = book.sheet(IDENTITY_SHEET)
    sheet.very_hidden()
    values = {
        "plan": request.plan.code,
        "version": request.plan.version,
        "period": request.period.code,
        "unit": request.unit.code if request.unit else "",
        "form": FORM_VERSION,
    }
    for row, (field, label) in enumerate(IDENTITY.items()):
        book.put(sheet, row, 0, label, PLAIN)
        book.put(sheet, row, 1, values[field], PLAIN.with_(number_format="@"))
