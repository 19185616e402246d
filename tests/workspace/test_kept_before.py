"""What lay in ``tong-hop`` before a merge or an undo is kept, with all that people typed there."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from killed_merge import MASTER, Trial, next_merge
from par_xl import workspace
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder
from par_xl.workspace.workplace import put_in_order

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
    assert (folder.backup("2024-06", 2) / "2024-06.xlsx").read_bytes() == trial.typed
    merged = (folder.root / MASTER).read_bytes()
    undone = workspace.undo(folder)
    assert (folder.root / MASTER).read_bytes() == trial.typed
    assert undone.kept is not None and (undone.kept / "2024-06.xlsx").read_bytes() == merged
    assert not list(folder.root.rglob(".par-xl-*"))


def test_where_nothing_can_be_kept_nothing_is_replaced(trial: Trial) -> None:
    folder = typed_into(trial)
    in_the_way = folder.own / "sao-luu"
    in_the_way.write_bytes(b"a file, where a folder should be")
    with pytest.raises(ParXlError, match=r"truoc-lan-2[/\\]2024-06\.\w+: thư mục .* không cho ghi"):
        next_merge(folder.root)
    assert (folder.root / MASTER).read_bytes() == trial.typed
    assert not folder.intent.exists() and not list(folder.root.rglob(".par-xl-*"))
    in_the_way.unlink()
    next_merge(folder.root)
    assert (folder.backup("2024-06", 2) / "2024-06.xlsx").read_bytes() == trial.typed


def test_a_disk_without_room_for_what_is_kept_is_said(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = typed_into(trial)
    on_another_disk(monkeypatch)

    def full(_source: Path, target: Path) -> None:
        if "sao-luu" in Path(target).parts:
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        raise AssertionError("all else is linked")

    monkeypatch.setattr("par_xl.system.files.shutil.copy2", full)
    with pytest.raises(ParXlError, match=r"sao-luu[/\\].*: đĩa đầy"):
        next_merge(folder.root)
    assert (folder.root / MASTER).read_bytes() == trial.typed


def test_an_undo_that_can_keep_nothing_undoes_nothing(trial: Trial) -> None:
    folder = typed_into(trial)
    next_merge(folder.root)
    (folder.root / MASTER).write_bytes(b"typed later")
    kept = folder.undone("2024-06", 2)
    kept.write_bytes(b"a file, where a folder should be")
    with pytest.raises(ParXlError, match="lan-2-da-hoan-tac"):
        workspace.undo(folder)
    assert (folder.root / MASTER).read_bytes() == b"typed later"


def test_an_undo_that_finds_nothing_to_keep_does_not_say_that_it_did(trial: Trial) -> None:
    folder = typed_into(trial)
    next_merge(folder.root)
    for path in folder.results("2024-06").all:
        path.unlink(missing_ok=True)
    assert workspace.undo(folder).kept is None
    assert (folder.root / MASTER).read_bytes() == trial.typed


def test_what_cannot_be_put_where_it_is_kept_waits_for_the_next(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody holds the folder for a moment, after all has been moved."""
    folder = typed_into(trial)
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if "sao-luu" in Path(target).parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        replace(source, target)

    with monkeypatch.context() as now:
        now.setattr(os, "replace", refuse)
        next_merge(folder.root)
    assert not (folder.backup("2024-06", 2) / "2024-06.xlsx").exists()
    assert put_in_order(folder)
    assert (folder.backup("2024-06", 2) / "2024-06.xlsx").read_bytes() == trial.typed
    assert not workspace.verify(folder).mismatches and not list(folder.root.rglob(".par-xl-*"))
