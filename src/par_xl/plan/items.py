"""An appendix's rows, put together to a tree of items; what does not fit in it is a fault."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from par_xl.plan import faults
from par_xl.plan.model import Area, Item, ItemRow
from par_xl.plan.table import Table
from par_xl.plan.units import NO_FORM_KINDS, UnitCell, UnitNames
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, fold_name
from par_xl.terms.words import Index, Method, number

POINTS_TOLERANCE = 0.011
"""By how much points may miss their sum: published ones are rounded (contract, section 3)."""


def parent_code(code: str) -> str | None:
    """Return the code without its last part; None for a root.

    >>> parent_code("3.2.1.a"), parent_code("P1")
    ('3.2.1', None)
    """
    parent, dot, _ = code.rpartition(".")
    return parent if dot else None


def nearest_code(code: str, among: Container[str]) -> str | None:
    """Return the code itself, or the nearest above it, that is *among* others; None where none
    is."""
    nearest: str | None = code
    while nearest is not None and nearest not in among:
        nearest = parent_code(nearest)
    return nearest


def codes_above(code: str) -> Iterator[str]:
    """Yield the codes above one."""
    while (parent := parent_code(code)) is not None:
        yield parent
        code = parent


def lowest(codes: Iterable[str]) -> set[str]:
    """Return those of the codes that are above no other of them."""
    codes = set(codes)
    return codes - {above for code in codes for above in codes_above(code)}


Areas = Mapping[tuple[Index, str], Area]
_ROW_FIELDS = [each.name for each in fields(ItemRow) if each.name != "method"]


def build_items(index: Index, table: Table, areas: Areas, names: UnitNames) -> list[Item]:
    """Return the items of one appendix in the plan's order; what does not fit is a fault."""
    rows = table.of(ItemRow)
    tree = _Tree(rows)
    own_areas = {code for of, code in areas if of is index}
    bad = {row.row for row in rows if table.has_fault(row, "TT")}
    table.check_codes("TT", ((fold(row.code), row.code, row) for row in rows))
    items = []
    for order, row in enumerate(rows):
        area = nearest_code(row.code, own_areas)
        if row.row not in bad:
            _check_row(table, row, tree, unsure=bool(bad))
        leads = names.read(row.named_leads, table, row, "Đơn vị chủ trì")
        coordinating = names.read(row.named_coordinating, table, row, "Đơn vị phối hợp")
        _check_idle(leads, table, row, names)
        made = {each: getattr(row, each) for each in _ROW_FIELDS}
        made["from_period"], made["to_period"] = tree.periods(row)
        items.append(
            Item(
                **made,
                index=index,
                key=f"{index.value}/{row.code}",
                method=tree.method(row),
                is_criterion=tree.is_criterion(row),
                weighted_by=tree.weighted_by(index, row),
                leads=leads,
                coordinating=coordinating,
                area=area,
                level=row.code.count("."),
                is_leaf=row.code not in tree.children,
                order=order,
            )
        )
    return items


class _Tree:
    """The rows of one appendix by code and by parent."""

    def __init__(self, rows: Sequence[ItemRow]) -> None:
        self.by_code = {row.code: row for row in rows}
        self.children: dict[str | None, list[ItemRow]] = {}
        for row in rows:
            self.children.setdefault(parent_code(row.code), []).append(row)
        self._methods = {row.code: row.method for row in rows if row.method}
        self._lowest = lowest(row.code for row in rows if row.points is not None)
        """Rows with points, and no points on any row beneath them."""

    def is_criterion(self, row: ItemRow) -> bool:
        """Whether it has points, none beneath it, and is not surveyed (contract, section 3)."""
        return row.code in self._lowest and self.method(row) is not Method.SURVEY

    def weighted_by(self, index: Index, row: ItemRow) -> str | None:
        """Key of the nearest row with points and none beneath: itself or above."""
        nearest = nearest_code(row.code, self._lowest)
        return nearest and f"{index.value}/{nearest}"

    def periods(self, row: ItemRow) -> tuple[str | None, str | None]:
        """Return from and to which period the row is asked: its own, within those above it."""
        above = (self.by_code.get(code) for code in codes_above(row.code))
        rows = [row, *filter(None, above)]
        first = max((each.from_period for each in rows if each.from_period), default=None)
        last = min((each.to_period for each in rows if each.to_period), default=None)
        return first, last

    def points_beneath(self, row: ItemRow) -> float | None:
        """Return the sum of the points right below, in the period that asks for the most of them;
        None where there are none."""
        pointed = [each for each in self.children.get(row.code, []) if each.points is not None]
        starts = {each.from_period or "" for each in pointed}
        sums = (sum(each.points or 0 for each in pointed if each.asked_in(s)) for s in starts)
        return max(sums, default=None)

    def method(self, row: ItemRow) -> Method:
        """How the row is scored: its own word, or else its nearest ancestor's."""
        nearest = nearest_code(row.code, self._methods)
        return Method.SELF if nearest is None else self._methods[nearest]


def _check_row(table: Table, row: ItemRow, tree: _Tree, unsure: bool) -> None:
    """Note what does not fit in a row; *unsure*: some row's code can't be read, so that parents
    and sums may be right."""
    parent = parent_code(row.code)
    if parent is not None and parent not in tree.by_code and not unsure:
        table.add(faults.ORPHAN, row, "TT", row.code, parent)
    if not unsure:
        _check_points(table, row, tree)
    first, last = tree.periods(row)
    if (row.from_period or row.to_period) and first and last and first > last:
        more = N_("từ kỳ {first}, đến kỳ {last}").format(first=first, last=last)
        table.add(faults.NEVER_ASKED, row, "Từ kỳ", row.code, more)
    if row.code in tree.children and not tree.is_criterion(row):
        return
    if row.authority is None:
        table.add(faults.NO_AUTHORITY, row, "Thẩm quyền thực hiện", row.code)


def _check_points(table: Table, row: ItemRow, tree: _Tree) -> None:
    beneath = tree.points_beneath(row)
    if row.points is None or beneath is None or abs(beneath - row.points) <= POINTS_TOLERANCE:
        return
    more = N_("{total} khác {points}").format(
        total=number(beneath, 4), points=number(row.points, 4)
    )
    table.add(faults.POINTS_DO_NOT_SUM, row, "Điểm tối đa", row.code, more)


def _check_idle(leads: UnitCell, table: Table, row: ItemRow, names: UnitNames) -> None:
    """Note units, and kinds of them, that can't lead since they file no form."""
    units = (names.find(code) for code in leads.codes)
    idle = [unit.name for unit in units if unit is not None and not unit.files_forms]
    idle += [kind for kind in leads.kinds if fold_name(kind) in NO_FORM_KINDS]
    for name in idle:
        table.add(faults.LEADS_NOTHING, row, "Đơn vị chủ trì", name)
