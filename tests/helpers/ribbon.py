"""The tab's buttons clicked in the pretended Excel."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from unittest.mock import patch

import pytest

from fake_excel import Alert, FakeExcel, running
from par_xl.app import cli
from par_xl.app.excel import ribbon
from par_xl.workspace.layout import Folder
from systems import pretend_excel

ARGUMENTS = (
    "-c",
    "--wb=par_xl.xlam",
    "--from_xl=1",
    r"--app=C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel",
    "--hwnd=65552",
)


def click(excel: FakeExcel, button: str, arguments: Sequence[str] = ARGUMENTS) -> Alert | None:
    """Click a button; the last dialog that it showed."""
    pretend_excel()
    if excel.find("par_xl.xlam") is None:
        excel.add_addin()
    with running(excel), patch.object(sys, "argv", list(arguments)):
        ribbon.click(button)
    return excel.alerts[-1] if excel.alerts else None


def json_of_the_command_line(folder: Folder, period: str) -> bytes:
    """The period's JSON as the command line makes it, as if nothing had been merged before."""
    folder.results(period).json.unlink()
    folder.ledger.unlink()
    shutil.rmtree(folder.store)
    with pytest.raises(SystemExit):
        cli.main(["merge", period, "--folder", str(folder.root)])
    return folder.results(period).json.read_bytes()


def told(excel: FakeExcel, button: str) -> str:
    """Click a button; the text of the dialog that ends it."""
    alert = click(excel, button)
    assert alert is not None
    return alert.prompt
