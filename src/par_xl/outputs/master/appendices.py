"""The master's appendix sheets: every criterion with its score, every assignment with its entry,
and where these came from.

Counts and rates elsewhere are formulas over these sheets' columns, through defined names. A column
is declared in one of three lists: what the plan says of an item, what a unit reported before and
behind the columns that people fill in.

A criterion has one row, whether it has tasks beneath or is one itself: its score stands once, and
is reviewed in one place. What it is scored is no assignment's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any

from par_xl.merge.result import CorrectionPart, Entry, Score
from par_xl.outputs.manual_entries import COLUMNS as HAND
from par_xl.outputs.manual_entries import AppendixRow, Values, address_of
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.sheets import (
    CODE,
    DAY,
    TOP,
    Column,
    look_of,
    place_of,
    set_up_print,
    write_top,
)
from par_xl.plan.model import Item
from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.terms.finding import cell_name, column_letters
from par_xl.terms.text import shortened
from par_xl.terms.words import IN_ERROR_LABEL, CorrectionState, Index, Role, State, day
from par_xl.workbooks.look import HEADING_FILLS, INPUT_FILL, TEXT, Kind, Look
from par_xl.workbooks.sheet import Sheet, Value
from par_xl.workbooks.writing import Book, Looks, Row, TableColumn, reference, whole_range

MARK = "x"
_UNSCORED = "Chưa chấm điểm"
_MARK = Look.of(Kind.CHOICE)
_SHARE = Look("0.0000", align="center")
_DECLARED = {**BY_FIELD, **{column.field: column for column in HAND}}


_WIDTHS = {
    "due": 12,
    "status": 14,
    "progress": 10,
    "completed_on": 12,
    "value": 11,
    "self_score": 11,
    "result": 36,
    "evidence": 28,
    "explanation": 30,
    "difficulty": 28,
}
"""Of columns that have more room here than in the form."""


def _form(
    field: str, value: Callable[[Any], Value] | None = None, *, hidden: bool = False
) -> Column:
    """Return a column of the form, or one that people fill in, as it is declared there."""
    column = _DECLARED[field]
    look = Look.of(column.kind)
    if column.kind is Kind.DAY:
        look = look.with_(number_format=DAY.number_format)
    width = _WIDTHS.get(field, column.width)
    return Column(field, column.header, width, look, value, hidden=hidden)


def area_key(index: Index, area: str) -> str:
    """Return an area as the appendix sheets name it: never mistaken for a number."""
    return f"{index.value}/{area}"


def _area(item: Item) -> str:
    return area_key(item.index, item.area or "")


def _of_item(year: int) -> tuple[Column, ...]:
    """Return what the plan says of an item; a target is that of *year*."""
    return (
        Column("area", "Mã lĩnh vực", 14, CODE, _area, hidden=True),
        _form("key", hidden=True),
        _form("code"),
        _form("content", lambda item: item.subject),
        # That of a criterion stands beside its score.
        _form("maximum", lambda item: None if item.is_criterion else item.points),
        _form("measure", lambda item: item.measure or None),
        _form("authority"),
        _form("due", lambda item: item.due.text or None),
        _form("target", lambda item: item.targets.get(year)),
    )


def _state(entry: Entry) -> str | None:
    if entry.state is State.NOT_REPORTED and entry.in_error:
        return IN_ERROR_LABEL
    return entry.state.label if entry.state else None


def _weight(entry: Entry) -> float | None:
    return entry.weight if entry.role is Role.LEAD else None


def _weighted(entry: Entry) -> float | None:
    return entry.weight * entry.share_done if entry.role is Role.LEAD else None


def _marked(field: str) -> Callable[[Any], str | None]:
    return lambda row: MARK if getattr(row, field) else None


def _score_state(score: Score) -> str | None:
    if score.in_error:
        return IN_ERROR_LABEL
    return _UNSCORED if score.self_score is None else None


def _nothing(_row: Any) -> None:
    return None


_OF_ENTRY: dict[str, Callable[[Entry], Value] | None] = {"status": None, "self_score": _nothing}
_REPORTED = (
    Column("unit", "Đơn vị", 11, CODE),
    _form("role"),
    Column("state", "Trạng thái", 17, TEXT, _state),
    # All but the status as it is: there are millions of these.
    *(
        _form(field, _OF_ENTRY.get(field, attrgetter(field)))
        for field in (column.field for column in INPUT)
    ),
)
_TYPED = tuple(_form(column.field) for column in HAND)
_BEHIND = (
    Column("corrected", "Đính chính", 36, value=_nothing),
    Column("in_error", "Chưa hợp lệ", 9, _MARK, _marked("in_error")),
    Column("estimated", "Ước thực hiện", 8, _MARK, _marked("estimated")),
    Column("owes", "Cần giải trình", 8, _MARK, _marked("owes_explanation")),
    Column("carried_from", "Chuyển từ kỳ", 9, _MARK),
    Column("task", "Dòng đầu của nhiệm vụ", 8, _MARK, _nothing),
    Column("weight", "Trọng số", 9, _SHARE, _weight),
    Column("weighted", "Trọng số × tiến độ", 9, _SHARE, _weighted),
    Column("scored_maximum", "Điểm tối đa của tiêu chí đã chấm", 10, _SHARE, _nothing),
    Column("file", "Tệp", 24),
    Column("sheet", "Trang", 11),
    Column("row", "Dòng", 6, _MARK),
)
_ITEM = _of_item(0)
COLUMNS = (*_ITEM, *_REPORTED, *_TYPED, *_BEHIND)
_AT = {column.key: place for place, column in enumerate(COLUMNS)}
_HAND_AT = len(_ITEM) + len(_REPORTED)
INPUTS = slice(_AT[INPUT[0].field], _AT[INPUT[-1].field] + 1)
"""The columns of what units fill in."""
_HAND = slice(_HAND_AT, _HAND_AT + len(HAND))
_NOTHING_TYPED: Values = (None,) * len(HAND)
_OF_HEADING = ("code", "content", "maximum", "measure")
"""What a row says that groups others."""
_OF_SCORE: dict[str, Callable[[Score], Value]] = {
    **{name: attrgetter(name) for name in ("unit", "maximum", "self_score", "value")},
    **{name: attrgetter(name) for name in ("evidence", "explanation", "file", "sheet", "row")},
    "role": lambda _score: Role.SCORING.label,
    "state": _score_state,
    "in_error": _marked("in_error"),
    "owes": _marked("owes_explanation"),
    "scored_maximum": lambda score: None if score.self_score is None else score.maximum,
}
"""What a criterion's row says of its score, by column."""
_REVIEWED: dict[Role, tuple[str, ...]] = {
    Role.SCORING: tuple(column.field for column in HAND),
    Role.LEAD: ("review_opinion",),
    Role.COORDINATING: (),
}
"""The columns to fill in by hand, by the role of the row: a score is a criterion's."""
_PLAIN_ROW = [
    # Unlocked: so no other cells look like those to fill in.
    column.look.with_(wrap=not column.hidden, locked=column not in _TYPED)
    for column in COLUMNS
]


def _looks(filled: Sequence[str] = (), **changes: Any) -> Looks:
    """Return how the cells of a row look, those to fill in apart."""
    return Looks(
        look.with_(**{**changes, "fill": INPUT_FILL} if column.key in filled else changes)
        for column, look in zip(COLUMNS, _PLAIN_ROW, strict=True)
    )


_LOOKS: dict[Role | int, Looks] = {
    Role.LEAD: _looks(_REVIEWED[Role.LEAD]),
    Role.COORDINATING: _looks(italic=True, color="#595959"),
    Role.SCORING: _looks(_REVIEWED[Role.SCORING], fill=HEADING_FILLS[-1]),
    **{level: _looks(fill=fill, bold=level <= 1) for level, fill in enumerate(HEADING_FILLS)},
}
"""Of what units reported by their role, of rows that group others by their level."""


def _said(part: CorrectionPart) -> str:
    found, new = (shortened(text) or "(trống)" for text in (part.reported, part.value))
    on = f"; {day(part.on)}" if part.on else ""
    return f"{BY_FIELD[part.field].header}: {found} → {new} ({part.reason}; {part.by}{on})"


class _Rows:
    """The cells of appendix rows, with what people typed beside them."""

    def __init__(self, request: MasterRequest) -> None:
        self._items = request.plan.by_key
        self._typed = {row.address: row.values for row in request.typed.rows}
        self._of_item, self._before, self._behind = (
            [column.values({}, is_live=False) for column in columns]
            for columns in (_of_item(request.period.year), _REPORTED, _BEHIND)
        )
        self._corrected = {
            (part.unit, part.key, part.field): _said(part)
            for part in request.result.corrections
            if part.state is CorrectionState.APPLIED
        }
        self._item_values: dict[str, list[Value]] = {}
        self._task = ""
        """The key of the last task so far, whose first lead has been marked."""

    def cells(self, row: AppendixRow) -> Row:
        """Return the cells of a row."""
        typed = self._typed.get(address_of(row), _NOTHING_TYPED) if self._typed else _NOTHING_TYPED
        match row:
            case Entry():
                looks, values = _LOOKS[row.role], self._of_entry(row, typed)
            case Score():
                looks, values = _LOOKS[Role.SCORING], self._of_score(row, typed)
            case _:
                looks = _LOOKS[min(row.level, len(HEADING_FILLS) - 1)]
                shown = zip(COLUMNS, self._values_of(row.key), strict=False)
                values = [value if column.key in _OF_HEADING else None for column, value in shown]
                values += [None] * len(_REPORTED) + [*typed] + [None] * len(_BEHIND)
        if typed is not _NOTHING_TYPED:
            of_typed = map(look_of, typed, looks[_HAND])
            looks = Looks((*looks[: _HAND.start], *of_typed, *looks[_HAND.stop :]))
        return Row(values, looks)

    def _of_entry(self, entry: Entry, typed: Values) -> list[Value]:
        values = [
            *self._values_of(entry.key),
            *[value(entry) for value in self._before],
            *typed,
            *[value(entry) for value in self._behind],
        ]
        if entry.corrected:
            values[_AT["corrected"]] = self._corrections(entry)
        if entry.role is Role.LEAD and entry.key != self._task:
            self._task, values[_AT["task"]] = entry.key, MARK
        return values

    def _of_score(self, score: Score, typed: Values) -> list[Value]:
        values = [
            *self._values_of(score.key),
            *[None] * len(_REPORTED),
            *typed,
            *[None] * len(_BEHIND),
        ]
        values[_AT["content"]] = self._items[score.key].content
        for column, value in _OF_SCORE.items():
            values[_AT[column]] = value(score)
        if score.corrected:
            values[_AT["corrected"]] = self._corrections(score)
        return values

    def _corrections(self, row: Entry | Score) -> str:
        """Return what was corrected of a row, from what to what, why and by whom."""
        fields = (row.corrected or "").split("; ")
        found = (self._corrected.get((row.unit, row.key, field)) for field in fields)
        return "\n".join(filter(None, found))

    def _values_of(self, key: str) -> list[Value]:
        # The same for all its units.
        values = self._item_values.get(key)
        if values is None:
            item = self._items[key]
            self._item_values[key] = values = [value(item) for value in self._of_item]
        return values


NAMES = {
    # field: the part of the defined name after the appendix's own
    "area": "MaLinhVuc",
    "key": "MaDong",
    "unit": "DonVi",
    "role": "VaiTro",
    "authority": "ThamQuyen",
    "state": "TrangThai",
    "in_error": "ChuaHopLe",
    "task": "NhiemVu",
    "weight": "TrongSo",
    "weighted": "TrongSoTienDo",
    "self_score": "DiemTuDanhGia",
    "scored_maximum": "DiemToiDaDaCham",
}


def column_name(index: Index, field: str) -> str:
    """Return the defined name of a column of an appendix sheet: ``PL1_TrangThai``."""
    return f"{index.prefix}_{NAMES[field]}"


def write_appendix(
    index: Index, book: Book, request: MasterRequest, entries: MasterEntries
) -> None:
    """Write one appendix sheet and define the names of its columns."""
    sheet = book.sheet(index.sheet)
    title = f"{index.sheet.upper()}. {index.label}: KẾT QUẢ THỰC HIỆN"
    write_top(book, sheet, request, title, _AT["code"])
    rows = entries.appendices[index]
    columns = [TableColumn(column.header, column.width, hidden=column.hidden) for column in COLUMNS]
    cells, looks = map(_Rows(request).cells, rows), [*chain.from_iterable(_LOOKS.values())]
    if request.typed.rows:
        looks += [look_of(date.max, look) for row in _LOOKS.values() for look in row[_HAND]]
    book.table(sheet, TOP, columns, cells, _is_to_fill, len(rows), looks)
    last = max(TOP + 1, TOP + len(rows))
    for field in NAMES:
        where = whole_range(TOP + 1, last, place_of(COLUMNS, field))
        book.name(column_name(index, field), f"='{index.sheet}'!{where}")
    _limit(sheet, last)
    content = place_of(COLUMNS, "content")
    sheet.freeze_panes(TOP + 1, content + 1)
    sheet.autofilter(TOP, 0, last, len(COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(len(COLUMNS))}{last + 1}"})
    set_up_print(sheet, index.sheet, TOP)
    # Too wide for one page: several side by side, each row named on all of them.
    sheet.set_print_scale(48)
    sheet.print_across()
    sheet.repeat_columns(0, content)


def typed_cell(index: Index, number: int, place: int) -> str:
    """Where on an appendix sheet people type into the column at that *place* of theirs, beside the
    row of that *number*, both from 0."""
    return f"{index.sheet}, {cell_name(TOP + 1 + number, _HAND_AT + place)}"


def _is_to_fill(looks: Sequence[Look]) -> bool:
    return looks[_AT["review_opinion"]].fill == INPUT_FILL


def _limit(sheet: Sheet, last: int) -> None:
    """Let Excel warn of scores outside 0 to the row's maximum, and say what belongs where."""
    maximum = reference(TOP + 1, place_of(COLUMNS, "maximum"))
    for place, column in enumerate(HAND, start=_HAND_AT):
        accepted: dict[str, Any] = {"validate": "any"}
        if column.kind is Kind.POINTS:
            accepted = {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                # A task earns none: its criterion does.
                "maximum": f"=IF(ISNUMBER({maximum}),{maximum},0)",
                "error_type": "warning",
                "error_title": column.header,
                "error_message": "Điểm là số từ 0 đến điểm tối đa, ghi ở dòng “Chấm điểm” của "
                "tiêu chí. Vẫn ghi như vậy?",
            }
        # Excel shows no more of a title.
        told = {"input_title": column.header[:32], "input_message": column.prompt}
        sheet.data_validation(TOP + 1, place, last, place, {**accepted, **told})
