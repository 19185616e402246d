"""Folders that were merged, and ledgers that somebody edited."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from openpyxl import load_workbook

from builders import HALF, form, make_plan, merge, submit
from par_xl import workspace
from par_xl.ledger import read_ledger
from par_xl.merge.result import Result
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.request import MasterRequest
from par_xl.workspace.layout import Folder
from par_xl.workspace.store import Store
from par_xl.workspace.verifying import Mismatch

GOING = "| code | status | progress |\n| 1.1 | Đang thực hiện | {} |"


def sheet_rows(master: Path, sheet: str, formulas: bool = False) -> list[tuple[Any, ...]]:
    """The rows of one sheet; none of the others is read."""
    content = io.BytesIO(master.read_bytes())
    page = load_workbook(content, read_only=True, data_only=not formulas)[sheet]
    return [*page.iter_rows(values_only=True)]


@contextmanager
def without_masters() -> Iterator[None]:
    """Merges write the JSON in the master's place, too: half of a merge's time is its master's."""

    def write(request: MasterRequest, entries: MasterEntries, file: BinaryIO) -> None:
        file.write(request.result.model_dump_json().encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("par_xl.outputs.master.workbook.write_master", write)
        yield


def merge_with(folder: Folder, share: str, day: str = "2024-06-07") -> Result:
    """One more form, then a merge."""
    submit(folder, f"{share}.xlsx", form(make_plan(), "HC", GOING.format(share)), day)
    return merge(folder)


def result(folder: Folder, period: str = HALF) -> Result:
    """What lies there now."""
    return Result.model_validate_json(folder.results(period).json.read_bytes())


def broken(folder: Folder) -> list[Mismatch]:
    """What ``log --verify`` finds that nobody should have changed."""
    return [each for each in workspace.verify(folder).mismatches if each.is_broken]


def edit_line(folder: Folder, number: int, field: str, value: object) -> None:
    """Change a field of one of the ledger's lines."""
    lines = folder.ledger.read_text("utf-8").splitlines()
    told = json.loads(lines[number])
    told[field] = value
    lines[number] = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    folder.ledger.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def kept_form(folder: Folder, name: str) -> Path:
    """Where the bytes of a form lie that the last merge read."""
    line = read_ledger(folder.ledger)[-1]
    sha256 = next(file.sha256 for file in line.files if file.file == name)
    return Store(folder.store).path(sha256)


def replaced(folder: Folder, name: str = f"tong-hop/{HALF}.xlsx") -> Path:
    """Where what lay in a place is kept since the ledger's last line took it."""
    before, _ = read_ledger(folder.ledger)[-1].checkout[name]
    assert before is not None
    return Store(folder.store).path(before, Path(name).suffix)
