"""An appendix of the new plan: its own rows, and those that are moved there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from par_xl.plan.following.decided import Decided
from par_xl.plan.following.old_plan import OldPlan, Row, Rows
from par_xl.plan.items import parent_code
from par_xl.plan.model import YEAR_COLUMN
from par_xl.plan.units import Unit, UnitNames, split_names
from par_xl.terms.text import as_text, is_blank
from par_xl.terms.words import Index

_TAKEN = ("Đơn vị chủ trì", "Đơn vị phối hợp", "Cơ quan thực hiện", "Thẩm quyền thực hiện")
"""Cells that a row of the new plan takes from the old one where it leaves them empty."""
RESULT, TARGET = "Kết quả năm", "Mục tiêu"


def unit_names(rows: Iterable[Mapping[str, Any]]) -> UnitNames:
    """Return the units of rows of `Đơn vị` by name; faults are the plan check's."""
    texts = [[as_text(row.get(h)) for h in ("Mã đơn vị", "Tên đơn vị", "Loại")] for row in rows]
    aliases = [split_names(row.get("Tên gọi khác")) for row in rows]
    return UnitNames(
        Unit(code, name, kind, others, None, None, None, None, "")
        for (code, name, kind), others in zip(texts, aliases, strict=True)
    )


class Appendix:
    """The rows of an appendix of the new plan: its own, and those that are moved there."""

    def __init__(
        self, old: OldPlan, index: Index, given: Rows, decided: Decided, first_year: int
    ) -> None:
        self._old, self._index, self._first_year = old, index, first_year
        self._items = {code: item for (of, code), item in old.items.items() if of is index}
        self._before = {as_text(row.get("TT")): row for row in old.rows[index.sheet]}
        self._names = unit_names(given.get("Đơn vị", ()))
        self.own = {as_text(row.get("TT")): row for row in given.get(index.sheet, ())}
        """The new plan's rows as they were."""
        self.rows: list[Row] = [*map(dict, given.get(index.sheet, ()))]
        self.kept_results: set[str] = set()
        """Old codes whose results of the years stand in their new row."""
        uses = Counter(code for (of, _), c in decided.ones.items() if of is index for code in c)
        for row in self.rows:
            codes = decided.ones.get((index, as_text(row.get("TT"))), ())
            self._take(row, codes)
            if len(codes) == 1 and uses[codes[0]] == 1:
                self._take_results(row, codes[0])
        self._move({old_code: c for (of, old_code), c in decided.moved.items() if of is index})

    def _take(self, row: Row, codes: Sequence[str]) -> None:
        """Take what a row leaves empty from the rows of the old plan that it is."""
        taken: dict[str, None] = {}
        for header in _TAKEN:
            if not is_blank(row.get(header)):
                continue
            texts = [(code, as_text(self._before[code].get(header))) for code in codes]
            if header in _TAKEN[:2]:
                units = [each for code, text in texts for each in self._in_new(text)]
                row[header] = "; ".join(dict.fromkeys(units)) or None
            else:
                row[header] = next((text for _, text in texts if text), None)
            if row[header]:
                taken |= dict.fromkeys(code for code, text in texts if text)
        if taken:
            doubt = any(self._items[code].is_reconstructed for code in taken)
            text = f"phân công theo kế hoạch {self._old.plan.code}, dòng {', '.join(taken)}"
            _add_source(row, text + (" (tái dựng, chưa kiểm chứng)" if doubt else ""))

    def _in_new(self, text: str) -> Iterator[str]:
        """Yield the units of a cell by the codes that the new plan has for them."""
        for part in split_names(text):
            unit = self._old.plan.unit_named(part)
            names = unit.names if unit else ()
            found = next(filter(None, map(self._names.find, names)), unit)
            yield found.code if found else part

    def _take_results(self, row: Row, code: str) -> None:
        """Take the results of the years of a row that is the same; where the new plan has another
        one, both are history."""
        self.kept_results.add(code)
        for header, value in self._before[code].items():
            year = YEAR_COLUMN.fullmatch(header)
            if year and year[1] == RESULT and not is_blank(value) and is_blank(row.get(header)):
                row[header] = value

    def _move(self, moved: Mapping[str, str]) -> None:
        """Add the rows that are moved, in the old plan's order, with the rows above them."""
        weighing = {self._items[code].weighted_by for code in moved}
        above: set[str] = set()
        for old_code, code in moved.items():
            parent = parent_code(code) if code == old_code else None
            while parent is not None:
                above.add(parent)
                parent = parent_code(parent)
        for old_code, before in self._before.items():
            there = {as_text(row.get("TT")): row for row in self.rows}
            if old_code not in moved and (old_code not in above or old_code in there):
                continue
            code = moved.get(old_code, old_code)
            row = {**before, "TT": code, "Từ kỳ": None, "Đến kỳ": None}
            row = {h: v for h, v in row.items() if not self._is_past(h)}
            if self._items[old_code].key not in weighing or _has_points_above(code, there):
                # Others that it was the sum of have not come along.
                row["Điểm tối đa"] = None
            if old_code in moved:
                self._mark(row, old_code)
            if self._names.units:
                for header in _TAKEN[:2]:
                    row[header] = "; ".join(self._in_new(as_text(row.get(header)))) or None
            self.kept_results.add(old_code)
            _insert(self.rows, row)

    def _is_past(self, header: str) -> bool:
        year = YEAR_COLUMN.fullmatch(header)
        return year is not None and year[1] == TARGET and int(year[2]) < self._first_year

    def _mark(self, row: Row, code: str) -> None:
        """Say in a row that is moved where it comes from, and give it to who has not done it."""
        key = self._index, code
        left, done = self._old.open.get(key, ()), self._old.done.get(key, ())
        if left and done:
            row["Đơn vị chủ trì"] = "; ".join(left)
        text = f"chuyển từ kế hoạch {self._old.plan.code}"
        text += ", chưa hoàn thành" if left else ""
        _add_source(
            row, text + (f" (không còn phải làm: {', '.join(done)})" if left and done else "")
        )


def _add_source(row: Row, text: str) -> None:
    source = as_text(row.get("Nguồn"))
    if text not in source:
        row["Nguồn"] = "; ".join(filter(None, (source, text)))


def _has_points_above(code: str, rows: Mapping[str, Row]) -> bool:
    above = parent_code(code)
    while above is not None:
        if not is_blank(rows.get(above, {}).get("Điểm tối đa")):
            return True
        above = parent_code(above)
    return False


def _insert(rows: list[Row], row: Row) -> None:
    """Put a row behind those beneath the same one, at the end where there are none."""
    parent = parent_code(str(row["TT"]))
    codes = [as_text(each.get("TT")) for each in rows]
    beneath = [n for n, c in enumerate(codes) if parent and f"{c}.".startswith(f"{parent}.")]
    rows.insert(beneath[-1] + 1 if beneath else len(rows), row)
