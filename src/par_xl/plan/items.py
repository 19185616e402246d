"""An appendix's rows put together to a tree of items, each with its area and its maximum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from par_xl.plan import faults, tables
from par_xl.plan.model import Item
from par_xl.plan.table import Table, findable, has_fault, once
from par_xl.plan.unit import NO_FORM_KINDS, UnitCell
from par_xl.plan.unit_rows import UnitNames
from par_xl.terms.finding import Finding
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


def build_items(
    index: Index,
    table: Table,
    areas: Mapping[tuple[Index, str], tables.AreaRow],
    names: UnitNames,
    found: list[Finding],
) -> list[Item]:
    """The items of one appendix in the plan's order; what does not fit is added to *found*."""
    rows = table.of(tables.ItemRow)
    tree = _Tree(rows)
    bad = {row.row for row in rows if has_fault(found, table, row, "TT")}
    once(((fold(row.code), row.code, row) for row in rows), table, "TT", found)
    findable(((row.code, row) for row in rows), table, "TT", found)
    items = []
    for order, row in enumerate(rows):
        if row.row not in bad:
            found.extend(_row_faults(index, table, row, tree, areas, unsure=bool(bad)))
        leads = names.read(row.leads, table.name, table.cell(row, "Đơn vị chủ trì"), found)
        coordinating = names.read(
            row.coordinating, table.name, table.cell(row, "Đơn vị phối hợp"), found
        )
        found.extend(_idle_leads(leads, table, row, names))
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
                results={y: v for y, v in row.results.items() if v is not None},
                targets={y: v for y, v in row.targets.items() if v is not None},
                source=row.source,
                area=_area(index, row.code, areas),
                level=row.code.count("."),
                is_leaf=row.code not in tree.children,
                order=order,
            )
        )
    return items


def has_bad_code(table: Table, found: Sequence[Finding]) -> bool:
    """Whether some row's code can't be read: then no row is told for what that one would mend."""
    return any(has_fault(found, table, row, "TT") for row in table.of(tables.ItemRow))


class _Tree:
    """The rows of one appendix by code and by parent."""

    def __init__(self, rows: Sequence[tables.ItemRow]) -> None:
        self.by_code = {row.code: row for row in rows}
        self.children: dict[str, list[tables.ItemRow]] = defaultdict(list)
        for row in rows:
            parent = parent_code(row.code)
            if parent is not None:
                self.children[parent].append(row)
        self.children = dict(self.children)

    def siblings(self, row: tables.ItemRow) -> list[tables.ItemRow]:
        return self.children.get(parent_code(row.code) or "", [])

    def maximum(self, row: tables.ItemRow) -> float | None:
        """A leaf's own points, or an equal share of its parent's (contract, section 3)."""
        if row.points is not None or row.code in self.children:
            return row.points
        parent = self.by_code.get(parent_code(row.code) or "")
        siblings = self.siblings(row)
        if parent is None or parent.points is None or any(r.points is not None for r in siblings):
            return None
        return parent.points / len(siblings)

    def method(self, row: tables.ItemRow) -> Method:
        """How the row is scored: its own word, or else its nearest ancestor's."""
        code: str | None = row.code
        while code is not None:
            if code in self.by_code and (method := self.by_code[code].method):
                return method
            code = parent_code(code)
        return Method.SELF


def _area(index: Index, code: str, areas: Mapping[tuple[Index, str], tables.AreaRow]) -> str | None:
    nearest: str | None = code
    while nearest is not None and (index, nearest) not in areas:
        nearest = parent_code(nearest)
    return nearest


def _row_faults(
    index: Index,
    table: Table,
    row: tables.ItemRow,
    tree: _Tree,
    areas: Mapping[tuple[Index, str], tables.AreaRow],
    unsure: bool,
) -> Iterator[Finding]:
    """What does not fit in a row; *unsure*: some row's code can't be read, so that parents, sums
    and areas may be right."""
    code_cell = table.cell(row, "TT")
    parent = parent_code(row.code)
    if parent is not None and parent not in tree.by_code and not unsure:
        yield faults.ORPHAN.at(table.name, code_cell, row.code, parent)
    children = tree.children.get(row.code, [])
    points = [child.points for child in children if child.points is not None]
    missed = row.points is not None and points and abs(sum(points) - row.points) > POINTS_TOLERANCE
    if missed and not unsure:
        more = N_("{total} khác {points}").format(
            total=number(sum(points), 4), points=number(row.points, 4)
        )
        cell = table.cell(row, "Điểm tối đa")
        yield faults.POINTS_DO_NOT_SUM.at(table.name, cell, row.code, more)
    if children:
        return
    if row.authority is None:
        cell = table.cell(row, "Thẩm quyền thực hiện")
        yield faults.NO_AUTHORITY.at(table.name, cell, row.code)
    if _area(index, row.code, areas) is None and not unsure:
        yield faults.ITEM_WITHOUT_AREA.at(table.name, code_cell, row.code)


def _idle_leads(
    leads: UnitCell, table: Table, row: tables.ItemRow, names: UnitNames
) -> Iterator[Finding]:
    units = (names.find(code) for code in leads.codes)
    idle = [unit.name for unit in units if unit is not None and not unit.files_forms]
    idle += [kind for kind in leads.kinds if fold(kind) in map(fold, NO_FORM_KINDS)]
    for name in idle:
        cell = table.cell(row, "Đơn vị chủ trì")
        yield faults.LEADS_NOTHING.at(table.name, cell, name)
