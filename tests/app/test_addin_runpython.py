"""The patched RunPython, clicked without Excel: what is started, and what is said instead."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from par_xl.app.addin.build import TEXTS, addin_package, build, macro, modules, vba_project
from par_xl.app.addin.machine import ADDIN
from vba import BUTTONS, SETTINGS, Dialog, Windows, arguments, click, command_of
from vba.click import COMMAND, installed
from vba.interpreter import PretendedExcel
from vba.windows import LOGS, PYTHON

TITLE = "Cải cách hành chính"


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_starts_this_command(button: str) -> None:
    assert command_of(button) == COMMAND.replace("{button}", button)


def test_settings_stand_on_the_addins_sheet_alone() -> None:
    other = r"D:\par xl\python.exe"
    addin = build({"INTERPRETER_WIN": other, "TEMP DIR": "%TEMP%"})
    windows = Windows(files={PYTHON: "", other: ""})
    for settings in (None, SETTINGS):
        command = command_of("parxlForms", windows=windows, settings=settings, addin=addin)
        assert arguments(command).directory == r"D:\par xl"
        assert arguments(command).argv[0] == other
        assert arguments(command).log == LOGS + r"\LOG.log"
        windows.commands.clear()


def test_users_settings_of_xlwings_own_addin_change_nothing() -> None:
    """People copy them; the server's way would hand over the active workbook."""
    settings = {**SETTINGS, "USE UDF SERVER": "True", "PYTHONPATH": r"C:\x", "INTERPRETER": "py"}
    assert command_of("parxlForms", settings=settings) == command_of("parxlForms")


def test_interpreter_on_a_shared_folder() -> None:
    shared = r"\\may-chu\par xl\python.exe"
    windows = Windows(files={shared: ""})
    command = command_of(
        "parxlForms", windows=windows, settings={**SETTINGS, "INTERPRETER_WIN": shared}
    )
    entering = r'"C:\WINDOWS\System32\cmd.exe" /C pushd "\\may-chu\par xl" && '
    assert command.startswith(rf'{entering}"{shared}" -B -P -c "import ')


def _dialog(key: str, detail: str = "") -> list[Dialog]:
    return [Dialog(TITLE, TEXTS[key].replace("{}", detail))]


def test_without_settings_nothing_is_run() -> None:
    happened = click("parxlForms", settings=None)
    assert (happened.commands, happened.dialogs) == ([], _dialog("TEXT_NO_SETTINGS"))
    assert "“py -3 -P -m par_xl addin install”" in happened.dialogs[0].text


@pytest.mark.parametrize(
    "interpreter", [r"C:\gone\python.exe", "python", "pythonw", "python.exe", r"\python.exe"]
)
def test_interpreter_is_a_file_named_by_its_whole_path(interpreter: str) -> None:
    # All but the first are there, in Excel's current folder or its drive.
    windows = Windows(files={} if "gone" in interpreter else {interpreter: ""})
    settings = {**SETTINGS, "INTERPRETER_WIN": interpreter}
    happened = click("parxlForms", windows=windows, settings=settings)
    assert (happened.commands, happened.dialogs) == ([], _dialog("TEXT_NO_PYTHON", interpreter))


def test_failing_python_keeps_its_log_and_names_it() -> None:
    windows = Windows(files={PYTHON: ""}, exit_code=1)
    happened = click("parxlForms", windows=windows)
    log = arguments(happened.commands[0]).log
    assert re.fullmatch(re.escape(LOGS) + r"\\xlwings-[0-9A-F-]{36}\.log", log)
    assert happened.dialogs == _dialog("TEXT_FAILED", log)
    assert happened.deleted == [] and windows.find(log) is not None
    assert "Traceback" not in happened.dialogs[0].text


def test_log_that_could_not_be_written_is_not_promised() -> None:
    windows = Windows(files={PYTHON: ""}, exit_code=1, writes_log=False)
    happened = click("parxlForms", windows=windows)
    log = arguments(happened.commands[0]).log
    assert happened.dialogs == _dialog("TEXT_NO_LOG", log)


def test_success_says_nothing_and_leaves_no_log() -> None:
    happened = click("parxlForms")
    assert happened.dialogs == []
    assert happened.deleted == [arguments(happened.commands[0]).log]


def test_without_a_workbook_there_is_one_for_xlwings_to_find_excel_by(tmp_path: Path) -> None:
    path = tmp_path / ADDIN
    path.write_bytes(build(SETTINGS))
    excel = PretendedExcel(path, installed())
    for _ in range(2):
        excel.click("parxlGuide")
        assert [book.name for book in excel.application.workbooks_.books] == ["Book1"]


def test_protected_view_is_told() -> None:
    happened = click("parxlCheck", windows=Windows(files={PYTHON: ""}, protected_views=1))
    assert (happened.commands, happened.dialogs) == ([], _dialog("TEXT_PROTECTED"))


def test_blocked_shell_is_told() -> None:
    happened = click("parxlForms", windows=Windows(files={PYTHON: ""}, shell_error=429))
    assert (happened.commands, happened.dialogs) == ([], _dialog("TEXT_NO_SHELL", "429"))
    happened = click("parxlForms", windows=Windows(files={PYTHON: ""}, run_error=70))
    assert (happened.commands, happened.dialogs) == ([], _dialog("TEXT_NOT_STARTED", "70"))


def test_without_the_sheet_something_is_said_nevertheless() -> None:
    addin = addin_package(vba_project(modules()), macro("ribbon.xml"), {}, "0")
    (dialog,) = click("parxlForms", settings=None, addin=addin).dialogs
    assert dialog.title == "par_xl"
    assert dialog.text.startswith("Khong chay duoc lenh. Hay ") and dialog.text.isascii()
    assert dialog.text.endswith("TEXT_NO_SETTINGS ")


def test_texts_are_all_used_and_all_there() -> None:
    used = set(re.findall('"(TEXT_[A-Z_]+)"', "".join(modules().values())))
    assert used == set(TEXTS)


def test_every_text_says_what_to_do() -> None:
    for key, text in TEXTS.items():
        assert text.count("\n\nCách xử lý: ") == (key != "TEXT_TITLE"), key


_STAND_IN = """
import json, os, sys
def click(button):
    print(json.dumps([button, sys.argv, sys.path, os.getcwd()]))
"""


def test_the_command_really_starts_python(tmp_path: Path) -> None:
    """In a folder where hostile modules lie, as when Windows can't enter Python's own."""
    package, current = tmp_path / "stand-in" / "par_xl" / "app" / "excel", tmp_path / "current"
    package.mkdir(parents=True)
    current.mkdir()
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    (package / "ribbon.py").write_text(_STAND_IN)
    for name in ("par_xl.py", "xlwings.py", "json.py"):
        (current / name).write_text("raise SystemExit('hostile')")
    started = arguments(command_of("parxlMerge"))
    run = subprocess.run(
        [sys.executable, *started.argv[1:]],
        cwd=current,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "stand-in")},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "")
    button, argv, path, where = json.loads(run.stdout)
    assert button == "parxlMerge" and argv == ["-c", *started.argv[5:]]
    assert argv[1:3] == ["--wb=par_xl.xlam", "--from_xl=1"]
    assert "" not in path and where not in path and str(current) == where
