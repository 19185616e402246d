"""The master's appendix sheets: every assignment with its entry, and where that came from.

Counts and rates elsewhere are formulas over these sheets' columns, through defined names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from par_xl.entry import BY_FIELD, INPUT, Kind
from par_xl.finding import column_letters
from par_xl.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.plan.model import Item
from par_xl.result import EntryPart
from par_xl.sheet import HEADING_FILLS, Book, Cell, Look, TableColumn, Value, whole_range
from par_xl.words import IN_ERROR_LABEL, Index, Role, State

_PLAN_FIELDS = ("code", "content", "maximum", "measure", "task")
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
    "mean_score": ("Điểm chia theo số đơn vị chấm", _SHARE, 10),
    "mean_maximum": ("Điểm tối đa chia theo số đơn vị chấm", _SHARE, 10),
    "scored_maximum": ("Điểm tối đa của dòng đã chấm", _SHARE, 10),
    "file": ("Tệp", _TEXT, 24),
    "sheet": ("Trang", _TEXT, 11),
    "row": ("Dòng", _MARK, 6),
}
_FIELDS = (
    "area", *_PLAN_FIELDS, "unit", "role", "authority", "due", "target", "state",
    *(column.field for column in INPUT), "in_error", "estimated", "owes", "weight", "weighted",
    "mean_score", "mean_maximum", "scored_maximum", "file", "sheet", "row",
)  # fmt: skip
MARK = "x"

NAMES = {
    # field: the part of the defined name after the appendix's own
    "area": "MaLinhVuc",
    "unit": "DonVi",
    "role": "VaiTro",
    "authority": "ThamQuyen",
    "state": "TrangThai",
    "in_error": "ChuaHopLe",
    "weight": "TrongSo",
    "weighted": "TrongSoTienDo",
    "mean_score": "DiemChia",
    "mean_maximum": "DiemToiDaChia",
    "self_score": "DiemTuDanhGia",
    "scored_maximum": "DiemToiDaDaCham",
}
_PREFIX = {Index.PAR_INDEX: "PL1", Index.SIPAS: "PL2", Index.PAPI: "PL3"}


def column_name(index: Index, field: str) -> str:
    """Defined name of a column of an appendix sheet: ``PL1_TrangThai``."""
    return f"{_PREFIX[index]}_{NAMES[field]}"


def area_key(index: Index, area: str) -> str:
    """An area as the appendix sheets name it: never mistaken for a number."""
    return f"{index.value}/{area}"


def _column(field: str) -> tuple[str, Look, float]:
    if field in _OWN:
        return _OWN[field]
    column = BY_FIELD[field]
    look = Look.of(column.kind)
    if column.kind is Kind.DAY:
        look = look.with_(number_format="dd/mm/yyyy")
    return column.header, look, column.width


def write_appendix(book: Book, request: MasterRequest, index: Index) -> None:
    """Write one appendix sheet and define the names of its columns."""
    sheet = book.sheet(index.sheet)
    write_top(book, sheet, request, f"{index.sheet.upper()}. {index.label}: KẾT QUẢ THỰC HIỆN")
    described = [_column(field) for field in _FIELDS]
    columns = [
        TableColumn(header, width, hidden=field == "area")
        for field, (header, _, width) in zip(_FIELDS, described, strict=True)
    ]
    looks = {field: look for field, (_, look, _) in zip(_FIELDS, described, strict=True)}
    rows = [
        [Cell(value, look) for value, look in _row(values, looks, heading)]
        for values, heading in _rows(request, index)
    ]
    after = book.table(sheet, TOP, columns, rows)
    last = max(TOP + 1, after - 1)
    for field in NAMES:
        where = whole_range(TOP + 1, last, _FIELDS.index(field))
        book.name(column_name(index, field), f"='{index.sheet}'!{where}")
    sheet.freeze_panes(TOP + 1, _FIELDS.index("content") + 1)
    sheet.autofilter(TOP, 0, last, len(_FIELDS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(len(_FIELDS))}{last + 1}"})
    set_up_print(sheet, index.sheet, TOP)
    # Too wide for one page: several side by side, each row named on all of them.
    sheet.set_print_scale(48)
    sheet.print_across()
    sheet.repeat_columns(0, _FIELDS.index("content"))


def _row(
    values: Mapping[str, Value], looks: Mapping[str, Look], heading: int | None
) -> Iterator[tuple[Value, Look]]:
    for field in _FIELDS:
        look = looks[field]
        if heading is not None:
            fill = HEADING_FILLS[min(heading, len(HEADING_FILLS) - 1)]
            look = look.with_(fill=fill, bold=heading <= 1)
        elif values.get("role") == Role.COORDINATING.label:
            look = look.with_(italic=True, color="#595959")
        yield values.get(field), look


def _rows(request: MasterRequest, index: Index) -> Iterator[tuple[Mapping[str, Value], int | None]]:
    """Headings, assignments and, beneath them, coordinating rows, in the plan's order."""
    entries: dict[str, list[EntryPart]] = defaultdict(list)
    for entry in request.result.entries:
        if entry.index is index:
            entries[entry.key].append(entry)
    for item in request.plan.items:
        if item.index is not index:
            continue
        if not item.is_leaf:
            yield _plan_values(item), item.level
            continue
        scoring = Counter(e.self_score is not None for e in entries[item.key])[True]
        for entry in sorted(entries[item.key], key=lambda e: e.role is not Role.LEAD):
            yield _entry_values(request, item, entry, scoring), None


def _plan_values(item: Item) -> dict[str, Value]:
    return {
        "code": item.code,
        "content": item.content,
        "maximum": item.maximum,
        "measure": item.measure or None,
        "task": item.task or None,
    }


def _entry_values(
    request: MasterRequest, item: Item, entry: EntryPart, scoring: int
) -> dict[str, Value]:
    values = _plan_values(item) | {
        "area": area_key(item.index, item.area or ""),
        "unit": entry.unit,
        "role": entry.role.label,
        "authority": entry.authority.label if entry.authority else None,
        "due": item.due.text or None,
        "target": item.targets.get(request.period.year),
        "state": _state_text(entry),
        "status": entry.status.label if entry.status else None,
        "progress": entry.progress,
        "completed_on": entry.completed_on,
        "value": entry.value,
        "self_score": entry.self_score,
        "result": entry.result,
        "evidence": entry.evidence,
        "explanation": entry.explanation,
        "shortcoming": entry.shortcoming,
        "difficulty": entry.difficulty,
        "in_error": MARK if entry.in_error else None,
        "estimated": MARK if entry.estimated else None,
        "owes": MARK if entry.owes_explanation else None,
        "file": entry.file,
        "sheet": entry.sheet,
        "row": entry.row,
    }
    if entry.role is Role.LEAD:
        values["weight"] = entry.weight
        values["weighted"] = entry.weight * entry.share_done
        if entry.self_score is not None and entry.maximum is not None:
            values["mean_score"] = entry.self_score / scoring
            values["mean_maximum"] = entry.maximum / scoring
            values["scored_maximum"] = entry.maximum
    return values


def _state_text(entry: EntryPart) -> str | None:
    if entry.state is State.NOT_REPORTED and entry.in_error:
        return IN_ERROR_LABEL
    return entry.state.label if entry.state else None
