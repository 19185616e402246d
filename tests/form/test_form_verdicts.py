"""`Kiểm tra` in LibreOffice says of every row what the intake will say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.plan.reader import read_plan
from par_xl.rules.asked import asked
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.formula import BROKEN, RIGHT
from par_xl.rules.judge import verdict
from par_xl.rules.registry import RULES
from par_xl.rules.rule import Example
from par_xl.terms.words import Role, Severity
from par_xl.workspace.layout import Folder
from random_rows import Row as DrawnRow
from sheet_view import COVER, SheetView, beside
from sloppy_cells import sloppy_rows
from small_plan import AREA, PERIOD, UNITS, item, plan_content, working_folder

CHECK = "Kiểm tra"
SHEET = "Phụ lục I"
EXAMPLES = [
    (f"{rule.code} {which}", rule, example)
    for rule in RULES
    if rule.check is not None
    for which, example in (("passes", rule.passes), ("fails", rule.fails))
    if isinstance(example, Example)
]
SLOPPY = list(sloppy_rows())
CASES: Mapping[str, Example] = {name: e for name, _, e in EXAMPLES} | dict(SLOPPY)


def rows_for(rows: Sequence[Example | DrawnRow]) -> list[Mapping[str, object]]:
    """Rows of a plan that ask just that."""
    return [
        item(
            f"1.{number}",
            Điểm_tối_đa=row.asked.maximum,
            Đơn_vị_tính="%"
            if row.asked.is_in_percent
            else "hồ sơ"
            if row.asked.is_measured
            else None,
            Thời_gian_hoàn_thành=row.asked.due,
        )
        for number, row in enumerate(rows, start=1)
    ]


@dataclass(frozen=True)
class Judged:
    """What was said of each case by the form in one language, by Python, and by the intake of the
    saved form."""

    form: Mapping[str, str]
    python: Mapping[str, str]
    intake: Mapping[str, Mapping[str, Severity]]


def fill(office: LibreOffice, path: Path, examples: Sequence[Example], saved: Path) -> list[str]:
    """Put the examples into the form's rows; its verdicts, row by row."""
    with office.open(path) as form:
        table = SheetView.of(form, SHEET)
        form.unprotect(SHEET)  # as people do: some examples fill closed cells
        keys = [f"PAR_INDEX/1.{number}" for number in range(1, len(examples) + 1)]
        form.put_many(
            {
                (SHEET, table.cell(key, BY_FIELD[field].header)): value
                for key, example in zip(keys, examples, strict=True)
                for field, value in example.cells.items()
                if not isinstance(value, bool)
            }
        )
        form.recalculate()
        found = SheetView.of(form, SHEET).column(CHECK)
        form.save_as(saved)
    return [str(found[key]) for key in keys]


def faults(folder: Folder, path: Path, count: int) -> list[Mapping[str, Severity]]:
    """What the intake finds wrong in each of the rows: code and level."""
    submission = workspace.check(folder, [path])[0].submission
    assert not submission.refused
    rows = {row.key: row for row in submission.rows}
    found: list[Mapping[str, Severity]] = []
    for number in range(1, count + 1):
        row = rows.get(f"PAR_INDEX/1.{number}")
        found.append({each.code: each.severity for each in (row.findings if row else ())})
    return found


@pytest.fixture(scope="module", params=["vi-VN", pytest.param("en-US", marks=pytest.mark.long)])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    is_vietnamese = request.param == "vi-VN"
    name = "vietnamese_libreoffice" if is_vietnamese else "libreoffice"
    office: LibreOffice = request.getfixturevalue(name)
    root = tmp_path_factory.mktemp("verdicts")
    examples = list(CASES.values())
    content = plan_content([AREA, *rows_for(examples)])  # type: ignore[list-item]
    folder = working_folder(root, content)
    workspace.forms(folder, PERIOD, unit="HC")
    saved = root / "saved.xlsx"
    form = fill(office, folder.form(PERIOD, "HC"), examples, saved)
    plan = read_plan(folder.plan)
    items = [plan.by_key[f"PAR_INDEX/1.{number}"] for number in range(1, len(examples) + 1)]
    rows = [asked(plan, plan.periods[PERIOD], each, Role.LEAD, each.is_criterion) for each in items]
    python = [verdict(row, each.cells) for row, each in zip(rows, examples, strict=True)]
    intake = faults(folder, saved, len(examples))
    return Judged(
        dict(zip(CASES, form, strict=True)),
        dict(zip(CASES, python, strict=True)),
        dict(zip(CASES, intake, strict=True)),
    )


def test_there_are_cases_enough() -> None:
    assert len(SLOPPY) > 150 and len(EXAMPLES) > 25
    assert len(CASES) == len(SLOPPY) + len(EXAMPLES), "two cases have one name"


def test_the_form_says_what_python_says(judged: Judged) -> None:
    assert judged.form == judged.python


def test_no_row_that_the_form_calls_right_is_in_error_at_the_intake(judged: Judged) -> None:
    right = [name for name, said in judged.form.items() if said == RIGHT]
    assert len(right) > 15
    wrong = [name for name in right if Severity.ERROR in judged.intake[name].values()]
    assert wrong == []


def test_an_example_breaks_its_rule(judged: Judged) -> None:
    for name, rule, _ in EXAMPLES:
        assert (rule.code in judged.intake[name]) == name.endswith("fails"), name
        assert judged.form[name] != RIGHT or name.endswith("passes"), name


def test_a_cell_in_error_is_named_first(libreoffice: LibreOffice, tmp_path: Path) -> None:
    formulas = ("=1/0", "=NA()", '=INDIRECT("x")')
    folder = working_folder(tmp_path)
    workspace.forms(folder, PERIOD, unit="HC")
    with libreoffice.open(folder.form(PERIOD, "HC")) as form:
        table = SheetView.of(form, SHEET)
        for number, formula in enumerate(formulas, start=1):
            form.type(SHEET, table.cell(f"PAR_INDEX/1.{number}", "Tiến độ (%)"), formula)
        form.recalculate()
        after = SheetView.of(form, SHEET)
        for number in range(1, len(formulas) + 1):
            assert after.value(f"PAR_INDEX/1.{number}", CHECK) == BROKEN
        assert after.value("PAR_INDEX/1.4", CHECK) == ""
        form.save_as(tmp_path / "saved.xlsx")
    found = faults(folder, tmp_path / "saved.xlsx", len(formulas))
    assert all("OO01" in codes for codes in found)


@pytest.mark.short("False")
@pytest.mark.parametrize("standard", [False, True])
def test_95_percent_typed_into_the_form_is_told_there_and_at_the_intake(
    libreoffice: LibreOffice, tmp_path: Path, standard: bool
) -> None:
    folder = working_folder(tmp_path)
    unit = None if standard else "HC"
    (path,) = workspace.forms(folder, PERIOD, unit=unit, standard=standard).written
    saved, key = tmp_path / "saved.xlsx", "PAR_INDEX/1.2"
    with libreoffice.open(path) as form:
        table = SheetView.of(form, SHEET)
        if standard:
            form.put(COVER, beside(form.values(COVER), "Đơn vị báo cáo"), UNITS["HC"])
        form.type(SHEET, table.cell(key, "Tình trạng thực hiện"), "Chưa thực hiện")
        form.type(SHEET, table.cell(key, "Giải trình, nguyên nhân"), "Chờ hướng dẫn")
        form.type(SHEET, table.cell(key, "Điểm tự đánh giá"), "0")
        cell = table.cell(key, BY_FIELD["value"].header)
        said = {}
        for typed in ("95", "95%"):
            form.type(SHEET, cell, typed)
            form.recalculate()
            after = SheetView.of(form, SHEET)
            said[typed] = (form.texts(SHEET, [cell])[0], after.value(key, CHECK))
        form.save_as(saved)
    # The cell shows it, and the intake asks back: nothing is wrong with 0,95%.
    assert said == {"95": ("95%", RIGHT), "95%": ("0.95%", RIGHT)}
    [row] = workspace.check(folder, [saved])[0].submission.rows
    [found] = row.findings
    assert row.accepted is not None and row.accepted.value == 0.95
    assert (found.severity, found.sheet, found.cell) == (Severity.WARNING, SHEET, cell)
    assert found.message == "Số liệu “0,95” ở dòng tính bằng % được hiểu là 0,95%."
    assert found.fix == (
        "Nếu là 95% thì nhập số 95 (không gõ dấu %); nếu đúng là 0,95% thì không cần làm gì."
    )
