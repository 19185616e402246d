"""Where files are made from the honest form, and the register of cases."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builders import HALF, PlanTables, check_rows, filled_form, key, make_plan
from libreoffice import Document, LibreOffice
from par_xl.plan.model import Plan
from par_xl.rules.entry import FORM, KEY
from par_xl.terms.finding import column_letters

from .files import parts_of, repacked, seen
from .honest_form import (
    APPENDICES,
    BASELINE,
    COVER,
    IDEA,
    IDEAS,
    ITEMS,
    ONE,
    VERSION,
    Fields,
    sheet_of,
)

LAST = FORM[-1].field
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
Step = Callable[[Document], object]


class Workshop:
    """Makes files: with LibreOffice, with openpyxl, or part by part."""

    def __init__(self, office: LibreOffice, folder: Path, kept: Path) -> None:
        self.office, self.folder, self.kept = office, folder, kept
        self.plan = make_plan(ITEMS, version=VERSION)
        self.honest = self.form()
        self._sheets = seen(self.honest)

    def form(
        self,
        values: Mapping[str, Fields] = BASELINE,
        unit: str | None = "HC",
        period: str = HALF,
        plan: Plan | None = None,
        head: Mapping[str, str] | None = None,
        ideas: Sequence[Mapping[str, str]] = (IDEA,),
    ) -> bytes:
        """A form of the plan with these values; the unit's leader has approved it."""
        rows = {key(code): fields for code, fields in values.items()}
        return filled_form(plan or self.plan, unit, rows, period, head, ideas)

    @staticmethod
    def plan_of(rows: PlanTables) -> Plan:
        """A plan from its sheets."""
        plan, found = check_rows(rows)
        assert plan is not None, found
        return plan

    def at(self, row: str, field: str) -> str:
        """Name of a cell of the honest form (see ``Seen.cell``)."""
        return self._sheets[sheet_of(row)].cell(row, field)

    def row(self, code: str) -> int:
        """Row of an item of the honest form."""
        return int(self.at(code, KEY.field).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def column(self, field: str) -> str:
        """Letters of a column of the honest form."""
        return column_letters(self._sheets[ONE].columns[field])

    @property
    def last(self) -> int:
        """The last row of the first appendix."""
        return self._sheets[ONE].last

    @property
    def header(self) -> int:
        """The row of the headers."""
        return self._sheets[ONE].header + 1

    def span(self, first: str, last: str, left: str = "key", right: str = LAST) -> str:
        """A range of the honest form, from an item's row to another's."""
        return f"{self.column(left)}{self.row(first)}:{self.column(right)}{self.row(last)}"

    def saved(
        self,
        *steps: Step,
        content: bytes | None = None,
        name: str = "HC.xlsx",
        password: str | None = None,
    ) -> bytes:
        """The honest form, or another, opened in LibreOffice, unprotected, changed and saved."""
        source, target = self.folder / "nguồn.xlsx", self.folder / name
        source.write_bytes(_quick_to_open(content or self.honest))
        with self.office.open(source) as document:
            for sheet in (COVER, *APPENDICES, IDEAS):
                document.unprotect(sheet)
            for step in steps:
                step(document)
            document.save_as(target, password)
        return target.read_bytes()

    def typed(self, code: str, **texts: str) -> bytes:
        """Texts typed into one row by field in LibreOffice, as by a person."""

        def type_all(document: Document) -> None:
            for field, text in texts.items():
                document.type(sheet_of(code), self.at(code, field), text)

        return self.saved(type_all)

    def made(self, name: str) -> bytes:
        """The file of a case, made once."""
        file = self.kept / name
        if not file.exists():
            new = self.folder / name
            new.write_bytes(CASES[name].make(self))
            new.replace(file)
        return file.read_bytes()


@cache
def workshop(office: LibreOffice, base: Path) -> Workshop:
    """The one workshop of a process that tests; *base* is its own folder in that of the session,
    in which every file is made once, by whichever process needs it first."""
    mine, ours = base / "people", (base.parent if IS_WORKER else base) / "kept"
    for folder in (mine, ours):
        folder.mkdir(exist_ok=True)
    return Workshop(office, mine, ours)


def _quick_to_open(content: bytes) -> bytes:
    """Without the rows that are printed on every page: with them LibreOffice takes twice as long
    to open a form, and no intake reads them."""
    book = parts_of(content)["xl/workbook.xml"]
    titles = '<definedName name="_xlnm.Print_Titles".*?</definedName>'
    return repacked(content, {"xl/workbook.xml": re.sub(titles, "", book).encode()})


# --- Cases ---------------------------------------------------------------------------------------

Told = tuple[str, ...]
"""A finding: its code; then its sheet; then its cell, or the row and field to find it by."""
Make = Callable[[Workshop], bytes]


@dataclass(frozen=True)
class Case:
    """One file with what must follow: its findings, and the codes of the baseline's rows that
    are not counted. ``short``: it is no long test."""

    make: Make
    told: tuple[Told, ...]
    refused: bool
    lost: tuple[str, ...]
    baseline: Mapping[str, Fields]
    unit: str
    ideas: bool
    name: str
    short: bool

    @property
    def counted(self) -> dict[str, Fields]:
        """What must be counted, by the item's code."""
        kept = {code: self.baseline[code] for code in self.baseline if code not in self.lost}
        return {} if self.refused else kept


CASES: dict[str, Case] = {}


def case(
    *told: Told,
    refused: bool = False,
    lost: tuple[str, ...] = (),
    baseline: Mapping[str, Fields] = BASELINE,
    unit: str = "HC",
    ideas: bool = True,
    name: str = "HC.xlsx",
    short: bool = False,
) -> Callable[[Make], Make]:
    """Enter a case under its maker's name.

    The maker's docstring says which program made the file, and what is only simulated: nothing
    here was saved by Excel, Google Sheets or WPS.
    """

    def enter(make: Make) -> Make:
        CASES[make.__name__] = Case(
            make, told, refused, lost, baseline, unit, ideas and not refused, name, short
        )
        return make

    return enter
