"""What was published and signed for, of two plans: side by side, never one in the other's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from par_xl.plan.build import WHOLE_INDEX
from par_xl.plan.following.appendix import RESULT, Appendix
from par_xl.plan.following.decided import Decided
from par_xl.plan.following.decisions import Key
from par_xl.plan.following.old_plan import OldPlan, Row, is_of
from par_xl.plan.table import read_measured
from par_xl.terms.text import as_text, fold, is_blank, read_number
from par_xl.terms.words import Index


class History:
    """What was published and signed for, by the codes that the new plan has for it."""

    def __init__(self, old: OldPlan, decided: Decided, known: set[Key], has_own: bool) -> None:
        """*known* are the new plan's codes; *has_own*: some mean something else than before."""
        self._old, self._known, self._has_own = old, known, has_own
        self._new: dict[Key, list[str]] = defaultdict(list)
        for (index, code), before in decided.ones.items():
            # What was published of one part is not of the whole.
            if len(before) == 1:
                self._new[index, before[0]].append(code)
        for (index, before_code), code in decided.moved.items():
            self._new[index, before_code].append(code)

    def code(self, index: Index, code: str) -> str:
        """Return the code under which a row's history stands: its new one, else its own, told
        apart from another row's of that code."""
        if code in WHOLE_INDEX:
            return code
        now = self._new.get((index, code), ())
        if len(now) == 1:
            return now[0]
        if self._has_own and (index, code) in self._known:
            return f"{code} [{self._old.plan.code}]"
        return code

    def published(
        self, given: Iterable[Mapping[str, Any]], appendices: Mapping[Index, Appendix]
    ) -> list[Row]:
        """Return `Kết quả công bố`: of both plans, side by side where they differ."""
        rows = [*map(dict, given)]
        said = {_said(row) for row in rows}
        for row in (*self._own(self._old.rows["Kết quả công bố"]), *self._of_years(appendices)):
            if _said(row) not in said:
                said.add(_said(row))
                rows.append(row)
        return rows

    def _own(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
        for row in rows:
            index = _index_of(row)
            code = as_text(row.get("Mã"))
            yield {**row, "Mã": self.code(index, code) if index else code}

    def _of_years(self, appendices: Mapping[Index, Appendix]) -> Iterator[Row]:
        """Yield the results of the years that stand in no row of the new plan, or differ from
        what it says there."""
        told = {_said(row)[:4] for row in self._own(self._old.rows["Kết quả công bố"])}
        source = f"cột “{RESULT}”, kế hoạch {self._old.plan.code}"
        for item in self._old.plan.items:
            appendix = appendices[item.index]
            code = self.code(item.index, item.code)
            for year, value in item.results.items():
                row = _result(item.index, year, code, value, _with(item.source, source))
                own = appendix.own.get(code, {}).get(f"{RESULT} {year}")
                is_kept = item.code in appendix.kept_results
                if is_kept and (is_blank(own) or read_measured(own) == value):
                    continue
                if is_kept:
                    mine = as_text(appendix.own[code].get("Nguồn"))
                    text = _with(mine, f"cột “{RESULT}” của phụ lục")
                    yield _result(item.index, year, code, read_measured(own), text)
                if _said(row)[:4] not in told:
                    yield row

    def targets(self, given: Iterable[Mapping[str, Any]], first_year: int) -> list[Row]:
        """Return `Mục tiêu`: the new plan's, and those of the old one that are still ahead."""
        rows = [*map(dict, given)]
        there = {_said(row)[:3] for row in rows}
        for row in self._own(self._old.rows["Mục tiêu"]):
            code, year = as_text(row["Mã"]), read_number(row.get("Năm")) or 0
            is_known = code in WHOLE_INDEX or (_index_of(row), code) in self._known
            if is_known and year >= first_year and _said(row)[:3] not in there:
                rows.append(row)
        return rows


def _index_of(row: Mapping[str, Any]) -> Index | None:
    return next((index for index in Index if is_of(row, index)), None)


def _said(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a row of history says: of what, which year, its value and rank."""
    headers = ("Chỉ số", "Năm", "Mã", "Giá trị", "Hạng")
    return tuple(fold(as_text(row.get(header))) for header in headers)


def _with(source: str, more: str) -> str:
    return "; ".join(filter(None, (source, more)))


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
