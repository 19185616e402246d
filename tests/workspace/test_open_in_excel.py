"""Forms made again while somebody has one open: it is named, and nothing else is held up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builders import plan_rows
from par_xl import workspace
from par_xl.app.cli import main
from par_xl.plan.workbook import write_plan
from par_xl.terms.errors import ParXlError
from par_xl.workspace import checkout
from par_xl.workspace.layout import Folder
from windows_files import refuse

pytestmark = pytest.mark.usefixtures("no_waiting")

PERIOD = "2024-06"


def forms(folder: Folder, version: int = 1) -> dict[Path, bytes]:
    """Every form after they were made from that version of the plan."""
    folder.plan.write_bytes(write_plan(plan_rows(version=str(version))))
    workspace.forms(folder, PERIOD)
    return lying(folder)


def lying(folder: Folder) -> dict[Path, bytes]:
    """What lies where forms lie, whatever it is."""
    return {path: path.read_bytes() for path in sorted(folder.forms(PERIOD).iterdir())}


def run(*arguments: str) -> int:
    """How a command ends."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def test_the_same_forms_are_made_again_while_one_is_open(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = forms(folder)
    refuse(next(iter(before)), monkeypatch)
    assert forms(folder) == before
    assert not folder.holder.exists()


def test_an_open_form_that_would_be_another_is_named_and_blocks_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = forms(folder)
    for path in before:
        with monkeypatch.context() as now:
            refuse(path, now)
            with pytest.raises(ParXlError, match="đang mở ở nơi khác") as told:
                forms(folder, 2)
            assert str(path) in told.value.message
            assert lying(folder) == before
            assert run("log", "--folder", str(folder.root)) == 0
            assert run("merge", PERIOD, "--folder", str(folder.root)) == 0
    assert forms(folder, 2).keys() == before.keys()


def test_a_form_that_is_opened_just_as_it_is_replaced_blocks_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All were closed when that was looked at."""
    before = forms(folder)
    opened = list(before)[1]
    append = checkout._append
    with monkeypatch.context() as now:

        def late(*told: Any) -> None:
            refuse(opened, now)
            append(*told)

        now.setattr(checkout, "_append", late)
        with pytest.raises(ParXlError, match="tệp đang mở ở chương trình khác") as told:
            forms(folder, 2)
        assert str(opened) in told.value.message
        now.setattr(checkout, "_append", append)
        assert not folder.holder.exists()
        assert run("merge", PERIOD, "--folder", str(folder.root)) == 0
        assert {path: lying(folder)[path] for path in before} == before
    assert forms(folder, 2).keys() == before.keys()
