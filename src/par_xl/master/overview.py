"""The master's first sheet: who reported, and the rates per index, authority and area."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from par_xl.master import units
from par_xl.master.areas import BOTH, Line, lines, rate_cells
from par_xl.master.groups import HEADERS, LOOKS
from par_xl.master.request import MasterRequest, set_up_print
from par_xl.result import Rates
from par_xl.sheet import (
    HEADER,
    HEADING_FILLS,
    PLAIN,
    Book,
    Cell,
    Formula,
    Look,
    TableColumn,
    row_height,
)
from par_xl.words import NOTHING, Timeliness, day, number

SHEET = "Tổng quan"
_FIELDS = (
    "assigned", "applicable", "done_on_time", "done_late", "in_progress", "not_started",
    "overdue", "not_reported", "completion_rate", "on_time_rate", "reporting_rate",
    "weighted_progress",
)  # fmt: skip
_COLUMNS = (
    TableColumn("Chỉ số, lĩnh vực", 13),
    TableColumn("Tên", 46),
    TableColumn("Thẩm quyền", 11),
    *(TableColumn(HEADERS[field], 12) for field in _FIELDS),
)
_FIRST = len(_COLUMNS) - len(_FIELDS)
_SECTION = PLAIN.with_(bold=True, color="#1F4E79", size=12)


def write_overview(book: Book, request: MasterRequest) -> None:
    """Write the sheet."""
    sheet = book.sheet(SHEET)
    row = _write_title(book, sheet, request)
    row = _write_reporting(book, sheet, request, row)
    everything = lines(request)
    whole = {line: part for line, part in everything.items() if line.area is None}
    areas = {line: part for line, part in everything.items() if line.area is not None}
    for title, group in (
        ("2. Theo chỉ số; Văn phòng và Cấp tỉnh tính riêng", whole),
        ("3. Theo lĩnh vực; Văn phòng và Cấp tỉnh tính riêng", areas),
    ):
        book.put(sheet, row, 0, title, _SECTION)
        row = book.table(sheet, row + 1, _COLUMNS, list(_rows(request, group))) + 1
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{row}"})
    set_up_print(sheet, SHEET, None)


def _write_title(book: Book, sheet: Worksheet, request: MasterRequest) -> int:
    plan, period = request.plan, request.period
    texts = [
        (plan.info["Cơ quan"].upper(), PLAIN.with_(bold=True)),
        ("TỔNG HỢP KẾT QUẢ THỰC HIỆN KẾ HOẠCH", PLAIN.with_(bold=True, size=15, color="#1F4E79")),
        (plan.name, PLAIN.with_(italic=True)),
        (
            f"Kỳ báo cáo: {period.name} (từ {day(period.start)} đến {day(period.end)}); việc quá "
            f"hạn tính đến ngày {day(request.result.as_of)}.",
            PLAIN,
        ),
        (request.stamp.text, PLAIN.with_(bold=True)),
    ]
    if request.stamp.draft:
        texts.append((request.stamp.draft, PLAIN.with_(bold=True, color="#C00000", size=13)))
    if request.stamp.warning:
        texts.append((request.stamp.warning, PLAIN.with_(bold=True, color="#C00000")))
    texts += [(note, PLAIN.with_(italic=True)) for note in _notes(request)]
    width = sum(column.width for column in _COLUMNS)
    for row, (text, look) in enumerate(texts):
        book.spread(sheet, row, (0, len(_COLUMNS) - 1), text, look.with_(wrap=True))
        sheet.set_row(row, row_height([(text, width, look)]))
    return len(texts) + 1


def _notes(request: MasterRequest) -> Iterator[str]:
    """What was too much for Excel, and where it is."""
    file = request.result.entries_file
    if request.is_selected:
        yield (
            "Các trang Phụ lục I–III chỉ ghi những dòng có lỗi hoặc quá hạn, vì Excel không chứa "
            f"hết; toàn bộ các dòng nằm trong tệp {file}. Mọi số liệu và tỷ lệ trong tệp này được "
            "ghi cố định, không phải công thức."
        )
    elif not request.has_live_units:
        yield (
            "Số liệu và tỷ lệ ở trang «Theo đơn vị» được ghi cố định, không phải công thức, vì "
            "Excel phải tính quá lâu; ở các trang khác là công thức."
        )
    for name, rows in (
        *((index.sheet, rows) for index, rows in request.appendices.items()),
        ("Giải trình", request.explanations),
    ):
        if rows.count < rows.total:
            yield (
                f"Trang «{name}» chỉ ghi {number(rows.count)} trong {number(rows.total)} dòng, vì "
                f"Excel không chứa hết; phần còn lại nằm trong tệp {file}."
            )


def _write_reporting(book: Book, sheet: Worksheet, request: MasterRequest, row: int) -> int:
    book.put(sheet, row, 0, "1. Tình hình gửi báo cáo", _SECTION)
    bold = Look("#,##0", align="center", bold=True)
    book.put(sheet, row + 1, 1, "Số đơn vị", HEADER)
    book.put(sheet, row + 2, 1, len(request.result.units), bold)
    sheet.set_row(row + 1, 33)
    for column, timeliness in enumerate(Timeliness, start=2):
        book.put(sheet, row + 1, column, timeliness.label, HEADER)
        book.put(sheet, row + 2, column, units.count_of(request, timeliness), bold)
    return row + 4


def _rows(request: MasterRequest, group: dict[Line, tuple[str, Rates]]) -> Iterator[list[Cell]]:
    at = rate_cells(request)
    for line, (name, rates) in group.items():
        strong = line.authority is None
        fill = HEADING_FILLS[2] if strong else None
        code = line.area or (line.index.label if line.index else None)
        cells = [
            Cell(code, Look(bold=strong)),
            Cell(name, Look(bold=strong)),
            Cell(line.authority.label if line.authority else BOTH, Look(align="center")),
        ]
        for field in _FIELDS:
            value = getattr(rates, field)
            shown = Formula(f"={at[line, field]}", NOTHING if value is None else value)
            cells.append(Cell(shown, LOOKS[field]))
        yield [Cell(c.value, c.look.with_(fill=fill)) for c in cells]
