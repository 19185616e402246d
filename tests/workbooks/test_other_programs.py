"""Every workbook that we write, in other people's programs: each sees every cell where it stands,
and calculates it to what is stored."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pytest

from appendix_files import HEADER, TITLE, row, word
from clients import (
    CALCULATORS,
    READERS,
    Book,
    ClientError,
    Day,
    Programs,
    Value,
    formulas,
    plain,
    spoiled,
    without_references,
)
from par_xl import workspace
from par_xl.app.excel.guide import write_guide
from par_xl.workspace.layout import Folder
from par_xl.workspace.taking_over import take_plan_over
from small_plan import working_folder

pytestmark = pytest.mark.long


PERIOD = "2024-06"


@dataclass(frozen=True)
class Made:
    """Where the workbooks are: the demo, the folder with a history, and one to make more in."""

    demo: Folder
    history: Folder
    folder: Path

    def put(self, content: bytes) -> Path:
        path = self.folder / f"{len(list(self.folder.iterdir()))}.xlsx"
        path.write_bytes(content)
        return path


def _taken_over(made: Made) -> Path:
    work = working_folder(made.folder / "taken over")
    source = work.root / "phu-luc.docx"
    source.write_bytes(word(TITLE, [HEADER, row("1", "Chỉ đạo"), row("1.1", "Đo", "=Việc", "HC")]))
    return take_plan_over(work, [source]).path


def _refused(made: Made) -> Path:
    work = working_folder(made.folder / "refused")
    work.submitted(PERIOD).mkdir(parents=True)
    (work.submitted(PERIOD) / "KT.xlsx").write_bytes(write_guide())
    workspace.merge(work, PERIOD, now=datetime(2024, 6, 12))  # noqa: DTZ001
    return next((work.returned / PERIOD).glob("*.xlsx"))


WORKBOOKS: Mapping[str, Callable[[Made], Path]] = {
    "plan": lambda made: made.demo.plan,
    "plan taken over": _taken_over,
    "unit form": lambda made: made.demo.form(PERIOD, "HCTC"),
    "standard form": lambda made: made.demo.standard_form(PERIOD),
    "filled form": lambda made: made.demo.submitted(PERIOD) / f"HCTC_{PERIOD}.xlsx",
    "handed back": lambda made: made.demo.returned / PERIOD / f"HCTC_{PERIOD}.xlsx",
    "refused": _refused,
    "register": lambda made: made.demo.register,
    "master": lambda made: made.demo.results(PERIOD).master,
    "master with a trend": lambda made: max(made.history.merged.glob("*.xlsx")),
    "guide of the tab": lambda made: made.put(write_guide()),
}
CALCULATED = ("filled form", "handed back", "master", "master with a trend")
CALCULATIONS = [(name, program) for name in CALCULATED for program in CALCULATORS]
READ = [
    (name, program)
    for name in WORKBOOKS
    for program in READERS
    # Seen whole when they are calculated, below.
    if name not in CALCULATED or program not in CALCULATORS
]


@dataclass(frozen=True)
class Workbook:
    """A workbook that we wrote, and what its parts hold."""

    path: Path

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def cells(self) -> Book:
        return plain(self.content)

    @cached_property
    def formulas(self) -> Mapping[str, Mapping[str, str]]:
        return formulas(self.content)


@pytest.fixture(scope="module")
def workbooks(
    demo_folder: Folder, history_folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Workbook]:
    made = Made(demo_folder, history_folder, tmp_path_factory.mktemp("made"))
    return {name: Workbook(path(made)) for name, path in WORKBOOKS.items()}


def _differences(workbook: Workbook, seen: Book) -> list[str]:
    """Where a program sees something else than our workbook's parts hold."""
    found = []
    for sheet, cells in workbook.cells.items():
        theirs = seen.get(sheet, {})
        for name in cells.keys() | theirs.keys():
            if not _is_same(cells.get(name), theirs.get(name)):
                formula = workbook.formulas[sheet].get(name, "")
                values = f"{cells.get(name)!r}, seen as {theirs.get(name)!r}"
                found.append(f"{sheet}!{name} {formula}: {values}")
    return found


def _is_same(ours: Value | None, theirs: Value | None) -> bool:
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, float | Day) and isinstance(theirs, float | Day):
        return math.isclose(_number(ours), _number(theirs), rel_tol=1e-12, abs_tol=1e-12)
    return ours == theirs


def _number(value: float | Day) -> float:
    return value.serial if isinstance(value, Day) else value


# --- Read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "program"), READ)
def test_a_program_sees_every_cell_where_it_stands(
    name: str, program: str, workbooks: Mapping[str, Workbook], programs: Programs
) -> None:
    workbook = workbooks[name]
    seen = programs.readers[program].read(workbook.path)
    assert list(seen) == list(workbook.cells)
    assert _differences(workbook, seen) == []


@pytest.mark.parametrize("program", ["exceljs", "Gnumeric"])
def test_a_workbook_without_references_is_noticed(
    program: str, workbooks: Mapping[str, Workbook], programs: Programs, tmp_path: Path
) -> None:
    """Else the test above could not fail."""
    path, register = tmp_path / "stripped.xlsx", workbooks["register"]
    path.write_bytes(without_references(register.content, register.cells))
    with pytest.raises(ClientError):
        programs.readers[program].read(path)


def test_there_are_texts_numbers_and_days_to_see(workbooks: Mapping[str, Workbook]) -> None:
    cells = [cells for each in workbooks.values() for cells in each.cells.values()]
    assert {type(value) for values in cells for value in values.values()} >= {str, float, Day}


# --- Calculated ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "program"), CALCULATIONS)
def test_a_program_calculates_what_is_stored(
    name: str,
    program: str,
    workbooks: Mapping[str, Workbook],
    programs: Programs,
    tmp_path: Path,
) -> None:
    workbook = workbooks[name]
    path = tmp_path / "spoiled.xlsx"
    path.write_bytes(spoiled(workbook.content))
    seen = programs.calculators[program].calculate(path)
    assert list(seen) == list(workbook.cells)
    assert _differences(workbook, seen) == []


def test_who_does_not_calculate_is_noticed(
    workbooks: Mapping[str, Workbook], programs: Programs, tmp_path: Path
) -> None:
    """Else the test above could not fail."""
    workbook, path = workbooks["filled form"], tmp_path / "spoiled.xlsx"
    path.write_bytes(spoiled(workbook.content))
    stale = _differences(workbook, programs.readers["openpyxl"].read(path))
    # One in each row, and the cover's.
    assert len(stale) == sum(map(len, workbook.formulas.values())) > 166
