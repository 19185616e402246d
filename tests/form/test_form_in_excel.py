"""The form's formulas, limits and colours in an engine with Excel's own days, AND and errors.

All that is stored in a cell with a formula is what Python says; here each is calculated anew.
PARITY_SEED and PARITY_ROWS in the environment draw other rows, and more.
"""

from __future__ import annotations

import io
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from test_form_in_libreoffice import ALLOWED, BROKEN, EDGES
from test_form_verdicts import CHECK, EXAMPLES, SHEET, rows_for
from test_parity import SAYING, around, keys

from clients import spoiled
from clients.excel import Place, Seen
from clients.gnumeric import Gnumeric
from par_xl.form.request import INITIATIVES_SHEET, FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.reader import read_plan
from par_xl.rules.entry import FORM, INPUT
from par_xl.rules.formula import NOT_FILLED, VALID
from par_xl.rules.registry import BY_CODE
from par_xl.rules.rule import Example
from par_xl.terms.text import Cell, words
from par_xl.terms.words import Role
from par_xl.workbooks.look import CLOSED_FILL, ERROR_FILL, WARNING_FILL
from random_rows import PAST, Span, random_rows
from sheet_view import KEY, SheetView
from small_plan import AREA, PERIOD, UNITS, plan_content, working_folder

pytestmark = pytest.mark.long


SEED = int(os.environ.get("PARITY_SEED", "20240612"))
ROWS = int(os.environ.get("PARITY_ROWS", "160"))
FEW = 30
"""Rows of the forms that say the same of most of them."""
TODAY = date.today()  # noqa: DTZ011 - what TODAY() gives

Values = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True)
class Form:
    """Rows filled in: in the form of the unit itself, or in the standard form with one chosen.

    HC leads all rows, KT coordinates them, TH has to do with none.
    """

    examples: Sequence[Example]
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
        typed = zip(keys(len(self.examples)), self.examples, strict=True)
        return {key: example.cells for key, example in typed}

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
        TODAY,
        values,
        head={"unit": UNITS[chosen]} if chosen else {},
        initiatives=({"kind": "Ý tưởng"}, {"kind": "Sáng kiến"}),
        broken=broken or {},
    )
    return write_form(request)


NO_DAY = Example({"status": "Hoàn thành", "completed_on": "29/2/1900", "evidence": "Số 1"})
"""Excel alone has such a day."""
ALL = [*(example for _, _, example in EXAMPLES), NO_DAY, *random_rows(SEED, ROWS)]
LAST = ALL[-FEW:]
BROKEN_CELLS = {"PAR_INDEX/1.1": {"progress": "#REF!"}, "PAR_INDEX/1.3": {"difficulty": "#N/A"}}
FORMS: Mapping[str, Form] = {
    "lead": Form(ALL),
    "lead, this period": Form(random_rows(SEED, ROWS // 3, around(TODAY)), around(TODAY)),
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


@pytest.mark.parametrize("name", FORMS)
def test_every_formula_shows_what_python_says(shown: Mapping[str, Shown], name: str) -> None:
    seen = shown[name].seen
    assert len(seen.formulas) > FEW
    # Python keeps letters and their marks as one, a helper cell as they were typed.
    assert {
        place: (stored, found)
        for place, (stored, found) in seen.differing.items()
        if not (isinstance(found, str) and words(found) == stored and _is_helper(place))
    } == {}


def _is_helper(place: Place) -> bool:
    sheet, cell = place
    column: int = openpyxl.utils.cell.coordinate_to_tuple(cell)[1]
    return sheet == SHEET and column > len(FORM)


def test_each_fault_is_the_first_of_some_rows(shown: Mapping[str, Shown]) -> None:
    found = {*shown["lead"].checks.values(), *shown["lead, this period"].checks.values()}
    assert found == {VALID, NOT_FILLED, *SAYING}


@pytest.mark.parametrize("name", WITH_ERRORS)
def test_an_error_value_is_named_first(shown: Mapping[str, Shown], name: str) -> None:
    form = shown[name]
    verdict = BY_CODE["OO01"].verdict
    assert {key for key, text in form.checks.items() if text == verdict} == {*BROKEN_CELLS}
    wrong = [cell for _, cell in form.seen.differing if cell.startswith(_column(form, CHECK))]
    assert wrong == []


def _column(form: Shown, header: str) -> str:
    return openpyxl.utils.get_column_letter(form.table.columns[header] + 1)


@pytest.mark.parametrize("name", FORMS)
def test_colours_are_those_of_the_verdict_and_of_other_units(
    shown: Mapping[str, Shown], name: str
) -> None:
    form, table = FORMS[name], shown[name].table
    wanted: dict[Place, set[str]] = defaultdict(set)
    for key, text in shown[name].checks.items():
        level = str(text).partition(":")[0]
        if level in (fills := {"Lỗi": ERROR_FILL, "Cảnh báo": WARNING_FILL}):
            wanted[SHEET, table.cell(key, CHECK)].add(fills[level])
        for header in _grey(form, form.values[key]):
            wanted[SHEET, table.cell(key, header)].add(CLOSED_FILL)
    found = {place: fills for place, fills in shown[name].seen.colours.items() if place[0] == SHEET}
    assert found == wanted


def _grey(form: Form, cells: Mapping[str, Cell]) -> list[str]:
    """Headers of the columns in which a row of the standard form is greyed."""
    if form.unit is not None or form.role is Role.LEAD:
        return []
    grey = [column for column in FORM if column not in INPUT] if form.role is None else []
    for column in INPUT:
        is_closed = form.role is None or not column.for_coordinating
        value = cells.get(column.field)
        if is_closed and (value is None or (isinstance(value, str) and not value.strip(" "))):
            grey.append(column)
    return [column.header for column in grey]


def test_gnumeric_says_the_same(shown: Mapping[str, Shown], tmp_path: Path) -> None:
    form, path = shown["lead"], tmp_path / "spoiled.xlsx"
    path.write_bytes(spoiled(form.content))
    found = Gnumeric(tmp_path).calculate(path)[SHEET]
    # Gnumeric reads a carriage return as _x000D_, which is how Excel stores it.
    asked = {
        form.table.cell(key, CHECK): said
        for key, said in form.checks.items()
        if not any("\r" in str(value) for value in FORMS["lead"].values[key].values())
    }
    assert {cell: found[cell] for cell in asked} == asked


def test_limits_refuse_what_breaks_them_and_nothing_else(shown: Mapping[str, Shown]) -> None:
    form = shown["what breaks limits"]
    wanted = {(SHEET, form.table.cell(*place)) for place in BROKEN}
    assert form.seen.invalid == wanted | {(INITIATIVES_SHEET, "A5")}


def test_the_edges_of_the_limits_are_allowed(shown: Mapping[str, Shown]) -> None:
    assert shown["the limits' edges"].seen.invalid == {(INITIATIVES_SHEET, "A5")}
