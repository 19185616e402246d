"""A form handed back and sent again: it says the same, lives on, and counts once corrected."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from test_form_verdicts import rows_for

from builders import (
    HALF,
    RECEIVED,
    YEAR,
    check,
    entries_of,
    entry,
    filled_form,
    form,
    key,
    make_folder,
    make_plan,
    merge,
    plan_rows,
    submit,
)
from libreoffice import LibreOffice, Value
from marked_form import (
    DONE,
    IDEAS,
    ITEMS,
    NAME,
    MarkedForm,
    Spot,
    at_cells,
    faulty_form,
    hand_back,
    paste,
    returned,
    tables,
    typed,
)
from office_schemas import OLDEST_AND_NEWEST, schema_errors
from par_xl import workspace
from par_xl.intake.submission import Submission
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.rules.formula import BROKEN
from par_xl.terms.words import FileState, Severity, Timeliness
from par_xl.workspace.layout import Folder
from random_rows import PAST, random_rows
from sheet_view import APPENDICES, SheetView
from small_plan import AREA, plan_content, working_folder

pytestmark = pytest.mark.usefixtures("no_masters")

RIGHT: Mapping[tuple[str, str], Value] = {
    ("PAR_INDEX/1.1", "progress"): 1,
    ("PAR_INDEX/1.1", "completed_on"): date(2024, 3, 20),
    ("PAR_INDEX/1.1", "value"): 80,
    ("PAR_INDEX/1.1", "self_score"): 0.75,
    ("PAR_INDEX/1.1", "evidence"): "Số 1/BC",
    ("PAR_INDEX/1.2", "status"): "Đang thực hiện",
    ("PAR_INDEX/1.2", "progress"): 0.8,
    ("PAR_INDEX/1.2", "self_score"): 0,
    ("PAR_INDEX/1.3", "self_score"): None,
    ("PAR_INDEX/1.4", "progress"): 0.25,
    ("PAR_INDEX/1.4", "self_score"): 1.5,
    ("PAR_INDEX/1.4", "evidence"): "Số 4/BC",
    ("PAR_INDEX/1.5", "progress"): None,
    ("SIPAS/S1.1", "progress"): 0.15,
    ("SIPAS/S1.1", "completed_on"): None,
    ("PAPI/P1.1", "explanation"): "Không thuộc phạm vi",
}
"""What the unit puts instead, where that is."""
AT_YEAR_END = date(2024, 12, 9)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(ITEMS)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "work", plan_rows(ITEMS))


@pytest.fixture(scope="module")
def sent(plan: Plan) -> bytes:
    return faulty_form(plan)


@pytest.fixture(scope="module")
def checked(plan: Plan, sent: bytes) -> Submission:
    return check(plan, sent)


@pytest.fixture(scope="module")
def marked(plan: Plan, checked: Submission) -> MarkedForm:
    return hand_back(plan, checked)


def test_checked_again_it_says_the_same(
    plan: Plan, checked: Submission, marked: MarkedForm
) -> None:
    again = check(plan, marked.content)
    assert at_cells(again) == at_cells(checked)
    assert len(at_cells(again)) > 10
    assert typed(again) == typed(checked)
    assert [row.broken for row in again.rows] == [row.broken for row in checked.rows]
    assert again.content == checked.content


@pytest.mark.parametrize("number", [b"1E999", b"NaN"])
def test_a_number_that_is_none_comes_back_in_words(plan: Plan, number: bytes) -> None:
    """No spreadsheet program writes such a thing; nobody else's forms may wait for it."""
    whole = filled_form(plan, "HC", {key("1.1"): {"status": "Đã xong", "value": 777777.0}})
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(saved, "w") as other:
        for name in archive.namelist():
            part = archive.read(name).replace(b"<v>777777</v>", b"<v>%b</v>" % number)
            other.writestr(name, part)
    before = check(plan, saved.getvalue())
    assert typed(check(plan, hand_back(plan, before).content)) == typed(before)


@pytest.mark.long
def test_put_beside_the_original_it_is_a_duplicate(folder: Folder, sent: bytes) -> None:
    submit(folder, NAME, sent, "2024-06-05")
    (path,) = workspace.merge(folder, HALF).returned
    kept = returned(folder)
    submit(folder, "tra-lai.xlsx", path.read_bytes(), "2024-06-06")
    result = merge(folder)
    assert [each.state for each in result.submissions] == [FileState.ACCEPTED, FileState.DUPLICATE]
    assert returned(folder) == kept


def random_form(root: Path, seed: int) -> tuple[Plan, bytes]:
    """A hundred rows filled in at random in a form of Phòng Hành chính."""
    examples = random_rows(seed, 100)
    rows = [AREA, *rows_for(examples)]
    content = plan_content(rows, YEAR, PAST.start, PAST.end, PAST.plan_start)  # type: ignore[arg-type]
    plan = read_plan(working_folder(root, content).plan)
    values = {key(f"1.{number}"): each.cells for number, each in enumerate(examples, start=1)}
    return plan, paste(filled_form(plan, "HC", {}, YEAR), values)


@pytest.mark.short("0")
@pytest.mark.parametrize("seed", range(5))
def test_random_rows_survive(tmp_path: Path, seed: int) -> None:
    plan, form_sent = random_form(tmp_path, seed)
    before = check(plan, form_sent, period=YEAR, received=AT_YEAR_END)
    found = hand_back(plan, before)
    after = check(plan, found.content, period=YEAR, received=AT_YEAR_END)
    assert typed(after) == typed(before)
    assert at_cells(after) == at_cells(before)
    assert after.content == before.content
    assert len(at_cells(before)) > 30
    spots = {found.place(name, field) for _, name, field in at_cells(before)}
    assert spots == set(found.coloured) == set(found.notes)
    assert all(note.has_room() for note in found.notes.values())


@pytest.mark.long
def test_corrected_in_place_it_counts_as_if_sent_so_at_once(
    vietnamese_libreoffice: LibreOffice, tmp_path: Path, sent: bytes
) -> None:
    late, at_once = (make_folder(tmp_path / name, plan_rows(ITEMS)) for name in ("late", "once"))
    submit(late, NAME, sent, "2024-06-05")
    (path,) = workspace.merge(late, HALF).returned
    with vietnamese_libreoffice.open(path) as document:
        found = MarkedForm(path.read_bytes())
        document.put_many({found.place(*spot): value for spot, value in RIGHT.items()})
        document.put(*found.head("Lãnh đạo đơn vị duyệt"), "Lê C, Trưởng phòng")
        document.recalculate()
        said = verdicts(SheetView.of(document, sheet) for sheet in APPENDICES)
        assert set(said.values()) == {"✔"}
        document.save_as(tmp_path / "corrected.xlsx")
    corrected = (tmp_path / "corrected.xlsx").read_bytes()
    submit(late, "HC đã sửa.xlsx", corrected, "2024-06-12")
    submit(at_once, "HC đã sửa.xlsx", corrected, "2024-06-05")
    second, first = merge(late), merge(at_once)
    assert not [each for each in second.findings if each.severity is Severity.ERROR]
    assert [each.state for each in second.submissions] == [
        FileState.SUPERSEDED,
        FileState.ACCEPTED,
    ]
    scores = {each.code: each.self_score for each in second.scores}
    assert scores == {"1.1": 0.75, "1.2": 0, "1.4": 1.5, "1.5": None}
    assert entry(second, "1.1", "HC").value == 80
    assert entry(second, "1.1", "HC").completed_on == date(2024, 3, 20)
    assert entries_of(second) == entries_of(first)
    assert second.units == first.units and second.areas == first.areas
    (unit,) = (each for each in second.units if each.unit == "HC")
    assert unit.submission is Timeliness.ON_TIME and unit.in_error == 0
    assert [each.text for each in second.initiatives] == [each["text"] for each in IDEAS]
    assert returned(late) == {}


def verdicts(views: Iterable[SheetView]) -> dict[str, Any]:
    """`Kiểm tra` of every row by its key."""
    return {key: text or "" for view in views for key, text in view.column("Kiểm tra").items()}


@dataclass(frozen=True)
class Live:
    """What a form shows once all is calculated: `Kiểm tra`, cells in error, cells not allowed."""

    said: Mapping[str, Any]
    broken: frozenset[Spot]
    invalid: Mapping[str, list[str]]

    @staticmethod
    def of(client: LibreOffice, path: Path) -> Live:
        with client.open(path) as document:
            document.recalculate()
            said = verdicts(SheetView.of(document, sheet) for sheet in APPENDICES)
            broken = [error.partition(":")[0].split(".") for error in document.formula_errors()]
            invalid = document.invalid()
        places = frozenset((sheet, cell) for sheet, cell in broken)
        return Live(said, places, {sheet: invalid[sheet] for sheet in APPENDICES})


@pytest.mark.short("every kind")
@pytest.mark.parametrize("case", ["every kind", "random rows"])
def test_the_form_lives_on(
    vietnamese_libreoffice: LibreOffice, tmp_path: Path, plan: Plan, sent: bytes, case: str
) -> None:
    own, period, received = sent, HALF, RECEIVED
    if case == "random rows":
        plan, own = random_form(tmp_path / "work", 2024)
        period, received = YEAR, AT_YEAR_END
    found = hand_back(plan, check(plan, own, period=period, received=received))
    paths = [tmp_path / "own.xlsx", tmp_path / "marked.xlsx"]
    for path, content in zip(paths, (own, found.content), strict=True):
        path.write_bytes(content)
    before, after = (Live.of(vietnamese_libreoffice, path) for path in paths)
    assert after.said == before.said
    assert verdicts(tables(load_workbook(paths[1], data_only=True)).values()) == after.said
    # A day in a column of anything else is handed on in words.
    in_words = {
        found.place(*spot)[1]
        for spot, value in MarkedForm(own).values.items()
        if isinstance(value, date) and spot[1] != "completed_on"
    }
    for sheet, cells in before.invalid.items():
        assert set(cells) <= set(after.invalid[sheet]) <= {*cells, *in_words}
    assert any(after.invalid.values())
    typed_errors = {found.place(*spot) for spot, value in found.values.items() if value == "#REF!"}
    assert after.broken == before.broken == typed_errors
    if case == "every kind":
        assert typed_errors and after.said["PAPI/P1.1"] == BROKEN


@pytest.mark.long
def test_the_form_can_be_printed(
    vietnamese_libreoffice: LibreOffice, tmp_path: Path, marked: MarkedForm
) -> None:
    (tmp_path / NAME).write_bytes(marked.content)
    pages = vietnamese_libreoffice.render(tmp_path / NAME, tmp_path / "png", dpi=30)
    assert len(pages) > 3 and all(page.stat().st_size for page in pages)


@pytest.mark.long
@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_another_format_comes_back_as_xlsx(
    vietnamese_libreoffice: LibreOffice, folder: Folder, plan: Plan, tmp_path: Path, suffix: str
) -> None:
    (tmp_path / NAME).write_bytes(form(plan, "HC", DONE))
    sheet, cell = MarkedForm((tmp_path / NAME).read_bytes()).place(key("1.1"), "completed_on")
    path = folder.submitted(HALF) / f"HC{suffix}"
    path.parent.mkdir(parents=True)
    with vietnamese_libreoffice.open(tmp_path / NAME) as document:
        document.put(sheet, cell, date(1024, 5, 20))
        document.save_as(path)
    before = check(plan, path.read_bytes(), path.name)
    (made,) = workspace.merge(folder, HALF).returned
    assert made.name == f"HC{suffix}.xlsx"
    again = check(plan, made.read_bytes())
    assert typed(again) == typed(before)
    assert "TE10" in {each.code for each in MarkedForm(made.read_bytes()).faults}


def test_the_period_before_still_stands_in_the_form(folder: Folder) -> None:
    plan = read_plan(folder.plan)
    submit(folder, NAME, form(plan, "HC", DONE))
    merge(folder)
    workspace.forms(folder, YEAR, unit="HC")
    sent_out = MarkedForm(folder.form(YEAR, "HC").read_bytes())
    said = sent_out.cell(key("1.2"), "before").value
    assert "Đang thực hiện" in said
    submit(folder, NAME, paste(sent_out.content, {key("1.1"): {"status": "Đã xong"}}), period=YEAR)
    (path,) = workspace.merge(folder, YEAR).returned
    assert MarkedForm(path.read_bytes()).cell(key("1.2"), "before").value == said


@pytest.mark.short("FileFormat.OFFICE_2010")
@pytest.mark.parametrize("version", OLDEST_AND_NEWEST)
def test_the_office_schemas_are_kept(
    plan: Plan, marked: MarkedForm, tmp_path: Path, version: object
) -> None:
    refusal = hand_back(plan, check(plan, b"no workbook"))
    for content in (marked.content, refusal.content):
        (tmp_path / NAME).write_bytes(content)
        assert schema_errors(tmp_path / NAME, version) == []
