"""The user's own folder: what Excel's tab remembers, and the details of failures."""

from __future__ import annotations

import contextlib
import os
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from par_xl.terms.errors import ParXlError

LOGS = "nhat-ky"
"""Its folder for details of failures."""
_MOST = 50
"""Files of details that are kept."""
NAME = ".par_xl"
"""Fixed by xlwings: the settings of an add-in's project lie in ``%USERPROFILE%\\.PROJECT``."""


def user_folder() -> Path:
    """``%USERPROFILE%\\.par_xl``; nothing is made."""
    home = os.environ.get("USERPROFILE")
    return (Path(home) if home else Path.home()) / NAME


def keep_details(problem: BaseException) -> Path | None:
    """Write what happened into a file of its own, for whoever helps, and return its path.

    None: there is no place at all where it could be written.
    """
    content = "\n".join([*_described(problem), "".join(traceback.format_exception(problem))])
    now = datetime.now()  # noqa: DTZ005 - the user's own clock
    name = f"loi-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    # A profile that can't be written must not hide why the work failed.
    for folder in (user_folder() / LOGS, Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(content, encoding="utf-8")
            _forget_old(folder)
            return path
    return None


def _forget_old(folder: Path) -> None:
    for path in sorted(folder.glob("loi-*.log"))[:-_MOST]:
        with contextlib.suppress(OSError):
            path.unlink()


def _described(problem: BaseException) -> list[str]:
    if not isinstance(problem, ParXlError):
        return []
    found = (
        f"{each.code} {each.file} {each.sheet or ''} {each.cell or ''}: {each.message} → {each.fix}"
        for each in problem.findings
    )
    return [problem.message, problem.fix, *found]
