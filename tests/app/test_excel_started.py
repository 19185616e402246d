"""The command line that Excel would start, really started: this Python, a pretended Excel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from builders import HALF, form, submit
from fake_excel import Record, Script, environment
from par_xl.plan.model import Plan
from par_xl.workspace.layout import Folder
from ribbon import json_of_the_command_line
from vba import BUTTONS, arguments, command_of

ROWS = """
| code | status         | progress |
| 1.1  | Đã xong        |          |
| 1.2  | Đang thực hiện | 0.5      |
"""


@pytest.fixture
def handed_in(plan: Plan, folder: Folder) -> Folder:
    submit(folder, "HC.xlsx", form(plan, "HC", ROWS))
    return folder


def start(button: str, script: Script, where: Path | None = None) -> Record:
    """Click in the built add-in; start what Excel would, with this Python for that of Windows."""
    started = arguments(command_of(button))
    record = Path(script.record)
    done = subprocess.run(
        [sys.executable, *started.argv[1:]],
        env=environment(script, record.with_suffix(".script.json")),
        cwd=where or Path(sys.executable).parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    return Record.read(record)


def script(
    tmp_path: Path, *opened: Path, inputs: Sequence[str] = (), folders: Sequence[Path] = ()
) -> Script:
    return Script(
        record=str(tmp_path / "record.json"),
        open=[str(path) for path in opened],
        inputs=inputs,
        folders=[str(path) for path in folders],
    )


def test_forms_are_made(folder: Folder, tmp_path: Path) -> None:
    answers = script(tmp_path, folders=[folder.root], inputs=[HALF, "HC"])
    record = start("parxlForms", answers)
    assert "Đã lập 1 biểu mẫu" in record.alerts[-1].prompt
    assert folder.form(HALF, "HC").is_file()


def test_a_form_is_marked(handed_in: Folder, tmp_path: Path) -> None:
    record = start("parxlCheck", script(tmp_path, handed_in.submitted(HALF) / "HC.xlsx"))
    assert "kỳ 2024-06): 1 lỗi" in record.alerts[-1].prompt
    assert record.status[-1] is False


@pytest.mark.long
def test_a_form_is_cleared_by_another_process(handed_in: Folder, tmp_path: Path) -> None:
    path = handed_in.submitted(HALF) / "HC.xlsx"
    record = start("parxlCheck", script(tmp_path, path))
    shutil.copy(record.books[0].state, path)
    record = start("parxlClear", script(tmp_path, path))
    assert "Đã xóa đánh dấu ở 1 ô" in record.alerts[-1].prompt


@pytest.mark.long
def test_the_merge_of_the_button_is_that_of_the_command_line(
    handed_in: Folder, tmp_path: Path
) -> None:
    answers = script(tmp_path, folders=[handed_in.root], inputs=[HALF])
    record = start("parxlMerge", answers)
    assert "Đã tổng hợp kỳ 2024-06" in record.alerts[-1].prompt
    assert record.active == "2024-06.xlsx"
    assert record.status[-1] is False
    clicked = handed_in.results(HALF).json.read_bytes()
    assert json_of_the_command_line(handed_in, HALF) == clicked
    record = start("parxlMaster", script(tmp_path))
    assert record.active == "2024-06.xlsx"


@pytest.mark.long
@pytest.mark.parametrize("button", ["parxlGuide", "parxlSettings", "parxlMerge"])
def test_a_button_starts_and_gives_excel_back(button: str, tmp_path: Path) -> None:
    """With no workbook open, by somebody who closes every question; the others start above."""
    assert button in BUTTONS
    record = start(button, Script(record=str(tmp_path / "record.json"), folders=[None]))
    assert record.status[-1] is False
    assert all(alert.prompt for alert in record.alerts)
    assert record.active == ("huong-dan.xlsx" if button == "parxlGuide" else None)
    assert bool(record.alerts) is (button == "parxlSettings")


@pytest.mark.long
def test_modules_beside_a_received_workbook_are_not_run(
    handed_in: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where Excel's current folder is the workbook's, as after its dialog of files."""
    monkeypatch.setenv("PAR_XL_TEST_PACKAGES", "all")
    path = handed_in.submitted(HALF) / "HC.xlsx"
    canary = tmp_path / "taken over"
    hostile = f"open({os.fspath(canary)!r}, 'w').close()"
    for name in ("par_xl", "xlwings", "pandas", "HC", "multiprocessing", "click", "sitecustomize"):
        path.with_name(f"{name}.py").write_text(hostile)
    path.with_name("par_xl.conf").write_text(f'"PYTHONPATH","{path.parent}"\n')
    for number in range(14):
        # More than are read without other processes.
        shutil.copy(path, path.with_name(f"{number}.xlsx"))
    answers = script(tmp_path, path, folders=[handed_in.root], inputs=[HALF])
    record = start("parxlMerge", answers, where=path.parent)
    assert "Đã tổng hợp kỳ 2024-06" in record.alerts[-1].prompt
    assert not canary.exists()


def test_nothing_under_xlwings_other_licence_is_loaded() -> None:
    """Not even where somebody has a key for it."""
    code = (
        "import sys\n"
        # Importing what xlwings can do without would take most of the time.
        "sys.modules.update(dict.fromkeys(('matplotlib', 'numpy', 'pandas', 'polars')))\n"
        "import par_xl.app.excel.ribbon, xlwings\n"
        "pro = [n for n, m in sys.modules.items() if m and n.startswith('xlwings.pro')]\n"
        "print(xlwings.__pro__, pro)\n"
    )
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"}
    told = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert told == "False []\n"
