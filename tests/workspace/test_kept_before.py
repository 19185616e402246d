"""What lay in ``tong-hop`` before a merge or an undo is kept, with all that people typed there."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from killed_merge import MASTER, Trial, next_merge
from merged import replaced
from par_xl import workspace
from par_xl.terms.errors import ParXlError
from par_xl.workspace.checkout import recover
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.usefixtures("no_waiting")


def typed_into(trial: Trial) -> Folder:
    """A folder with something to merge, whose master somebody filled in."""
    folder = Folder(trial.fresh())
    (folder.root / MASTER).write_bytes(trial.typed)
    return folder


def on_another_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """``tong-hop`` is a link to another disk: nothing is moved from there to elsewhere."""

    def wrap(act: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
        def acting(source: Path, target: Path) -> None:
            if ("tong-hop" in Path(source).parts) != ("tong-hop" in Path(target).parts):
                raise OSError(errno.EXDEV, "Invalid cross-device link", str(source))
            act(source, target)

        return acting

    for name in ("replace", "link"):
        monkeypatch.setattr(os, name, wrap(getattr(os, name)))


def test_a_master_on_another_disk_is_kept(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = typed_into(trial)
    on_another_disk(monkeypatch)
    next_merge(folder.root)
    assert replaced(folder).read_bytes() == trial.typed
    merged = (folder.root / MASTER).read_bytes()
    undone = workspace.undo(folder)
    assert (folder.root / MASTER).read_bytes() == trial.typed
    assert undone.backup is not None and undone.backup.read_bytes() == merged
    assert not list(folder.root.rglob(".par-xl-*"))


def test_where_nothing_can_be_kept_nothing_is_replaced(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = typed_into(trial)

    def full(_source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    with monkeypatch.context() as now:
        now.setattr("par_xl.system.files.shutil.copy2", full)
        with pytest.raises(ParXlError, match=r"kho[/\\].*: đĩa đầy"):
            next_merge(folder.root)
    assert (folder.root / MASTER).read_bytes() == trial.typed
    assert not folder.holder.exists() and not list(folder.root.rglob(".par-xl-*"))
    next_merge(folder.root)
    assert replaced(folder).read_bytes() == trial.typed
    (folder.root / MASTER).write_bytes(b"typed later")
    monkeypatch.setattr("par_xl.system.files.shutil.copy2", full)
    with pytest.raises(ParXlError, match=r"kho[/\\].*: đĩa đầy"):
        workspace.undo(folder)
    assert (folder.root / MASTER).read_bytes() == b"typed later"


def test_an_undo_that_finds_nothing_to_keep_does_not_say_that_it_did(trial: Trial) -> None:
    folder = typed_into(trial)
    next_merge(folder.root)
    for path in folder.results("2024-06").all:
        path.unlink(missing_ok=True)
    assert workspace.undo(folder).backup is None
    assert (folder.root / MASTER).read_bytes() == trial.typed


def test_what_cannot_be_put_where_it_is_kept_waits_for_the_next(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds the folder for a moment, after all has been moved."""
    folder = typed_into(trial)
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target).parent.parent == folder.store and Path(target).suffix:
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        replace(source, target)

    with monkeypatch.context() as now:
        now.setattr(os, "replace", refuse)
        next_merge(folder.root)
    assert not replaced(folder).exists()
    assert recover(folder)
    assert replaced(folder).read_bytes() == trial.typed
    assert not workspace.verify(folder).mismatches and not list(folder.root.rglob(".par-xl-*"))
