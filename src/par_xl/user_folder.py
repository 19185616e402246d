"""The user's own folder: what Excel's tab remembers, and the details of failures."""

from __future__ import annotations

import os
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from par_xl.errors import ParXlError

NAME = ".par_xl"
"""Fixed by xlwings: the settings of an add-in's project lie in ``%USERPROFILE%\\.PROJECT``."""


def user_folder() -> Path:
    """``%USERPROFILE%\\.par_xl``; nothing is made."""
    home = os.environ.get("USERPROFILE")
    return (Path(home) if home else Path.home()) / NAME


def keep_details(problem: BaseException) -> Path:
    """Write what happened into a file of its own, for whoever helps; its path."""
    content = "\n".join([*_told(problem), "".join(traceback.format_exception(problem))])
    now = datetime.now()  # noqa: DTZ005 - the user's own clock
    name = f"loi-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    try:
        folder = user_folder() / "nhat-ky"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(content, encoding="utf-8")
    except OSError:
        # A profile that can't be written must not hide why the work failed.
        path = Path(tempfile.gettempdir()) / f"par-xl-{name}"
        path.write_text(content, encoding="utf-8")
    return path


def _told(problem: BaseException) -> list[str]:
    if not isinstance(problem, ParXlError):
        return []
    found = (
        f"{each.code} {each.file} {each.sheet or ''} {each.cell or ''}: {each.message} → {each.fix}"
        for each in problem.findings
    )
    return [problem.message, problem.fix, *found]
