"""A rule is declared once: check, form, `Kiểm tra`, explanation, guide and tests say the same."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from string import Formatter

import pytest
import test_rules_on_files
from openpyxl import Workbook, load_workbook

from libreoffice import LibreOffice
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.rules.check import Wrong
from par_xl.rules.entry import BY_FIELD
from par_xl.rules.explain import all_explanations, explanation
from par_xl.rules.formula import RIGHT, WRONG
from par_xl.rules.judge import verdict
from par_xl.rules.registry import BY_CODE, ROW_RULES, RULES, broken_rules
from par_xl.rules.rule import Example, Scope
from par_xl.terms.explain import explanations
from par_xl.terms.words import Severity
from sheet_view import SheetView
from small_plan import PERIOD, working_folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A unit's form and the standard form of the small plan."""
    folder = working_folder(tmp_path_factory.mktemp("registry"))
    workspace.forms(folder, PERIOD, unit="HC")
    workspace.forms(folder, PERIOD, standard=True)
    return {"unit": folder.form(PERIOD, "HC"), "standard": folder.standard_form(PERIOD)}


@pytest.fixture(scope="module", params=["unit", "standard"])
def book(request: pytest.FixtureRequest, forms: Mapping[str, Path]) -> Workbook:
    return load_workbook(io.BytesIO(forms[request.param].read_bytes()))


def test_every_rule_is_checked_by_python() -> None:
    """By its own examples, or by files made for it."""
    by_example = {
        rule.code
        for rule in ROW_RULES
        if isinstance(rule.fails, Example)
        and rule.code in {r.code for r, _ in broken_rules(rule.fails.row())}
    }
    by_files = {*test_rules_on_files.EXAMPLES, *test_rules_on_files.ELSEWHERE}
    assert by_example | by_files == set(BY_CODE)


def test_a_check_keeps_the_tick_from_what_its_rule_finds_wrong() -> None:
    """Errors without one are those that no formula sees."""
    for rule in ROW_RULES:
        assert isinstance(rule.fails, Example) and isinstance(rule.passes, Example)
        if rule.check is not None:
            assert verdict(rule.fails.asked, rule.fails.cells, rule.fails.broken) != RIGHT, (
                rule.code
            )
            assert verdict(rule.passes.asked, rule.passes.cells) in (RIGHT, *_STRICT), rule.code
    unseen = {rule.code for rule in ROW_RULES if rule.check is None}
    errors = {rule.code for rule in ROW_RULES if rule.severity is Severity.ERROR}
    assert unseen & errors == {"OO01", "OO02", "OO03"}


_STRICT = {
    "Sai: Tình trạng thực hiện phải chọn trong danh sách",
    "Sai: Tiến độ (%) phải 0–100% (Hoàn thành 100%, Chưa thực hiện 0%)",
    "Sai: Ngày hoàn thành phải là ngày từ 04/8/2023 đến 14/6/2024",
    "Sai: Điểm tự đánh giá phải từ 0 đến 1",
    "Còn thiếu: Điểm tự đánh giá",
}
"""Of examples that Python reads, though they are not typed as the prompts say."""


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.field)
def test_a_limit_says_what_its_check_takes(book: Workbook, wrong: Wrong) -> None:
    sheet = book["Phụ lục I"]
    header = BY_FIELD[wrong.field].header
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == header)
    texts = {
        limit.error
        for limit in sheet.data_validations.dataValidation
        for part in limit.sqref.ranges
        if part.min_col == at.column and part.min_row > at.row
    }
    rows = [
        Example({}, has_due_date=is_due, maximum=maximum, is_in_percent=in_percent).asked
        for is_due, maximum, in_percent in product((False, True), (1.0, 2.0), (False, True))
    ]
    assert texts and texts <= {wrong.prompt(row) for row in rows}


HONEST: Mapping[str, str | float | date] = {
    "status": "Hoàn thành",
    "progress": 0.5,
    "completed_on": date(2024, 3, 5),
    "self_score": 0.5,
}


def test_a_limit_refuses_what_its_rules_find_wrong(
    forms: Mapping[str, Path], libreoffice: LibreOffice
) -> None:
    with libreoffice.open(forms["unit"]) as form:
        table = SheetView.of(form, "Phụ lục I")
        for rule in ROW_RULES:
            if not isinstance(rule.check, Wrong):
                continue
            field = rule.check.field
            assert isinstance(rule.fails, Example)
            wrong = rule.fails.cells[field]
            assert not isinstance(wrong, bool)
            refused = rule.check.is_refused(rule.fails.asked, wrong)
            assert refused != (rule.code in ("TD04", "TD05", "DI01")), rule.code
            if not refused:
                continue  # what goes with what, a limit does not know; a closed cell has none
            cell = table.cell("PAR_INDEX/1.2", BY_FIELD[field].header)
            form.put("Phụ lục I", cell, HONEST[field])
            assert form.invalid()["Phụ lục I"] == [], rule.code
            form.put("Phụ lục I", cell, wrong)
            assert form.invalid()["Phụ lục I"] == [cell], rule.code
            form.put("Phụ lục I", cell, None)


@pytest.mark.parametrize("code", BY_CODE)
def test_explain_says_what_the_rule_says(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In whole sentences, with the words of an example, and none that nothing asks for."""
    with pytest.raises(SystemExit) as ended:
        main(["explain", code.lower()])
    assert ended.value.code == 0
    printed = " ".join(capsys.readouterr().out.split())
    told = explanation(BY_CODE[code])
    for text in (code, told.title, told.message, told.fix, told.source, told.passes, told.fails):
        assert " ".join(text.split()) in printed
    rule = BY_CODE[code]
    for text in (told.message, told.fix, told.passes, told.fails):
        assert text.strip() and not re.search(r"[{}…]|“”|\(\)|\.\.", text.replace("../", "")), text
    asked = {name for _, name, _, _ in Formatter().parse(rule.message + rule.fix) if name}
    assert set(rule.sample) <= asked


def test_explain_knows_what_the_rules_say() -> None:
    """It reads what was written from them, in their order."""
    assert list(explanations().values()) == list(all_explanations())


def test_all_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "--all"])
    printed = capsys.readouterr().out
    assert [line.split()[0] for line in printed.splitlines() if "  " in line] == list(
        explanations()
    )
    assert set(BY_CODE) < set(explanations())


def test_an_unknown_code_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", "TT2"])
    assert ended.value.code == 2
    assert "TT02" in capsys.readouterr().err


def test_the_guide_lists_what_can_cost_a_unit_a_row(book: Workbook) -> None:
    rows = list(book["Hướng dẫn"].iter_rows(values_only=True))
    listed = {str(row[0]): row[1:3] for row in rows if str(row[0]) in BY_CODE}
    wanted = {
        rule.code: (explanation(rule).title, explanation(rule).fix)
        for rule in RULES
        if rule.scope is not Scope.FILE and rule.severity is not Severity.INFO
    }
    assert listed == wanted


def test_the_page_of_faults_explains_every_code() -> None:
    page = (ROOT / "docs" / "huong-dan" / "ma-loi.md").read_text(encoding="utf-8")
    for told in explanations().values():
        assert f"## {told.code} · {told.severity.label}: {told.title}" in page
        assert told.fix in page
