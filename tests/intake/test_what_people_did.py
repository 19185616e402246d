"""What people did to forms elsewhere, each case with its expected findings (helpers/people/)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from _pytest.mark import ParameterSet
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from builders import check, entries_of, key, make_folder, merge, plan_rows, submit
from libreoffice import LibreOffice
from par_xl.intake.submission import Submission
from par_xl.merge.result import Entry, Result, Score
from par_xl.rules.entry import INPUT, Reported
from par_xl.rules.registry import BY_CODE
from par_xl.terms.finding import Finding
from par_xl.terms.words import FileState, Role, Severity, State
from par_xl.workbooks.book import NEVER_CALCULATED
from people import (
    BASELINE,
    CASES,
    IDEA,
    ITEMS,
    ONE,
    TOGETHER,
    VERSION,
    Case,
    Sent,
    Together,
    Told,
    Workshop,
    seen,
    workshop,
)
from told_in_english import not_english

pytestmark = pytest.mark.usefixtures("no_masters")

KEPT = "TE28"
"""A row that the unit's latest file left blank."""

Place = tuple[str, str | None, str | None]


@pytest.fixture(scope="module")
def shop(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(libreoffice, tmp_path_factory.getbasetemp())


# --- One file ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """A case whose file was made and checked."""

    case: Case
    content: bytes
    submission: Submission


def _named(cases: Mapping[str, Case | Together]) -> list[ParameterSet]:
    """The cases' names as parameters, those that are not short marked long."""
    marks = {name: () if case.short else pytest.mark.long for name, case in cases.items()}
    return [pytest.param(name, marks=marks[name]) for name in cases]


@pytest.fixture(scope="module", params=_named(CASES))
def done(request: pytest.FixtureRequest, shop: Workshop) -> Done:
    case = CASES[request.param]
    content = shop.made(request.param)
    return Done(case, content, check(shop.plan, content, case.name))


def _expected(told: Iterable[Told], content: bytes) -> list[Place]:
    return sorted((_place(each, content) for each in told), key=str)


def _place(told: Told, content: bytes) -> Place:
    code, *where = told
    if len(where) < 2:
        return code, where[0] if where else None, None
    sheet, *at = where
    return code, sheet, at[0] if len(at) == 1 else seen(content)[sheet].cell(*at)


def _found(findings: Iterable[Finding]) -> list[Place]:
    return sorted(((f.code, f.sheet, f.cell) for f in findings), key=str)


def _fields(row: Entry | Score | Reported) -> dict[str, object]:
    values = {column.field: getattr(row, column.field, None) for column in INPUT}
    return {field: value for field, value in values.items() if value is not None}


def _rows(result: Result) -> list[Entry | Score]:
    return [*entries_of(result), *result.scores]


def _by_key(rows: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
    return {key(code): dict(fields) for code, fields in rows.items()}


def test_the_findings_are_these_and_no_others(done: Done) -> None:
    assert _found(done.submission.findings) == _expected(done.case.told, done.content)


def test_refused_or_not_and_the_numbers_of_rows(done: Done) -> None:
    errors = [f for f in done.submission.file_findings if f.severity is Severity.ERROR]
    assert done.submission.refused == done.case.refused == bool(errors)
    assert not (done.case.refused and done.submission.rows)
    _assert_adds_up(done.submission)


def test_what_is_counted(done: Done) -> None:
    rows = {row.key: _fields(row.accepted) for row in done.submission.rows if row.accepted}
    assert rows == _by_key(done.case.counted)
    if not done.case.refused:
        unit, ideas = done.submission.unit, done.submission.initiatives
        assert unit and unit.code == done.case.unit
        wanted = {tuple(IDEA.values())} if done.case.ideas else set()
        assert {(each.kind, each.text) for each in ideas} == wanted


def test_every_finding_says_where_what_and_how(done: Done) -> None:
    _assert_told(done.submission.findings, {done.case.name})


def test_a_finding_on_a_filled_cell_tells_the_value_as_found(done: Done) -> None:
    """Contract, section 5: every finding has the value as found. Error values read as empty."""
    for found in done.submission.findings:
        is_error_value = found.code == "OO01" and NEVER_CALCULATED not in found.message
        if found.cell and (is_error_value or _text_at(done.content, found)):
            assert found.value, found


def _text_at(content: bytes, found: Finding) -> str:
    sheet = seen(content).get(found.sheet or "")
    return sheet.text(found.cell or "A1") if sheet else ""


def test_nothing_is_lost(done: Done) -> None:
    submission = done.submission
    if submission.refused:
        return
    filled = {
        (name, number) for name, sheet in seen(done.content).items() for number in sheet.filled()
    }
    counted = {(row.sheet, row.number) for row in submission.rows if row.accepted}
    assert filled - counted - _rows_named(submission.findings) == set()
    assert submission.rows_filled == len(filled)


def _assert_told(findings: Sequence[Finding], files: set[str]) -> None:
    assert not_english(findings) == []
    for found in findings:
        assert found.file in files
        assert found.message.strip()
        assert found.fix.strip()
        assert found.severity is BY_CODE[found.code].severity
        assert found.cell is None or found.sheet is not None


def _assert_adds_up(submission: Submission) -> None:
    assert submission.rows_filled == submission.rows_accepted + submission.rows_in_error
    wrong = [row for row in submission.rows if row.accepted is None]
    assert all(any(f.severity is Severity.ERROR for f in row.findings) for row in wrong)


def _rows_named(findings: Iterable[Finding]) -> set[tuple[str | None, int]]:
    return {(f.sheet, int(re.sub("[A-Z]", "", f.cell))) for f in findings if f.cell}


def test_the_baseline_fills_and_leaves_all_kinds_of_rows(shop: Workshop) -> None:
    """The cases change an honest form that has all: without that they would show nothing."""
    submission = check(shop.plan, shop.honest)
    assert {row.role for row in submission.rows} == set(Role)
    assert len(submission.rows) == len(BASELINE)
    assert "1.3" not in BASELINE


def _row(code: str) -> Callable[[Worksheet], int]:
    """Where an item's row is now."""
    return lambda sheet: next(
        cell.row for row in sheet.iter_rows() for cell in row if cell.value == key(code)
    )


def _headers(sheet: Worksheet) -> list[object]:
    return list(next(row for row in sheet.iter_rows(values_only=True) if "Mã dòng" in row))


def _is_hidden(sheet: Worksheet, header: str) -> bool:
    letters = get_column_letter(_headers(sheet).index(header) + 1)
    return sheet.column_dimensions[letters].hidden


first, second = _row("1.1"), _row("1.2")
HARMLESS: Mapping[str, Callable[[Worksheet], bool]] = {
    "blank_rows_in_the_middle": lambda sheet: second(sheet) == first(sheet) + 4,
    "a_thousand_rows_of_spaces_at_the_end": lambda sheet: sheet.max_row > 1000,
    "a_thousand_coloured_rows_at_the_end": lambda sheet: sheet.max_row > 1000,
    "rows_sorted": lambda sheet: second(sheet) == first(sheet) - 1,
    "rows_hidden": lambda sheet: sheet.row_dimensions[first(sheet)].hidden,
    "rows_filtered": lambda sheet: sheet.row_dimensions[second(sheet)].hidden,
    "columns_hidden": lambda sheet: _is_hidden(sheet, "Tiến độ (%)"),
    "columns_moved": lambda sheet: "Kết quả thực hiện" in _headers(sheet)[:7],
    "headings_merged": lambda sheet: any(
        area.min_row == first(sheet) - 1 for area in sheet.merged_cells.ranges
    ),
}
"""What a file must show for a case in which nothing is to follow from it."""


@pytest.fixture(scope="module")
def honest(shop: Workshop) -> Worksheet:
    return load_workbook(io.BytesIO(shop.honest))[ONE]


@pytest.mark.short("rows_sorted", "columns_moved")
@pytest.mark.parametrize("name", HARMLESS)
def test_what_was_done_is_in_the_file(shop: Workshop, honest: Worksheet, name: str) -> None:
    """Else a step that did nothing would pass as harmless."""
    assert not HARMLESS[name](honest)
    assert HARMLESS[name](load_workbook(io.BytesIO(shop.made(name)))[ONE])


def test_every_case_says_how_its_file_is_made() -> None:
    makers = [case.make for case in CASES.values()], [case.make for case in TOGETHER.values()]
    assert all(make.__doc__ for some in makers for make in some)


# --- Several files -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merged:
    """A case whose files were made and merged."""

    case: Together
    sent: Mapping[str, Sent]
    result: Result


@pytest.fixture(scope="module", params=_named(TOGETHER))
def merged(
    request: pytest.FixtureRequest, shop: Workshop, tmp_path_factory: pytest.TempPathFactory
) -> Merged:
    case = TOGETHER[request.param]
    folder = make_folder(tmp_path_factory.mktemp("folder"), plan_rows(ITEMS, version=VERSION))
    sent = {each.name: each for each in case.make(shop)}
    for each in sent.values():
        submit(folder, each.name, each.content, each.received)
    return Merged(case, sent, merge(folder))


def test_the_state_of_each_file(merged: Merged) -> None:
    assert {s.file: s.state for s in merged.result.submissions} == merged.case.states


def test_the_findings_on_each_file(merged: Merged) -> None:
    for name, sent in merged.sent.items():
        found = [f for f in merged.result.findings if f.file == name and f.code != KEPT]
        assert _found(found) == _expected(merged.case.told.get(name, ()), sent.content), name


def test_rows_taken_from_an_older_file_are_told(merged: Merged) -> None:
    """Where the latest file of the unit left a row blank, an older one still counts."""
    used = [
        s.file
        for s in merged.result.submissions
        if s.unit == "HC" and s.state in (FileState.ACCEPTED, FileState.SUPERSEDED)
    ]
    wanted = {
        (file, key(code))
        for code, file in merged.case.sources.items()
        if file != (used or [""])[-1]
    }
    told = [(f.file, f.value) for f in merged.result.findings if f.code == KEPT]
    assert sorted(told) == sorted(wanted)


def test_what_is_counted_and_from_which_file(merged: Merged) -> None:
    reported = [e for e in _rows(merged.result) if e.file is not None and not e.in_error]
    counted: dict[str, dict[str, dict[str, object]]] = {}
    for row in reported:
        counted.setdefault(row.unit, {}).setdefault(row.key, {}).update(_fields(row))
    assert counted == {unit: _by_key(rows) for unit, rows in merged.case.counted.items()}
    sources = {entry.code: entry.file for entry in reported if entry.unit == "HC"}
    assert sources == merged.case.sources
    ideas = [each.file for each in merged.result.initiatives]
    assert ideas == ([merged.case.idea] if merged.case.idea else [])


def test_every_finding_of_a_merge_says_where_what_and_how(merged: Merged) -> None:
    _assert_told(merged.result.findings, set(merged.sent))


def test_every_files_numbers_add_up(merged: Merged) -> None:
    for each in merged.result.submissions:
        assert each.rows_filled == each.rows_accepted + each.rows_in_error
        assert each.state is not FileState.REFUSED or each.rows_filled == 0
    for unit in merged.result.units:
        assert unit.assigned == sum(getattr(unit, state.value) for state in State)


def test_nothing_of_several_files_is_lost(merged: Merged) -> None:
    """An entry for every filled row, or a finding that names it; for a file that no longer counts
    one finding."""
    used = {(e.file, e.sheet, e.row) for e in _rows(merged.result)}
    for each in merged.result.submissions:
        found = [f for f in merged.result.findings if f.file == each.file]
        if each.state is not FileState.ACCEPTED:
            assert found
            continue
        named = _rows_named(found)
        for name, sheet in seen(merged.sent[each.file].content).items():
            for number in sheet.filled():
                assert (each.file, name, number) in used or (name, number) in named


def test_the_days_of_receipt_are_those_of_the_files(merged: Merged) -> None:
    received = {each.file: each.received_on for each in merged.result.submissions}
    assert received == {name: date.fromisoformat(merged.sent[name].received) for name in received}
