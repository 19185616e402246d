"""The benchmark itself: made folders, results that are held against them, the page."""

from __future__ import annotations

import copy
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from python_calamine import load_workbook as load_rows

from benchmarks import right
from benchmarks.__main__ import main
from benchmarks.cases import FULL, NATION, PEERS, SMALL, all_cases
from benchmarks.constants import AS_OF, PERIOD, ROWS
from benchmarks.goals import GOALS, found
from benchmarks.making import Made, make_folder, put_back
from benchmarks.measure import ROOT, FailedRunError, Measured, measure, python
from benchmarks.page import NOTES, PAGE, render
from benchmarks.results import Profile, Results, read_results
from benchmarks.right import WrongResultError, check_merge, check_peer, read_result
from benchmarks.stages import REST, STAGES, place
from par_xl import workspace
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two units' forms; tests only add to them."""
    return make_folder(tmp_path_factory.mktemp("made"), 2)


@pytest.fixture
def fresh(made: Made, tmp_path: Path) -> Made:
    """The same for one test, which may do with them what it wants."""
    root = tmp_path / "fresh"
    shutil.copytree(made.folder.root, root)
    copied = replace(made, folder=Folder(root))
    put_back(copied)
    return copied


@pytest.fixture(scope="module")
def result(made: Made) -> dict[str, Any]:
    """What their merge came to."""
    workspace.merge(made.folder, PERIOD, AS_OF)
    return read_result(made.folder)


def _contents(made: Made) -> dict[str, dict[str, list[list[Any]]]]:
    """The cells of every workbook: LibreOffice puts the rest in another order each time."""
    root = made.folder.root
    return {path.relative_to(root).as_posix(): _cells(path) for path in root.rglob("*.xlsx")}


def _cells(path: Path) -> dict[str, list[list[Any]]]:
    book = load_rows(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_same_size_is_the_same_folder(fresh: Made, tmp_path: Path) -> None:
    again = _contents(make_folder(tmp_path / "again", 2))
    assert len(again) == 3
    assert again == _contents(fresh)


def test_what_was_not_made_is_made_the_next_time(fresh: Made) -> None:
    before = _contents(fresh)
    next(fresh.folder.submitted(PERIOD).iterdir()).unlink()
    make_folder(fresh.folder.root, 2)
    assert _contents(fresh) == before


def test_what_a_case_does_to_a_folder_is_put_back(fresh: Made) -> None:
    before = _contents(fresh)
    workspace.merge(fresh.folder, PERIOD, AS_OF)
    put_back(fresh)
    assert _contents(fresh) == before
    assert not [path for path in fresh.folder.root.rglob("*") if path.suffix not in ("", ".xlsx")]


def test_forms_are_those_that_libreoffice_saved(made: Made) -> None:
    form = next(made.folder.submitted(PERIOD).iterdir())
    with ZipFile(form) as book:
        assert b"LibreOffice" in book.read("docProps/app.xml")


def test_without_libreoffice_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    told = CliRunner().invoke(main, ["--only", "start", "--work", str(tmp_path)])
    assert told.exit_code == 1
    assert "LibreOffice Calc (soffice) is missing" in told.stderr


def test_a_right_result_is_taken(made: Made, result: dict[str, Any]) -> None:
    assert len(result["entries"]) == made.rows == 2 * ROWS
    check_merge(made)


def _other_state(result: dict[str, Any]) -> None:
    entry = result["entries"][7]
    entry["state"] = "overdue" if entry["state"] != "overdue" else "in_progress"


def _entry_lost(result: dict[str, Any]) -> None:
    del result["entries"][7]


def _entry_twice(result: dict[str, Any]) -> None:
    result["entries"][7] = result["entries"][8]


def _form_refused(result: dict[str, Any]) -> None:
    result["submissions"][0]["state"] = "refused"


def _counted_wrong(result: dict[str, Any]) -> None:
    result["areas"][3]["not_started"] += 1


def _scored_wrong(result: dict[str, Any]) -> None:
    score = next(each for each in result["scores"] if each["self_score"])
    score["self_score"] -= 0.01


@pytest.mark.parametrize(
    "falsify",
    [_other_state, _entry_lost, _entry_twice, _form_refused, _counted_wrong, _scored_wrong],
)
def test_a_wrong_result_is_not_timed(
    made: Made,
    result: dict[str, Any],
    falsify: Callable[[dict[str, Any]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    false = copy.deepcopy(result)
    falsify(false)
    monkeypatch.setattr(right, "read_result", lambda _folder: false)
    with pytest.raises(WrongResultError):
        check_merge(made)


@pytest.mark.parametrize("peer", PEERS)
def test_peers_take_every_row(
    made: Made, peer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "peer.xlsx"
    monkeypatch.setattr(sys, "argv", ["peer", str(made.folder.root), str(out)])
    import_module(f"benchmarks.peers.{peer}").main()
    check_peer(out, made)
    book = load_workbook(out)
    book.worksheets[1].delete_rows(50)
    book.save(out)
    with pytest.raises(WrongResultError, match="rows of the peer: 625, not 626"):
        check_peer(out, made)


def test_a_command_is_measured_with_all_that_it_starts() -> None:
    child = "held = bytearray(80_000_000); import time; time.sleep(1)"
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    )
    measured = measure(python("-c", parent))
    assert measured.peak > 80
    assert measured.wall > 1
    assert measured.cpu > 0


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(FailedRunError, match="ended with 3:\nwhy"):
        measure(python("-c", "import sys; sys.stderr.write('why'); sys.exit(3)"), (0, 1))


def test_where_the_time_goes_is_told_in_full(fresh: Made) -> None:
    command = python("-m", "benchmarks.profile", str(fresh.folder.root))
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    profile = Profile.model_validate_json(told.stdout)
    assert sum(profile.stages.values()) == pytest.approx(1)
    assert {"start-up", "plan", "parse", "judge"} <= set(profile.stages)
    assert profile.stages.get(REST, 0) < 0.05
    check_merge(fresh)


def test_stages_are_packages_that_there_are() -> None:
    assert [name for name in STAGES if importlib.util.find_spec(f"par_xl.{name}") is None] == []
    assert place(sys._getframe())[0] == REST


def test_goals_are_of_cases_and_commands_that_there_are() -> None:
    assert {goal.case for goal in GOALS} <= {case.name for case in all_cases()}
    assert len({case.name for case in (*FULL, NATION, *SMALL)}) > len(FULL)
    results = _measured()
    missing = [each.goal.text for each in found(results.cases) if each.wall is None]
    assert all("log" in text for text in missing)


def test_the_page_is_made_from_results() -> None:
    results = _measured()
    results.profiles[12] = Profile(
        seconds=1.2, stages={"judge": 0.75, "parse": 0.25}, functions={"judge: text.clean": 0.5}
    )
    page = render(results, "## Notes\n")
    # The command named first took 1 s, the second 2 s …
    assert "12 forms: faster than the usual pandas script | ≥ 3.0× | 2.0× | **no** | 1.0× |" in page
    assert "150 forms: faster than the polars script | ≥ 3.0× | 4.0× | yes | 1.0× |" in page
    assert "150 forms: faster than every peer | ≥ 1.00× | 2.00× | yes | 1.00× |" in page
    assert "beside a bare python-calamine read | ≤ 3.00× | 0.17× | yes | 1.00× |" in page
    assert "| `polars_script` | 2 | 4 | 4.00× | 0.5 | 333 | 100 |" in page
    assert "| judge | 75.0% |" in page
    assert page.endswith("## Notes\n")
    assert "not measured" in render(Results(), "")


def _measured() -> Results:
    results = Results()
    for case in all_cases():
        runs = {
            command.name: [Measured(n, 0.5, 100)] * 2 for n, command in enumerate(case.commands, 1)
        }
        results.add(case, runs, AS_OF)
    return Results.model_validate_json(results.model_dump_json())


def test_the_page_is_that_of_the_results_that_are_kept() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(read_results(), NOTES.read_text("utf-8"))
