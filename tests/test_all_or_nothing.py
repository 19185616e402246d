"""A merge is there whole or not at all, whatever happens to the process, the disk or the files."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from killed_merge import Trial, next_merge
from par_xl import files
from par_xl.errors import ParXlError

STEPS = ("replace", "link", "unlink", "fsync", "truncate", "mkdir", "chmod")
MASTER = "tong-hop/2024-06.xlsx"


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("trial"))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.time, "sleep", lambda _: None)


def test_killed_at_any_moment_it_is_the_old_result_or_the_new_one() -> None:
    """Before each step that touches the disk, and at some random moments. ``--moments 200`` by
    hand."""
    script = Path(__file__).with_name("killed_merge.py")
    command = [sys.executable, str(script), "--steps", "--moments", "12"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert sum(found["moments"].values()) == 12
    assert set(found["steps"]) == {"old", "new"} and min(found["steps"].values()) > 10


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
    trial: Trial, monkeypatch: pytest.MonkeyPatch, is_lasting: bool, error: int
) -> Iterator[tuple[Path, ParXlError | None]]:
    """Merges of which each step failed in turn: the folder, and what was said."""
    number = 0
    while True:
        number += 1
        root = trial.fresh()
        said = None
        with monkeypatch.context() as now:
            came_to_it = failing(now, number, is_lasting, error)
            try:
                next_merge(root)
            except ParXlError as problem:
                said = problem
        if not came_to_it():
            return
        yield root, said


def test_a_step_that_fails_leaves_everything_as_it_was(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for a moment, at each step in turn: one sentence, and the old result; or,
    where the step was not needed, the new one."""
    said = []
    for root, problem in each_step(trial, monkeypatch, False, errno.ENOSPC):
        assert trial.state(root) == ("old" if problem else "new")
        said.append(problem is not None)
    assert any(said) and not all(said)


def test_a_disk_that_goes_away_leaves_what_can_be_put_in_order(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From one step on, nothing can be written any more."""
    for root, _ in each_step(trial, monkeypatch, True, errno.EIO):
        outcome = trial.outcome(root)
        assert outcome in ("old", "new")
