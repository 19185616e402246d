"""An office's folder lived in: forms go out, come back and are merged at the office's own time, and
a second reckoning keeps step with each of it."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from builders import PlanTables
from filling import Fill
from merged import without_masters
from own_clock import Clock
from par_xl.app import cli
from par_xl.plan.workbook import write_plan
from par_xl.workspace.layout import Folder
from second import (
    Arrived,
    Correction,
    Form,
    Reckoned,
    arrived_in,
    asked_of,
    corrections_in,
    differences,
    gone,
    lost,
    read_form,
    read_plan,
    reckon,
    shown_otherwise,
)
from second.cells import day as day_of
from second.cells import number
from second.forms import DONE_ON
from sheet_view import stored
from typist import typed

SHEETS = ("Theo đơn vị", "Theo lĩnh vực", "Phụ lục I", "Phụ lục II", "Phụ lục III")


@dataclass(frozen=True)
class Known:
    """What is known of a period that was merged: its result, the plan that it was merged with, and
    the files that counted in it, whether they are there or gone."""

    result: Reckoned
    plan: bytes
    counted: Sequence[Arrived]


@dataclass
class Standing:
    """A merge, or a closing, that stands: what lay there before and what lies there since."""

    period: str
    is_closing: bool
    before: Known | None


@dataclass
class Office:
    """The folder, its clock, and what the second reckoning knows of it."""

    folder: Folder
    clock: Clock
    tables: PlanTables
    known: dict[str, Known] = field(default_factory=dict)
    """What lies there of each period that was merged."""
    closed: set[str] = field(default_factory=set)
    stood: list[Standing] = field(default_factory=list)
    recorded: dict[tuple[str, int], bytes] = field(default_factory=dict)
    """The JSON of every merge that ever was, by period and number."""
    ended: set[tuple[str, Correction]] = field(default_factory=set)
    """Corrections in a period's master that the unit has followed."""
    said: str = ""
    """What the last command printed."""
    good: dict[tuple[str, str], list[tuple[str, date, str]]] = field(default_factory=dict)
    """What lay under a name in a period and was not refused: its hash, its day, its unit."""

    # Commands.

    def at(self, moment: str) -> None:
        """It is that time now: 2024-06-07 or 2024-06-07 15."""
        day, _, hour = moment.partition(" ")
        self.clock.now = datetime.combine(date.fromisoformat(day), time(int(hour or 9)))

    def run(self, *words: str, anywhere: bool = False) -> int:
        """Run a command in the folder, or of no folder; its exit status."""
        where = [] if anywhere else ["--folder", str(self.folder.root)]
        shown, limits = io.StringIO(), gc.get_threshold()
        with (
            contextlib.redirect_stdout(shown),
            contextlib.redirect_stderr(shown),
            pytest.raises(SystemExit) as ended,
        ):
            cli.main([*words, *where])
        gc.set_threshold(*limits)
        self.said = shown.getvalue()
        assert isinstance(ended.value.code, int)
        return ended.value.code

    def done(self, *words: str) -> None:
        """Run a command that does what it is asked for."""
        assert self.run(*words) == 0, self.said

    # The plan.

    def save_plan(self) -> None:
        """Save the plan as the consolidating unit has it on its desk."""
        self.folder.plan.write_bytes(write_plan(self.tables))

    def change(self, sheet: str, name: str, **cells: Any) -> None:
        """Change cells of one of the plan's rows, by header with underscores for spaces."""
        (row,) = [each for each in self.tables[sheet] if _code(each) == name]
        row.update({header.replace("_", " "): value for header, value in cells.items()})
        self.save_plan()

    def add(self, sheet: str, after: str | None = None, **cells: Any) -> None:
        """Add a row to the plan's sheet, at its end or below the one of that name."""
        rows = self.tables[sheet]
        at = next((n for n, row in enumerate(rows, 1) if _code(row) == after), len(rows))
        rows.insert(at, {header.replace("_", " "): value for header, value in cells.items()})
        self.save_plan()

    # Forms.

    def make_forms(self, period: str) -> None:
        """Write a period's forms; each asks its unit exactly what it should be asked."""
        self.done("forms", period)
        plan = read_plan(self.plan_of(period))
        before = self._before(period)
        names = {path.stem for path in (self.folder.root / "bieu-mau" / period).glob("*.xlsx")}
        assert names >= {f"{unit.code}_{period}" for unit in plan.filing(period)}
        for unit in plan.filing(period):
            form = self.form(period, unit.code)
            assert (form.unit, form.period) == (unit.name, period)
            wanted = asked_of(plan, period, unit.code, before)
            told = wrongly_asked(form, wanted)
            assert not told, "\n".join([f"{unit.code}, {period}:", *told])

    def form(self, period: str, unit: str) -> Form:
        """A unit's form as it lies there to be sent out."""
        form = read_form(self.folder.form(period, unit).read_bytes())
        assert form is not None
        return form

    def filled(self, period: str, unit: str, *fills: Fill) -> bytes:
        """A unit's form with what it typed: the first of *fills* that says something of a row."""
        content = self.folder.form(period, unit).read_bytes()
        form = read_form(content)
        assert form is not None
        cells: dict[tuple[str, str], Any] = {}
        for line in form.lines:
            told = next((each for each in (fill(line) for fill in fills) if each is not None), {})
            for header, value in told.items():
                cells[line.sheet, line.at[header]] = value
        return typed(content, cells)

    def send(
        self,
        period: str,
        unit: str,
        *fills: Fill,
        on: str,
        name: str | None = None,
    ) -> Path:
        """A unit sends its form on a day (and hour)."""
        return self.arrives(period, name or f"{unit}.xlsx", self.filled(period, unit, *fills), on)

    def arrives(self, period: str, name: str, content: bytes, on: str) -> Path:
        """A file comes in."""
        path = self.folder.submitted(period) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        day, _, hour = on.partition(" ")
        moment = datetime.combine(date.fromisoformat(day), time(int(hour or 12))).timestamp()
        os.utime(path, (moment, moment))
        return path

    # Merging.

    def merge(self, period: str, *words: str) -> Reckoned:
        """Merge a period: JSON and master are what is reckoned here, and so is the exit status."""
        plan_content = self.plan_of(period, current="current" in words)
        mine = self.reckoned(period, plan_content)
        status = self.run("merge", period, *words)
        found = self.json(period)
        told = [*differences(found, mine), *lost(found, arrived_in(self.folder.root, period))]
        assert not told, "\n".join([self.said, *told])
        assert status == (1 if mine.has_errors else 0), self.said
        self._keep(period, found, mine, plan_content)
        return mine

    def plan_of(self, period: str, current: bool = False) -> bytes:
        """The plan with which a period is worked on: its own once it is closed, or a later one was
        merged."""
        keeps = period in self.closed or period < max(self.known, default=period)
        if period in self.known and keeps and not current:
            return self.known[period].plan
        return self.folder.plan.read_bytes()

    def reckoned(self, period: str, plan_content: bytes) -> Reckoned:
        """The period reckoned from what lies there."""
        plan = read_plan(plan_content)
        as_of = min(self.clock.now.date(), plan.periods[period].send_before)
        arrived, before = arrived_in(self.folder.root, period), self._before(period)
        typed_in = corrections_in(self.folder.root, period, plan)
        live = [each for each in typed_in if (period, each) not in self.ended]
        days = self._replaced(period, arrived)
        mine = reckon(plan, period, as_of, arrived, before, days, live)
        if missing := self._missing(period, arrived, mine):
            gone(mine, reckon(plan, period, as_of, [*arrived, *missing], before, {}), missing)
        return mine

    def correct(self, period: str, *rows: Sequence[Any]) -> None:
        """Enter corrections in the master: unit, row, column, new value, reason, by whom."""
        master = self.folder.results(period).master
        book = load_workbook(master)
        sheet = book["Đính chính"]
        top = next(row[0].row or 0 for row in sheet.iter_rows() if row[0].value == "Đơn vị")
        below = range(top + 1, top + 100)
        first = next(place for place in below if not sheet.cell(place, 1).value)
        for place, row in enumerate(rows, start=first):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column).value = value
        book.save(master)

    def _before(self, period: str) -> dict[str, Reckoned]:
        """The results of earlier periods that lie there."""
        return {code: each.result for code, each in self.known.items() if code < period}

    def _missing(self, period: str, arrived: Sequence[Arrived], mine: Reckoned) -> list[Arrived]:
        """Files that counted and are not there: neither their bytes nor, under their name, another
        good one of their unit."""
        good = {n: f.unit for n, f in mine.files.items() if f.state not in ("refused", "replaced")}
        bytes_there = {each.sha256 for each in arrived}
        counted = self.known[period].counted if period in self.known else ()
        return [
            replace(each, name=f"{number} {each.called}")
            for number, each in enumerate(counted)
            if each.sha256 not in bytes_there and good.get(each.called, "") != each.unit
        ]

    def correct_day(self, period: str, name: str, received: date) -> None:
        """Correct a file's day of receipt in the register, as people do in Excel."""
        book = load_workbook(self.folder.register)
        sheet = book.worksheets[0]
        header, *rows = sheet.iter_rows()
        place = {cell.value: number for number, cell in enumerate(header)}
        for row in rows:
            if (row[place["Kỳ"]].value, row[place["Tệp"]].value) == (period, name):
                row[place["Ngày nhận"]].value = received
        book.save(self.folder.register)

    def _replaced(self, period: str, arrived: Sequence[Arrived]) -> dict[str, list[date]]:
        """Days of good files in whose place another one of the unit lies."""
        found: dict[str, list[date]] = {}
        for each in arrived:
            for sha256, day, unit in self.good.get((period, each.name), ()):
                if sha256 != each.sha256:
                    found.setdefault(unit, []).append(day)
        return found

    def _keep(self, period: str, found: Mapping[str, Any], mine: Reckoned, plan: bytes) -> None:
        number = found["merge_number"]
        self.ended |= {(period, each) for each in mine.ended}
        content = self.folder.results(period).json.read_bytes()
        if (period, number) not in self.recorded:
            self.stood.append(Standing(period, False, self.known.get(period)))
        assert self.recorded.setdefault((period, number), content) == content
        arrived = arrived_in(self.folder.root, period)
        counted = self._missing(period, arrived, mine)
        for each in arrived:
            file = mine.files[each.name]
            if file.unit and file.state not in ("refused", "replaced"):
                seen = self.good.setdefault((period, each.name), [])
                if (each.sha256, each.day, file.unit) not in seen:
                    seen.append((each.sha256, each.day, file.unit))
                if file.state == "accepted":
                    counted.append(replace(each, unit=file.unit, called=each.name))
        still_gone = [name for name, _unit, _rows in mine.gone]
        counted = [e for e in counted if e.name == e.called or e.called in still_gone]
        self.known[period] = Known(mine, plan, counted)

    def json(self, period: str) -> dict[str, Any]:
        """The result that lies there."""
        found: dict[str, Any] = json.loads(self.folder.results(period).json.read_bytes())
        return found

    def check_master(self, period: str, sheets: Mapping[str, Any] | None = None) -> None:
        """The master shows what is reckoned here: stored, or as recalculated elsewhere."""
        master = self.folder.results(period).master
        sheets = sheets or {name: stored(master, name) for name in SHEETS}
        told = shown_otherwise(sheets, self.known[period].result)
        assert not told, "\n".join(told)

    # Closing, undoing.

    def close(self, period: str) -> None:
        self.done("close", period)
        self.closed.add(period)
        self.stood.append(Standing(period, True, self.known[period]))

    def merge_closed(self, period: str) -> None:
        """A closed period stays as it is, whatever came since."""
        before = self.folder.results(period).json.read_bytes()
        self.done("merge", period)
        assert self.folder.results(period).json.read_bytes() == before

    def reopen(self, period: str) -> None:
        """Open a closed period; the others stay as they are."""
        self.done("reopen", period)
        self.closed.remove(period)
        (closing,) = [e for e in self.stood if e.is_closing and e.period == period]
        self.stood.remove(closing)

    def undo(self) -> None:
        """Take back the last merge or closing, of whatever period."""
        self.done("undo")
        last = self.stood.pop()
        if last.is_closing:
            self.closed.remove(last.period)
        elif last.before is None:
            del self.known[last.period]
        else:
            self.known[last.period] = last.before

    def check_recorded(self) -> None:
        """Every merge there ever was comes to the same bytes again."""
        with without_masters():
            for (period, which), content in self.recorded.items():
                self.done("merge", period, "--as-recorded", str(which))
                again = self.folder.rebuilt(period, which).json.read_bytes()
                assert again == content, (period, which)


def wrongly_asked(form: Form, wanted: Mapping[str, Any]) -> list[str]:
    """What a form asks otherwise than it should."""
    found = []
    lines = {line.key: line for line in form.lines}
    if len(lines) != len(form.lines) or lines.keys() != wanted.keys():
        found.append(f"rows {sorted(lines)}, not {sorted(wanted)}")
    for key in lines.keys() & wanted.keys():
        line, asks = lines[key], wanted[key]
        there = {h: day_of(v) if h == DONE_ON else v for h, v in line.cells.items()}
        for what, said, should in (
            ("role", line.rest.get("Vai trò"), asks.role),
            ("open", set(line.open), set(asks.open)),
            ("filled in", there, dict(asks.filled)),
            ("words", line.rest.get("Tiêu chí, nhiệm vụ"), asks.words),
            ("maximum", line.rest.get("Điểm tối đa"), asks.maximum),
            ("target", _plain(line.rest.get("Mục tiêu năm")), _plain(asks.target)),
        ):
            if said != should:
                found.append(f"{key}: {what} {said!r}, not {should!r}")
    order = [("Chủ trì", "Chấm điểm", "Phối hợp").index(wanted[line.key].role)
             for sheet in ("Phụ lục I", "Phụ lục II", "Phụ lục III")
             for line in form.lines if line.sheet == sheet and line.key in wanted]  # fmt: skip
    sheets = [line.sheet for line in form.lines if line.key in wanted]
    if [*zip(sheets, order, strict=True)] != sorted(zip(sheets, order, strict=True)):
        found.append("what it leads does not stand first")
    return found


def _code(row: Mapping[str, Any]) -> Any:
    """What a row of the plan is called by."""
    return next(row[name] for name in ("TT", "Mã đơn vị", "Kỳ") if name in row)


def _plain(cell: Any) -> Any:
    """A target, whether it is a number or a text."""
    found = number(cell)
    return cell if found is None else found
