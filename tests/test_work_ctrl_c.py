"""Ctrl-C goes to every process of a terminal: those who only help leave the answer to one."""

from __future__ import annotations

import signal
import sys

import psutil
import pytest

from builders import HALF, NOW, form, make_plan, submit
from par_xl import office
from par_xl.folder.layout import Folder

GOING = "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.{number} |"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process")
def test_helpers_do_not_hear_ctrl_c(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    for number in range(10, 24):
        submit(folder, f"{number}.xlsx", form(make_plan(), "HC", GOING.format(number=number)))
    told = []

    def interrupt(done: int, _total: int, _what: str) -> None:
        if done == 1:
            helpers = psutil.Process().children()
            for helper in helpers:
                helper.send_signal(signal.SIGINT)
            told.extend(helpers)

    outcome = office.merge(folder, HALF, now=NOW, progress=interrupt, workers=2)
    assert told and len(outcome.summary.submissions) == 14
    assert capfd.readouterr().err == ""
