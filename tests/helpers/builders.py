"""Small plans, forms and working folders, each written as a table in the test that needs it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from par_xl import workspace
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_content
from par_xl.intake.submission import Submission
from par_xl.merge.result import Entry, Result
from par_xl.merge.totals import Totals, submission_part
from par_xl.merge.unit import merge_unit
from par_xl.plan.model import Plan
from par_xl.plan.reader import check_plan_book, check_plan_content
from par_xl.plan.workbook import sheet_headers, write_plan
from par_xl.rules.entry import FORM
from par_xl.terms.finding import Finding
from par_xl.terms.text import Cell
from par_xl.terms.words import Index
from par_xl.workbooks import book
from par_xl.workbooks.book import Sheet
from par_xl.workbooks.sheet import Formula, Value
from par_xl.workspace.layout import Folder

PlanTables = dict[str, list[dict[str, Value]]]
HALF, YEAR = "2024-06", "2024-12"
RECEIVED = date(2024, 6, 7)
NOW = datetime(2024, 6, 20, 9, 0)  # noqa: DTZ001 - the office's own clock

UNITS = """
| Mã đơn vị | Tên đơn vị         | Loại      | Tên gọi khác |
| HC        | Phòng Hành chính   | phòng     | P. HC        |
| TH        | Phòng Tổng hợp     | phòng     |              |
| TT        | Trung tâm Tin học  | trung tâm |              |
| CVP       | Chánh Văn phòng    | lãnh đạo  |              |
| SO        | Sở Nội vụ          | bên ngoài |              |
"""
PERIODS = """
| Kỳ      | Tên kỳ         | Loại kỳ | Từ ngày    | Đến ngày   | Gửi trước ngày | Hạn chỉnh sửa |
| 2023-06 | 6 tháng 2023   | 6 tháng | 15/12/2022 | 14/6/2023  | 10/6/2023      |               |
| 2023-12 | Năm 2023       | năm     | 15/12/2022 | 14/12/2023 | 10/12/2023     |               |
| 2024-06 | 6 tháng 2024   | 6 tháng | 15/12/2023 | 14/6/2024  | 10/6/2024      | 14/6/2024     |
| 2024-12 | Năm 2024       | năm     | 15/12/2023 | 14/12/2024 | 10/12/2024     |               |
| 2025-06 | 6 tháng 2025   | 6 tháng | 15/12/2024 | 14/6/2025  | 10/6/2025      |               |
"""
ITEMS = """
| TT   | Điểm tối đa | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1    | 3           |                |                 |                      |
| 1.1  | 1           | HC             | TT              | 31/3/2024            |
| 1.2  | 2           | HC; TH         | TT              | Thường xuyên         |
| S1   |             |                |                 |                      |
| S1.1 |             | TH             | HC              | Quý II/2024          |
| P1   |             |                |                 |                      |
| P1.1 |             | TT             |                 | Hằng năm             |
"""
INFO: dict[str, Value] = {
    "Mã kế hoạch": "KH-THU",
    "Phiên bản": "1",
    "Tên kế hoạch": "Kế hoạch thử",
    "Cơ quan": "Văn phòng",
    "Đơn vị tổng hợp": "HC",
}
START = "04/8/2022"


def table(text: str) -> list[dict[str, str]]:
    """A table in bars as rows by header; the spaces around a cell don't count."""
    lines = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    headers = [header.strip() for header in lines[0]]
    return [dict(zip(headers, (cell.strip() for cell in line), strict=True)) for line in lines[1:]]


def plan_rows(
    items: str = ITEMS,
    *,
    units: str = UNITS,
    areas: str | None = None,
    periods: str = PERIODS,
    extensions: str = "",
    version: str = "1",
) -> PlanTables:
    """A plan's sheets; every row of *items* without a dot in its code is an area by default."""
    sheets: PlanTables = {
        "Thông tin": [{"Mục": k, "Giá trị": v} for k, v in (INFO | {"Phiên bản": version}).items()],
        "Thiết lập": [{"Tên": "Ngày bắt đầu kế hoạch", "Giá trị": START, "Ý nghĩa": "Bắt đầu"}],
        "Kỳ báo cáo": _rows(periods),
        "Đơn vị": _rows(units),
        **{index.sheet: [] for index in Index},
        "Kết quả công bố": [],
        "Mục tiêu": [],
        "Gia hạn": _rows(extensions),
    }
    for row in _rows(items):
        code = str(row["TT"])
        whole: dict[str, Value] = {
            "Nội dung": f"Nội dung {code}",
            "Thẩm quyền thực hiện": "Văn phòng",
        }
        sheets[_index(code).sheet].append(whole | row)
    sheets["Lĩnh vực"] = _rows(areas) if areas is not None else _root_areas(sheets)
    return sheets


def _rows(text: str) -> list[dict[str, Value]]:
    return [{k: v or None for k, v in row.items()} for row in (table(text) if text else [])]


def _index(code: str) -> Index:
    """The index with whose letter a code begins; else the first."""
    return next((index for index in Index if index.letter == code[0]), Index.PAR_INDEX)


def _root_areas(sheets: PlanTables) -> list[dict[str, Value]]:
    return [
        {"Chỉ số": index.label, "Mã": row["TT"], "Tên lĩnh vực": row["Nội dung"]}
        for index in Index
        for row in sheets[index.sheet]
        if "." not in str(row["TT"])
    ]


def check_rows(rows: PlanTables) -> tuple[Plan | None, list[Finding]]:
    """Check the rows as if they had been read from a plan workbook."""
    sheets = []
    for name, lines in rows.items():
        headers = sheet_headers(name, lines)
        cells = [[_read(line.get(header)) for header in headers] for line in lines]
        sheets.append(Sheet(name, [[*headers], *cells]))
    return check_plan_book(book.Workbook(tuple(sheets)))


def _read(value: Value) -> Cell:
    """A value as it is read from a workbook."""
    assert not isinstance(value, Formula)
    return float(value) if isinstance(value, int) else value


def check_bytes(content: bytes) -> tuple[Plan | None, list[Finding]]:
    """Check the bytes of a plan workbook."""
    return check_plan_content(content, "ke-hoach.xlsx")


@cache
def make_plan(items: str = ITEMS, **sheets: str) -> Plan:
    """A plan without faults; nobody changes it."""
    plan, found = check_rows(plan_rows(items, **sheets))
    assert plan is not None, found
    return plan


def key(code: str) -> str:
    """The row key of an item's code."""
    return f"{_index(code).value}/{code}"


def typed(text: str) -> Cell:
    """A cell as Excel keeps what was typed: number, ISO day, or text (always behind a ')."""
    if text.startswith("'"):
        return text[1:]
    for read in (float, date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text or None


def form(
    plan: Plan,
    unit: str | None,
    rows: str = "",
    period: str = HALF,
    head: Mapping[str, str] | None = None,
    initiatives: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """A filled form; *rows* is a table of code and fields (status, progress, completed_on …)."""
    values = {
        key(row["code"]): {field: typed(text) for field, text in row.items() if field != "code"}
        for row in (table(rows) if rows else [])
    }
    return filled_form(plan, unit, values, period, head, initiatives)


def filled_form(
    plan: Plan,
    unit: str | None,
    values: Mapping[str, Mapping[str, Cell]],
    period: str = HALF,
    head: Mapping[str, str] | None = None,
    initiatives: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """A form with *values* by row key and field; the unit's leader has approved it."""
    said = repr((id(plan), unit, values, period, head, initiatives, os.environ.get("LANGUAGE")))
    if said in _FORMS:
        return _FORMS[said][0]
    request = FormRequest(
        plan,
        plan.periods[period],
        plan.units[unit] if unit else None,
        RECEIVED,
        values=values,
        head={"approver": "Lãnh đạo A", **(head or {})},
        initiatives=tuple(initiatives),
    )
    # With its plan: the next one could lie in its place.
    _FORMS[said] = write_form(request), plan
    return _FORMS[said][0]


_FORMS: dict[str, tuple[bytes, Plan]] = {}
"""The forms written so far, by what is in them: many tests send the same."""


def edit(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook changed and saved again by openpyxl, which keeps no formula's value."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def place(sheet: Worksheet, code: str, field: str) -> str:
    """Name of the cell of an item's row in one of the form's columns."""
    header = next(column.header for column in FORM if column.field == field)
    columns = {
        cell.value: cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value
    }
    rows = [c.row for row in sheet.iter_rows() for c in row if c.value == key(code)]
    return f"{columns[header]}{rows[0]}"


def put(
    content: bytes, cells: Mapping[tuple[str, str], Cell], sheet: str = "Phụ lục I"
) -> tuple[bytes, list[str]]:
    """Write *cells*, by code and field, into a form; also the names of these cells."""
    names: list[str] = []

    def change(book: Workbook) -> None:
        for (code, field), value in cells.items():
            names.append(place(book[sheet], code, field))
            book[sheet][names[-1]] = value

    return edit(content, change), names


def sheet_table(text: str, sheet: str = "Sheet1", top: int = 1) -> bytes:
    """A workbook with one sheet that holds the table, its header in row *top*."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    rows = table(text)
    for column, header in enumerate(rows[0], start=1):
        page.cell(top, column, header)
        for number, row in enumerate(rows, start=top + 1):
            page.cell(number, column, typed(row[header]))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def check(
    plan: Plan,
    content: bytes,
    name: str = "form.xlsx",
    period: str | None = HALF,
    received: date = RECEIVED,
) -> Submission:
    """Check one file as the merge does."""
    arrival = Arrival(name, received, date.today())  # noqa: DTZ011
    return check_content(content, arrival, plan, plan.periods[period] if period else None)


def codes(findings: Sequence[Finding]) -> list[str]:
    """The findings' codes in their order."""
    return [finding.code for finding in findings]


def make_folder(root: Path, rows: PlanTables | None = None) -> Folder:
    """A working folder with a plan and nothing handed in."""
    folder = Folder(root)
    root.mkdir(exist_ok=True)
    folder.plan.write_bytes(write_plan(rows) if rows else _small_plan())
    return folder


@cache
def _small_plan() -> bytes:
    return write_plan(plan_rows())


def submit(
    folder: Folder,
    name: str,
    content: bytes,
    received: str = "2024-06-07",
    hour: int = 12,
    period: str = HALF,
) -> None:
    """Put a file into ``da-nop``, last changed at that hour of its day of receipt."""
    path = folder.submitted(period) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = datetime.combine(date.fromisoformat(received), time(hour)).timestamp()
    os.utime(path, (moment, moment))


def merge(
    folder: Folder,
    period: str = HALF,
    as_of: date | None = None,
    now: datetime = NOW,
    workers: int | None = None,
) -> Result:
    """Merge and give the result, with its findings as the merge made them."""
    outcome = workspace.merge(folder, period, as_of=as_of, now=now, workers=workers)
    return outcome.result.model_copy(update={"findings": outcome.summary.findings})


def entries_of(result: Result) -> list[Entry]:
    """The entries of a result whose JSON holds them."""
    assert result.entries is not None
    return result.entries


def consolidated(
    plan: Plan, submissions: Sequence[Submission], as_of: date, period: str = HALF
) -> Result:
    """Submissions, in the order of receipt, merged without a folder."""
    wanted = plan.periods[period]
    whole = Totals(plan, wanted, as_of)
    entries: list[Entry] = []
    for unit in plan.in_period(wanted).units:
        mine = [s for s in submissions if s.unit == unit and not s.refused]
        merged = merge_unit(plan, wanted, as_of, unit, mine)
        whole.add(merged)
        entries += merged.entries
    files = [submission_part(submission) for submission in submissions]
    refused = {each.file: each.findings for each in submissions if each.refused or not each.unit}
    update = {"entries": entries, "merge_number": 1}
    return whole.result(files, refused, {}, ()).model_copy(update=update)


def entry(result: Result, code: str, unit: str) -> Entry:
    """A unit's entry for one item."""
    return next(e for e in entries_of(result) if e.key == key(code) and e.unit == unit)
