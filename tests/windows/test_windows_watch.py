"""A watched folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from builders import form, make_folder, make_plan
from killed_merge import ROWS
from par_xl.workspace.layout import Folder
from windows.machine import CTRL_C, PAR_XL, Windows, until


def test_what_is_put_there_is_merged(windows: Windows, place: Path) -> None:
    folder = make_folder(place / "Báo cáo")
    inbox = folder.submitted("2024-06")
    inbox.mkdir(parents=True)
    with windows.console(PAR_XL, "watch", "2024-06", at=folder.root) as console:
        until(lambda: "Theo dõi da-nop/2024-06" in console.shown or console.has_ended)
        # As from a stick: the copy takes its time, and keeps the day on which it was saved.
        (place / "TH.xlsx").write_bytes(form(make_plan(), "TH", ROWS.format("3")))
        shutil.copy2(place / "TH.xlsx", inbox / "Báo cáo TH (1).xlsx")
        until(lambda: _is_merged(folder) or console.has_ended)
        console.press(CTRL_C)
        status = console.wait()
    assert status == 0
    assert "Traceback" not in console.shown
    looked = windows.par_xl("log", "--verify", at=folder.root)
    assert (looked.returncode, looked.stderr) == (0, "")


def _is_merged(folder: Folder) -> bool:
    return folder.results("2024-06").master.exists() and not folder.holder.exists()
