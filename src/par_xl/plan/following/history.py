"""What was published and signed for, of two plans: side by side, never one in the other's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from par_xl.plan.build import WHOLE_INDEX
from par_xl.plan.following.carried import RESULT, Appendix, PreviousPlan, Row, index_of, joined
from par_xl.plan.following.correspondence import Correspondence
from par_xl.plan.following.matching import Key
from par_xl.plan.table import read_measured
from par_xl.terms.text import as_text, fold, is_blank, read_number
from par_xl.terms.words import Index


class History:
    """What was published and signed for, by the codes that the new plan has for it."""

    def __init__(
        self, old: PreviousPlan, found: Correspondence, known: Collection[Key], has_own: bool
    ) -> None:
        """*known* are the new plan's codes; *has_own*: some mean something else than before."""
        self._old, self._known, self._has_own = old, known, has_own
        self._now: dict[Key, list[str]] = defaultdict(list)
        for (index, code), before in found.ones.items():
            # What was published of one part is not of the whole.
            if len(before) == 1:
                self._now[index, before[0]].append(code)
        for key, code in found.moved.items():
            self._now[key].append(code)

    def published(self, given: Iterable[Row], appendices: Mapping[Index, Appendix]) -> list[Row]:
        """Return `Kết quả công bố`: of both plans, side by side where they differ."""
        before = self._recoded("Kết quả công bố")
        told = {_said(row)[:4] for row in before}
        rows = [*given]
        said = {_said(row) for row in rows}
        for row in (*before, *self._of_years(appendices, told)):
            if _said(row) not in said:
                said.add(_said(row))
                rows.append(row)
        return rows

    def targets(self, given: Iterable[Row], first_year: int) -> list[Row]:
        """Return `Mục tiêu`: the new plan's, and those of the old one that are still ahead."""
        rows = [*given]
        there = {_said(row)[:3] for row in rows}
        for row in self._recoded("Mục tiêu"):
            code, year = as_text(row["Mã"]), read_number(row.get("Năm")) or 0
            is_known = code in WHOLE_INDEX or (index_of(row), code) in self._known
            if is_known and year >= first_year and _said(row)[:3] not in there:
                rows.append(row)
        return rows

    def _recoded(self, sheet: str) -> list[Row]:
        """Return the old plan's rows of a sheet, by their new codes."""
        return [
            {**row, "Mã": self._code(index_of(row), as_text(row.get("Mã")))}
            for row in self._old.rows[sheet]
        ]

    def _code(self, index: Index | None, code: str) -> str:
        """Return the code under which a row's history stands: its new one, else its own, told
        apart from another row's of that code."""
        if index is None or code in WHOLE_INDEX:
            return code
        now = self._now.get((index, code), ())
        if len(now) == 1:
            return now[0]
        is_other = self._has_own and (index, code) in self._known
        return f"{code} [{self._old.plan.code}]" if is_other else code

    def _of_years(
        self, appendices: Mapping[Index, Appendix], told: Collection[tuple[str, ...]]
    ) -> Iterator[Row]:
        """Yield the results of the years that stand in no row of the new plan, or differ from
        what it says there; those that were *told* as published are there already."""
        source = f"cột “{RESULT}”, kế hoạch {self._old.plan.code}"
        for item in self._old.plan.items:
            appendix = appendices[item.index]
            code = self._code(item.index, item.code)
            mine = appendix.own.get(code, {})
            for year, value in item.results.items():
                row = _result(item.index, year, code, value, joined(item.source, source))
                if item.code in appendix.kept_results:
                    own = mine.get(f"{RESULT} {year}")
                    if is_blank(own) or read_measured(own) == value:
                        continue
                    text = joined(as_text(mine.get("Nguồn")), f"cột “{RESULT}” của phụ lục")
                    yield _result(item.index, year, code, read_measured(own), text)
                if _said(row)[:4] not in told:
                    yield row


def _said(row: Row) -> tuple[str, ...]:
    """Return what a row of history says: of what, which year, its value and rank."""
    headers = ("Chỉ số", "Năm", "Mã", "Giá trị", "Hạng")
    return tuple(fold(as_text(row.get(header))) for header in headers)


def _result(index: Index, year: int, code: str, value: Any, source: str) -> Row:
    """Return a row of `Kết quả công bố`; a result that is no number stands in its source."""
    is_number = isinstance(value, float | int)
    return {
        "Chỉ số": index.label,
        "Năm": float(year),
        "Mã": code,
        "Giá trị": value if is_number else None,
        "Nguồn": source if is_number else f"{value}; {source}",
    }
