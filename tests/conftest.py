"""Fixtures for all tests."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock
from openpyxl.worksheet.merge import MergedCellRange

import clients
import history
from builders import make_folder, make_plan
from clients.excel import Seen
from clients.excel import in_excel as shown_in_excel
from libreoffice import LibreOffice
from merged import merge_with, without_masters
from par_xl.app.demo import demo
from par_xl.plan.model import Plan
from par_xl.terms.messages import use_language
from par_xl.workspace.layout import Folder
from systems import take_time

LONGEST = (
    "test_all_or_nothing", "test_other_programs", "test_three_years", "test_watch",
    "test_work_ctrl_c",
    "test_no_foreign_code", "test_same_in_same_out", "test_nothing_lost", "test_by_hand",
    "test_what_people_did", "test_excel_started", "test_parity", "test_planted", "test_cluster",
    "test_written_workbooks", "test_saved_by_other_programs", "test_reading_scan",
    "test_form_verdicts", "test_form_in_excel", "test_docs_made", "test_closing",
    "test_delivery", "test_fuzz", "test_excel_limits", "test_cli",
    "test_pictures", "test_page_in_chromium",
)  # fmt: skip
"""Modules that take longest, the longest first: begun last, one would run alone."""


# What helpers assert is shown as in a test.
pytest.register_assert_rewrite("office", "three_years")
# Workbooks are read into many small objects: looked through less often, the suite takes a
# fourteenth less.
gc.set_threshold(100_000, 20, 50)
take_time()

collect_ignore = (
    ["project/test_benchmarks.py", "project/test_protections.py", "of_tests"]
    if sys.platform == "win32"
    else []
)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what is passed over."""
    ignored = [f"Windows lacks it: limits of a process: {name}" for name in collect_ignore]
    if config.option.markexpr == "not long":
        ignored.append("Passed over: long tests (`pytest -m long` runs them, CI does too)")
    return ignored


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the long cases of a test; give out the longest modules first."""
    unknown: dict[str, set[object]] = {}
    for item in items:
        short = item.get_closest_marker("short")
        if short and isinstance(item, pytest.Function):
            case = item.callspec.id
            unknown.setdefault(item.nodeid.partition("[")[0], {*short.args}).discard(case)
            if case not in short.args:
                item.add_marker("long")
    # A renamed case would run in the long part alone; who asks for one case gets just that.
    if any(unknown.values()) and not any("::" in argument for argument in config.args):
        raise pytest.UsageError(f"short cases that do not exist: {unknown}")
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: nobody has to look whether it is still in use."""
    gc.freeze()


def skip_where(reason: str | None) -> None:
    """Skip the test for that reason; in CI nothing may be missing."""
    if reason:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def start_libreoffice(locale: str) -> Iterator[LibreOffice]:
    """A soffice of that language, or a skipped test where there is none."""
    skip_where(LibreOffice.find())
    with LibreOffice(locale=locale) as office:
        yield office


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """What this process writes need not be on the disk: no test takes this computer's power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # which, too, refuses what is no open file
        yield


@pytest.fixture(scope="session", autouse=True)
def no_borders_within_merged_cells() -> Iterator[None]:
    """openpyxl takes two fifths of the time of loading a form to hand them on from the first cell
    to the others, which nobody looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def vietnamese_unless_asked() -> Iterator[None]:
    """Where a test has chosen a language and put the variables back, this computer's own would be
    spoken from there on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", "vi")
        # click words the option --help once, in the language of that moment.
        use_language()
        yield


@pytest.fixture(scope="session")
def unused_profiles() -> list[Path]:
    """Profiles in which the tests before left nothing."""
    return []


@pytest.fixture(autouse=True)
def profile(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    unused_profiles: list[Path],
) -> Iterator[Path]:
    """A user's profile of its own for every test: what is remembered there is nobody else's."""
    home = unused_profiles.pop() if unused_profiles else tmp_path_factory.mktemp("profile")
    monkeypatch.setenv("USERPROFILE", str(home))
    yield home
    if home.is_dir() and not any(home.iterdir()):
        unused_profiles.append(home)


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOffice]:
    """One soffice for the session (for each worker under pytest-xdist)."""
    yield from start_libreoffice("en-US")


@pytest.fixture(scope="session")
def vietnamese_libreoffice() -> Iterator[LibreOffice]:
    """Like ``libreoffice``, but it understands what is typed as in Vietnam: 5/6/2024, 7,5."""
    yield from start_libreoffice("vi-VN")


@pytest.fixture(scope="session")
def programs(
    libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[clients.Programs]:
    """Other people's programs, started once for the session."""
    skip_where(clients.missing())
    with clients.started(libreoffice, tmp_path_factory.mktemp("programs")) as found:
        yield found


@pytest.fixture(scope="session")
def in_excel() -> Callable[..., list[Seen]]:
    """Calculates workbooks as Excel does."""
    skip_where(clients.missing())
    return shown_in_excel


def made_once(
    name: str, tmp_path_factory: pytest.TempPathFactory, make: Callable[[Path], object]
) -> Folder:
    """A working folder that the first worker makes; another gets a copy."""
    own = tmp_path_factory.mktemp(name) / "work"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return Folder(own)
    first = tmp_path_factory.getbasetemp().parent / f"{name} of all"
    with FileLock(f"{first}.lock"):
        if first.exists():
            shutil.copytree(first, own)
        else:
            make(own)
            shutil.copytree(own, first)
    return Folder(own)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The demo's working folder, merged once; tests only read it."""
    now = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001
    return made_once("demo", tmp_path_factory, lambda root: demo(root, now=now))


@pytest.fixture(scope="session")
def history_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A small folder with four periods, each merged once; tests only read it."""
    return made_once("history", tmp_path_factory, history.merged)


@pytest.fixture(scope="session")
def merges(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Folders with one form of a unit, merged, and with two, merged after each: to be copied."""
    roots = [tmp_path_factory.mktemp("merges") / name for name in ("once", "twice")]
    merge_with(make_folder(roots[0]), "0.3", "2024-06-05")
    merge_with(Folder(shutil.copytree(roots[0], roots[1])), "0.6", "2024-06-06")
    return roots


@pytest.fixture
def once(merges: list[Path], tmp_path: Path) -> Folder:
    """A folder of one's own that was merged once."""
    return Folder(shutil.copytree(merges[0], tmp_path / "work"))


@pytest.fixture
def twice(merges: list[Path], tmp_path: Path) -> Folder:
    """A folder of one's own that was merged twice."""
    return Folder(shutil.copytree(merges[1], tmp_path / "work"))


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The builders' small plan; a module with a plan of its own has its own fixture."""
    return make_plan()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A working folder with the small plan, nothing handed in."""
    return make_folder(tmp_path / "work")


@pytest.fixture
def small_sample(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new folder gets the small plan for its sample."""
    monkeypatch.setattr("par_xl.plan.sample.sample_plan", folder.plan.read_bytes)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held is tried again at once."""
    monkeypatch.setattr("par_xl.system.files.time.sleep", lambda _: None)


@pytest.fixture(scope="module")
def no_masters() -> Iterator[None]:
    """For tests that look at no master."""
    with without_masters():
        yield


@pytest.fixture
def read_here() -> Iterator[None]:
    """What is read apart is read in this process: a start of Python for each file takes long."""
    from fuzz.worker import parsed_here

    with parsed_here():
        yield
