"""The current folder may be anybody's: no code in it is run, here or by what is started here."""

from __future__ import annotations

import os
import sys

_LOOKED_IN = "PYTHONPATH"


def shut_out_current_folder() -> None:
    """Have neither this program, whose start this is, nor what it starts look there for code."""
    if path := os.environ.get(_LOOKED_IN):
        parts = path.split(os.pathsep)
        # An empty part, too, is the current folder.
        elsewhere = [part for part in parts if os.path.isabs(part)]  # noqa: PTH117 - before pathlib
        for part in {*parts} - {*elsewhere}:
            place = os.path.abspath(part)  # noqa: PTH100 - as Python wrote it there
            if place in sys.path:
                sys.path.remove(place)
        os.environ[_LOOKED_IN] = os.pathsep.join(elsewhere)
    if sys.platform == "win32":
        import ctypes

        # Programs that are named without a folder.
        os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"
        # Libraries that Windows itself looks for: where one folder is set, the current one is not
        # among those looked in.
        system = os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\System32"
        ctypes.windll.kernel32.SetDllDirectoryW(system)
