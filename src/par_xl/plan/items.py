"""An appendix's rows put together to a tree of items, each with its area and its maximum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

from par_xl.plan import faults
from par_xl.plan.model import Area, Item, ItemRow
from par_xl.plan.table import Table
from par_xl.plan.units import NO_FORM_KINDS, UnitCell, UnitNames
from par_xl.terms.messages import N_
from par_xl.terms.text import fold
from par_xl.terms.words import Index, Method, number

POINTS_TOLERANCE = 0.011
"""By how much points may miss their sum: published thirds are rounded (contract, section 3)."""


def parent_code(code: str) -> str | None:
    """The code without its last part; None for a root.

    >>> parent_code("3.2.1.a"), parent_code("P1")
    ('3.2.1', None)
    """
    parent, dot, _ = code.rpartition(".")
    return parent if dot else None


def nearest_code(code: str, among: Container[str]) -> str | None:
    """The code itself, or the nearest above it, that is *among* others; None where none is."""
    nearest: str | None = code
    while nearest is not None and nearest not in among:
        nearest = parent_code(nearest)
    return nearest


Areas = Mapping[tuple[Index, str], Area]


def build_items(index: Index, table: Table, areas: Areas, names: UnitNames) -> list[Item]:
    """The items of one appendix in the plan's order; what does not fit is a fault."""
    rows = table.of(ItemRow)
    tree = _Tree(rows)
    own_areas = {code for of, code in areas if of is index}
    bad = {row.row for row in rows if table.has_fault(row, "TT")}
    table.check_codes("TT", ((fold(row.code), row.code, row) for row in rows))
    items = []
    for order, row in enumerate(rows):
        area = nearest_code(row.code, own_areas)
        if row.row not in bad:
            _check_row(table, row, tree, area, unsure=bool(bad))
        leads = names.read(row.leads, table, row, "Đơn vị chủ trì")
        coordinating = names.read(row.coordinating, table, row, "Đơn vị phối hợp")
        _check_leads(leads, table, row, names)
        items.append(
            Item(
                index=index,
                code=row.code,
                content=row.content,
                points=row.points,
                maximum=tree.maximum(row),
                measure=row.measure,
                method=tree.method(row),
                task=row.task,
                leads=leads,
                coordinating=coordinating,
                performers=row.performers,
                authority=row.authority,
                due=row.due,
                results=row.results,
                targets=row.targets,
                source=row.source,
                area=area,
                level=row.code.count("."),
                is_leaf=row.code not in tree.children,
                order=order,
            )
        )
    return items


def has_bad_code(table: Table) -> bool:
    """Whether some row's code can't be read: then no fault is found that this one would mend."""
    return any(table.has_fault(row, "TT") for row in table.of(ItemRow))


class _Tree:
    """The rows of one appendix by code and by parent."""

    def __init__(self, rows: Sequence[ItemRow]) -> None:
        self.by_code = {row.code: row for row in rows}
        self.children: dict[str, list[ItemRow]] = defaultdict(list)
        for row in rows:
            parent = parent_code(row.code)
            if parent is not None:
                self.children[parent].append(row)
        self.children = dict(self.children)

    def siblings(self, row: ItemRow) -> list[ItemRow]:
        return self.children.get(parent_code(row.code) or "", [])

    def maximum(self, row: ItemRow) -> float | None:
        """A leaf's own points, or an equal share of its parent's (contract, section 3)."""
        if row.points is not None or row.code in self.children:
            return row.points
        parent = self.by_code.get(parent_code(row.code) or "")
        siblings = self.siblings(row)
        if parent is None or parent.points is None or any(r.points is not None for r in siblings):
            return None
        return parent.points / len(siblings)

    def method(self, row: ItemRow) -> Method:
        """How the row is scored: its own word, or else its nearest ancestor's."""
        code: str | None = row.code
        while code is not None:
            if code in self.by_code and (method := self.by_code[code].method):
                return method
            code = parent_code(code)
        return Method.SELF


def _check_row(table: Table, row: ItemRow, tree: _Tree, area: str | None, unsure: bool) -> None:
    """Note what does not fit in a row; *unsure*: some row's code can't be read, so that parents,
    sums and areas may be right."""
    parent = parent_code(row.code)
    if parent is not None and parent not in tree.by_code and not unsure:
        table.add(faults.ORPHAN, row, "TT", row.code, parent)
    children = tree.children.get(row.code, [])
    points = [child.points for child in children if child.points is not None]
    missed = row.points is not None and points and abs(sum(points) - row.points) > POINTS_TOLERANCE
    if missed and not unsure:
        more = N_("{total} khác {points}").format(
            total=number(sum(points), 4), points=number(row.points, 4)
        )
        table.add(faults.POINTS_DO_NOT_SUM, row, "Điểm tối đa", row.code, more)
    if children:
        return
    if row.authority is None:
        table.add(faults.NO_AUTHORITY, row, "Thẩm quyền thực hiện", row.code)
    if area is None and not unsure:
        table.add(faults.ITEM_WITHOUT_AREA, row, "TT", row.code)


def _check_leads(leads: UnitCell, table: Table, row: ItemRow, names: UnitNames) -> None:
    """Note units, and kinds of them, that can't lead since they file no form."""
    units = (names.find(code) for code in leads.codes)
    idle = [unit.name for unit in units if unit is not None and not unit.files_forms]
    idle += [kind for kind in leads.kinds if fold(kind) in map(fold, NO_FORM_KINDS)]
    for name in idle:
        table.add(faults.LEADS_NOTHING, row, "Đơn vị chủ trì", name)
