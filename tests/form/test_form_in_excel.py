"""Whole forms in an engine with Excel's own days, AND and errors: all formulas, limits, colours.

All that is stored in a cell with a formula is what Python says; here each is calculated anew
(test_parity.py asks of many more rows what `Kiểm tra` says).
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from test_form_in_libreoffice import ALLOWED, BROKEN, EDGES
from test_form_verdicts import CHECK, EXAMPLES, SHEET, rows_for

from clients.excel import ErrorValue, Place, Seen
from par_xl.form.request import COVER_SHEET, INITIATIVES_SHEET, FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.reader import read_plan
from par_xl.rules.entry import FORM, INPUT
from par_xl.rules.formula import BROKEN as ERROR_IN_CELL
from par_xl.rules.rule import Example
from par_xl.terms.text import Cell
from par_xl.terms.words import Role
from par_xl.workbooks.look import (
    CLOSED_FILL,
    ERROR_FILL,
    NEEDED_FILL,
    RIGHT_FILL,
    WARNING_FILL,
)
from random_rows import PAST, Span, random_rows
from random_rows import Row as DrawnRow
from sheet_view import KEY, SheetView
from small_plan import AREA, PERIOD, UNITS, plan_content, working_folder

pytestmark = pytest.mark.long


FEW = 30
"""Rows of the forms in which most of them say the same."""

Values = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True)
class Form:
    """Rows filled in: in the form of the unit itself, or in the standard form with one chosen.

    HC leads all rows, KT coordinates them, TH has to do with none.
    """

    examples: Sequence[Example | DrawnRow]
    span: Span = PAST
    unit: str | None = "HC"
    chosen: str | None = None
    broken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def role(self) -> Role | None:
        roles = {"HC": Role.LEAD, "KT": Role.COORDINATING}
        return roles.get(self.unit or self.chosen or "")

    @property
    def values(self) -> Values:
        numbered = enumerate(self.examples, start=1)
        return {f"PAR_INDEX/1.{number}": example.cells for number, example in numbered}

    def content(self, root: Path) -> bytes:
        """The form as we write it."""
        code, span = f"{self.span.end.year}-12", self.span
        rows = [{**row, "Đơn vị phối hợp": "KT"} for row in rows_for(self.examples)]
        content = plan_content(
            [AREA, *rows],  # type: ignore[list-item]
            code,
            span.start,
            span.end,
            span.plan_start,
        )
        return filled(root, content, code, self.values, self.unit, self.chosen, self.broken)


def filled(
    root: Path,
    plan_file: bytes | None,
    period: str,
    values: Values,
    unit: str | None = "HC",
    chosen: str | None = None,
    broken: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """A form with these cells filled in."""
    plan = read_plan(working_folder(root, plan_file).plan)
    request = FormRequest(
        plan,
        plan.periods[period],
        plan.units[unit] if unit else None,
        date(2024, 6, 7),
        values,
        head={"unit": UNITS[chosen]} if chosen else {},
        initiatives=({"kind": "Ý tưởng"}, {"kind": "Sáng kiến"}),
        broken=broken or {},
    )
    return write_form(request)


ALL: Sequence[Example | DrawnRow] = [
    *(example for _, _, example in EXAMPLES),
    *random_rows(20240612, 160),
]
LAST = ALL[-FEW:]
BROKEN_CELLS = {"PAR_INDEX/1.1": {"progress": "#REF!"}, "PAR_INDEX/1.3": {"difficulty": "#N/A"}}
FORMS: Mapping[str, Form] = {
    "lead": Form(ALL),
    "coordinating": Form(LAST, unit="KT"),
    "standard, HC": Form(LAST, unit=None, chosen="HC"),
    "standard, KT": Form(LAST, unit=None, chosen="KT"),
    "standard, TH": Form(LAST, unit=None, chosen="TH"),
    "standard, nobody": Form(LAST, unit=None),
}
WITH_ERRORS: Mapping[str, Form] = {
    "lead with errors": Form(LAST[:4], broken=BROKEN_CELLS),
    "coordinating with errors": Form(LAST[:4], unit="KT", broken=BROKEN_CELLS),
    "standard with errors": Form(LAST[:4], unit=None, chosen="TH", broken=BROKEN_CELLS),
}
_FIELD = {column.header: column.field for column in FORM}
TYPED = {"what breaks limits": {**BROKEN, **ALLOWED}, "the limits' edges": EDGES}


@dataclass(frozen=True)
class Shown:
    """A form in Excel: what we wrote, its rows, and what is seen of them there."""

    content: bytes
    table: SheetView
    seen: Seen

    @property
    def checks(self) -> Mapping[str, object]:
        """`Kiểm tra` by row key."""
        cells = {key: self.table.cell(key, CHECK) for key in self.table.rows}
        return {key: self.seen.formulas[SHEET, cell][1] for key, cell in cells.items()}


@pytest.fixture(scope="module")
def shown(
    tmp_path_factory: pytest.TempPathFactory, in_excel: Callable[..., list[Seen]]
) -> Mapping[str, Shown]:
    """All forms, worked out by one engine: it takes longest to start."""
    root = tmp_path_factory.mktemp("excel")
    contents = {name: each.content(root / name) for name, each in {**FORMS, **WITH_ERRORS}.items()}
    for name, typed in TYPED.items():
        values: dict[str, dict[str, Cell]] = defaultdict(dict)
        for (key, header), value in typed.items():
            values[key][_FIELD[header]] = value
        contents[name] = filled(root / name, None, PERIOD, values)
    paths = {name: root / f"{name}.xlsx" for name in contents}
    for name, path in paths.items():
        path.write_bytes(contents[name])
    seen = in_excel(*paths.values())
    return {
        name: Shown(content, _table(content), each)
        for (name, content), each in zip(contents.items(), seen, strict=True)
    }


def _table(content: bytes) -> SheetView:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True)[SHEET]
    return SheetView([list(row) for row in sheet.iter_rows(values_only=True)], KEY)


@pytest.mark.parametrize("name", [*FORMS, *WITH_ERRORS])
def test_every_formula_shows_what_python_says(shown: Mapping[str, Shown], name: str) -> None:
    seen = shown[name].seen
    assert len(seen.formulas) > 10
    nothing = ("", 0.0)  # as a formula's value, "" is stored as nothing
    differing = {at: both for at, both in seen.differing.items() if both[::-1] != nothing}
    errors = {ErrorValue(each) for broken in BROKEN_CELLS.values() for each in broken.values()}
    assert {
        at: both
        for at, both in differing.items()
        # POI works out no ranges within a range: where the next row is in the standard form.
        if both[1] not in errors and not (at[0] == COVER_SHEET and name.startswith("standard"))
    } == {}


@pytest.mark.parametrize("name", WITH_ERRORS)
def test_an_error_value_is_named_first(shown: Mapping[str, Shown], name: str) -> None:
    found = {key for key, text in shown[name].checks.items() if text == ERROR_IN_CELL}
    assert found == {*BROKEN_CELLS}


@pytest.mark.parametrize("name", FORMS)
def test_colours_are_those_of_the_verdict_and_of_the_cells_that_it_names(
    shown: Mapping[str, Shown], name: str
) -> None:
    form = shown[name]
    wanted: dict[Place, set[str]] = defaultdict(set)
    for key, said in form.checks.items():
        text = str(said)
        level = next((each for each in COLOURS if text.startswith(each)), None)
        if level:
            of_verdict, of_cell = COLOURS[level]
            wanted[SHEET, form.table.cell(key, CHECK)].add(of_verdict)
            for column in INPUT:
                if of_cell and column.header in text:
                    wanted[SHEET, form.table.cell(key, column.header)].add(of_cell)
    found = {
        place: fills - {CLOSED_FILL}
        for place, fills in form.seen.colours.items()
        if place[0] == SHEET and fills != {CLOSED_FILL}
    }
    assert found == wanted


COLOURS = {
    "Còn thiếu:": (WARNING_FILL, NEEDED_FILL),
    "Sai:": (ERROR_FILL, ERROR_FILL),
    "✔": (RIGHT_FILL, None),
}


@pytest.mark.parametrize("name", [each for each in FORMS if each.startswith("standard")])
def test_what_is_not_the_chosen_units_is_grey(shown: Mapping[str, Shown], name: str) -> None:
    form, whose = shown[name], FORMS[name]
    coloured = form.seen.colours.items()
    grey = {at for (sheet, at), fills in coloured if sheet == SHEET and CLOSED_FILL in fills}
    for key, cells in whose.values.items():
        assert (form.table.cell(key, "Tiêu chí, nhiệm vụ") in grey) == (whose.role is None)
        for column in INPUT:
            is_open = whose.role is Role.LEAD or (
                whose.role is Role.COORDINATING and Role.COORDINATING in column.roles
            )
            # Of the score, the plan decides, too.
            if column.field != "self_score" and column.field not in cells:
                assert (form.table.cell(key, column.header) in grey) != is_open, (key, column)


def test_limits_refuse_what_breaks_them_and_nothing_else(shown: Mapping[str, Shown]) -> None:
    form = shown["what breaks limits"]
    wanted = {(SHEET, form.table.cell(*place)) for place in BROKEN}
    assert form.seen.invalid == wanted | {(INITIATIVES_SHEET, "A5")}


def test_the_edges_of_the_limits_are_allowed(shown: Mapping[str, Shown]) -> None:
    assert shown["the limits' edges"].seen.invalid == {(INITIATIVES_SHEET, "A5")}
