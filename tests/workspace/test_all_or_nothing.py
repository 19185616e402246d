"""A merge is there whole or not at all, whatever happens to the process, the disk or the files."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import NOW
from cut_merge import cut_off
from killed_merge import (
    AS_OF,
    MASTER,
    STEPS,
    Trial,
    kill_at_moments,
    next_merge,
    twice_merged,
    undo,
)
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.ledger import read_ledger
from par_xl.terms.errors import ParXlError
from par_xl.workspace.checkout import open_session
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store
from systems import only_posix

pytestmark = pytest.mark.usefixtures("no_waiting")

SOME_STEPS = [
    ("trial", 24),
    *(pytest.param(w, 1, marks=pytest.mark.long) for w in ("trial", "undoing")),
]
"""Of the steps that touch the disk, each N-th is tried to fail."""


@pytest.fixture(scope="module")
def undoing(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """What writes as a merge does, and takes no time: each of its steps can fail."""
    return Trial(tmp_path_factory.mktemp("undoing"), twice_merged, undo)


@only_posix("fork, and SIGKILL")
@pytest.mark.parametrize("moments", [3, pytest.param(20, marks=pytest.mark.long)])
def test_killed_at_any_moment_it_is_the_old_result_or_the_new_one(
    trial: Trial, moments: int
) -> None:
    """At some random moments; ``--moments 200`` by hand."""
    found = kill_at_moments(trial, moments, seed=2024)
    assert sum(found.values()) == moments and any("killed" in outcome for outcome in found)
    assert not [outcome for outcome in found if "wrong" in outcome]


@pytest.mark.long
def test_killed_before_any_step_it_is_the_old_result_or_the_new_one(trial: Trial) -> None:
    found = trial.at_each_step(trial.outcome)
    assert set(found) == {"old", "new"} and min(found.values()) > 10


@pytest.mark.long
def test_what_is_typed_after_a_kill_is_never_lost(trial: Trial) -> None:
    """Into the master, before anybody put in order what was cut off."""
    found = trial.at_each_step(trial.outcome_typed)
    assert set(found) == {"there", "kept"}


def failing(
    monkeypatch: pytest.MonkeyPatch, number: int, is_lasting: bool, error: int
) -> Callable[[], bool]:
    """Let the step of that number fail, or all from there on; tells whether it came to that."""
    left = number

    def wrap(act: Callable[..., object]) -> Callable[..., object]:
        def acting(*args: object, **more: object) -> object:
            nonlocal left
            left -= 1
            if left == 0 or (is_lasting and left < 0):
                raise OSError(error, os.strerror(error))
            return act(*args, **more)

        return acting

    for name in STEPS:
        monkeypatch.setattr(os, name, wrap(getattr(os, name)))
    return lambda: left <= 0


def each_step(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, is_lasting: bool, error: int, every: int
) -> Iterator[tuple[Path, ParXlError | None]]:
    """Work of which each step, or each N-th, failed in turn: the folder, and what was said."""
    number = 0
    while True:
        number += every
        root = trial.fresh()
        said = None
        with monkeypatch.context() as now:
            came_to_it = failing(now, number, is_lasting, error)
            try:
                trial.work(root)
            except ParXlError as problem:
                said = problem
        if not came_to_it():
            return
        yield root, said


@pytest.mark.parametrize(("which", "every"), SOME_STEPS)
def test_a_step_that_fails_leaves_everything_as_it_was(
    which: str, every: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for a moment, at one step or another: one sentence, and the old result; or,
    where the step was not needed, the new one."""
    trial: Trial = request.getfixturevalue(which)
    said = []
    for root, problem in each_step(trial, monkeypatch, False, errno.ENOSPC, every):
        assert trial.state(root) == ("old" if problem else "new")
        said.append(problem is not None)
    assert any(said) and not all(said)


@pytest.mark.parametrize(("which", "every"), SOME_STEPS)
def test_a_disk_that_goes_away_leaves_what_can_be_put_in_order(
    which: str, every: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From one step on, nothing can be written any more."""
    trial: Trial = request.getfixturevalue(which)
    # Undone once more, it would be another merge.
    find = trial.outcome if which == "trial" else trial.state
    for root, _ in each_step(trial, monkeypatch, True, errno.EIO, every):
        assert find(root) in ("old", "new")


def refusing(
    monkeypatch: pytest.MonkeyPatch,
    held: Path,
    times: int,
    winerror: int = 32,
    number: int = errno.EACCES,
) -> None:
    """As Windows does while another program has a file open: simulated here."""
    replace, left = os.replace, times

    def refuse(source: Path, target: Path) -> None:
        nonlocal left
        if Path(target) == held and left:
            left -= 1
            said = winerror if number == errno.EACCES else None
            raise OSError(number, "in use", str(source), said, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)


@pytest.mark.parametrize("place", [MASTER, "tong-hop/2024-06.json", "tiep-nhan.xlsx"])
def test_a_file_that_is_held_as_it_is_replaced_is_named_and_all_is_as_before(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    root = trial.fresh()
    with monkeypatch.context() as now:
        refusing(now, root / place, times=1000)
        with pytest.raises(ParXlError, match="đang mở ở chương trình khác") as told:
            next_merge(root)
    assert str(root / place) in told.value.message and "Đóng tệp" in told.value.fix
    assert trial.state(root) == "old"
    next_merge(root)
    assert trial.state(root) == "new"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_as_a_file_is_replaced_is_said(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    root = trial.fresh()
    with monkeypatch.context() as now:
        refusing(now, root / MASTER, times=1, number=number)
        with pytest.raises(ParXlError, match=r"2024-06\.xlsx: đĩa đầy"):
            next_merge(root)
    assert trial.state(root) == "old"


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_share_that_is_slow_to_let_go_is_waited_for(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    root = trial.fresh()
    refusing(monkeypatch, root / MASTER, times=3, winerror=winerror)
    next_merge(root)
    assert trial.state(root) == "new"


@pytest.mark.parametrize(
    ("sign", "content", "who"),
    [
        (
            "~$2024-06.xlsx",
            b"\x05Chi B".ljust(55) + b"\x05\x00" + "Chị B".encode("utf-16-le"),
            "Chị B",
        ),
        (".~lock.2024-06.xlsx#", ",Chị B,may-1,09.06.2024 16:50,file:///home;".encode(), "Chị B"),
    ],
    ids=["Excel", "LibreOffice"],
)
def test_a_master_that_somebody_has_open_is_not_replaced(
    trial: Trial, sign: str, content: bytes, who: str
) -> None:
    root = trial.fresh()
    lock = root / "tong-hop" / sign
    lock.write_bytes(content)
    with pytest.raises(ParXlError, match=f"người mở: {who}") as told:
        next_merge(root)
    assert sign in told.value.fix
    lock.unlink()
    assert trial.state(root) == "old"


def test_a_folder_that_cannot_be_written_is_said_at_once(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only for this user, as a share may be; whoever runs these tests may write anywhere."""
    root = trial.fresh()
    opened = os.open

    def refuse(path: str, flags: int, *more: object, **others: object) -> int:
        if str(path).startswith(str(root)) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return opened(path, flags, *more, **others)  # type: ignore[arg-type]

    with monkeypatch.context() as now:
        now.setattr(os, "open", refuse)
        with pytest.raises(ParXlError, match="không cho ghi") as told:
            next_merge(root)
    assert "quyền ghi" in told.value.fix
    assert trial.state(root) == "old"


def gone(path: Path) -> None:
    path.unlink(missing_ok=True)


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


@pytest.mark.parametrize("happens", [gone, grown])
def test_a_file_that_changes_as_it_is_read_is_named(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Path], None]
) -> None:
    root = trial.fresh()
    changing = root / "da-nop" / "2024-06" / "TH.xlsx"
    read = Path.read_bytes

    def late(self: Path) -> bytes:
        if self != changing:
            return read(self)
        content = read(self) if happens is grown else b""
        happens(self)
        return content or read(self)

    with monkeypatch.context() as now:
        now.setattr(Path, "read_bytes", late)
        with pytest.raises(ParXlError, match=r"TH\.xlsx bị thay đổi hoặc lấy đi"):
            next_merge(root)
    assert trial.state(root) == "old"


def test_who_was_cut_off_is_told_by_the_next(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    root = cut_off(trial, monkeypatch)
    assert any("bị ngắt" in each.message for each in workspace.verify(Folder(root)).mismatches)
    outcome = workspace.merge(Folder(root), "2024-06", AS_OF, now=NOW)
    assert not outcome.changed and "đã ghi nốt" in outcome.notes[0]
    assert not workspace.verify(Folder(root)).mismatches


def test_what_somebody_took_out_of_the_store_is_told_and_merged_again(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = cut_off(trial, monkeypatch, moved=0)
    folder = Folder(root)
    sha256 = read_ledger(folder.ledger)[-1].outputs["tong-hop/2024-06.json"]
    Store(folder.store).waiting(sha256, ".json").unlink()
    with open_session(Folder(root), "put in order") as place:
        assert "đã ghi nốt" in place.notes[0]
    assert [each.is_broken for each in workspace.verify(Folder(root)).mismatches] == [True]
    assert workspace.merge(folder, "2024-06", AS_OF, now=NOW).summary.merge_number == 3
    assert (
        hashlib.sha256(folder.results("2024-06").json.read_bytes()).hexdigest()
        == (read_ledger(folder.ledger)[-1].outputs["tong-hop/2024-06.json"])
    )


def test_who_is_at_work_damaged_by_a_cut_is_nothing_to_finish(trial: Trial) -> None:
    root = trial.fresh()
    Folder(root).holder.write_bytes(b"{")
    assert trial.state(root) == "old"


def test_the_log_tells_of_what_was_cut_off_and_leaves_it(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = cut_off(trial, monkeypatch)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(SystemExit):
        main(["log", "--verify", "--folder", str(root)])
    assert "bị ngắt giữa chừng" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    next_merge(root)
    assert trial.state(root) == "new"


def test_a_half_written_line_of_the_ledger_is_written_anew(trial: Trial) -> None:
    root = trial.fresh()
    ledger = Folder(root).ledger
    with ledger.open("ab") as file:
        file.write(b'{"kind":"merge","merge_num')
    next_merge(root)
    assert trial.state(root) == "new"


def test_a_ledger_whose_last_end_was_cut_off_is_put_back_so(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor took it; the line stays, also where the next merge does not come about."""
    root = trial.fresh()
    ledger = Folder(root).ledger
    whole = ledger.read_bytes()
    ledger.write_bytes(whole.removesuffix(b"\n"))
    with monkeypatch.context() as now:
        now.setattr("par_xl.workspace.checkout.Session._take", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            next_merge(root)
    assert ledger.read_bytes() == whole.removesuffix(b"\n")
    next_merge(root)
    assert ledger.read_bytes().startswith(whole)
    assert trial.state(root) == "new"


def test_what_was_taken_is_put_back_on_a_disk_that_has_no_room_left(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files can be moved then, and given names, but none can be written."""
    root = trial.fresh()
    replace, copy = os.replace, shutil.copy2
    is_full = False

    def filling(source: Path, target: Path) -> None:
        nonlocal is_full
        replace(source, target)
        is_full = is_full or Path(target) == root / MASTER

    def copying(source: Path, target: Path) -> object:
        if is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        return copy(source, target)

    with monkeypatch.context() as now:
        now.setattr(os, "replace", filling)
        now.setattr("par_xl.system.files.shutil.copy2", copying)
        with pytest.raises(ParXlError, match="đĩa đầy"):
            next_merge(root)
    assert not Folder(root).holder.exists() and trial.state(root) == "old"
