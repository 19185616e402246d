"""The plan before, and which of its rows, and of their cells, go into the new plan's appendices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from par_xl.plan.following.correspondence import Correspondence
from par_xl.plan.following.matching import Key
from par_xl.plan.items import codes_above, parent_code
from par_xl.plan.model import YEAR_COLUMN, Item, Plan
from par_xl.plan.units import Unit, UnitNames, split_names
from par_xl.terms.text import as_text, fold, is_blank
from par_xl.terms.words import Index

_UNITS = ("Đơn vị chủ trì", "Đơn vị phối hợp")
_TAKEN = (*_UNITS, "Cơ quan thực hiện", "Thẩm quyền thực hiện")
"""Cells that a row of the new plan takes from the old one where it leaves them empty."""
RESULT, TARGET = "Kết quả năm", "Mục tiêu"

Row = Mapping[str, Any]
"""A row of a plan sheet: its cells by header."""
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class PreviousPlan:
    """A plan that another one follows, and its rows as they stand; the period of its newest result,
    the units that have not done their part of a row, and those that have nothing left to do."""

    plan: Plan
    rows: Rows
    newest: str | None
    open: Mapping[Key, Sequence[str]]
    done: Mapping[Key, Sequence[str]]

    @cached_property
    def items(self) -> Mapping[Key, Item]:
        """Its items by index and code."""
        return {(item.index, item.code): item for item in self.plan.items}


def index_of(row: Row) -> Index | None:
    """Return the index that a row names."""
    name = fold(as_text(row.get("Chỉ số")))
    return next((index for index in Index if fold(index.label) == name), None)


def unit_names(rows: Sequence[Row]) -> UnitNames:
    """Return the units of rows of `Đơn vị` by name; faults are the plan check's."""
    texts = ([as_text(row.get(h)) for h in ("Mã đơn vị", "Tên đơn vị", "Loại")] for row in rows)
    aliases = (split_names(row.get("Tên gọi khác")) for row in rows)
    return UnitNames(
        Unit(code, name, kind, others, None, None, None, None, "")
        for (code, name, kind), others in zip(texts, aliases, strict=True)
    )


def joined(*sources: str) -> str:
    """Return where something comes from, each source once."""
    return "; ".join(dict.fromkeys(filter(None, sources)))


class Appendix:
    """The rows of an appendix of the new plan: its own, and those that are moved there."""

    def __init__(
        self, old: PreviousPlan, index: Index, given: Rows, found: Correspondence, first_year: int
    ) -> None:
        self._old, self._index, self._first_year = old, index, first_year
        self._before = {as_text(row.get("TT")): row for row in old.rows[index.sheet]}
        self._names = unit_names(given.get("Đơn vị", ()))
        self.own = {as_text(row.get("TT")): row for row in given.get(index.sheet, ())}
        """The new plan's rows as they were."""
        self.rows: list[dict[str, Any]] = [*map(dict, given.get(index.sheet, ()))]
        self.kept_results: set[str] = set()
        """Old codes whose results of the years stand in their new row."""
        uses = Counter(code for (of, _), c in found.ones.items() if of is index for code in c)
        for row in self.rows:
            codes = found.ones.get((index, as_text(row.get("TT"))), ())
            self._take(row, codes)
            if len(codes) == 1 and uses[codes[0]] == 1:
                self._take_results(row, codes[0])
        self._move({old_code: c for (of, old_code), c in found.moved.items() if of is index})

    def _take(self, row: dict[str, Any], codes: Sequence[str]) -> None:
        """Take what a row leaves empty from the rows of the old plan that it is."""
        taken: dict[str, None] = {}
        for header in _TAKEN:
            if not is_blank(row.get(header)):
                continue
            texts = {code: as_text(self._before[code].get(header)) for code in codes}
            if header in _UNITS:
                row[header] = self._in_new(*texts.values())
            else:
                row[header] = next(filter(None, texts.values()), None)
            if row[header]:
                taken |= dict.fromkeys(code for code in codes if texts[code])
        if taken:
            text = f"phân công theo kế hoạch {self._old.plan.code}, dòng {', '.join(taken)}"
            if any(self._old.items[self._index, code].is_reconstructed for code in taken):
                text += " (tái dựng, chưa kiểm chứng)"
            _add_source(row, text)

    def _in_new(self, *texts: str) -> str | None:
        """Return the units of cells by the codes that the new plan has for them."""
        codes: dict[str, None] = {}
        for part in (part for text in texts for part in split_names(text)):
            unit = self._old.plan.unit_named(part)
            names = unit.names if unit else ()
            found = next(filter(None, map(self._names.find, names)), unit)
            codes[found.code if found else part] = None
        return "; ".join(codes) or None

    def _take_results(self, row: dict[str, Any], code: str) -> None:
        """Take the results of the years of a row that is the same; where the new plan has another
        one, both are history."""
        self.kept_results.add(code)
        for header, value in self._before[code].items():
            year = YEAR_COLUMN.fullmatch(header)
            if year and year[1] == RESULT and not is_blank(value) and is_blank(row.get(header)):
                row[header] = value

    def _move(self, moved: Mapping[str, str]) -> None:
        """Add the rows that are moved, in the old plan's order, with the rows above them."""
        weighing = {self._old.items[self._index, code].weighted_by for code in moved}
        above = {each for old, code in moved.items() if code == old for each in codes_above(code)}
        for old_code, before in self._before.items():
            codes = [as_text(row.get("TT")) for row in self.rows]
            there = dict(zip(codes, self.rows, strict=True))
            if old_code not in moved and (old_code not in above or old_code in there):
                continue
            code = moved.get(old_code, old_code)
            row = {h: v for h, v in before.items() if not self._is_past(h)}
            row |= {"TT": code, "Từ kỳ": None, "Đến kỳ": None}
            points_above = (there.get(each, {}).get("Điểm tối đa") for each in codes_above(code))
            is_weighing = self._old.items[self._index, old_code].key in weighing
            if not is_weighing or not all(map(is_blank, points_above)):
                # Others that it was the sum of have not come along.
                row["Điểm tối đa"] = None
            if old_code in moved:
                self._mark(row, old_code)
            if self._names.units:
                row |= {header: self._in_new(as_text(row.get(header))) for header in _UNITS}
            self.kept_results.add(old_code)
            # Behind those beneath the same row.
            start = f"{parent_code(code) or code}."
            behind = [n for n, each in enumerate(codes, 1) if f"{each}.".startswith(start)]
            self.rows.insert(behind[-1] if behind else len(codes), row)

    def _is_past(self, header: str) -> bool:
        year = YEAR_COLUMN.fullmatch(header)
        return year is not None and year[1] == TARGET and int(year[2]) < self._first_year

    def _mark(self, row: dict[str, Any], code: str) -> None:
        """Say in a row that is moved where it comes from, and give it to who has not done it."""
        left, done = (those.get((self._index, code)) for those in (self._old.open, self._old.done))
        text = f"chuyển từ kế hoạch {self._old.plan.code}"
        if left:
            text += ", chưa hoàn thành"
        if left and done:
            row["Đơn vị chủ trì"] = "; ".join(left)
            text += f" (không còn phải làm: {', '.join(done)})"
        _add_source(row, text)


def _add_source(row: dict[str, Any], text: str) -> None:
    source = as_text(row.get("Nguồn"))
    if text not in source:
        row["Nguồn"] = joined(source, text)
