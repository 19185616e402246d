"""`Kiểm tra` in LibreOffice says of every row what the intake will say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from par_xl.form.verdict import shown

from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.plan.reader import read_plan
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.registry import BY_CODE, RULES
from par_xl.rules.rule import Example
from par_xl.terms.words import Role, Severity
from par_xl.workspace.layout import Folder
from sheet_view import SheetView
from sloppy_cells import sloppy_rows
from small_plan import AREA, PERIOD, UNITS, item, plan_content, working_folder

CHECK = "Kiểm tra"
SHEET = "Phụ lục I"
EXAMPLES = [
    (f"{rule.code} {which}", rule, example)
    for rule in RULES
    if rule.formula is not None
    for which, example in (("passes", rule.passes), ("fails", rule.fails))
    if isinstance(example, Example)
]
SLOPPY = list(sloppy_rows())
CASES: Mapping[str, Example] = {name: e for name, _, e in EXAMPLES} | dict(SLOPPY)


def rows_for(examples: Sequence[Example]) -> list[Mapping[str, object]]:
    return [
        item(
            f"1.{number}",
            Điểm_tối_đa=example.maximum,
            Đơn_vị_tính="%" if example.is_in_percent else None,
            Thời_gian_hoàn_thành=date(2024, 3, 31) if example.has_due_date else None,
        )
        for number, example in enumerate(examples, start=1)
    ]


@dataclass(frozen=True)
class Judged:
    """What was said of each case by the form in one language, by Python, and by the intake of the
    saved form."""

    form: Mapping[str, str]
    python: Mapping[str, str]
    intake: Mapping[str, Mapping[str, str]]


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


def faults(folder: Folder, path: Path, count: int) -> list[Mapping[str, str]]:
    """What the intake finds wrong in each of the rows, infos aside: code and verdict."""
    submission = workspace.check(folder, [path])[0].submission
    assert not submission.refused
    rows = {row.key: row for row in submission.rows}
    found: list[Mapping[str, str]] = []
    for number in range(1, count + 1):
        row = rows.get(f"PAR_INDEX/1.{number}")
        rules = [BY_CODE[finding.code] for finding in (row.findings if row else ())]
        found.append(
            {
                rule.code: f"{rule.severity.label}: {rule.title}"
                for rule in rules
                if rule.severity is not Severity.INFO
            }
        )
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
    plan = read_plan(folder.plan)
    saved = root / "saved.xlsx"
    form = fill(office, folder.form(PERIOD, "HC"), examples, saved)
    python = [
        shown(
            plan,
            plan.periods[PERIOD],
            plan.by_key[f"PAR_INDEX/1.{number}"],
            Role.LEAD,
            example.cells,
            date.today(),  # noqa: DTZ011 - what TODAY() gives
        ).verdict
        for number, example in enumerate(examples, start=1)
    ]
    intake = faults(folder, saved, len(examples))
    return Judged(
        dict(zip(CASES, form, strict=True)),
        dict(zip(CASES, python, strict=True)),
        dict(zip(CASES, intake, strict=True)),
    )


def test_there_are_cases_enough() -> None:
    assert len(SLOPPY) > 150 and len(EXAMPLES) > 30
    assert len(CASES) == len(SLOPPY) + len(EXAMPLES), "two cases have one name"


def test_the_form_says_what_python_says(judged: Judged) -> None:
    assert judged.form == judged.python


def level(titles: Iterable[str]) -> str:
    """The worst of some verdicts: error, warning or nothing wrong."""
    words = {title.partition(":")[0] for title in titles}
    return "Lỗi" if "Lỗi" in words else "Cảnh báo" if "Cảnh báo" in words else ""


def test_the_form_is_as_strict_as_the_intake(judged: Judged) -> None:
    by_form = {name: level([said]) for name, said in judged.form.items()}
    assert by_form == {name: level(found.values()) for name, found in judged.intake.items()}


def test_an_example_breaks_its_rule(judged: Judged) -> None:
    for name, rule, _ in EXAMPLES:
        if rule.code == "NG05":
            continue  # Whether a day is still to come depends on the day on which this test runs.
        found = judged.intake[name]
        assert (rule.code in found) == name.endswith("fails"), name
        if found.keys() == {rule.code}:
            assert judged.form[name] == found[rule.code], name


def test_a_day_to_come_is_a_warning(libreoffice: LibreOffice, tmp_path: Path) -> None:
    today = date.today()  # noqa: DTZ011 - what TODAY() gives
    days = [today + timedelta(days) for days in (-3, 3, 30, 31)]
    examples = [
        Example({"status": "Hoàn thành", "completed_on": day, "evidence": "Số 1"}) for day in days
    ]
    content = plan_content(
        [AREA, *rows_for(examples)],  # type: ignore[list-item]
        code=f"{today.year}-06",
        start=today - timedelta(90),
        end=today + timedelta(30),
        plan_start=today - timedelta(400),
    )
    folder = working_folder(tmp_path, content)
    (path,) = workspace.forms(folder, f"{today.year}-06", unit="HC").written
    estimated = "Cảnh báo: Ngày hoàn thành sau hôm nay: ước thực hiện"
    after = "Lỗi: Ngày hoàn thành sau ngày cuối của kỳ"
    assert fill(libreoffice, path, examples, tmp_path / "saved.xlsx") == [
        "Hợp lệ",
        estimated,
        estimated,
        after,
    ]


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
            assert after.value(f"PAR_INDEX/1.{number}", CHECK) == "Lỗi: ô nhập có công thức lỗi"
        assert after.value("PAR_INDEX/1.4", CHECK) == "Chưa nhập"
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
            form.put(SHEET, table.beside("Đơn vị báo cáo"), UNITS["HC"])
        form.type(SHEET, table.cell(key, "Tình trạng thực hiện"), "Chưa thực hiện")
        cell = table.cell(key, BY_FIELD["value"].header)
        said = {}
        for typed in ("95", "95%"):
            form.type(SHEET, cell, typed)
            form.recalculate()
            after = SheetView.of(form, SHEET)
            said[typed] = (form.texts(SHEET, [cell])[0], after.value(key, CHECK))
        form.save_as(saved)
    assert said == {"95": ("95%", "Hợp lệ"), "95%": ("0.95%", BY_CODE["SL01"].verdict)}
    [row] = workspace.check(folder, [saved])[0].submission.rows
    [found] = row.findings
    assert row.accepted is not None and row.accepted.value == 0.95
    assert (found.severity, found.sheet, found.cell) == (Severity.WARNING, SHEET, cell)
    assert found.message == (
        "Số liệu «0,95» ở dòng tính bằng % được hiểu là 0,95%. "
        "Dòng vẫn được tính, ghi vào danh sách cảnh báo."
    )
    assert found.fix == (
        "Nếu là 95% thì nhập số 95 (không gõ dấu %); nếu đúng là 0,95% thì không cần làm gì."
    )
