"""The add-in clicked without Excel: its VBA run by an interpreter, the shell and Windows pretended.

``command_of`` gives the command line that Excel would start, ``arguments`` what cmd.exe and the
C runtime make of it.
"""

from __future__ import annotations

from .click import BUTTONS, SETTINGS, click, command_of
from .command_line import Started, arguments
from .windows import Dialog, Windows

__all__ = [
    "BUTTONS",
    "SETTINGS",
    "Dialog",
    "Started",
    "Windows",
    "arguments",
    "click",
    "command_of",
]
