"""What people did to forms elsewhere: each as a named case, made here, with what must follow.

All begin with one small plan and one form that its unit filled in honestly. A case's docstring
says which program made its file, and what is only simulated: nothing here was saved by Excel,
Google Sheets or WPS.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import python_calamine
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from builders import (
    HALF,
    YEAR,
    PlanTables,
    check_rows,
    edit,
    filled_form,
    key,
    make_plan,
    plan_rows,
    put,
    sheet_table,
)
from libreoffice import Document, LibreOffice, Value
from ole import ole_file
from par_xl.entry import FORM, INPUT, KEY
from par_xl.finding import cell_name, column_letters
from par_xl.form.request import HEAD
from par_xl.plan.model import Plan
from par_xl.text import Cell, fold
from par_xl.words import FileState

ONE, TWO, THREE = "Phụ lục I", "Phụ lục II", "Phụ lục III"
APPENDICES = (ONE, TWO, THREE)
GUIDE, IDEAS, LISTS, IDENTITY = "Hướng dẫn", "Sáng kiến, đề xuất", "Danh mục", "Nhận dạng"

# --- The plan and the honest form ----------------------------------------------------------------

ITEMS = """
| TT   | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1    | 4           |             |                |                 |                      |
| 1.1  | 1           |             | HC             | TT              | 31/3/2024            |
| 1.2  | 2           | %           | HC; TH         | TT              | Thường xuyên         |
| 1.3  | 1           |             | HC             |                 | Quý II/2024          |
| S1   |             |             |                |                 |                      |
| S1.1 |             | %           | TH             | HC              | Quý II/2024          |
| S1.2 |             |             | HC             |                 | Thường xuyên         |
| P1   |             |             |                |                 |                      |
| P1.1 |             |             | HC             |                 | Hằng năm             |
| P1.2 |             |             | TT             |                 | Thường xuyên         |
"""
VERSION = "2"

Fields = Mapping[str, Cell]
BASELINE: Mapping[str, Fields] = {
    "1.1": {
        "status": "Hoàn thành",
        "completed_on": date(2024, 3, 5),
        "self_score": 0.75,
        "result": "- Đã ban hành «một cửa»\n+ Đã rà soát 1.250 thủ tục; hòa giải 2 vụ",
        "evidence": "Báo cáo số 12/BC-VP ngày 05/3/2024, trang 3",
    },
    "1.2": {
        "status": "Đang thực hiện",
        "progress": 0.5,
        "value": 87.5,
        "self_score": 1.5,
        "result": "Đã trình dự thảo",
        "evidence": "Số 15/TTr-VP",
        "difficulty": "Đề nghị bố trí kinh phí",
    },
    # 1.3 is led too, and left empty; S1.1 is coordinated.
    "S1.1": {"result": "Đã góp ý"},
    "S1.2": {"status": "Không phát sinh trong kỳ"},
    "P1.1": {"status": "Không áp dụng", "explanation": "Không thuộc phạm vi"},
}
"""What the unit typed, by the item's code, and what is to be read again: nothing more."""
OTHER_UNIT: Mapping[str, Fields] = {
    "1.2": {"status": "Chưa thực hiện", "self_score": 1.0, "evidence": "Số 3/TTr-VP"},
    "S1.1": {"status": "Đang thực hiện", "progress": 0.25, "value": 12.0},
}
IDEA = {"kind": "Sáng kiến", "text": "Trả kết quả tại nhà"}


def sheet_of(code: str) -> str:
    """Name of the appendix sheet of an item."""
    return {"S": TWO, "P": THREE}.get(code[0], ONE)


# --- How somebody sees a file who knows only its headers -----------------------------------------

_FIELDS = {fold(column.header): column.field for column in FORM}


class Seen:
    """A sheet with the form's table on it, read apart from the intake."""

    def __init__(self, rows: Sequence[Sequence[Any]]) -> None:
        self._rows = rows
        headers = [
            {_FIELDS[fold(cell)]: place for place, cell in enumerate(row) if _is_header(cell)}
            for row in rows[:60]
        ]
        self.columns = max(headers, key=len)
        self.header = headers.index(self.columns)

    def cell(self, row: str, field: str) -> str:
        """Name of a cell. *row* is an item's code, "1.1+1" the row below it, "header" or "head"."""
        if row == "head":
            return self._beside(HEAD[field])
        if row == "header":
            return cell_name(self.header, self.columns[field])
        code, _, below = row.partition("+")
        number = next(at for at, cells in enumerate(self._rows) if key(code) in cells)
        return cell_name(number + int(below or 0), self.columns[field])

    def text(self, cell: str) -> str:
        """What a cell holds."""
        row, column = coordinate_to_tuple(cell)
        return str(self._rows[row - 1][column - 1])

    def filled(self) -> Iterator[int]:
        """Rows, counted from 1, with something in a cell to fill."""
        places = [self.columns[each.field] for each in INPUT if each.field in self.columns]
        for number, cells in enumerate(self._rows[self.header + 1 :], start=self.header + 2):
            if any(str(cells[place]).strip() for place in places):
                yield number

    def _beside(self, label: str) -> str:
        for number, cells in enumerate(self._rows):
            if label in cells:
                return cell_name(number, list(cells).index(label) + 1)
        raise KeyError(label)


def _is_header(cell: object) -> bool:
    return isinstance(cell, str) and fold(cell) in _FIELDS


def seen(content: bytes) -> dict[str, Seen]:
    """The sheets of a file that hold the form's table, by name."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    sheets = {
        name: Seen(rows)
        for name in book.sheet_names
        if (rows := book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    }
    return {name: sheet for name, sheet in sheets.items() if KEY.field in sheet.columns}


# --- Where the files are made --------------------------------------------------------------------

Step = Callable[[Document], object]


class Workshop:
    """Makes files: with LibreOffice, with openpyxl, or part by part."""

    def __init__(self, office: LibreOffice, folder: Path) -> None:
        self.office, self.folder = office, folder
        self.plan = make_plan(ITEMS, version=VERSION)
        self.honest = self.form()
        self._sheets = seen(self.honest)
        self._made: dict[str, bytes] = {}

    def form(
        self,
        values: Mapping[str, Fields] = BASELINE,
        unit: str | None = "HC",
        period: str = HALF,
        plan: Plan | None = None,
        head: Mapping[str, str] | None = None,
        ideas: Sequence[Mapping[str, str]] = (IDEA,),
    ) -> bytes:
        """A form of the plan with these values; the unit's leader has approved it."""
        rows = {key(code): fields for code, fields in values.items()}
        return filled_form(plan or self.plan, unit, rows, period, head, ideas)

    @staticmethod
    def plan_of(rows: PlanTables) -> Plan:
        """A plan from its sheets."""
        plan, found = check_rows(rows)
        assert plan is not None, found
        return plan

    def at(self, row: str, field: str) -> str:
        """Name of a cell of the honest form (see ``Seen.cell``); the head is the first sheet's."""
        return self._sheets[sheet_of(row)].cell(row, field)

    def row(self, code: str) -> int:
        """Row of an item of the honest form."""
        return int(self.at(code, KEY.field).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def column(self, field: str) -> str:
        """Letters of a column of the honest form."""
        return column_letters(self._sheets[ONE].columns[field])

    @property
    def header(self) -> int:
        """The row of the headers."""
        return self._sheets[ONE].header + 1

    def span(self, first: str, last: str, left: str = "key", right: str = "check") -> str:
        """A range of the honest form, from an item's row to another's."""
        return f"{self.column(left)}{self.row(first)}:{self.column(right)}{self.row(last)}"

    def saved(
        self,
        *steps: Step,
        content: bytes | None = None,
        name: str = "HC.xlsx",
        password: str | None = None,
    ) -> bytes:
        """The honest form, or another, opened in LibreOffice, unprotected, changed and saved."""
        source, target = self.folder / "nguồn.xlsx", self.folder / name
        source.write_bytes(_quick_to_open(content or self.honest))
        with self.office.open(source) as document:
            for sheet in (*APPENDICES, IDEAS):
                document.unprotect(sheet)
            for step in steps:
                step(document)
            document.save_as(target, password)
        return target.read_bytes()

    def typed(self, code: str, **texts: str) -> bytes:
        """Texts typed into one row by field in LibreOffice, as by a person."""

        def type_all(document: Document) -> None:
            for field, text in texts.items():
                document.type(sheet_of(code), self.at(code, field), text)

        return self.saved(type_all)

    def made(self, name: str) -> bytes:
        """The file of a case, made once."""
        if name not in self._made:
            self._made[name] = CASES[name].make(self)
        return self._made[name]


@cache
def workshop(office: LibreOffice, folder: Path) -> Workshop:
    """The one workshop of a test session: there every file is made once."""
    folder.mkdir(exist_ok=True)
    return Workshop(office, folder)


def repacked(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """A zip file with parts changed, added, or (None) left out."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, data in (parts | dict(changes)).items():
            if data is not None:
                new.writestr(name, data)
    return packed.getvalue()


def parts_of(content: bytes) -> dict[str, str]:
    """The parts of a zip file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _quick_to_open(content: bytes) -> bytes:
    """Without the rows that are printed on every page: with them LibreOffice takes twice as long
    to open a form, and no intake reads them."""
    book = parts_of(content)["xl/workbook.xml"]
    titles = '<definedName name="_xlnm.Print_Titles".*?</definedName>'
    return repacked(content, {"xl/workbook.xml": re.sub(titles, "", book).encode()})


# --- Cases ---------------------------------------------------------------------------------------

Told = tuple[str, ...]
"""A finding: its code; then its sheet; then its cell, or the row and field to find it by."""
Make = Callable[[Workshop], bytes]


@dataclass(frozen=True)
class Case:
    """One file with what must follow: its findings, and the codes of the baseline's rows that
    are not counted."""

    make: Make
    told: tuple[Told, ...]
    refused: bool
    lost: tuple[str, ...]
    baseline: Mapping[str, Fields]
    unit: str
    ideas: bool
    name: str

    @property
    def counted(self) -> dict[str, Fields]:
        """What must be counted, by the item's code."""
        kept = {code: self.baseline[code] for code in self.baseline if code not in self.lost}
        return {} if self.refused else kept


CASES: dict[str, Case] = {}


def case(
    *told: Told,
    refused: bool = False,
    lost: tuple[str, ...] = (),
    baseline: Mapping[str, Fields] = BASELINE,
    unit: str = "HC",
    ideas: bool = True,
    name: str = "HC.xlsx",
) -> Callable[[Make], Make]:
    """Enter a case under its maker's name."""

    def enter(make: Make) -> Make:
        CASES[make.__name__] = Case(
            make, told, refused, lost, baseline, unit, ideas and not refused, name
        )
        return make

    return enter


# Nothing, spaces, rows -----------------------------------------------------------------------


@case()
def nothing_but_honest_work(shop: Workshop) -> bytes:
    """As our own writer makes it, filled in."""
    return shop.honest


@case()
def a_single_space_in_a_cell(shop: Workshop) -> bytes:
    """LibreOffice: a space, and a no-break space, put into a row that was left empty."""
    spaces = {(ONE, shop.at("1.3", "result")): " ", (ONE, shop.at("1.3", "status")): "\u00a0"}
    return shop.saved(lambda doc: doc.put_many(spaces))


@case(("CH01", ONE, "1.1", "evidence"))
def spaces_around_a_text(shop: Workshop) -> bytes:
    """LibreOffice: a text with a space before and a no-break space behind it."""
    text = f" {BASELINE['1.1']['evidence']}\u00a0"
    return shop.saved(lambda doc: doc.put(ONE, shop.at("1.1", "evidence"), text))


@case()
def blank_rows_in_the_middle(shop: Workshop) -> bytes:
    """LibreOffice: three rows inserted between two that are filled in."""
    return shop.saved(lambda doc: doc.insert_rows(ONE, shop.row("1.2"), 3))


@case()
def a_thousand_rows_of_spaces_at_the_end(shop: Workshop) -> bytes:
    """LibreOffice: a space in each of a thousand rows below the table."""
    column, first = shop.column("result"), shop.row("1.3") + 1

    def fill_down(document: Document) -> None:
        document.put(ONE, f"{column}{first}", " ")
        for there in (2**power for power in range(10)):
            area = f"{column}{first}:{column}{first + there - 1}"
            document.copy_cells(ONE, area, f"{column}{first + there}")

    return shop.saved(fill_down)


@case()
def a_thousand_coloured_rows_at_the_end(shop: Workshop) -> bytes:
    """openpyxl: a thousand rows below the table that have a fill and nothing else."""

    def change(book: Workbook) -> None:
        for row in range(shop.row("1.3") + 1, shop.row("1.3") + 1001):
            for column in range(1, len(INPUT) + 1):
                book[ONE].cell(row, column).fill = PatternFill("solid", "FFFF00")

    return edit(shop.honest, change)


@case()
def rows_sorted(shop: Workshop) -> bytes:
    """LibreOffice: the table sorted downwards, with its hidden column and its heading."""
    top = shop.span("1.1", "1.3").replace(str(shop.row("1.1")), str(shop.row("1.1") - 1))
    return shop.saved(lambda doc: doc.sort_rows(ONE, top, shop.column("code"), descending=True))


@case()
def rows_hidden(shop: Workshop) -> bytes:
    """LibreOffice: rows that are filled in hidden."""
    return shop.saved(lambda doc: doc.hide_rows(ONE, shop.span("1.1", "1.2")))


@case()
def rows_filtered(shop: Workshop) -> bytes:
    """LibreOffice: the filter shows what is done; another filled row is hidden by it."""
    table = re.sub(r"^A\d+", f"A{shop.header}", shop.span("1.1", "1.3"))
    return shop.saved(lambda doc: doc.filter_rows(ONE, table, shop.column("status"), "Hoàn thành"))


@case(("DG08", ONE), lost=("1.2",))
def a_filled_row_deleted(shop: Workshop) -> bytes:
    """LibreOffice: a row that was filled in deleted."""
    return shop.saved(lambda doc: doc.delete_rows(ONE, shop.row("1.2")))


@case(("DG08", ONE))
def an_empty_row_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the row with nothing to report deleted."""
    return shop.saved(lambda doc: doc.delete_rows(ONE, shop.row("1.3")))


@case()
def headings_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the two rows above the first task deleted."""
    return shop.saved(lambda doc: doc.delete_rows(ONE, shop.row("1.1") - 2, 2))


@case(lost=("S1.1",))
def a_coordinating_row_deleted(shop: Workshop) -> bytes:
    """LibreOffice: a row in which the unit only coordinates deleted."""
    return shop.saved(lambda doc: doc.delete_rows(TWO, shop.row("S1.1")))


@case(
    ("DG04", ONE, "1.1", "key"),
    ("DG04", ONE, "1.1+1", "key"),
    lost=("1.1",),
)
def a_row_duplicated(shop: Workshop) -> bytes:
    """LibreOffice: a filled row copied into a new row below it."""
    below = shop.row("1.1") + 1
    return shop.saved(
        lambda doc: doc.insert_rows(ONE, below),
        lambda doc: doc.copy_cells(ONE, shop.span("1.1", "1.1"), f"A{below}"),
    )


@case()
def an_empty_row_duplicated(shop: Workshop) -> bytes:
    """LibreOffice: a row without an answer copied into a new row below it."""
    below = shop.row("1.3") + 1
    return shop.saved(lambda doc: doc.copy_cells(ONE, shop.span("1.3", "1.3"), f"A{below}"))


@case(
    ("DG04", ONE, "1.1", "key"),
    ("DG04", ONE, "1.1+1", "key"),
    ("DG08", ONE),
    lost=("1.1", "1.2"),
)
def a_row_copied_over_another(shop: Workshop) -> bytes:
    """LibreOffice: a filled row copied, hidden column and all, over the next one."""
    span = shop.span("1.1", "1.1")
    return shop.saved(lambda doc: doc.copy_cells(ONE, span, f"A{shop.row('1.2')}"))


@case(("DG01", ONE, "1.1+1", "result"))
def a_row_inserted_and_filled(shop: Workshop) -> bytes:
    """LibreOffice: a new row between two others, with a result in it."""
    below = shop.row("1.1") + 1
    return shop.saved(
        lambda doc: doc.insert_rows(ONE, below),
        lambda doc: doc.put(ONE, f"{shop.column('result')}{below}", "Việc làm thêm"),
    )


@case()
def a_row_inserted_for_a_note(shop: Workshop) -> bytes:
    """LibreOffice: a new row with a text where nothing is to be filled in."""
    below = shop.row("1.1") + 1
    return shop.saved(
        lambda doc: doc.insert_rows(ONE, below),
        lambda doc: doc.put(ONE, f"{shop.column('content')}{below}", "Ghi chú của phòng"),
    )


@case(("DG01", ONE, "1.3+3", "difficulty"))
def a_remark_below_the_table(shop: Workshop) -> bytes:
    """LibreOffice: a text under the last column to fill, three rows below the table."""
    cell = f"{shop.column('difficulty')}{shop.row('1.3') + 3}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "Đề nghị sớm có hướng dẫn"))


# Columns -------------------------------------------------------------------------------------


@case()
def columns_moved(shop: Workshop) -> bytes:
    """LibreOffice: the results cut and inserted before the task, the scores at the end."""
    return shop.saved(
        lambda doc: doc.move_column(ONE, shop.column("result"), shop.column("task")),
        lambda doc: doc.move_column(TWO, shop.column("status"), shop.column("check")),
    )


@case()
def columns_hidden(shop: Workshop) -> bytes:
    """LibreOffice: columns hidden, some of them with answers."""
    span = shop.span("1.1", "1.1", "progress", "self_score")
    return shop.saved(lambda doc: doc.hide_columns(ONE, span))


@case(("TE07", ONE), refused=True)
def a_column_renamed(shop: Workshop) -> bytes:
    """LibreOffice: another header over the statuses."""
    cell = f"{shop.column('status')}{shop.header}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "Kết quả"))


@case(("TE24", ONE, "header", "status"))
def a_header_typed_again(shop: Workshop) -> bytes:
    """LibreOffice: the same header in capitals, with a space too many."""
    cell = f"{shop.column('status')}{shop.header}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "TÌNH TRẠNG  THỰC HIỆN"))


@case(("DG07", ONE))
def a_locked_column_renamed(shop: Workshop) -> bytes:
    """LibreOffice: another header over the tasks, which are the plan's."""
    cell = f"{shop.column('task')}{shop.header}"
    return shop.saved(lambda doc: doc.put(ONE, cell, "Việc phải làm"))


@case(("TE07", ONE), refused=True)
def a_column_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the documents' column deleted."""
    return shop.saved(lambda doc: doc.delete_columns(ONE, shop.column("evidence")))


@case(("TE07", TWO), refused=True)
def the_hidden_column_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the hidden column with the row keys deleted on one sheet."""
    return shop.saved(lambda doc: doc.delete_columns(TWO, shop.column("key")))


@case(("DG07", ONE), ("DG07", ONE))
def locked_columns_deleted(shop: Workshop) -> bytes:
    """LibreOffice: two of the plan's columns deleted to make the table narrower."""
    return shop.saved(
        lambda doc: doc.delete_columns(ONE, shop.column("performers")),
        lambda doc: doc.delete_columns(ONE, shop.column("task")),
    )


@case()
def the_verdicts_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the column of live verdicts deleted."""
    return shop.saved(lambda doc: doc.delete_columns(ONE, shop.column("check")))


@case()
def a_column_of_ones_own(shop: Workshop) -> bytes:
    """LibreOffice: a column inserted among those to fill, for the officer's own notes."""
    column = shop.column("progress")
    notes: dict[tuple[str, str], Value] = {
        (ONE, f"{column}{shop.header}"): "Ghi chú",
        (ONE, f"{column}{shop.row('1.3')}"): "chưa ai làm",
    }
    return shop.saved(lambda doc: doc.insert_columns(ONE, column), lambda doc: doc.put_many(notes))


@case(("TE07", ONE, "header", "explanation"), refused=True)
def a_column_twice(shop: Workshop) -> bytes:
    """LibreOffice: a second column under the same header, further left."""
    column = shop.column("progress")
    return shop.saved(
        lambda doc: doc.insert_columns(ONE, column),
        lambda doc: doc.put(ONE, f"{column}{shop.header}", "Giải trình"),
    )


# Pasted --------------------------------------------------------------------------------------


@case()
def a_formula_that_gives_the_value(shop: Workshop) -> bytes:
    """LibreOffice: formulas, calculated, where values are to be filled in."""
    return shop.typed("1.1", self_score="=0.5+0.25", status='="Hoàn"&" thành"')


@case(("OO01", ONE, "1.1", "self_score"), lost=("1.1",))
def a_formula_that_gives_an_error(shop: Workshop) -> bytes:
    """LibreOffice: a score divided by nothing."""
    return shop.typed("1.1", self_score="=1/0")


@case(("OO01", ONE, "1.2", "value"), lost=("1.2",))
def a_formula_whose_cells_are_gone(shop: Workshop) -> bytes:
    """LibreOffice: a formula that looked into a column which was then deleted."""
    return shop.saved(
        lambda doc: doc.type(ONE, shop.at("1.2", "value"), "=AZ5*2"),
        lambda doc: doc.delete_columns(ONE, "AZ"),
    )


@case()
def formulas_that_give_nothing(shop: Workshop) -> bytes:
    """LibreOffice: formulas pasted down to a row without an answer, where they give no text."""
    fields = ("status", "progress", "completed_on", "value", "self_score")
    return shop.typed("1.3", **dict.fromkeys(fields, '=IF(1=2,"x","")'))


def _linked(shop: Workshop, name: str) -> bytes:
    """A value fetched from the officer's own workbook."""
    own = shop.folder / "so-rieng.xlsx"
    own.write_bytes(sheet_table("| Tỷ lệ |\n| 87.5 |"))
    formula = f"='file://{own}'#$Sheet1.A2"
    return shop.saved(
        lambda doc: doc.type(ONE, shop.at("1.2", "value"), formula),
        lambda doc: doc.recalculate(),
        name=name,
    )


@case(("TE22",))
def a_formula_into_another_workbook(shop: Workshop) -> bytes:
    """LibreOffice: a value fetched from the officer's own workbook."""
    return _linked(shop, "HC.xlsx")


@case(("TE10",), ("TE22",), name="HC.ods")
def a_formula_into_another_workbook_in_an_ods(shop: Workshop) -> bytes:
    """LibreOffice: the same in its own format."""
    return _linked(shop, "HC.ods")


@case(("TE10",), ("TE22",), name="HC.xls")
def a_formula_into_another_workbook_in_an_xls(shop: Workshop) -> bytes:
    """LibreOffice: the same in the format of Excel 97."""
    return _linked(shop, "HC.xls")


def _merged_as_in_excel(shop: Workshop, kept: str, lost: str, name: str = "HC.xlsx") -> bytes:
    """Two cells merged in LibreOffice; Excel keeps only what the first one held."""
    return shop.saved(
        lambda doc: doc.merge_cells(ONE, f"{kept}:{lost}"),
        lambda doc: doc.put(ONE, lost, None),
        name=name,
    )


@case(
    ("OO02", ONE, "1.1", "result"),
    ("OO02", ONE, "1.1", "evidence"),
    ("TL01", ONE, "1.1", "evidence"),
    ("DI05", ONE, "1.1", "self_score"),
    lost=("1.1",),
)
def cells_merged_across(shop: Workshop) -> bytes:
    """LibreOffice: result and document of a row merged; what the second held is gone."""
    return _merged_as_in_excel(shop, shop.at("1.1", "result"), shop.at("1.1", "evidence"))


@case(("OO02", ONE, "1.1", "result"), ("OO02", ONE, "1.2", "result"), lost=("1.1", "1.2"))
def cells_merged_down(shop: Workshop) -> bytes:
    """LibreOffice: one result for two rows; the second row's own is gone."""
    return _merged_as_in_excel(shop, shop.at("1.1", "result"), shop.at("1.2", "result"))


@case(
    ("TE10",),
    ("OO02", ONE, "1.1", "result"),
    ("OO02", ONE, "1.2", "result"),
    lost=("1.1", "1.2"),
    name="HC.ods",
)
def cells_merged_down_in_an_ods(shop: Workshop) -> bytes:
    """LibreOffice: the same in its own format."""
    kept, lost = shop.at("1.1", "result"), shop.at("1.2", "result")
    return _merged_as_in_excel(shop, kept, lost, "HC.ods")


@case()
def headings_merged(shop: Workshop) -> bytes:
    """LibreOffice: a heading merged over the whole table."""
    above = shop.row("1.1") - 1
    area = f"{shop.column('content')}{above}:{shop.column('check')}{above}"
    return shop.saved(lambda doc: doc.merge_cells(ONE, area))


@case(("TT02", ONE, "1.2", "status"), lost=("1.2",))
def a_drop_down_pasted_over(shop: Workshop) -> bytes:
    """LibreOffice: a cell without a list copied over a status, then filled in freely."""
    status = shop.at("1.2", "status")
    return shop.saved(
        lambda doc: doc.copy_cells(ONE, shop.at("1.3", "result"), status),
        lambda doc: doc.put(ONE, status, "Đang làm, gần xong"),
    )


@case(("CH02", ONE, "1.2", "status"))
def all_drop_downs_gone(shop: Workshop) -> bytes:
    """openpyxl: every validation rule taken off, and a status typed by hand."""

    def change(book: Workbook) -> None:
        for sheet in book:
            sheet.data_validations.dataValidation.clear()

    content = edit(shop.honest, change)
    return put(content, {("1.2", "status"): "đang  thực hiện "})[0]


@case(
    ("CH04", ONE, "1.1", "completed_on"),
    ("CH05", ONE, "1.1", "self_score"),
    ("CH03", ONE, "1.2", "progress"),
    ("CH06", ONE, "1.2", "value"),
)
def texts_pasted_for_numbers_and_days(shop: Workshop) -> bytes:
    """LibreOffice: what comes out of a text document, all of it text."""
    texts: dict[tuple[str, str], Value] = {
        (ONE, shop.at("1.1", "completed_on")): "5.3.2024",
        (ONE, shop.at("1.1", "self_score")): "0,75",
        (ONE, shop.at("1.2", "progress")): "50 %",
        (ONE, shop.at("1.2", "value")): "87,5",
    }
    return shop.saved(lambda doc: doc.put_many(texts))


@case(("OO03", ONE, "1.2", "result"), lost=("1.2",))
def a_text_in_an_old_font(shop: Workshop) -> bytes:
    """LibreOffice: a text pasted from a document in a TCVN3 font."""
    return shop.saved(lambda doc: doc.put(ONE, shop.at("1.2", "result"), "§· tr×nh dù th¶o"))


@case(("DG06", ONE, "1.1", "maximum"), ("DG06", ONE, "1.3", "due"))
def locked_cells_pasted_over(shop: Workshop) -> bytes:
    """LibreOffice: unprotected; more points for a row, and more time for an empty one."""
    texts: dict[tuple[str, str], Value] = {
        (ONE, shop.at("1.1", "maximum")): 5.0,
        (ONE, shop.at("1.3", "due")): "Quý IV/2024",
    }
    return shop.saved(lambda doc: doc.put_many(texts))


@case(("DG02", ONE, "9.9", "key"), ("DG08", ONE), lost=("1.2",))
def a_key_overwritten(shop: Workshop) -> bytes:
    """LibreOffice: the hidden key of a row changed to one that the plan does not have."""
    return shop.saved(lambda doc: doc.put(ONE, shop.at("1.2", "key"), "PAR_INDEX/9.9"))


# The wrong form ------------------------------------------------------------------------------


@case(baseline=OTHER_UNIT, unit="TH", ideas=False)
def a_form_of_another_unit(shop: Workshop) -> bytes:
    """As our own writer makes it: it is that unit's, whatever the file is called."""
    return shop.form(OTHER_UNIT, "TH", ideas=())


@case(("TE05", ONE, "head", "unit"), refused=True)
def another_units_form_under_ones_own_name(shop: Workshop) -> bytes:
    """LibreOffice: the unit's name typed over in a form made for another unit."""
    other = shop.form(OTHER_UNIT, "TH")
    cell = seen(other)[ONE].cell("head", "unit")
    return shop.saved(lambda doc: doc.put(ONE, cell, "Phòng Hành chính"), content=other)


@case(("TE23", ONE, "head", "unit"))
def an_alias_for_the_unit(shop: Workshop) -> bytes:
    """LibreOffice: the unit's name typed as everybody calls it."""
    cell = shop.at("head", "unit")
    return shop.saved(lambda doc: doc.put(ONE, cell, "P. HC"))


@case(("TE03", ONE, "head", "period"), refused=True)
def a_form_of_another_period(shop: Workshop) -> bytes:
    """As our own writer makes it, for the whole year."""
    return shop.form(period=YEAR)


@case(("TE02", IDENTITY, "B1"), refused=True)
def a_form_of_another_plan(shop: Workshop) -> bytes:
    """As our own writer makes it, from a plan with another code and the same rows."""
    rows = plan_rows(ITEMS, version=VERSION)
    rows["Thông tin"][0]["Giá trị"] = "KH-2030"
    return shop.form(plan=shop.plan_of(rows))


@case(
    ("TE11", IDENTITY, "B2"),
    ("DG02", ONE, "1.9", "key"),
    ("DG05", ONE, "1.2", "content"),
    lost=("1.2",),
)
def a_form_of_another_version(shop: Workshop) -> bytes:
    """As our own writer makes it, from a version with a row more and one in other words."""
    rows = plan_rows(ITEMS, version="1")
    heading, _, second, third = first = rows[ONE]
    heading["Điểm tối đa"] = "5"
    second["Nội dung"] = "Nội dung cũ của 1.2"
    first.append({**third, "TT": "1.9", "Nội dung": "Việc đã bỏ"})
    values = {**BASELINE, "1.9": {"status": "Chưa thực hiện"}}
    return shop.form(values, plan=shop.plan_of(rows))


@case(("TE08",), refused=True)
def a_form_of_another_program(shop: Workshop) -> bytes:
    """openpyxl: another programme's reporting table, nothing of ours in it."""
    return sheet_table(
        """
        | TT | Nội dung công việc    | Kết quả  | Tiến độ | Ghi chú |
        | 1  | Chuyển đổi số nội bộ  | Đã xong  | 100     |         |
        | 2  | Phòng cháy chữa cháy  | Đang làm | 50      |         |
        """
    )


@case(("TE04",), refused=True)
def a_standard_form_without_a_unit(shop: Workshop) -> bytes:
    """As our own writer makes it for everybody; nobody chose the unit."""
    return shop.form(unit=None)


@case()
def a_standard_form_never_calculated(shop: Workshop) -> bytes:
    """openpyxl: the form for everybody, all its formulas without their values."""
    return edit(shop.form(unit=None, head={"unit": "Phòng Hành chính"}), lambda _book: None)


@case(("DG03", THREE, "P1.2", "key"))
def a_standard_form_with_anothers_row(shop: Workshop) -> bytes:
    """As our own writer makes it for everybody; a room filled in a row of the centre too."""
    rows = {**BASELINE, "P1.2": {"status": "Chưa thực hiện"}}
    return shop.form(rows, unit=None, head={"unit": "Phòng Hành chính"})


# Sheets --------------------------------------------------------------------------------------


@case(("TE06",), refused=True)
def a_sheet_renamed(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.rename_sheet(ONE, "PL 1 sửa"))


@case(("TE24", "PHỤ LỤC  I"))
def a_sheet_spelled_otherwise(shop: Workshop) -> bytes:
    """LibreOffice: capitals and a space too many in a sheet's name."""
    return shop.saved(lambda doc: doc.rename_sheet(ONE, "PHỤ LỤC  I"))


@case(("TE27", "Phụ lục I_2"), refused=True)
def a_sheet_copied(shop: Workshop) -> bytes:
    """LibreOffice: an appendix copied within the workbook, as somebody's draft."""
    return shop.saved(lambda doc: doc.copy_sheet(ONE, "Phụ lục I_2"))


@case(("TE06",), refused=True)
def a_sheet_deleted(shop: Workshop) -> bytes:
    """LibreOffice: an appendix deleted."""
    return shop.saved(lambda doc: doc.delete_sheet(TWO))


@case()
def sheets_moved(shop: Workshop) -> bytes:
    """openpyxl: the appendices in another order, one of them hidden."""

    def change(book: Workbook) -> None:
        book.move_sheet(THREE, -3)
        book[TWO].sheet_state = "hidden"

    return edit(shop.honest, change)


@case()
def guide_and_lists_deleted(shop: Workshop) -> bytes:
    """LibreOffice: the sheets deleted in which nothing is filled in."""
    return shop.saved(lambda doc: doc.delete_sheet(GUIDE), lambda doc: doc.delete_sheet(LISTS))


@case()
def the_free_rows_sheet_renamed(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.rename_sheet(IDEAS, "Sáng kiến 2024"))


@case()
def the_free_rows_sheet_copied(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.copy_sheet(IDEAS, "Nháp"))


@case(ideas=False)
def the_free_rows_sheet_deleted(shop: Workshop) -> bytes:
    """LibreOffice."""
    return shop.saved(lambda doc: doc.delete_sheet(IDEAS))


@case(("TE09",))
def the_hidden_identity_gone(shop: Workshop) -> bytes:
    """LibreOffice: the very hidden sheet deleted."""
    return shop.saved(lambda doc: doc.delete_sheet(IDENTITY))


@case(("TE09",), ideas=False)
def appendices_copied_into_a_new_workbook(shop: Workshop) -> bytes:
    """openpyxl: the values of the three appendices, without formats, in a workbook of its own."""
    book = Workbook()
    for sheet, rows in _values(shop.honest, APPENDICES):
        page = book.create_sheet(sheet)
        for row in rows:
            page.append([cell if cell != "" else None for cell in row])
    page = book.active
    assert isinstance(page, Worksheet)
    book.remove(page)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _values(content: bytes, sheets: Sequence[str]) -> Iterator[tuple[str, list[list[Any]]]]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    for name in sheets:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


@case(("TE26", ONE, "head", "approver"))
def nobody_approved_it(shop: Workshop) -> bytes:
    """As our own writer makes it, without the leader's name."""
    return shop.form(head={"approver": ""})


# Programs and kinds of files -----------------------------------------------------------------


@case(("OO01", ONE, "1.1", "self_score"), lost=("1.1",))
def a_formula_never_calculated(shop: Workshop) -> bytes:
    """openpyxl: a formula without its value, as programs leave it that do not calculate."""
    return put(shop.honest, {("1.1", "self_score"): "=0.5+0.25"})[0]


@case()
def saved_by_libreoffice(shop: Workshop) -> bytes:
    """LibreOffice: opened and saved."""
    return shop.saved()


@case()
def saved_by_openpyxl(shop: Workshop) -> bytes:
    """openpyxl: opened and saved; `Kiểm tra` has lost its values."""
    return edit(shop.honest, lambda _book: None)


@case()
def saved_as_by_google_sheets(shop: Workshop) -> bytes:
    """Simulated, part by part, after what is known of its exports: texts in the cells, no stored
    values, styles counted otherwise and days as ``d.m.yyyy``, a thousand rows, no very hidden
    sheets, no protection, no document properties."""
    parts = parts_of(shop.honest)
    texts = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"], re.DOTALL)
    styles = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", _styles(parts), re.DOTALL)
    changes: dict[str, bytes | None] = {
        name: None for name in parts if name.startswith("docProps/") or name.endswith("Strings.xml")
    }
    for name, xml in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            changes[name] = _without_shared_texts(xml, texts, len(styles)).encode()
    reversed_styles = _styles(parts).replace("".join(styles), "".join(reversed(styles)))
    changes["xl/styles.xml"] = (
        parts["xl/styles.xml"]
        .replace(_styles(parts), reversed_styles)
        .replace("d&quot; tháng &quot;m&quot;, &quot;yyyy", "d.m.yyyy")
        .encode()
    )
    changes["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("veryHidden", "hidden").encode()
    gone = r'<(?:Override|Relationship) [^>]*"/?(?:docProps/|(?:xl/)?sharedS)\w+\.xml"[^>]*/>'
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        changes[name] = re.sub(gone, "", parts[name]).encode()
    return repacked(shop.honest, changes)


def _styles(parts: Mapping[str, str]) -> str:
    found = re.search(r"<cellXfs[^>]*>(.*)</cellXfs>", parts["xl/styles.xml"], re.DOTALL)
    assert found is not None
    return found[1]


def _without_shared_texts(xml: str, texts: Sequence[str], styles: int) -> str:
    """A sheet with its texts in its cells, no stored values, other styles, and more rows."""
    xml = re.sub(
        r't="s"><v>(\d+)</v>', lambda hit: f't="inlineStr"><is>{texts[int(hit[1])]}</is>', xml
    )
    xml = re.sub(r'( t="str")?>(<f>[^<]*</f>)<v>[^<]*</v>', r">\2", xml)
    xml = re.sub(r' s="(\d+)"', lambda hit: f' s="{styles - 1 - int(hit[1])}"', xml)
    last = max(map(int, re.findall(r'<row r="(\d+)"', xml)), default=0)
    more = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(last + 1, 1001))
    xml = xml.replace("<sheetData/>", "<sheetData></sheetData>")
    xml = re.sub("<sheetProtection[^>]*/>", "", xml)
    return xml.replace("</sheetData>", f"{more}</sheetData>")


@case()
def saved_as_by_wps(shop: Workshop) -> bytes:
    """Simulated, part by part, after what is known of its files: it says that a sheet ends at A1,
    adds a very hidden sheet for pictures in cells, and properties of its own."""
    parts = parts_of(shop.honest)
    changes: dict[str, bytes | None] = {
        name: re.sub('<dimension ref="[^"]*"/>', '<dimension ref="A1"/>', xml).encode()
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/sheet")
    }
    types, relations = parts["[Content_Types].xml"], parts["xl/_rels/workbook.xml.rels"]
    kind = "application/vnd.openxmlformats-officedocument"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    changes |= {
        "[Content_Types].xml": types.replace(
            "</Types>",
            f'<Override PartName="/xl/worksheets/sheet99.xml" ContentType="{kind}.spreadsheetml.'
            'worksheet+xml"/><Override PartName="/docProps/custom.xml" '
            f'ContentType="{kind}.custom-properties+xml"/></Types>',
        ).encode(),
        "xl/_rels/workbook.xml.rels": relations.replace(
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{office}/relationships/worksheet" '
            'Target="worksheets/sheet99.xml"/></Relationships>',
        ).encode(),
        "xl/workbook.xml": parts["xl/workbook.xml"]
        .replace(
            "</sheets>",
            '<sheet name="WpsReserved_CellImgList" sheetId="99" state="veryHidden" r:id="rId99"/>'
            "</sheets>",
        )
        .encode(),
        "xl/worksheets/sheet99.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData/></worksheet>",
        "docProps/custom.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
        'name="KSOProductBuildVer"><vt:lpwstr>1033-12.2.0.13489</vt:lpwstr></property>'
        "</Properties>".encode(),
        "docProps/app.xml": parts["docProps/app.xml"]
        .replace("Microsoft Excel", "WPS Office")
        .encode(),
    }
    return repacked(shop.honest, changes)


@case(("TE10",), name="HC.xls")
def saved_as_xls(shop: Workshop) -> bytes:
    """LibreOffice: in the format of Excel 97."""
    return shop.saved(name="HC.xls")


@case(("TE10",), name="HC.xls")
def saved_as_xls_by_wps(shop: Workshop) -> bytes:
    """LibreOffice's .xls with the class id in its head that WPS is known to write there."""
    content = shop.made("saved_as_xls")
    return content[:8] + bytes.fromhex("2008020000000000c000000000000046") + content[24:]


@case(("TE10",), name="HC.ods")
def saved_as_ods(shop: Workshop) -> bytes:
    """LibreOffice: in its own format."""
    return shop.saved(name="HC.ods")


@case(("TE10",), ("OO01", ONE, "1.1", "self_score"), lost=("1.1",), name="HC.ods")
def saved_as_ods_with_an_error(shop: Workshop) -> bytes:
    """LibreOffice: in its own format, a formula's error in it."""
    cell = shop.at("1.1", "self_score")
    return shop.saved(lambda doc: doc.type(ONE, cell, "=1/0"), name="HC.ods")


@case(("TE10",), ("OO01", ONE, "1.1", "self_score"), lost=("1.1",), name="HC.xls")
def saved_as_xls_with_an_error(shop: Workshop) -> bytes:
    """LibreOffice: in the format of Excel 97, a formula's error in it."""
    cell = shop.at("1.1", "self_score")
    return shop.saved(lambda doc: doc.type(ONE, cell, "=1/0"), name="HC.xls")


def _as_xlsm(content: bytes, macros: bytes | None) -> bytes:
    """The same workbook as .xlsm, with or without a project of macros in it."""
    parts = parts_of(content)
    types = parts["[Content_Types].xml"].replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    relations = parts["xl/_rels/workbook.xml.rels"]
    if macros is None:
        return repacked(content, {"[Content_Types].xml": types.encode()})
    types = types.replace(
        "<Default ",
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default ',
        1,
    )
    relations = relations.replace(
        "</Relationships>",
        '<Relationship Id="rId98" Type="http://schemas.microsoft.com/office/2006/relationships/'
        'vbaProject" Target="vbaProject.bin"/></Relationships>',
    )
    return repacked(
        content,
        {
            "[Content_Types].xml": types.encode(),
            "xl/_rels/workbook.xml.rels": relations.encode(),
            "xl/vbaProject.bin": macros,
        },
    )


@case(("TE21",), name="HC.xlsm")
def saved_with_macros(shop: Workshop) -> bytes:
    """Part by part: a workbook with a (dummy) project of macros beside the sheets."""
    return _as_xlsm(shop.honest, ole_file({"PROJECT": b"ID", "dir": b"\1"}))


@case(name="HC.xlsm")
def saved_as_xlsm_without_macros(shop: Workshop) -> bytes:
    """Part by part: the kind of a workbook with macros, but none in it."""
    return _as_xlsm(shop.honest, None)


@case(("TE16",), refused=True)
def a_csv_renamed(shop: Workshop) -> bytes:
    """LibreOffice: saved as .csv, then only called .xlsx."""
    return shop.saved(name="HC.csv")


@case(("TE16",), refused=True)
def an_xls_renamed(shop: Workshop) -> bytes:
    """LibreOffice: saved as .xls, then only called .xlsx."""
    return shop.made("saved_as_xls")


@case(("TE20",), refused=True)
def a_space_in_the_last_cell(shop: Workshop) -> bytes:
    """openpyxl: a space in the last row and column that a sheet can have."""

    def change(book: Workbook) -> None:
        book[ONE]["XFD1048576"] = " "

    return edit(shop.honest, change)


@case(("TE01",), refused=True)
def half_a_file(shop: Workshop) -> bytes:
    """Cut off on its way."""
    return shop.honest[: len(shop.honest) // 2]


@case(("TE17",), refused=True)
def a_password_to_open(shop: Workshop) -> bytes:
    """LibreOffice: saved with a password."""
    return shop.saved(password="bí mật")


@case(("TE17",), refused=True, name="HC.ods")
def an_ods_with_a_password_to_open(shop: Workshop) -> bytes:
    """LibreOffice: saved in its own format with a password."""
    return shop.saved(name="HC.ods", password="bí mật")


@case(("TE17",), refused=True, name="HC.xls")
def an_xls_with_a_password_to_open(shop: Workshop) -> bytes:
    """LibreOffice: saved in the format of Excel 97 with a password."""
    return shop.saved(name="HC.xls", password="bí mật")


@case()
def sheets_protected_with_a_password(shop: Workshop) -> bytes:
    """openpyxl: the officer's own password on every sheet; the file opens without one."""

    def change(book: Workbook) -> None:
        for sheet in book:
            sheet.protection.set_password("bí mật")
            sheet.protection.enable()

    return edit(shop.honest, change)


# --- Several files -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A file handed in, and its day of receipt."""

    name: str
    content: bytes
    received: str = "2024-06-07"


@dataclass(frozen=True)
class Together:
    """Several files with what must follow: each file's state and findings, from which file each
    row of the unit was counted, and from which its free row. Rows but for ``changed`` are as in
    the baseline; ``others`` are other units' rows."""

    make: Callable[[Workshop], Sequence[Sent]]
    states: Mapping[str, FileState]
    told: Mapping[str, tuple[Told, ...]]
    sources: Mapping[str, str]
    idea: str | None
    changed: Mapping[str, Fields]
    others: Mapping[str, Mapping[str, Fields]]

    @property
    def counted(self) -> dict[str, dict[str, Fields]]:
        """What must be counted, by unit and the item's code."""
        rows = {**BASELINE, **self.changed}
        mine = {code: rows[code] for code in self.sources}
        found = {"HC": mine, **self.others}
        return {unit: dict(rows) for unit, rows in found.items() if rows}


TOGETHER: dict[str, Together] = {}
ACCEPTED, REFUSED = FileState.ACCEPTED, FileState.REFUSED
SUPERSEDED, DUPLICATE = FileState.SUPERSEDED, FileState.DUPLICATE

MakeSeveral = Callable[[Workshop], Sequence[Sent]]


def together(
    states: Mapping[str, FileState],
    sources: Mapping[str, str],
    told: Mapping[str, tuple[Told, ...]] | None = None,
    idea: str | None = None,
    changed: Mapping[str, Fields] | None = None,
    others: Mapping[str, Mapping[str, Fields]] | None = None,
) -> Callable[[MakeSeveral], MakeSeveral]:
    """Enter a case of several files under its maker's name."""

    def enter(make: MakeSeveral) -> MakeSeveral:
        TOGETHER[make.__name__] = Together(
            make, states, told or {}, sources, idea, changed or {}, others or {}
        )
        return make

    return enter


def _everything_from(file: str) -> dict[str, str]:
    return dict.fromkeys(BASELINE, file)


@cache
def _officers_form(shop: Workshop, sheet: str, approver: str = "") -> bytes:
    """The unit's empty form with one appendix filled in by LibreOffice."""
    cells: dict[tuple[str, str], Value] = {
        (sheet, shop.at(code, field)): _plain(value)
        for code, fields in BASELINE.items()
        if sheet_of(code) == sheet
        for field, value in fields.items()
    }
    if approver:
        cells[ONE, shop.at("head", "approver")] = approver
    empty = shop.form({}, ideas=(), head={"approver": ""})
    return shop.saved(lambda doc: doc.put_many(cells), content=empty)


def _plain(value: Cell) -> Value:
    assert not isinstance(value, bool)
    return value


_UNAPPROVED: Told = ("TE26", ONE, "head", "approver")


@together(
    {"cô An.xlsx": ACCEPTED, "anh Bình.xlsx": ACCEPTED, "chị Chi.xlsx": ACCEPTED},
    {
        **dict.fromkeys(("1.1", "1.2"), "cô An.xlsx"),
        **dict.fromkeys(("S1.1", "S1.2"), "anh Bình.xlsx"),
        "P1.1": "chị Chi.xlsx",
    },
    told={"anh Bình.xlsx": (_UNAPPROVED,), "chị Chi.xlsx": (_UNAPPROVED,)},
)
def three_officers_an_appendix_each(shop: Workshop) -> Sequence[Sent]:
    """LibreOffice: three copies of the unit's form, an appendix filled in each; only the first
    officer wrote down who approved it."""
    return (
        Sent("cô An.xlsx", _officers_form(shop, ONE, "Ông D, Trưởng phòng"), "2024-06-05"),
        Sent("anh Bình.xlsx", _officers_form(shop, TWO), "2024-06-06"),
        Sent("chị Chi.xlsx", _officers_form(shop, THREE), "2024-06-07"),
    )


_TWO_GONE: tuple[Told, ...] = (("TE06",), ("TE06",))


@together(
    {"cô An.xlsx": REFUSED, "anh Bình.xlsx": REFUSED, "chị Chi.xlsx": REFUSED},
    {},
    told={
        "cô An.xlsx": _TWO_GONE,
        "anh Bình.xlsx": (*_TWO_GONE, ("TE26", TWO, "head", "approver")),
        "chị Chi.xlsx": (*_TWO_GONE, ("TE26", THREE, "head", "approver")),
    },
)
def three_officers_one_sheet_each(shop: Workshop) -> Sequence[Sent]:
    """The same, but each then deleted the two appendices of the others (openpyxl)."""

    def only(kept: str) -> Callable[[Workbook], None]:
        def change(book: Workbook) -> None:
            for sheet in set(APPENDICES) - {kept}:
                del book[sheet]

        return change

    everything = three_officers_an_appendix_each(shop)
    return [
        Sent(sent.name, edit(sent.content, only(sheet)))
        for sent, sheet in zip(everything, APPENDICES, strict=True)
    ]


@together(
    {"HC.xlsx": ACCEPTED, "gửi lại/HC.xlsx": DUPLICATE},
    _everything_from("HC.xlsx"),
    told={"gửi lại/HC.xlsx": (("TE13",),)},
    idea="HC.xlsx",
)
def the_same_form_sent_twice(shop: Workshop) -> Sequence[Sent]:
    """The same bytes a day later."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-06"),
        Sent("gửi lại/HC.xlsx", shop.honest, "2024-06-07"),
    )


@together(
    {"HC.xlsx": ACCEPTED, "HC (1).xlsx": DUPLICATE, "HC.ods": DUPLICATE},
    _everything_from("HC.xlsx"),
    told={"HC (1).xlsx": (("TE13",),), "HC.ods": (("TE13",),)},
    idea="HC.xlsx",
)
def the_same_form_saved_again_and_sent(shop: Workshop) -> Sequence[Sent]:
    """LibreOffice: other bytes, and another kind of file, with the same report in it."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-05"),
        Sent("HC (1).xlsx", shop.made("saved_by_libreoffice"), "2024-06-06"),
        Sent("HC.ods", shop.made("saved_as_ods"), "2024-06-07"),
    )


@together({"HC.xlsx": REFUSED}, {}, told={"HC.xlsx": (("TE06",),)})
def nothing_but_a_refused_form(shop: Workshop) -> Sequence[Sent]:
    """An appendix is missing: nor do the free rows count, and the unit has not reported."""
    return (Sent("HC.xlsx", shop.made("a_sheet_deleted")),)


_FURTHER: Mapping[str, Fields] = {"1.2": {**BASELINE["1.2"], "progress": 0.8}}


@together(
    {"HC.xlsx": ACCEPTED, "HC sửa.xlsx": ACCEPTED},
    _everything_from("HC.xlsx") | {"1.2": "HC sửa.xlsx"},
    told={"HC.xlsx": (("TE15", ONE, "1.2", "status"),)},
    changed=_FURTHER,
    idea="HC.xlsx",
)
def a_correction_of_one_row(shop: Workshop) -> Sequence[Sent]:
    """As our own writer makes it: the second form holds nothing but the corrected row."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-05"),
        Sent("HC sửa.xlsx", shop.form(_FURTHER, ideas=()), "2024-06-06"),
    )


@together(
    {"HC.xlsx": SUPERSEDED, "HC sửa.xlsx": SUPERSEDED, "HC lấy lại.xlsx": ACCEPTED},
    _everything_from("HC lấy lại.xlsx"),
    told={"HC.xlsx": (("TE14",),), "HC sửa.xlsx": (("TE14",),)},
    idea="HC lấy lại.xlsx",
)
def a_restored_form_after_a_correction(shop: Workshop) -> Sequence[Sent]:
    """The first form's bytes again, after another one had corrected it."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-05"),
        Sent("HC sửa.xlsx", shop.form({**BASELINE, **_FURTHER}), "2024-06-06"),
        Sent("HC lấy lại.xlsx", shop.honest, "2024-06-07"),
    )


@together(
    {"phòng HC/HC.xlsx": ACCEPTED, "phòng HC/TH.xlsx": ACCEPTED},
    _everything_from("phòng HC/HC.xlsx"),
    others={"TH": OTHER_UNIT},
    told={
        "phòng HC/HC.xlsx": (("DI07", ONE, "1.2", "self_score"),),
        "phòng HC/TH.xlsx": (("DI07", ONE, "1.2", "self_score"),),
    },
    idea="phòng HC/HC.xlsx",
)
def another_units_form_among_ones_own(shop: Workshop) -> Sequence[Sent]:
    """As our own writer makes it: two units' forms in the folder of one."""
    return (
        Sent("phòng HC/HC.xlsx", shop.honest),
        Sent("phòng HC/TH.xlsx", shop.form(OTHER_UNIT, "TH", ideas=())),
    )


@together(
    {
        "HC.xlsx": ACCEPTED,
        "HC_2024-12.xlsx": REFUSED,
        "HC kế hoạch khác.xlsx": REFUSED,
        "HC khóa.xlsx": REFUSED,
    },
    _everything_from("HC.xlsx"),
    told={
        "HC_2024-12.xlsx": (("TE03", ONE, "head", "period"),),
        "HC kế hoạch khác.xlsx": (("TE02", IDENTITY, "B1"),),
        "HC khóa.xlsx": (("TE17",),),
        "HC.pdf": (("TE12",),),
    },
    idea="HC.xlsx",
)
def wrong_forms_after_the_right_one(shop: Workshop) -> Sequence[Sent]:
    """The right form, then one of another period, one of another plan, one with a password, and
    a scan: none of them takes anything away."""
    return (
        Sent("HC.xlsx", shop.honest, "2024-06-03"),
        Sent("HC_2024-12.xlsx", shop.made("a_form_of_another_period"), "2024-06-04"),
        Sent("HC kế hoạch khác.xlsx", shop.made("a_form_of_another_plan"), "2024-06-05"),
        Sent("HC khóa.xlsx", shop.made("a_password_to_open"), "2024-06-06"),
        Sent("HC.pdf", b"%PDF-1.7 a scan", "2024-06-07"),
    )
