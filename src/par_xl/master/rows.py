"""The master's rows that are written where the forms are read: one entry, one row.

What an appendix row holds is declared here once; the sheets around the rows are written in
``appendices`` and ``lists``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter

from par_xl.by_hand.columns import COLUMNS as HAND
from par_xl.entry import BY_FIELD, INPUT, Kind
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.unit import Unit
from par_xl.result import EntryPart
from par_xl.sheet import (
    HEADING_FILLS,
    INPUT_FILL,
    Look,
    RowForm,
    RowStart,
    Styles,
    TableColumn,
    Value,
)
from par_xl.words import IN_ERROR_LABEL, Index, Role, State

MARK = "x"
_reported = attrgetter(*(column.field for column in INPUT[1:]))
"""What a unit reported in a row, but for its status, in the order of the form's columns."""
_TO_FILL = (None,) * len(HAND)
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
_LEAD = [look if look.locked else look.with_(fill=INPUT_FILL) for look in _PLAIN_ROW]
_COORDINATING = [look.with_(italic=True, color="#595959") for look in _PLAIN_ROW]
_HEADINGS = [
    [look.with_(fill=fill, bold=level <= 1) for look in _PLAIN_ROW]
    for level, fill in enumerate(HEADING_FILLS)
]
_TO_BE_FILLED = slice(HAND_AT, HAND_AT + len(HAND))
HAND_LOOKS = {
    Role.LEAD.label: [_LEAD[_TO_BE_FILLED]],
    Role.COORDINATING.label: [_COORDINATING[_TO_BE_FILLED]],
    "": [looks[_TO_BE_FILLED] for looks in _HEADINGS],
}
"""Of the cells to fill in, by role; of rows that group others it depends on their level."""

EXPLANATIONS = (
    TableColumn("Giải trình", 15),
    TableColumn("Đơn vị", 11),
    TableColumn("Tên đơn vị", 30),
    TableColumn("Chỉ số", 11),
    TableColumn("TT", 10),
    TableColumn("Nhiệm vụ", 44),
    TableColumn("Trạng thái", 17),
    TableColumn("Vì sao cần giải trình", 30),
    TableColumn("Nội dung giải trình", 44),
    TableColumn("Điểm tối đa", 9),
    TableColumn("Điểm tự đánh giá", 9),
    TableColumn("Điểm mất", 9),
)
_LOST = Look("#,##0.00", align="center")
_EXPLANATION = [*[Look()] * (len(EXPLANATIONS) - 3), *[_LOST] * 3]

LIST_TEXT, LIST_NUMBER = Look(), Look(align="center")
LIST_DAY = Look("dd/mm/yyyy", align="center")
LIST_RATE = Look("0.00%", align="center")


def as_day(look: Look) -> Look:
    """The look of a cell in which people typed a day."""
    return look.with_(number_format="dd/mm/yyyy")


STYLES = Styles(
    [
        *(LIST_NUMBER, LIST_DAY, LIST_RATE, *_LEAD, *_COORDINATING),
        *chain(*_HEADINGS),
        *_EXPLANATION,
        *(as_day(look) for rows in HAND_LOOKS.values() for looks in rows for look in looks),
    ]
)
_LEAD_ROW = RowForm(_LEAD, _WIDTHS, STYLES, grows=True)
_COORDINATING_ROW = RowForm(_COORDINATING, _WIDTHS, STYLES)
_HEADING_ROWS = [RowForm(looks, _WIDTHS, STYLES) for looks in _HEADINGS]
_EXPLANATION_ROW = RowForm(_EXPLANATION, [column.width for column in EXPLANATIONS], STYLES)


def area_key(index: Index, area: str) -> str:
    """An area as the appendix sheets name it: never mistaken for a number."""
    return f"{index.value}/{area}"


def heading_row(item: Item) -> str:
    """The row of an item that groups others."""
    values: dict[str, Value] = {
        "code": item.code,
        "content": item.content,
        "maximum": item.maximum,
        "measure": item.measure or None,
        "task": item.task or None,
    }
    return _heading(item.level, [values.get(field) for field in _PLAN_FIELDS])


def unit_row(unit: Unit) -> str:
    """The row above a unit's entries, where these stand unit by unit."""
    values = {"code": unit.code, "content": unit.name}
    return _heading(0, [values.get(field) for field in _PLAN_FIELDS])


def _heading(level: int, values: Sequence[Value]) -> str:
    form = _HEADING_ROWS[min(level, len(_HEADING_ROWS) - 1)]
    return form.xml([*values, *[None] * (len(FIELDS) - len(values))])


class EntryRows:
    """The rows of a period's assignments and coordinating rows."""

    def __init__(self, plan: Plan, period: Period) -> None:
        self._plan = plan
        self._year = period.year
        self._starts: dict[tuple[str, Role], RowStart] = {}

    def row(self, entry: EntryPart) -> str:
        """The row of one entry."""
        is_lead = entry.role is Role.LEAD
        is_scored = entry.self_score is not None and is_lead
        form = _LEAD_ROW if is_lead else _COORDINATING_ROW
        # What the plan says of an item is the same for all its units.
        start = self._starts.get((entry.key, entry.role))
        if start is None:
            start = form.start(self._plan_values(self._plan.by_key[entry.key]))
            self._starts[entry.key, entry.role] = start
        values: list[Value] = [
            entry.unit,
            entry.role.label,
            _state_text(entry),
            entry.status.label if entry.status else None,
            *_reported(entry),
            *_TO_FILL,
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
        return form.xml(values, start)

    def _plan_values(self, item: Item) -> list[Value]:
        return [
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


def _state_text(entry: EntryPart) -> str | None:
    if entry.state is State.NOT_REPORTED and entry.in_error:
        return IN_ERROR_LABEL
    return entry.state.label if entry.state else None


def explanation_rows(plan: Plan, entries: Iterable[EntryPart]) -> tuple[list[str], list[str]]:
    """Rows of those who owe an explanation, and of those who gave one (plan, IV.1)."""
    owing: list[str] = []
    given: list[str] = []
    for entry in entries:
        if entry.role is Role.LEAD and (entry.owes_explanation or entry.explanation):
            item = plan.by_key[entry.key]
            row = _EXPLANATION_ROW.xml(
                [
                    "Chưa giải trình" if entry.owes_explanation else "Đã giải trình",
                    entry.unit,
                    plan.units[entry.unit].name,
                    entry.index.label,
                    entry.code,
                    item.task or item.content,
                    entry.state.label if entry.state else None,
                    _capital(entry.explanation_reason),
                    entry.explanation,
                    *_lost(item, entry),
                ]
            )
            (owing if entry.owes_explanation else given).append(row)
    return owing, given


def _lost(item: Item, entry: EntryPart) -> tuple[float | None, float | None, float | None]:
    """The row's maximum, what the unit gave itself, and what it lost; None where it has none."""
    if not item.is_scored or item.maximum is None:
        return None, None, None
    score = entry.self_score
    return item.maximum, score, None if score is None else item.maximum - score


def _capital(text: str | None) -> str | None:
    return text[0].upper() + text[1:] if text else None
