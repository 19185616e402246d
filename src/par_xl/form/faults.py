"""The first sheet of a form that is handed back: its faults, each with a link to its cell, its cure
and whether it is mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from string import ascii_uppercase

from par_xl.form.marks import LEVEL_FILLS, TYPED, Place, held, one_line, places, unmended
from par_xl.form.request import RESULT_SHEET, CheckReport, Displaced, Fault, FormRequest, Spot
from par_xl.rules import initiatives
from par_xl.rules.files import COPY, FUTURE, NO_COLUMN
from par_xl.rules.formula import RIGHT
from par_xl.rules.office_corrections import CORRECTED
from par_xl.rules.rows import FOREIGN_KEY
from par_xl.terms.words import Severity, day
from par_xl.workbooks.look import PLAIN, Look, height_of, heights, row_height
from par_xl.workbooks.sheet import Formula, Sheet, Value
from par_xl.workbooks.writing import (
    Book,
    Cell,
    TableColumn,
    reference,
    set_up_print,
    whole_range,
)

_FAULTS = (
    TableColumn("STT", 4.5),
    TableColumn("Mức độ", 9),
    TableColumn("Mã", 6),
    TableColumn("Ô", 14.5),
    TableColumn("TT", 8.5),
    TableColumn("Đã nhập", 17),
    TableColumn("Sai ở đâu", 41),
    TableColumn("Cách sửa", 41),
    TableColumn("Đã sửa", 12),
)
"""As wide as a screen of 1366 pixels shows at once."""
_WHOLE = (0, len(_FAULTS) - 1)
_WIDTH = sum(column.width for column in _FAULTS)
_TOP, _CELL, _TYPED, _DONE = 4, 3, 5, 8
"""Row of the table's header; columns of links, of what was typed, and of what is mended."""
_OPEN = {Severity.ERROR: "chưa sửa", Severity.WARNING: "xem lại"}
_MENDED, _RIGHT_HERE, _BELOW = "✔ đã sửa", "✔ đã sửa sẵn", "chép ở cuối trang"
_OF_SHEETS = frozenset(each.code for each in (COPY, NO_COLUMN, initiatives.NO_COLUMN))
"""For these, what was typed on their sheets may have no place in the form."""
_LINE = PLAIN.with_(wrap=True, vertical="vcenter")
_TEXT = Look(number_format="@")
_CENTRED = _TEXT.with_(align="center")


def write_faults(book: Book, report: CheckReport, request: FormRequest | None) -> None:
    """Write the sheet; *request* None: no form could be made of the file."""
    sheet = book.sheet(RESULT_SHEET)
    at = places(request) if request else {}
    moved = {(each.sheet, each.cell.lstrip(ascii_uppercase)) for each in report.displaced}
    rows = []
    for number, fault in enumerate(report.faults, start=1):
        typed = held(request, fault.spot) if request and fault.spot in at else None
        done = _done(number, fault, request, at, moved) if request else None
        rows.append(_fault_cells(number, fault, at, typed, done))
    for row, (text, look) in enumerate(_lines(report, request, [row[_DONE] for row in rows])):
        book.spread(sheet, row, _WHOLE, text, look)
        shown = text.value if isinstance(text, Formula) else text
        sheet.set_row(row, height_of(str(shown), _WIDTH, look))
    after = book.table(sheet, _TOP, _FAULTS, rows)
    sheet.set_row(_TOP, 20)
    if rows:
        typed_in = whole_range(_TOP + 1, after - 1, _TYPED)
        book.name(TYPED, f"='{RESULT_SHEET}'!{typed_in}")
    for row, fault in enumerate(report.faults, start=_TOP + 1):
        if place := at.get(fault.spot) if fault.spot else None:
            look = _CENTRED.with_(color="#0563C1", underline=True)
            target = place.sheet, place.cell
            book.link(sheet, (row, _CELL), target, "!".join(target), look)
    _colour_done(book, sheet, after - 1)
    if report.displaced:
        _write_displaced(book, sheet, after + 1, report.displaced)
    _set_up(sheet)


def _done(
    number: int,
    fault: Fault,
    request: FormRequest,
    at: Mapping[Spot, Place],
    moved: Collection[tuple[str, str]],
) -> str | Formula:
    """Return whether a fault is mended, as it is worked out anew whenever its cell changes."""
    finding = fault.finding
    still = _OPEN[finding.severity]
    if place := at.get(fault.spot) if fault.spot else None:
        condition = unmended(request, number, fault, place, outside=True)
        # Of what can't be compared nobody can say that it is mended.
        text = f'=IF(IFERROR({condition},TRUE),"{still}","{_MENDED}")'
        return Formula(text, still) if condition else _RIGHT_HERE
    if finding.code == FUTURE.code:
        return still
    if finding.code in _OF_SHEETS:
        is_moved = finding.sheet in {sheet for sheet, _row in moved}
    else:
        is_moved = (finding.sheet, (finding.cell or "").lstrip(ascii_uppercase)) in moved
    return _BELOW if is_moved and finding.code != FOREIGN_KEY.code else _RIGHT_HERE


def _lines(
    report: CheckReport, request: FormRequest | None, done: Sequence[Cell]
) -> Iterator[tuple[str | Formula, Look]]:
    """Yield the lines above the table; ``_TOP`` is their number."""
    title = "KẾT QUẢ KIỂM TRA BIỂU MẪU"
    if request is not None:
        unit = request.unit.name if request.unit else request.head.get("unit", "")
        title += f" – {unit} – {request.period.name} ({request.period.code})"
    yield title, _LINE.with_(bold=True, size=13, color="#1F4E79")
    left = _count(report, done) if request else f"{report.count(Severity.ERROR)} lỗi."
    yield left, _LINE.with_(bold=True, size=12, color="#C00000")
    yield f"Tệp đã gửi: {report.file}. {_summary(report)}", _LINE
    yield _what_to_do(report, request), _LINE


def _count(report: CheckReport, done: Sequence[Cell]) -> Formula:
    """Return how many faults are left, counted anew as they are mended."""
    column = whole_range(_TOP + 1, _TOP + max(1, len(done)), _DONE)
    texts = [each.value.value if isinstance(each.value, Formula) else each.value for each in done]
    error, warning = (f'COUNTIF({column},"{text}")' for text in _OPEN.values())
    errors, warnings = map(texts.count, _OPEN.values())
    none = "Không còn lỗi: lưu, gửi lại chính tệp này"
    if not report.count(Severity.ERROR):
        none = "Không có lỗi"
    if report.displaced:
        none += "; xem phần chưa có chỗ ở cuối trang"
    text = f'=IF({error}=0,"{none}","Còn "&{error}&" lỗi phải sửa")'
    text += f'&IF({warning}=0,".","; "&{warning}&" cảnh báo nên xem lại.")'
    value = f"Còn {errors} lỗi phải sửa" if errors else none
    return Formula(text, value + (f"; {warnings} cảnh báo nên xem lại." if warnings else "."))


def _summary(report: CheckReport) -> str:
    if report.refused:
        return "Tệp bị trả lại, chưa dòng nào được tính."
    wrong = report.rows_filled - report.rows_accepted
    text = f"Đã nhập {report.rows_filled} dòng: {report.rows_accepted} dòng được nhận"
    return text + (f", {wrong} dòng có lỗi chưa được tính." if wrong else ".")


def _what_to_do(report: CheckReport, request: FormRequest | None) -> str:
    if report.right_form is not None:
        return (
            f"Biểu mẫu đúng đơn vị, đúng kỳ gửi kèm: {report.right_form}. Đề nghị nhập vào tệp "
            "đó (chép nội dung còn đúng sang bằng “Dán giá trị” (Paste Values)) rồi gửi; không sửa "
            "tệp cũ."
        )
    if request is None:
        return (
            "Không lập lại được biểu mẫu từ tệp này. Đề nghị lấy biểu mẫu của kỳ, nhập lại hoặc "
            "chép nội dung sang bằng “Dán giá trị” (Paste Values) rồi gửi."
        )
    until = request.period.correct_until
    when = f" chậm nhất ngày {day(until)}" if until else ""
    return (
        "Đề nghị sửa ngay trong tệp này: bấm tên ô ở cột “Ô” để tới chỗ sai. Ô màu cam là lỗi, "
        "dòng chưa được tính; ô màu vàng đậm là cảnh báo, dòng vẫn được tính. Sửa đúng thì màu và "
        f"cột “Đã sửa” tự đổi. Sửa xong thì lưu, gửi lại chính tệp này{when}; không cần xóa ghi "
        "chú, màu hay trang này."
    )


def _fault_cells(
    number: int, fault: Fault, at: Mapping[Spot, Place], typed: Value, done: str | Formula | None
) -> list[Cell]:
    finding = fault.finding
    cell = finding.sheet or "cả tệp"
    if finding.cell is not None and (fault.spot is None or fault.spot not in at):
        cell = f"{cell}!{finding.cell} (tệp đã gửi)"
    level = _CENTRED.with_(fill=LEVEL_FILLS[finding.severity], bold=True)
    is_told = finding.value or finding.code == CORRECTED.code
    is_compared = isinstance(typed, str) and is_told
    return [
        Cell(number, Look(align="center")),
        Cell(finding.severity.label, level),
        Cell(finding.code, _CENTRED),
        Cell(cell, _CENTRED),
        Cell((fault.spot[0].partition("/")[2] if fault.spot else "") or None, _CENTRED),
        # As it stands in its cell, with which it is compared.
        Cell(typed if is_compared else finding.value, _TEXT),
        Cell(one_line(str(finding.message)), _TEXT),
        Cell(one_line(str(finding.fix)), _TEXT),
        Cell(done, _CENTRED.with_(bold=True, number_format="General")),
    ]


def _colour_done(book: Book, sheet: Sheet, last: int) -> None:
    """Turn what is mended green."""
    first = reference(_TOP + 1, _DONE)
    green = book.format(bg_color="#E2EFDA", font_color="#375623")
    options = {"type": "formula", "criteria": f'=LEFT({first},1)="{RIGHT}"', "format": green}
    sheet.conditional_format(_TOP + 1, _DONE, last, _DONE, options)


def _write_displaced(book: Book, sheet: Sheet, row: int, displaced: tuple[Displaced, ...]) -> None:
    """Nothing that was typed is lost: what has no row in the form stands here, to be copied."""
    text = (
        "NỘI DUNG CHƯA CÓ CHỖ TRONG BIỂU MẪU. Chép sang đúng dòng của biểu mẫu nếu cần báo cáo; "
        "phần còn nằm ở đây không được tính."
    )
    look = _LINE.with_(bold=True, color="#1F4E79")
    book.spread(sheet, row, _WHOLE, text, look)
    sheet.set_row(row, 20)
    header = Look(fill="#DDEBF7", bold=True, vertical="vcenter")
    _write_spread(book, sheet, row + 1, tuple(_DISPLACED), header)
    for number, each in enumerate(displaced, start=1):
        place = f"{each.sheet}!{each.cell}"
        values = (str(number), place, each.key, each.header, each.text)
        _write_spread(book, sheet, row + 1 + number, values, _TEXT)


_DISPLACED = {
    "STT": (0, 0),
    "Nơi đã nhập": (1, 3),
    "Mã dòng": (4, 5),
    "Cột": (6, 6),
    "Nội dung đã nhập": (7, 8),
}
"""Columns of the second table, each over some of the first one's."""


def _write_spread(book: Book, sheet: Sheet, row: int, values: tuple[str, ...], look: Look) -> None:
    """Write a row of the second table."""
    of_texts = []
    for (first, last), value in zip(_DISPLACED.values(), values, strict=True):
        book.spread(sheet, row, (first, last), value, look)
        width = sum(column.width for column in _FAULTS[first : last + 1])
        of_texts.append(heights(width, look)[value])
    sheet.set_row(row, row_height(max(of_texts)))


def _set_up(sheet: Sheet) -> None:
    sheet.freeze_panes(_TOP + 1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    sheet.activate()
    set_up_print(sheet, _TOP, "")
