"""The form's first sheet, `Trang đầu`: whose form it is, how far it is filled, who signs it."""

from __future__ import annotations

from par_xl.form.cells import text_limit, unit_limit
from par_xl.form.places import (
    COLUMN,
    COVER_TABLE_ROW,
    FIRST_ROW,
    HEAD_LABELS,
    HEAD_ROWS,
    HEAD_VALUES,
    UNIT_CODE,
    head_reference,
)
from par_xl.form.request import (
    COVER_SHEET,
    GUIDE_SHEET,
    HEAD,
    HEAD_PROMPTS,
    INITIATIVES_SHEET,
    FormRequest,
    ReportRow,
)
from par_xl.rules.check import WRONG_BEGINS
from par_xl.rules.formula import MISSING, RIGHT, UNCHOSEN
from par_xl.terms.finding import column_letters
from par_xl.terms.words import Index, day, deadline
from par_xl.workbooks.look import HEADER, INPUT_FILL, PLAIN, Look, height_of
from par_xl.workbooks.sheet import Formula, Sheet
from par_xl.workbooks.writing import Book, Cell, whole_range

_WIDTHS = (24.0, 12.0, 10.0, 10.0, 10.0, 31.0)
_LAST = len(_WIDTHS) - 1
_TEXT = PLAIN.with_(wrap=True, vertical="vcenter")
_TITLE = _TEXT.with_(bold=True, align="center", size=14, color="#1F4E79")
_SECTION = _TEXT.with_(bold=True, color="#1F4E79")
_LABEL = PLAIN.with_(vertical="vcenter")
_VALUE = Look(number_format="@", vertical="vcenter", indent=1)
_LINK = Look(color="#0563C1", underline=True, align="center")
_TABLE = ("Phụ lục", "Dòng phải báo cáo", "Đã nhập", "Còn thiếu", "Sai", "Nhập tiếp ở đâu")
_REPORTED = "Ch*"
"""How the roles begin of who has to report on a row: Chủ trì, Chấm điểm; not Phối hợp."""
_FAR = 10_000
"""More rows than an appendix has."""
_STEPS = (
    "Mở từng phụ lục. Chỉ nhập vào ô màu vàng; ô xám không phải nhập.",
    "Mỗi dòng: chọn “Tình trạng thực hiện” trước; ô đổi sang màu đậm là ô còn phải nhập.",
    "Xem cột “Kiểm tra”: ✔ là đạt; “Còn thiếu: …” thì nhập thêm; “Sai: …” thì sửa.",
    f"Sáng kiến, đề xuất ghi ở trang “{INITIATIVES_SHEET}”; cách nhập chi tiết ở trang "
    f"“{GUIDE_SHEET}”.",
    "Bảng trên báo “Đã đủ” ở mọi phụ lục: lưu tệp dạng .xlsx, gửi chính tệp này; in trang này để "
    "lãnh đạo ký.",
)


def period_text(request: FormRequest) -> str:
    """Return the period as people are shown it: name and code."""
    return f"{request.period.name} ({request.period.code})"


def unit_text(request: FormRequest) -> str | None:
    """Return the unit as people are shown it; None where it is still to be chosen."""
    if request.unit is None:
        return request.head.get("unit")
    return request.unit.name


def deadline_text(request: FormRequest) -> str:
    """Where to send the form and by when, in one sentence."""
    collector = request.plan.collector.name
    office = request.plan.info["Cơ quan"] or "Văn phòng"
    before = (
        request.plan.send_before(request.period, request.unit.code)
        if request.unit
        else request.period.send_before
    )
    return f"{office} (qua {collector}), trước ngày {day(before)}: {deadline(before)}."


def count_formula(request: FormRequest, index: Index) -> Formula:
    """Return the live count of an appendix in one line."""
    row = COVER_TABLE_ROW + 1 + list(Index).index(index)
    asked, filled, missing, wrong = (f"'{COVER_SHEET}'!${c}${row + 1}" for c in "BCDE")
    text = f'"Đã nhập "&{filled}&"/"&{asked}&" dòng; còn thiếu "&{missing}&", sai "&{wrong}'
    counts = _counts(request, index)
    value = f"Đã nhập {counts[1]}/{counts[0]} dòng; còn thiếu {counts[2]}, sai {counts[3]}"
    if request.unit is not None:
        return Formula(f"={text}", value)
    value = value if request.chosen_unit else UNCHOSEN
    return Formula(f'=IF({UNIT_CODE}="","{UNCHOSEN}",{text})', value)


def write_cover(book: Book, request: FormRequest) -> None:
    """Write the sheet: one A4 page."""
    sheet = book.sheet(COVER_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _line(book, sheet, 0, request.plan.info["Cơ quan"].upper(), _TEXT.with_(bold=True))
    _line(book, sheet, 1, "BIỂU MẪU BÁO CÁO KẾT QUẢ THỰC HIỆN KẾ HOẠCH", _TITLE)
    _line(book, sheet, 2, request.plan.name, _TEXT.with_(italic=True, align="center"))
    _write_head(book, sheet, request)
    _line(book, sheet, COVER_TABLE_ROW - 1, "ĐÃ NHẬP ĐẾN ĐÂU", _SECTION)
    _write_table(book, sheet, request)
    row = COVER_TABLE_ROW + len(Index) + 3
    _line(book, sheet, row, "CÁCH NHẬP", _SECTION)
    for number, step in enumerate(_STEPS, start=1):
        _line(book, sheet, row + number, f"{number}. {step}", _TEXT)
    _write_signatures(book, sheet, request, row + len(_STEPS) + 2)
    sheet.hide_gridlines(2)
    first = HEAD_ROWS["author" if request.unit else "unit"], HEAD_VALUES
    sheet.set_selection(*first, *first)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.8, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    if request.report is None:
        sheet.activate()


def _line(book: Book, sheet: Sheet, row: int, text: str, look: Look) -> None:
    """Write a line over the whole width."""
    book.spread(sheet, row, (0, _LAST), text, look)
    sheet.set_row(row, height_of(text, sum(_WIDTHS), look) + 2)


def _write_head(book: Book, sheet: Sheet, request: FormRequest) -> None:
    texts = {"unit": unit_text(request), "period": period_text(request)}
    for field, row in HEAD_ROWS.items():
        to_choose = field == "unit" and request.unit is None
        is_open = to_choose or field not in texts
        look = _VALUE.with_(
            locked=not is_open, fill=INPUT_FILL if is_open else None, bold=field in texts
        )
        book.put(sheet, row, HEAD_LABELS, HEAD[field], _LABEL)
        value = texts.get(field) or request.head.get(field)
        book.spread(sheet, row, (HEAD_VALUES, _LAST), value, look)
        sheet.set_row(row, 20)
        if is_open:
            limit = unit_limit() if to_choose else text_limit(HEAD[field], HEAD_PROMPTS[field])
            sheet.data_validation(row, HEAD_VALUES, row, HEAD_VALUES, limit)
    row, text = HEAD_ROWS["period"] + 1, deadline_text(request)
    book.put(sheet, row, HEAD_LABELS, "Nơi gửi, hạn gửi", _LABEL)
    look = _VALUE.with_(bold=True, color="#C00000")
    book.spread(sheet, row, (HEAD_VALUES, _LAST), text, look)
    sheet.set_row(row, height_of(text, sum(_WIDTHS[HEAD_VALUES:]), look) + 2)


def _write_table(book: Book, sheet: Sheet, request: FormRequest) -> None:
    book.row(sheet, COVER_TABLE_ROW, [Cell(text, HEADER) for text in _TABLE], _WIDTHS)
    number = Look(align="center")
    first = COVER_TABLE_ROW + 1
    for row, index in enumerate(Index, start=first):
        formulas = zip(_count_formulas(request, index), _counts(request, index), strict=True)
        cells = [
            Cell(f"{index.sheet} ({index.label})", Look()),
            *(Cell(Formula(text, value), number) for text, value in formulas),
            Cell(_next_row(request, index, row), _LINK),
        ]
        book.row(sheet, row, cells, _WIDTHS)
    last = first + len(Index) - 1
    totals = map(sum, zip(*(_counts(request, index) for index in Index), strict=True))
    bold = Look(bold=True, align="center")
    sums = [
        Cell(Formula(f"=SUM({letter}{first + 1}:{letter}{last + 1})", total), bold)
        for letter, total in zip("BCDE", totals, strict=True)
    ]
    cells = [Cell("Cộng", Look(bold=True)), *sums, Cell(None, bold)]
    book.row(sheet, last + 1, cells, _WIDTHS)


def _ranges(request: FormRequest, index: Index) -> tuple[str, str]:
    """Return where roles and verdicts of an appendix stand."""
    last = FIRST_ROW + max(1, len(request.rows[index])) - 1
    role, check = (whole_range(FIRST_ROW, last, COLUMN[field]) for field in ("role", "check"))
    return f"'{index.sheet}'!{role}", f"'{index.sheet}'!{check}"


def _count_formulas(request: FormRequest, index: Index) -> tuple[str, ...]:
    """Rows to report on, filled, in which something is missing, and wrong.

    A helping unit's role begins otherwise than those of who leads or scores.
    """
    roles, checks = _ranges(request, index)
    filled = "+".join(
        f'COUNTIFS({roles},"{_REPORTED}",{checks},"{text}")'
        for text in (RIGHT, f"{MISSING}*", f"{WRONG_BEGINS}*")
    )
    counted = (f'=COUNTIF({checks},"{text}*")' for text in (MISSING, WRONG_BEGINS))
    return f'=COUNTIF({roles},"{_REPORTED}")', f"={filled}", *counted


def _counts(request: FormRequest, index: Index) -> tuple[int, ...]:
    """Return what these formulas come to."""
    rows = [row for row in request.rows[index] if isinstance(row, ReportRow)]
    reported = [row for row in rows if row.is_reported]
    return (
        len(reported),
        sum(row.verdict != "" for row in reported),
        *(sum(row.verdict.startswith(text) for row in rows) for text in (MISSING, WRONG_BEGINS)),
    )


_ENOUGH, _NONE, _GO_ON = "Đã đủ", "Không có", "Tới dòng "


def _next_row(request: FormRequest, index: Index, row: int) -> Formula:
    """Return the way to the first row that still needs something."""
    column, here = column_letters(COLUMN["status"]), row + 1
    first = _first_in_standard(request, index) if request.unit is None else _first(request, index)
    place = f'"{column}"&{first}'
    link = f'HYPERLINK("#\'{index.sheet}\'!"&{place},"{_GO_ON}"&{first})'
    is_done = f"AND(C{here}=B{here},D{here}+E{here}=0)"
    text = f'IF({is_done},IF(B{here}=0,"{_NONE}","{_ENOUGH}"),{link})'
    value = _NONE
    if left := _left(request, index):
        value = f"{_GO_ON}{left[0] + 1}"
    elif _counts(request, index)[0]:
        value = _ENOUGH
    if request.unit is not None:
        return Formula(f"={text}", value)
    value = value if request.chosen_unit else UNCHOSEN
    return Formula(f'=IF({UNIT_CODE}="","{UNCHOSEN}",{text})', value)


def _left(request: FormRequest, index: Index) -> list[int]:
    """Return the rows that still need something, counted from 0."""
    return [
        at
        for at, row in enumerate(request.rows[index], start=FIRST_ROW)
        if isinstance(row, ReportRow)
        and (row.verdict.startswith(WRONG_BEGINS) or (row.is_reported and row.verdict != RIGHT))
    ]


def _first(request: FormRequest, index: Index) -> str:
    """Return the number of that row in Excel.

    Not every program knows wildcards in MATCH: what is found by one in VLOOKUP is looked for as
    it stands. Rows of a helping unit, which may stay blank, come last.
    """
    rows = request.rows[index]
    reported = [at for at, row in enumerate(rows) if isinstance(row, ReportRow) and row.is_reported]
    _, checks = _ranges(request, index)
    last = FIRST_ROW + (reported[-1] if reported else 0)
    mine = f"'{index.sheet}'!{whole_range(FIRST_ROW, last, COLUMN['check'])}"
    places = [f'IFERROR(MATCH("",{mine},0),{_FAR})']
    for text in (MISSING, WRONG_BEGINS):
        found = f'VLOOKUP("{text}*",{checks},1,FALSE)'
        places.append(f"IFERROR(MATCH({found},{checks},0),{_FAR})")
    return f"({FIRST_ROW}+MIN({','.join(places)}))"


def _first_in_standard(request: FormRequest, index: Index) -> str:
    """Return the same where rows of all units stand side by side."""
    roles, checks = _ranges(request, index)
    needs = f'(LEFT({roles},2)="{_REPORTED[:2]}")*({checks}<>"{RIGHT}")'
    wrong = f'(LEFT({checks},{len(WRONG_BEGINS)})="{WRONG_BEGINS}")'
    return f"({_FAR}-SUMPRODUCT(MAX(({needs}+{wrong}>0)*({_FAR}-ROW({checks})))))"


def _write_signatures(book: Book, sheet: Sheet, request: FormRequest, row: int) -> None:
    """Write who signs, with room for it, and their names as they stand above."""
    left, right = (0, 1), (3, _LAST)
    look = _TEXT.with_(align="center")
    date_line = "Ngày …… tháng …… năm ……"
    book.spread(sheet, row, right, date_line, look.with_(italic=True))
    for columns, text, field in (
        (left, "NGƯỜI LẬP", "author"),
        (right, "LÃNH ĐẠO ĐƠN VỊ", "approver"),
    ):
        book.spread(sheet, row + 1, columns, text, look.with_(bold=True))
        book.spread(sheet, row + 2, columns, "(Ký, ghi rõ họ tên)", look.with_(italic=True))
        name = head_reference(field)
        shown = Formula(f'=IF({name}="","",{name})', request.head.get(field, ""))
        book.spread(sheet, row + 3, columns, shown, look.with_(bold=True, vertical="bottom"))
    sheet.set_row(row + 3, 80)
