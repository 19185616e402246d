"""A closing believes no record that lies in the cache, whoever put it there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from builders import HALF, form, make_folder, make_plan, merge, submit
from merged import GOING, result
from par_xl import workspace
from par_xl.terms.errors import ParXlError
from par_xl.workspace.layout import Folder
from par_xl.workspace.work.record import Record

SIGN = b"par_xl record 1\n"


def _record(folder: Folder) -> Path:
    """The record of the one file; units that sent nothing have records, too."""
    found = folder.cache.rglob("*.bin")
    (path,) = (each for each in found if Record(each.read_bytes()).head.file is not None)
    return path


def _merged(folder: Folder, share: str) -> tuple[bytes, str]:
    """A form merged: what the cache keeps of it, and its hash."""
    content = form(make_plan(), "HC", GOING.format(share))
    submit(folder, "HC.xlsx", content, "2024-06-07")
    merge(folder)
    return _record(folder).read_bytes(), hashlib.sha256(content).hexdigest()


def _planted(folder: Folder) -> Path:
    """A form that says 30 % was merged; its record says that it says 90 %, and is whole."""
    forged, other = _merged(folder, "0.9")
    _, true = _merged(folder, "0.3")
    body = forged[len(SIGN) + 32 :].replace(other.encode(), true.encode())
    path = _record(folder)
    path.write_bytes(SIGN + hashlib.sha256(body).digest() + body)
    return path


def _shares(folder: Folder) -> set[float]:
    entries = result(folder).entries or []
    return {e.progress for e in entries if e.progress is not None and e.file}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "folder")


def test_a_record_put_there_after_the_merge_is_not_read(folder: Folder) -> None:
    _planted(folder)
    workspace.close(folder, HALF)
    assert _shares(folder) == {0.3}
    assert result(folder).closed is not None


def test_a_record_put_there_before_the_merge_is_never_final(folder: Folder) -> None:
    path = _planted(folder)
    merge(folder)
    assert _shares(folder) == {0.9}
    with pytest.raises(ParXlError, match="khác với nhật ký") as caught:
        workspace.close(folder, HALF)
    assert ".par-xl/cache" in caught.value.fix
    assert result(folder).closed is None
    # And that is how it is put right.
    path.unlink()
    merge(folder)
    workspace.close(folder, HALF)
    assert _shares(folder) == {0.3}
