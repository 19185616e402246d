"""The sheet `Theo tiêu chí`: each item that somebody leads, all its leads together.

An item's score is the mean of what its leads gave it; scores of areas and indices are sums of
these (contract, section 6).
"""

from __future__ import annotations

from collections.abc import Iterator

from par_xl.merge.rates import ItemTally
from par_xl.outputs.master.appendices import column_name
from par_xl.outputs.master.request import TOP, MasterRequest, set_up_print, write_top
from par_xl.outputs.master.rows import area_key
from par_xl.terms.words import NOTHING, Index, Role, State
from par_xl.workbooks.look import Kind
from par_xl.workbooks.writing import (
    Book,
    Cell,
    Formula,
    Look,
    TableColumn,
    Value,
    reference,
    whole_range,
)

SHEET = "Theo tiêu chí"
_TEXT, _CODE = Look(), Look.of(Kind.CODE)
_UNSEEN = _CODE.with_(wrap=False)
_CENTRE, _COUNT = Look(align="center"), Look("#,##0", align="center")
_POINTS = Look("#,##0.00", align="center")
_COLUMNS = {
    "index": TableColumn("Chỉ số", 14),
    "area": TableColumn("Mã lĩnh vực", 14, hidden=True),
    "key": TableColumn("Mã dòng", 14, hidden=True),
    "code": TableColumn("TT", 9),
    "content": TableColumn("Tiêu chí, nội dung", 60),
    "authority": TableColumn("Thẩm quyền", 12),
    "maximum": TableColumn("Điểm tối đa", 9),
    "assigned": TableColumn("Số đơn vị chủ trì", 10),
    "done": TableColumn("Hoàn thành", 10),
    "overdue": TableColumn(State.OVERDUE.label, 12),
    "scored": TableColumn("Số đơn vị tự chấm điểm", 11),
    "mean_score": TableColumn("Điểm tự đánh giá bình quân", 12),
    "scored_maximum": TableColumn("Điểm tối đa của dòng đã chấm", 12),
}
_PLACES = {field: place for place, field in enumerate(_COLUMNS)}
_NAMES = {
    "index": "TC_ChiSo",
    "area": "TC_MaLinhVuc",
    "authority": "TC_ThamQuyen",
    "mean_score": "TC_DiemBinhQuan",
    "scored_maximum": "TC_DiemToiDa",
}


def criteria_name(field: str) -> str:
    """Defined name of a column of this sheet."""
    return _NAMES[field]


def criteria_cell(number: int, field: str) -> str:
    """Where a field of the tally with that place stands, for formulas elsewhere."""
    return f"'{SHEET}'!{reference(TOP + 1 + number, _PLACES[field])}"


def write_criteria(book: Book, request: MasterRequest) -> None:
    """Write the sheet and define the names of its columns."""
    sheet = book.sheet(SHEET)
    write_top(book, sheet, request, "KẾT QUẢ THEO TIÊU CHÍ (CÁC ĐƠN VỊ CHỦ TRÌ)")
    columns = list(_COLUMNS.values())
    after = book.table(sheet, TOP, columns, list(_rows(request)))
    last = max(TOP + 1, after - 1)
    for field, name in _NAMES.items():
        book.name(name, f"='{SHEET}'!{whole_range(TOP + 1, last, _PLACES[field])}")
    sheet.freeze_panes(TOP + 1, _PLACES["content"] + 1)
    sheet.autofilter(TOP, 0, last, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{last + 1}"})
    set_up_print(sheet, SHEET, TOP)


def _rows(request: MasterRequest) -> Iterator[list[Cell]]:
    for number, tally in enumerate(request.tallies):
        item = tally.item
        mean = tally.mean_score
        formulas = _formulas(item.index, TOP + 1 + number)
        counted: dict[str, tuple[float | str, Look]] = {
            "assigned": (sum(tally.states), _COUNT),
            "done": (tally.count(State.DONE_ON_TIME) + tally.count(State.DONE_LATE), _COUNT),
            "overdue": (tally.count(State.OVERDUE), _COUNT),
            "scored": (tally.scored, _COUNT),
            "mean_score": (NOTHING if mean is None else mean, _POINTS),
            "scored_maximum": (NOTHING if mean is None else _points(tally), _POINTS),
        }
        said: list[tuple[Value, Look]] = [
            (item.index.label, _TEXT),
            (area_key(item.index, item.area or ""), _UNSEEN),
            (item.key, _UNSEEN),
            (item.code, _CODE),
            (item.content, _TEXT),
            (item.authority.label if item.authority else None, _CENTRE),
            (item.maximum, _POINTS),
        ]
        yield [
            *(Cell(value, look) for value, look in said),
            *(
                Cell(Formula(formulas[field], value) if request.is_live else value, look)
                for field, (value, look) in counted.items()
            ),
        ]


def _points(tally: ItemTally) -> float:
    return tally.item.maximum or 0.0


def _formulas(index: Index, row: int) -> dict[str, str]:
    def cell(field: str) -> str:
        return reference(row, _PLACES[field])

    def counted(function: str, *more: tuple[str, str]) -> str:
        pairs = [("key", cell("key")), ("role", f'"{Role.LEAD.label}"'), *more]
        return f"{function}({','.join(f'{column_name(index, f)},{value}' for f, value in pairs)})"

    def in_state(state: State) -> str:
        return counted("COUNTIFS", ("state", f'"{state.label}"'))

    score = column_name(index, "self_score")
    none = f'{cell("scored")}=0,"{NOTHING}"'
    pairs = f"{column_name(index, 'key')},{cell('key')},{column_name(index, 'role')}"
    total = f'SUMIFS({score},{pairs},"{Role.LEAD.label}")'
    return {
        "assigned": f"={counted('COUNTIFS')}",
        "done": f"={in_state(State.DONE_ON_TIME)}+{in_state(State.DONE_LATE)}",
        "overdue": f"={in_state(State.OVERDUE)}",
        # Blank cells are no zeros: only what was scored has its maximum there.
        "scored": "=" + counted("COUNTIFS", ("scored_maximum", '">=0"')),
        "mean_score": f"=IF({none},{total}/{cell('scored')})",
        "scored_maximum": f"=IF({none},{cell('maximum')})",
    }
