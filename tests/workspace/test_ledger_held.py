"""A ledger that can't be written: nothing is merged then, and what it says can be read."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from killed_merge import MASTER, Trial, next_merge
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_waiting")


def read_only(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """As a file with that attribute is to whoever may not write everywhere."""
    opened, truncate = Path.open, os.truncate

    def refuse(self: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
        if self == file and set(mode) & set("aw+"):
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, mode, *more, **others)

    def cut(path: Path, size: int) -> None:
        if Path(path) == file:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        truncate(path, size)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "truncate", cut)


def test_a_ledger_that_cannot_be_written_leaves_everything_as_it_was(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = trial.fresh()
    with monkeypatch.context() as now:
        read_only(now, Folder(root).ledger)
        with pytest.raises(ParXlError, match=r"ledger\.jsonl: .*chỉ cho đọc"):
            next_merge(root)
        # Nobody who comes next has anything to put in order, nor is kept from working.
        assert trial.state(root) == "old"
    next_merge(root)
    assert trial.state(root) == "new"


def test_a_disk_that_is_full_at_the_ledgers_line_is_said_and_all_is_as_before(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = trial.fresh()
    ledger, fsync = Folder(root).ledger, os.fsync

    def full(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), ledger.stat()):
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    with monkeypatch.context() as now:
        now.setattr(os, "fsync", full)
        with pytest.raises(ParXlError, match=r"ledger\.jsonl: đĩa đầy"):
            next_merge(root)
    assert not Folder(root).holder.exists()
    assert trial.state(root) == "old"


def test_files_are_put_back_even_where_the_ledgers_line_cannot_be_taken_back(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk goes away for writing into files, but not for moving them."""
    root = trial.fresh()
    ledger, fsync = Folder(root).ledger, os.fsync
    master = (root / MASTER).read_bytes()

    def gone(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), ledger.stat()):
            raise OSError(errno.EIO, "Input/output error")
        fsync(handle)

    def stuck(_path: Path, _size: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as now:
        now.setattr(os, "fsync", gone)
        now.setattr(os, "truncate", stuck)
        with pytest.raises(ParXlError, match=r"ledger\.jsonl"):
            next_merge(root)
    assert (root / MASTER).read_bytes() == master
    assert trial.state(root) == "old"
