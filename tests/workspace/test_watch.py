"""A watched folder: what arrives is merged once it is whole; nothing is left half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from builders import HALF, NOW, edit, form, make_plan, plan_rows, submit
from par_xl import workspace
from par_xl.app import cli
from par_xl.app.cli.watching import Screen
from par_xl.ledger import read_ledger
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace import watching
from par_xl.workspace.layout import Folder
from par_xl.workspace.watching import (
    HALF_FOR_GOOD,
    RETRY,
    Clock,
    Phase,
    Watched,
    Watcher,
    is_whole,
)
from systems import only_posix
from windows_files import refuse

pytestmark = pytest.mark.usefixtures("no_masters")


GOOD = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"
FAULTY = "| code | status | progress |\n| 1.2 | Đang thực hiện | 1.5 |"
OTHER = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |"


class FakeClock(Clock):
    """Time passes only in a pause."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds


@pytest.fixture(scope="module")
def good() -> bytes:
    return form(make_plan(), "HC", GOOD)


@pytest.fixture(scope="module")
def faulty() -> bytes:
    return form(make_plan(), "HC", FAULTY)


@pytest.fixture(scope="module")
def other() -> bytes:
    return form(make_plan(), "TH", OTHER)


@pytest.fixture
def watcher(folder: Folder) -> Watcher:
    """One that has looked at the empty folder already."""
    watcher = Watcher(folder, HALF, clock=FakeClock())
    look(watcher)
    return watcher


@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The merges that a watcher made, or tried to make: what lay there at each."""
    made = []

    def counted(folder: Folder, period: str, *rest: Any, **more: Any) -> workspace.MergeOutcome:
        made.append(" ".join(sorted(each.name for each in folder.submitted(period).iterdir())))
        return workspace.merge(folder, period, *rest, **more)

    monkeypatch.setattr(watching, "merge", counted)
    return made


def look(watcher: Watcher, times: int = 1) -> Watched:
    """Look so often, with the pauses between; the last state."""
    for _ in range(times):
        *_, state = watcher.turn()
        watcher.clock.sleep(watcher.interval)
    return state


def drop(folder: Folder, name: str, content: bytes) -> Path:
    """A file copied into the watched folder just now."""
    path = folder.submitted(HALF) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def result(folder: Folder) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(folder.results(HALF).json.read_bytes())
    return read


def states(folder: Folder) -> dict[str, str]:
    return {each["file"]: each["state"] for each in result(folder)["submissions"]}


def phases(state: Watched) -> dict[str, Phase]:
    return {file.name: file.phase for file in state.files}


def unmatched(folder: Folder) -> list[Path]:
    """Files beside their places that were never moved there."""
    return list(folder.root.rglob(".par-xl-*"))


def test_a_dropped_form_is_merged_at_the_second_look(
    watcher: Watcher, folder: Folder, good: bytes
) -> None:
    drop(folder, "HC.xlsx", good)
    assert phases(look(watcher)) == {"HC.xlsx": Phase.COPYING}
    assert not folder.results(HALF).json.exists()
    state = look(watcher)
    assert states(folder) == {"HC.xlsx": "accepted"}
    (file,) = state.files
    assert (file.phase, file.unit, file.errors, file.returned) == (Phase.ACCEPTED, "HC", 0, None)
    assert state.merge_number == 1 and not state.has_faults and state.problem is None
    assert [each.assigned for each in state.indices] == [
        each["assigned"] for each in result(folder)["indices"]
    ]


def test_the_work_is_told_before_it_begins(watcher: Watcher, folder: Folder, good: bytes) -> None:
    drop(folder, "HC.xlsx", good)
    look(watcher)
    told = [(state.is_busy, phases(state)["HC.xlsx"]) for state in watcher.turn()]
    assert told == [(True, Phase.WAITING), (False, Phase.ACCEPTED)]


def test_a_folder_where_nothing_changes_is_not_merged_again(
    watcher: Watcher, folder: Folder, good: bytes, merges: list[str]
) -> None:
    drop(folder, "HC.xlsx", good)
    state = look(watcher, 10)
    # The second one looks at the register that the first one wrote.
    assert merges == ["HC.xlsx"] * 2
    assert state.merge_number == 1
    assert len(folder.ledger.read_bytes().splitlines()) == 1
    again = look(Watcher(folder, HALF, clock=FakeClock()), 10)
    assert (again.merge_number, again.merged_at) == (1, state.merged_at)
    assert state.merged_at == read_ledger(folder.ledger)[-1].at < state.at
    assert merges == ["HC.xlsx"] * 3
    assert len(folder.ledger.read_bytes().splitlines()) == 1


def test_an_empty_folder_is_not_merged(watcher: Watcher, folder: Folder, merges: list[str]) -> None:
    state = look(watcher, 3)
    assert (state.files, state.problem, merges) == ((), None, [])
    assert folder.submitted(HALF).is_dir()


@pytest.mark.parametrize("padded", [False, True], ids=["growing", "of its full size at once"])
def test_a_half_copied_form_is_waited_for(
    padded: bool, watcher: Watcher, folder: Folder, good: bytes, merges: list[str]
) -> None:
    rest = len(good) // 2
    path = drop(folder, "HC.xlsx", good[:rest] + b"\0" * padded * (len(good) - rest))
    for _ in range(5):
        assert phases(look(watcher)) == {"HC.xlsx": Phase.COPYING}
    path.write_bytes(good)
    look(watcher, 2)
    assert merges == ["HC.xlsx"]
    assert states(folder) == {"HC.xlsx": "accepted"}
    assert len(folder.ledger.read_bytes().splitlines()) == 1


def test_a_form_that_stays_half_is_refused(watcher: Watcher, folder: Folder, good: bytes) -> None:
    drop(folder, "HC.xlsx", good[: len(good) // 2])
    looks = int(HALF_FOR_GOOD / watcher.interval)
    look(watcher, looks)
    assert not folder.results(HALF).json.exists()
    state = look(watcher)
    assert states(folder) == {"HC.xlsx": "refused"}
    (file,) = state.files
    assert file.phase is Phase.REFUSED and file.errors == 1 and state.has_faults
    assert file.returned is not None and file.returned.is_file()


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (b"", False),
        (b"P", False),
        (b"\0" * 100, False),
        (b"PK\x03\x04" + b"\0" * 100, False),
        (b"PK\x05\x06" + b"\0" * 18, True),
        (b"PK\x05\x06" + b"\0" * 17, False),
        (b"PK\x05\x06" + b"\0" * 16 + b"\x03\0abc", True),
        (b"PK\x05\x06" + b"\0" * 16 + b"\x03\0ab", False),
        (b"PK" + b"\0" * 99_999 + b"PK\x05\x06" + b"\0" * 18, True),
        (b"\xd0\xcf\x11\xe0", True),
        (b"%PDF", True),
    ],
)
def test_what_counts_as_whole(content: bytes, whole: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert is_whole(path) is whole


@pytest.mark.long
def test_a_file_that_somebody_keeps_closed_holds_up_no_other(
    watcher: Watcher,
    folder: Folder,
    faulty: bytes,
    other: bytes,
    monkeypatch: pytest.MonkeyPatch,
    merges: list[str],
) -> None:
    """What only Windows does to an open file is simulated."""
    opened = Path.open

    def closed(self: Path, mode: str = "r", **more: Any) -> object:
        if self.name == "TH.xlsx":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, mode, **more)

    drop(folder, "HC.xlsx", faulty)
    drop(folder, "TH.xlsx", other)
    with monkeypatch.context() as excel:
        excel.setattr(Path, "open", closed)
        assert phases(look(watcher, 10)) == {"HC.xlsx": Phase.WAITING, "TH.xlsx": Phase.COPYING}
        state = look(watcher, 20)
    assert phases(state) == {"HC.xlsx": Phase.IN_ERROR, "TH.xlsx": Phase.HELD}
    assert state.problem is not None and "Không mở được tệp TH.xlsx." in state.problem.message
    # The others are merged meanwhile, once and as the register that this wrote is another; it,
    # too, when it can be opened.
    assert len(merges) == 2 and set(states(folder)) == {"HC.xlsx"}
    state = look(watcher, 3)
    assert state.problem is None and set(states(folder)) == {"HC.xlsx", "TH.xlsx"}


def test_a_share_that_fails_in_other_ways_is_waited_for(
    watcher: Watcher, folder: Folder, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    stat = Path.stat

    def fails(self: Path, **more: Any) -> object:
        if self == folder.plan:
            raise OSError(5, "Input/output error", str(self))
        return stat(self, **more)

    with monkeypatch.context() as share:
        share.setattr(Path, "stat", fails)
        state = look(watcher, 3)
        assert state.problem is not None and "không mở được thư mục" in state.problem.message
    assert look(watcher).problem is None


def shut(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nobody may list a folder; that is simulated, since whoever may do all could."""
    scandir = os.scandir

    def refused(place: Any) -> Any:
        if Path(place) == folder:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refused)


@pytest.mark.parametrize("which", ["", "sở"], ids=["the watched one", "one in it"])
def test_a_folder_that_is_shut_for_a_while_is_told_of_and_waited_for(
    which: str,
    watcher: Watcher,
    folder: Folder,
    good: bytes,
    other: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = drop(folder, "sở/HC.xlsx", good)
    before = look(watcher, 4)
    with monkeypatch.context() as share:
        shut(share, folder.submitted(HALF) / which)
        state = look(watcher, 3)
    assert state.problem is not None
    assert state.problem.message == f"Không xem được thư mục {folder.submitted(HALF) / which}."
    # What was seen is still there: nobody is told that it is gone, or new.
    assert state.files == before.files
    drop(folder, "TH.xlsx", other)
    state = look(watcher, 2)
    assert state.problem is None
    assert phases(state) == {"sở/HC.xlsx": Phase.ACCEPTED, "TH.xlsx": Phase.ACCEPTED}
    assert path.is_file() and state.merge_number == 2


def test_nothing_is_merged_while_a_file_is_being_copied(
    watcher: Watcher, folder: Folder, faulty: bytes, other: bytes, merges: list[str]
) -> None:
    drop(folder, "HC.xlsx", faulty)
    for copied in range(1, 8):
        drop(folder, "TH.xlsx", other[: copied * 1000])
        assert phases(look(watcher))["TH.xlsx"] is Phase.COPYING
    assert merges == []
    drop(folder, "TH.xlsx", other)
    assert phases(look(watcher, 2)) == {"HC.xlsx": Phase.IN_ERROR, "TH.xlsx": Phase.ACCEPTED}
    assert states(folder) == {"HC.xlsx": "accepted", "TH.xlsx": "accepted"}


@pytest.mark.parametrize("ending", [".tmp", ".part", ".crdownload", ".PARTIAL"])
def test_a_name_of_what_is_not_there_yet_is_waited_for(
    ending: str, watcher: Watcher, folder: Folder, good: bytes, merges: list[str]
) -> None:
    path = drop(folder, f"HC.xlsx{ending}", good)
    assert phases(look(watcher, 4)) == {f"HC.xlsx{ending}": Phase.COPYING}
    path.rename(folder.submitted(HALF) / "HC.xlsx")
    assert phases(look(watcher, 2)) == {"HC.xlsx": Phase.ACCEPTED}
    assert merges == ["HC.xlsx"]
    assert result(folder)["findings"] == []


@pytest.mark.parametrize("name", ["~$HC.xlsx", ".HC.xlsx.swp", ".tam/HC.xlsx"])
def test_hidden_files_are_nothing(
    name: str, watcher: Watcher, folder: Folder, merges: list[str]
) -> None:
    drop(folder, name, b"PK")
    assert look(watcher, 3).files == ()
    assert merges == []


def test_names_that_people_give_and_folders(watcher: Watcher, folder: Folder, good: bytes) -> None:
    drop(folder, "Copy of phòng HC/Bản sao (2).xlsx", good)
    drop(folder, "công văn.pdf", b"%PDF-1.4")
    state = look(watcher, 2)
    assert phases(state) == {
        "Copy of phòng HC/Bản sao (2).xlsx": Phase.ACCEPTED,
        "công văn.pdf": Phase.OTHER,
    }


def test_a_corrected_form_under_the_same_name_takes_the_place(
    watcher: Watcher, folder: Folder, faulty: bytes, good: bytes
) -> None:
    drop(folder, "HC.xlsx", faulty)
    state = look(watcher, 4)
    (file,) = state.files
    assert file.phase is Phase.IN_ERROR and state.has_faults
    assert file.returned == folder.returned / HALF / "HC.xlsx"
    assert file.returned.is_file()
    drop(folder, "HC.xlsx", good)
    assert phases(look(watcher)) == {"HC.xlsx": Phase.COPYING}
    state = look(watcher)
    (file,) = state.files
    assert (file.phase, file.returned, state.has_faults) == (Phase.ACCEPTED, None, False)
    assert state.merge_number == 2
    assert not (folder.returned / HALF / "HC.xlsx").exists()


def test_a_good_form_has_nothing_handed_back_though_somebody_works_in_the_old_one(
    watcher: Watcher, folder: Folder, faulty: bytes, good: bytes
) -> None:
    drop(folder, "HC.xlsx", faulty)
    look(watcher, 4)
    handed = folder.returned / HALF / "HC.xlsx"
    handed.write_bytes(good)
    drop(folder, "HC.xlsx", good)
    (file,) = look(watcher, 2).files
    assert (file.phase, file.returned) == (Phase.ACCEPTED, None)
    assert handed.read_bytes() == good


def test_of_several_handed_back_the_last_is_told(
    watcher: Watcher, folder: Folder, faulty: bytes, good: bytes
) -> None:
    drop(folder, "HC.xlsx", faulty)
    look(watcher, 4)
    (folder.returned / HALF / "HC.xlsx").write_bytes(good)
    drop(folder, "HC.xlsx", form(make_plan(), "HC", FAULTY.replace("1.5", "'nhiều lắm")))
    (file,) = look(watcher, 2).files
    assert file.returned == folder.returned / HALF / "HC (2).xlsx"


def test_what_was_handed_back_before_the_watch_is_known(folder: Folder, faulty: bytes) -> None:
    submit(folder, "HC.xlsx", faulty)
    workspace.merge(folder, HALF, now=NOW)
    (file,) = look(Watcher(folder, HALF, clock=FakeClock()), 2).files
    assert file.returned == folder.returned / HALF / "HC.xlsx"


def test_the_same_form_twice_and_one_that_was_replaced(
    watcher: Watcher, folder: Folder, good: bytes, faulty: bytes
) -> None:
    submit(folder, "a.xlsx", faulty, "2024-06-05")
    submit(folder, "b.xlsx", good, "2024-06-06")
    submit(folder, "c.xlsx", good, "2024-06-07")
    assert phases(look(watcher, 2)) == {
        "a.xlsx": Phase.SUPERSEDED,
        "b.xlsx": Phase.ACCEPTED,
        "c.xlsx": Phase.DUPLICATE,
    }


def test_a_file_taken_away_is_taken_out(
    watcher: Watcher, folder: Folder, good: bytes, other: bytes
) -> None:
    drop(folder, "HC.xlsx", good)
    path = drop(folder, "TH.xlsx", other)
    look(watcher, 4)
    path.unlink()
    assert phases(look(watcher)) == {"HC.xlsx": Phase.ACCEPTED}
    # Excel takes a file away for a moment as it saves it.
    assert set(states(folder)) == {"HC.xlsx", "TH.xlsx"}
    look(watcher)
    assert set(states(folder)) == {"HC.xlsx"}


def test_a_folder_that_lost_all_its_files_empties_no_master(
    watcher: Watcher, folder: Folder, good: bytes, merges: list[str]
) -> None:
    path = drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    away = path.rename(folder.root / "HC.xlsx")
    state = look(watcher, 5)
    assert state.problem is not None and "kết quả cũ được giữ nguyên" in state.problem.message
    assert states(folder) == {"HC.xlsx": "accepted"}
    # Who wants it so says so; what comes then is merged.
    workspace.merge(folder, HALF, now=NOW)
    assert look(watcher).problem is None
    away.rename(path)
    state = look(watcher, 2)
    assert state.problem is None and states(folder) == {"HC.xlsx": "accepted"}
    assert all(merges)


def test_a_folder_that_goes_is_waited_for(
    watcher: Watcher, folder: Folder, good: bytes, merges: list[str]
) -> None:
    drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    away = folder.inbox.rename(folder.root / "mat-mang")
    state = look(watcher, 3)
    assert state.problem is not None and str(folder.submitted(HALF)) in state.problem.message
    away.rename(folder.inbox)
    state = look(watcher, 3)
    assert state.problem is None and phases(state) == {"HC.xlsx": Phase.ACCEPTED}
    assert len(merges) == 2 and states(folder) == {"HC.xlsx": "accepted"}


def test_a_file_that_begins_to_arrive_as_the_merge_begins_is_not_read_half(
    watcher: Watcher,
    folder: Folder,
    good: bytes,
    other: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def arrives(*given: Any, **more: Any) -> workspace.MergeOutcome:
        monkeypatch.undo()
        drop(folder, "TH.xlsx", other[:5000])
        return workspace.merge(*given, **more)

    monkeypatch.setattr(watching, "merge", arrives)
    drop(folder, "HC.xlsx", good)
    state = look(watcher, 2)
    assert state.problem is None and not state.is_busy
    assert not folder.results(HALF).json.exists() and not folder.register.exists()
    assert not list(folder.returned.rglob("*.xlsx")) and not unmatched(folder)
    look(watcher)
    drop(folder, "TH.xlsx", other)
    look(watcher, 2)
    assert states(folder) == {"HC.xlsx": "accepted", "TH.xlsx": "accepted"}


def test_a_changed_plan_and_a_corrected_register_are_merged(
    watcher: Watcher, folder: Folder, good: bytes, merges: list[str]
) -> None:
    drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    folder.plan.write_bytes(write_plan(plan_rows(version="2")))
    assert look(watcher, 4).merge_number == 2

    def late(book: Any) -> None:
        book.active["D2"] = datetime(2024, 6, 11)  # noqa: DTZ001

    folder.register.write_bytes(edit(folder.register.read_bytes(), late))
    assert look(watcher, 4).merge_number == 3
    assert result(folder)["submissions"][0]["received_on"] == "2024-06-11"
    assert len(merges) == 4


def test_a_new_day_is_merged_where_no_day_was_asked_for(
    folder: Folder, good: bytes, merges: list[str]
) -> None:
    submit(folder, "HC.xlsx", good)
    asked = Watcher(folder, HALF, as_of=NOW.date(), clock=FakeClock())
    free = Watcher(folder, HALF, clock=FakeClock())
    for watcher in (asked, free):
        look(watcher, 4)
        merges.clear()
        watcher.clock.sleep(86_400)
        look(watcher, 4)
        assert len(merges) == (watcher is free)


def failing(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, error: Exception
) -> tuple[list[float], Callable[[], None]]:
    """Merges fail until told otherwise; when they were tried."""
    tried: list[float] = []

    def fail(*_given: Any, **_more: Any) -> workspace.MergeOutcome:
        tried.append(clock.seconds())
        raise error

    monkeypatch.setattr(watching, "merge", fail)
    return tried, lambda: monkeypatch.setattr(watching, "merge", workspace.merge)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ParXlError("Đĩa đầy.", "Xóa bớt tệp."), "Đĩa đầy."),
        (FileNotFoundError(2, "No such file", "HC.xlsx"), "Không đọc hoặc không ghi được HC.xlsx."),
    ],
)
def test_what_failed_is_shown_and_tried_again(
    error: Exception,
    said: str,
    watcher: Watcher,
    folder: Folder,
    good: bytes,
    other: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried, mend = failing(monkeypatch, watcher.clock, error)
    drop(folder, "HC.xlsx", good)
    for _ in range(120):
        state = look(watcher)
    assert state.problem is not None and state.problem.message == said
    assert {after - before for before, after in pairwise(tried)} == {RETRY}
    # What changes is tried at once.
    before = len(tried)
    drop(folder, "TH.xlsx", other)
    look(watcher, 2)
    assert len(tried) == before + 1
    mend()
    state = look(watcher, 31)
    assert state.problem is None and set(states(folder)) == {"HC.xlsx", "TH.xlsx"}


def test_a_problem_that_went_with_its_file_is_no_longer_shown(
    watcher: Watcher, folder: Folder, good: bytes, other: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    failing(monkeypatch, watcher.clock, ParXlError("Lỗi.", "Sửa."))
    path = drop(folder, "TH.xlsx", other)
    assert look(watcher, 2).problem is not None
    path.unlink()
    assert look(watcher).problem is None


def test_a_master_open_in_excel_is_merged_once_it_is_closed(
    watcher: Watcher, folder: Folder, good: bytes, other: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only Windows does to an open file is simulated."""
    drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    lock = folder.results(HALF).master.with_name(f"~${HALF}.xlsx")
    lock.write_bytes(b"")
    with monkeypatch.context() as excel:
        refuse(folder.results(HALF).master, excel)
        excel.setattr("par_xl.system.files.time.sleep", lambda _: None)
        drop(folder, "TH.xlsx", other)
        state = look(watcher, 25)
        assert state.problem is not None and f"{HALF}.xlsx đang mở" in state.problem.message
    look(watcher)
    assert set(states(folder)) == {"HC.xlsx"}
    lock.unlink()
    state = look(watcher, int(RETRY / watcher.interval))
    assert state.problem is None and set(states(folder)) == {"HC.xlsx", "TH.xlsx"}


def test_a_plan_that_gets_faults_is_told_of_until_it_is_mended(
    watcher: Watcher, folder: Folder, good: bytes
) -> None:
    drop(folder, "HC.xlsx", good)
    look(watcher, 4)
    plan = folder.plan.read_bytes()
    folder.plan.write_bytes(b"half")
    state = look(watcher, 2)
    assert state.problem is not None and "ke-hoach.xlsx" in state.problem.message
    assert state.merge_number == 1
    folder.plan.write_bytes(plan)
    assert look(watcher, 2).problem is None


@pytest.mark.parametrize("period", ["2030-06", "..", ""])
def test_a_period_that_the_plan_does_not_have_is_not_watched(period: str, folder: Folder) -> None:
    with pytest.raises(ParXlError):
        Watcher(folder, period)
    assert not folder.inbox.exists()


# --- Ctrl-C


def run(folder: Folder, *more: str) -> int:
    """The command in this process; its exit status."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["watch", HALF, "--folder", str(folder.root), *more])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def stop(*_given: object) -> None:
    raise KeyboardInterrupt


def pauses(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Ctrl-C in the pause after so many looks; time passes as it should, but not for us."""
    clock = FakeClock()

    def sleep(_: Clock, seconds: float) -> None:
        clock.sleep(seconds)
        if clock.passed >= times * watching.INTERVAL:
            stop()

    monkeypatch.setattr(Clock, "sleep", sleep)
    monkeypatch.setattr(Clock, "seconds", lambda _: clock.passed)


@pytest.mark.parametrize(("row", "status"), [(GOOD, 0), (FAULTY, 1)])
def test_ctrl_c_in_a_pause_ends_with_a_sentence(
    row: str,
    status: int,
    folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    submit(folder, "HC.xlsx", form(make_plan(), "HC", row))
    pauses(monkeypatch, 3)
    assert run(folder, "--as-of", "10/6/2024", "--received", "2024-06-08") == status
    told = capsys.readouterr()
    assert told.err == ""
    assert "Đã dừng theo dõi theo yêu cầu. Tổng hợp lần 1 lúc" in told.out.splitlines()[-1]
    assert result(folder)["as_of"] == "2024-06-10"
    assert result(folder)["submissions"][0]["received_on"] == "2024-06-08"
    assert not unmatched(folder)


def test_ctrl_c_before_anything_was_merged(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses(monkeypatch, 1)
    assert run(folder) == cli.EXIT_DONE
    assert "chưa tổng hợp lần nào" in capsys.readouterr().out


def test_a_watch_that_could_never_merge_has_failed(
    folder: Folder,
    good: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    submit(folder, "HC.xlsx", good)
    failing(monkeypatch, Clock(), ParXlError("Đĩa đầy.", "Xóa bớt tệp."))
    pauses(monkeypatch, 2)
    assert run(folder) == cli.EXIT_FAILED
    told = capsys.readouterr().out
    assert "Lỗi: Đĩa đầy. Cách xử lý: Xóa bớt tệp. Chương trình tự thử lại." in told


def test_how_many_work_at_once_is_the_users_choice(
    folder: Folder, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(folder, "HC.xlsx", good)
    asked = []

    def merged(*_given: Any, **more: Any) -> workspace.MergeOutcome:
        asked.append(more["workers"])
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "merge", merged)
    pauses(monkeypatch, 3)
    run(folder, "--workers", "3")
    assert asked == [3]


@pytest.mark.parametrize(
    "place",
    ["par_xl.workspace.consolidating._process_all", "par_xl.outputs.master.workbook.write_master"],
)
def test_ctrl_c_in_a_merge_leaves_the_old_result(
    place: str,
    folder: Folder,
    good: bytes,
    other: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    submit(folder, "HC.xlsx", good)
    workspace.merge(folder, HALF, now=NOW)
    before = {path: path.read_bytes() for path in kept(folder)}
    submit(folder, "TH.xlsx", other)
    pauses(monkeypatch, 9)
    with monkeypatch.context() as at:
        at.setattr(place, stop)
        assert run(folder) == cli.EXIT_DONE
    told = capsys.readouterr()
    assert "không tệp nào bị ghi dở" in told.out and "Traceback" not in told.err + told.out
    assert f"par-xl merge {HALF}" in told.out.splitlines()[-1]
    assert {path: path.read_bytes() for path in kept(folder)} == before
    workspace.merge(folder, HALF, now=NOW)
    assert set(states(folder)) == {"HC.xlsx", "TH.xlsx"}


def kept(folder: Folder) -> list[Path]:
    """All files but what came in, and its copies."""
    passing = (folder.store, folder.inbox)
    return sorted(
        path
        for path in folder.root.rglob("*")
        if path.is_file() and not any(path.is_relative_to(each) for each in passing)
    )


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.long
@only_posix("SIGINT to one process")
def test_a_real_process_merges_what_is_dropped_and_ends_at_ctrl_c(
    folder: Folder, good: bytes
) -> None:
    command = [sys.executable, "-m", "par_xl", "watch", HALF, "--folder", str(folder.root)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        until(folder.submitted(HALF).is_dir)
        drop(folder, "HC.xlsx", good)
        # Stopped while the files move into their places, it would put back what was there.
        until(lambda: folder.ledger.exists() and not folder.holder.exists())
        process.send_signal(signal.SIGINT)
        told, failed = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, failed) == (cli.EXIT_DONE, "")
    assert "Đã dừng" in told.splitlines()[-1] or "Việc tiếp theo" in told.splitlines()[-1]
    assert states(folder) == {"HC.xlsx": "accepted"}
    assert not unmatched(folder)


# --- What is shown


def test_lines_tell_each_event_once(
    folder: Folder, faulty: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    watcher = Watcher(folder, HALF, clock=FakeClock())
    inbox, returned = folder.submitted(HALF), folder.returned / HALF

    def show(looks: int) -> None:
        for _ in range(looks):
            for state in watcher.turn():
                screen.show(state)
            watcher.clock.sleep(2)

    screen = Screen(folder, HALF)
    show(2)
    path = drop(folder, "HC\x07.xlsx", faulty)
    show(4)
    drop(folder, "TH.xlsx", faulty[:500])
    show(5)
    path.unlink()
    (inbox / "TH.xlsx").unlink()
    show(2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        f"Theo dõi da-nop/{HALF} (để tệp đơn vị gửi về vào thư mục này; dừng bằng Ctrl-C)",
        f"  {inbox}",
    ]
    rates = " · ".join(
        f"{index} hoàn thành {rate}, đúng hạn {rate}"
        for index, rate in (("PAR INDEX", "0%"), ("SIPAS", "0%"), ("PAPI", "0%"))
    )
    assert lines[2:] == [
        f"  09:00:06 HC.xlsx (HC): có lỗi, 1 lỗi, 0 cảnh báo; bản trả lại: {returned}/HC_.xlsx",
        f"✔ 09:00:06 Tổng hợp lần 1 lúc 09:00:06; {rates}",
        "  09:00:20 TH.xlsx: đang chép",
        "  09:00:22 HC.xlsx: không còn trong da-nop",
        "  09:00:22 TH.xlsx: không còn trong da-nop",
        f"! 09:00:22 Lỗi: Mọi tệp đã tổng hợp không còn trong {inbox}; kết quả cũ được giữ nguyên. "
        "Cách xử lý: Kiểm tra ổ đĩa mạng, để lại các tệp vào đó; nếu chủ ý bỏ hết thì chạy: "
        f"par-xl merge {HALF}. Chương trình tự thử lại.",
    ]


def test_lines_do_not_tell_that_what_lay_there_before_is_being_copied(
    folder: Folder, good: bytes, other: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(folder, "HC.xlsx", good, "2024-06-02")
    submit(folder, "TH.xlsx", other[:500], "2024-06-02")
    watcher = Watcher(folder, HALF, clock=FakeClock())
    screen = Screen(folder, HALF)
    for _ in range(20):
        for state in watcher.turn():
            screen.show(state)
        watcher.clock.sleep(2)
    told = [line.split(";")[0] for line in capsys.readouterr().out.splitlines() if "xlsx" in line]
    assert told == [
        # It is half, and stays so.
        "  09:00:08 TH.xlsx: đang chép",
        "  09:00:30 HC.xlsx (HC): đã nhận",
        "  09:00:30 TH.xlsx (TH): trả lại, 1 lỗi, 0 cảnh báo",
    ]
