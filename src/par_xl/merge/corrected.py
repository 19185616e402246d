"""A unit's row with the consolidating unit's corrections to some of its cells, judged as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isclose
from typing import Any

from par_xl.intake.rows import findings_of, shown
from par_xl.intake.submission import Row
from par_xl.merge.office_corrections import Correction, hash_of
from par_xl.merge.result import CorrectionPart
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.units import Unit
from par_xl.rules import office_corrections as rules
from par_xl.rules.dates import is_estimated
from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.rules.judge import accepted, filled_row
from par_xl.rules.office_corrections import SHEET
from par_xl.rules.registry import BY_CODE, broken_rules
from par_xl.rules.rule import FilledRow, Rule, Words
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, joined
from par_xl.terms.text import Cell, fold, shortened
from par_xl.terms.words import CorrectionState, Role, Severity, day


@dataclass(frozen=True, slots=True)
class Reference:
    """A row as its unit has it, before it is corrected: from the form that counts, or what is
    carried over. ``file`` and ``place`` say where people find it in a form, if they do."""

    cells: Mapping[str, Cell]
    received_on: date | None = None
    file: str | None = None
    place: Row | None = None
    is_counted: bool = False
    """It is the unit's own filled row, and it is known which row of the plan it is."""


class Corrected:
    """A unit's row with corrections to some of its cells, all judged together.

    ``row`` is the row that counts, None where none was taken; ``parts`` say what became of each,
    ``findings`` what is said of the row in its form, ``of_master`` what is said of the sheet.
    """

    def __init__(
        self, plan: Plan, period: Period, unit: Unit, item: Item, role: Role, base: Reference
    ) -> None:
        self._plan, self._unit, self._item, self._role = plan, unit, item, role
        self._file, self._base = rules.master_file(period.code), base
        self.row: Row | None = None
        self.parts: list[CorrectionPart] = []
        self.findings: list[Finding] = []
        self.of_master: list[Finding] = []

    def apply(self, corrections: Sequence[Correction]) -> None:
        """Apply the corrections of the row: of several to one cell the last counts. Where they put
        the row in error, those of the last day are not taken."""
        left = sorted(corrections, key=lambda each: (each.on, each.typed.row))
        of_row, base = corrections[0].asked, self._base
        place = base.place if base.is_counted else None
        received = base.received_on or left[-1].on
        broken = place.broken if place else {}
        own = filled_row(of_row, base.cells, received, broken)
        while left:
            latest = {each.field: each for each in left}
            live = {f: each for f, each in latest.items() if not self._has_ended(each, own)}
            if not live:
                break
            judged = self._judged(live, own)
            wrong = _broken(judged, Severity.ERROR)
            if not wrong:
                self._take(live, judged)
                break
            last = max(each.on for each in live.values())
            self._refuse([each for each in live.values() if each.on == last], judged, wrong)
            left = [each for each in left if each.on != last or live.get(each.field) is not each]
        latest = {each.field: each for each in left}
        for each in left:
            self.parts.append(self._outcome(each, latest[each.field], own))

    def _has_ended(self, each: Correction, own: FilledRow) -> bool:
        return each.ended or (
            each.field not in own.broken
            and _is_same(
                getattr(own.reported, each.field),
                getattr(
                    filled_row(own.asked, {each.field: each.cell}, each.on).reported, each.field
                ),
            )
        )

    def _judged(self, live: Mapping[str, Correction], own: FilledRow) -> FilledRow:
        base = self._base
        merged = base.place.merged if base.is_counted and base.place else frozenset()
        days = [each.on for each in live.values() if each.field == "completed_on"]
        return filled_row(
            own.asked,
            {**base.cells, **{name: each.cell for name, each in live.items()}},
            max([own.received_on, *days]),
            {name: why for name, why in own.broken.items() if name not in live},
            frozenset(merged - live.keys()),
        )

    def _take(self, live: Mapping[str, Correction], judged: FilledRow) -> None:
        base, first = self._base, min(each.typed.row for each in live.values())
        about: dict[str, Any] = {
            "cells": judged.cells,
            "broken": judged.broken,
            "merged": judged.merged,
            "role": self._role,
            "accepted": accepted(judged),
            "estimated": is_estimated(judged),
            "corrected": frozenset(live),
        }
        if base.is_counted and base.place:
            self.row = replace(base.place, **about)
            kept = [f for f in base.place.findings if BY_CODE[f.code].broken is None]
        else:
            columns = {column.field: rules.PLACES["value"] for column in INPUT}
            self.row = Row(SHEET, first, self._item.key, columns, **about)
            kept = []
        file, place = base.file or self._file, base.place or self.row
        seen = replace(place, cells=judged.cells, broken=judged.broken)
        said = _broken(judged, Severity.WARNING) + [
            # How a correction is read nobody needs to be told.
            (rule, words)
            for rule, words in _broken(judged, Severity.INFO)
            if words.get("field", rule.field) not in live
        ]
        self.findings = [*findings_of(file, seen, said), *kept]
        if base.file and base.place:
            self.findings += self._told(base.file, base.place, live)

    def _told(self, file: str, place: Row, live: Mapping[str, Correction]) -> Iterator[Finding]:
        """Yield what the unit is told of each cell that was corrected."""
        office = self._plan.collector.name
        for name, each in live.items():
            found = self._reported(name)
            words = {
                "office": office,
                "header": BY_FIELD[name].header,
                "found": _quoted(found),
                "new": _quoted(each.text),
                "reason": each.typed.reason,
                "by": each.typed.by,
                "on": day(each.on),
            }
            yield rules.CORRECTED.at(file, place.sheet, place.cell(name), found, words)

    def _refuse(
        self, several: Sequence[Correction], judged: FilledRow, wrong: Sequence[tuple[Rule, Words]]
    ) -> None:
        names = {words.get("field") or rule.field for rule, words in wrong}
        blamed = next((each for each in several if each.field in names), several[0])
        row = Row(SHEET, blamed.typed.row, self._item.key, {INPUT[0].field: 0}, judged.cells)
        faults = [*findings_of(self._file, row, wrong)]
        told = rules.BREAKS_RULE.at(
            self._file,
            SHEET,
            rules.place_of(blamed.typed, "value"),
            blamed.text,
            {
                "row": str(blamed.typed.row),
                "key": self._item.key,
                "unit": self._unit.name,
                "codes": ", ".join(each.code for each in faults),
                "why": joined(each.message for each in faults),
                "cure": joined(each.fix for each in faults),
            },
        )
        self.of_master.append(told)
        for each in several:
            text = N_("Chưa lấy: cùng một lỗi với dòng {row}.").format(row=blamed.typed.row)
            if each is blamed:
                text = joined([told.message, told.fix])
            found = self._reported(each.field)
            self.parts.append(each.part(CorrectionState.REFUSED, text, found, each.base))

    def _outcome(self, each: Correction, latest: Correction, own: FilledRow) -> CorrectionPart:
        found = self._reported(each.field)
        if latest is not each:
            told = N_("Đã thay bằng dòng {row}.").format(row=latest.typed.row)
            return each.part(CorrectionState.REPLACED, told, found, each.base)
        base = each.base or hash_of(found or "")
        if self._has_ended(each, own):
            told = N_("Đơn vị đã ghi đúng như vậy; đính chính hết hiệu lực.")
            return each.part(CorrectionState.ENDED, told, found, base)
        told = N_("Đã đính chính: {found} → {new}.")
        told = told.format(found=_quoted(found), new=_quoted(each.text))
        if base != hash_of(found or ""):
            words = {
                "row": str(each.typed.row),
                "key": each.key,
                "unit": self._unit.name,
                "header": BY_FIELD[each.field].header,
                "found": _quoted(found),
                "new": _quoted(each.text),
            }
            cell = rules.place_of(each.typed, "value")
            anew = rules.SAID_ANEW.at(self._file, SHEET, cell, each.text, words)
            self.of_master.append(anew)
            told = joined([told, N_("Cần quyết định:"), anew.message, anew.fix])
        return each.part(CorrectionState.APPLIED, told, found, base)

    def _reported(self, name: str) -> str | None:
        """Return what the unit has in a cell."""
        base = self._base
        broken = base.place.broken if base.is_counted and base.place else {}
        return broken.get(name) or shown(name, base.cells.get(name))


def _broken(row: FilledRow, severity: Severity) -> list[tuple[Rule, Words]]:
    return [(rule, words) for rule, words in broken_rules(row) if rule.severity is severity]


def _is_same(own: object, new: object) -> bool:
    if isinstance(own, float) and isinstance(new, float):
        return isclose(own, new, abs_tol=1e-9)
    if isinstance(own, str) and isinstance(new, str):
        return fold(own) == fold(new)
    return own == new


def _quoted(text: str | None) -> str:
    return f"“{shortened(text)}”" if text else N_("ô trống")
