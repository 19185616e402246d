"""The master's appendix sheets: every assignment with its entry, and where that came from.

Counts and rates elsewhere are formulas over these sheets' columns, through defined names.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from par_xl.merge.result import Entry
from par_xl.outputs.manual_entries import COLUMNS as HAND
from par_xl.outputs.manual_entries import Values
from par_xl.outputs.master.filling import AppendixRow, Filling, look_of
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import TOP, set_up_print, write_top
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.terms.finding import column_letters
from par_xl.terms.words import IN_ERROR_LABEL, Index, Role, State
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import (
    HEADING_FILLS,
    INPUT_FILL,
    Book,
    Cell,
    Look,
    Sheet,
    TableColumn,
    Value,
    reference,
    whole_range,
)

MARK = "x"
_reported = attrgetter(*(column.field for column in INPUT[1:]))
"""What a unit reported in a row, but for its status, in the order of the form's columns."""
_PLAN_FIELDS = (
    "area", "key", "code", "content", "maximum", "measure", "task", "authority", "due", "target",
)  # fmt: skip
_CODE, _TEXT, _MARK = Look.of(Kind.CODE), Look.of(Kind.TEXT), Look.of(Kind.CHOICE)
_SHARE = Look("0.0000", align="center")
_OWN: dict[str, tuple[str, Look, float]] = {
    # field: (header, look, width)
    "area": ("Mã lĩnh vực", _CODE, 14),
    "unit": ("Đơn vị", _CODE, 11),
    "state": ("Trạng thái", _TEXT, 17),
    "in_error": ("Chưa hợp lệ", _MARK, 9),
    "estimated": ("Ước thực hiện", _MARK, 8),
    "owes": ("Cần giải trình", _MARK, 8),
    "weight": ("Trọng số", _SHARE, 9),
    "weighted": ("Trọng số × tiến độ", _SHARE, 9),
    "scored_maximum": ("Điểm tối đa của dòng đã chấm", _SHARE, 10),
    "file": ("Tệp", _TEXT, 24),
    "sheet": ("Trang", _TEXT, 11),
    "row": ("Dòng", _MARK, 6),
}
FIELDS = (
    *_PLAN_FIELDS, "unit", "role", "state",
    *(column.field for column in INPUT), *(column.field for column in HAND),
    "in_error", "estimated", "owes", "weight", "weighted", "scored_maximum",
    "file", "sheet", "row",
)  # fmt: skip
_HIDDEN = ("area", "key")
_DECLARED = {**BY_FIELD, **{column.field: column for column in HAND}}
HAND_AT = FIELDS.index(HAND[0].field)
"""Where the columns begin that people fill in."""


def _column(field: str) -> tuple[str, Look, float]:
    if field in _OWN:
        return _OWN[field]
    column = _DECLARED[field]
    look = Look.of(column.kind)
    if column.kind is Kind.DAY:
        look = look.with_(number_format="dd/mm/yyyy")
    return column.header, look, column.width


_COLUMNS = {field: _column(field) for field in FIELDS}
COLUMNS = tuple(
    TableColumn(header, width, hidden=field in _HIDDEN)
    for field, (header, _, width) in _COLUMNS.items()
)
_WIDTHS = [0 if field in _HIDDEN else width for field, (_, _, width) in _COLUMNS.items()]
_PLAIN_ROW = [
    # Unlocked: so no other cells look like those to fill in.
    look.with_(wrap=field not in _HIDDEN, locked=not HAND_AT <= place < HAND_AT + len(HAND))
    for place, (field, (_, look, _)) in enumerate(_COLUMNS.items())
]
_LOOKS: dict[Role | int, list[Look]] = {
    Role.LEAD: [look if look.locked else look.with_(fill=INPUT_FILL) for look in _PLAIN_ROW],
    Role.COORDINATING: [look.with_(italic=True, color="#595959") for look in _PLAIN_ROW],
    **{
        level: [look.with_(fill=fill, bold=level <= 1) for look in _PLAIN_ROW]
        for level, fill in enumerate(HEADING_FILLS)
    },
}
"""Of entries by their role, of rows that group others by their level."""
_HAND = slice(HAND_AT, HAND_AT + len(HAND))
_NOTHING_TYPED: Values = (None,) * len(HAND)


def area_key(index: Index, area: str) -> str:
    """An area as the appendix sheets name it: never mistaken for a number."""
    return f"{index.value}/{area}"


class AppendixRows:
    """The cells of appendix rows, with what people typed beside them."""

    def __init__(self, plan: Plan, period: Period, filling: Filling) -> None:
        self._plan = plan
        self._year = period.year
        self._filling = filling
        self._plan_values: dict[str, list[Value]] = {}

    def cells(self, row: AppendixRow) -> list[Cell]:
        """The cells of a row."""
        typed = self._filling.values(row) or _NOTHING_TYPED
        if isinstance(row, Entry):
            looks, values = _LOOKS[row.role], self._entry(row, typed)
        else:
            level = min(row.level, len(HEADING_FILLS) - 1) if isinstance(row, Item) else 0
            looks, values = _LOOKS[level], _heading(row, typed)
        if typed is not _NOTHING_TYPED:
            looks = [*looks]
            looks[_HAND] = map(look_of, typed, looks[_HAND])
        return [*map(Cell, values, looks)]

    def _entry(self, entry: Entry, typed: Values) -> list[Value]:
        is_lead = entry.role is Role.LEAD
        is_scored = entry.self_score is not None and is_lead
        return [
            *self._of_item(entry.key),
            entry.unit,
            entry.role.label,
            _state_text(entry),
            entry.status.label if entry.status else None,
            *_reported(entry),
            *typed,
            MARK if entry.in_error else None,
            MARK if entry.estimated else None,
            MARK if entry.owes_explanation else None,
            entry.weight if is_lead else None,
            entry.weight * entry.share_done if is_lead else None,
            entry.maximum if is_scored else None,
            entry.file,
            entry.sheet,
            entry.row,
        ]

    def _of_item(self, key: str) -> list[Value]:
        # The same for all its units.
        values = self._plan_values.get(key)
        if values is None:
            item = self._plan.by_key[key]
            self._plan_values[key] = values = [
                area_key(item.index, item.area or ""),
                item.key,
                item.code,
                item.content,
                item.maximum,
                item.measure or None,
                item.task or None,
                item.authority.label if item.authority else None,
                item.due.text or None,
                item.targets.get(self._year),
            ]
        return values


def _heading(row: Item | Unit, typed: Values) -> list[Value]:
    told: dict[str, Value] = {"code": row.code}
    if isinstance(row, Item):
        told |= {
            "content": row.content,
            "maximum": row.maximum,
            "measure": row.measure or None,
            "task": row.task or None,
        }
    else:
        told["content"] = row.name
    values = [told.get(field) for field in FIELDS]
    values[_HAND] = typed
    return values


def _state_text(entry: Entry) -> str | None:
    if entry.state is State.NOT_REPORTED and entry.in_error:
        return IN_ERROR_LABEL
    return entry.state.label if entry.state else None


NAMES = {
    # field: the part of the defined name after the appendix's own
    "area": "MaLinhVuc",
    "key": "MaDong",
    "unit": "DonVi",
    "role": "VaiTro",
    "authority": "ThamQuyen",
    "state": "TrangThai",
    "in_error": "ChuaHopLe",
    "weight": "TrongSo",
    "weighted": "TrongSoTienDo",
    "self_score": "DiemTuDanhGia",
    "scored_maximum": "DiemToiDaDaCham",
}
_TITLE = 32
"""Characters of a prompt's title."""


def column_name(index: Index, field: str) -> str:
    """Defined name of a column of an appendix sheet: ``PL1_TrangThai``."""
    return f"{index.prefix}_{NAMES[field]}"


def write_appendix(index: Index, book: Book, request: MasterRequest) -> None:
    """Write one appendix sheet and define the names of its columns."""
    sheet = book.sheet(index.sheet)
    write_top(book, sheet, request, f"{index.sheet.upper()}. {index.label}: KẾT QUẢ THỰC HIỆN")
    rows = request.appendices[index]
    cells = AppendixRows(request.plan, request.period, request.filling).cells
    book.table(sheet, TOP, COLUMNS, map(cells, rows.rows), _is_to_fill, rows.count)
    last = max(TOP + 1, TOP + rows.count)
    for field in NAMES:
        where = whole_range(TOP + 1, last, FIELDS.index(field))
        book.name(column_name(index, field), f"='{index.sheet}'!{where}")
    _limit(sheet, last)
    sheet.freeze_panes(TOP + 1, FIELDS.index("content") + 1)
    sheet.autofilter(TOP, 0, last, len(FIELDS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(len(FIELDS))}{last + 1}"})
    set_up_print(sheet, index.sheet, TOP)
    # Too wide for one page: several side by side, each row named on all of them.
    sheet.set_print_scale(48)
    sheet.print_across()
    sheet.repeat_columns(0, FIELDS.index("content"))


def _is_to_fill(cells: Sequence[Cell]) -> bool:
    return cells[HAND_AT].look.fill == INPUT_FILL


def _limit(sheet: Sheet, last: int) -> None:
    """Let Excel warn of scores outside 0 to the row's maximum, and say what belongs where."""
    maximum = reference(TOP + 1, FIELDS.index("maximum"))
    for place, column in enumerate(HAND, start=HAND_AT):
        accepted: dict[str, Any] = {"validate": "any"}
        if column.kind is Kind.POINTS:
            accepted = {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                # Without points there is no limit.
                "maximum": f"=IF(ISNUMBER({maximum}),{maximum},1000)",
                "error_type": "warning",
                "error_title": column.header,
                "error_message": "Điểm là số từ 0 đến điểm tối đa của dòng. Vẫn ghi như vậy?",
            }
        told = {"input_title": column.header[:_TITLE], "input_message": column.prompt}
        sheet.data_validation(TOP + 1, place, last, place, {**accepted, **told})
