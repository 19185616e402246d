"""What is done in a folder of the corpus: the one module here that knows par_xl, by public calls.

Clock, user and language are this module's: whatever day it is, and whoever runs it, the same
comes out.
"""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import time
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from par_xl import workspace
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import use_language
from par_xl.workspace.layout import Folder

WRITING = ("merge", "close", "undo", "check", "forms")
"""The steps that are calls of par_xl; the others are what people do."""
Step = Mapping[str, Any]
_PINNED = {"TZ": "Asia/Ho_Chi_Minh", "LOGNAME": "corpus", "LANGUAGE": "vi", "PAR_XL_LANG": "vi"}


def settle(profile: Path) -> None:
    """Make this process the same everywhere: zone, user, language; *profile* is the user's."""
    os.environ.update(_PINNED, USERPROFILE=str(profile))
    time.tzset()
    use_language()
    # It does not keep the ends of bars in cells.
    warnings.filterwarnings("ignore", module="openpyxl")
    # Nobody takes this computer's power: what is written need not be on the disk.
    os.fsync = os.fstat  # type: ignore[assignment]


def set_clock(moment: str) -> None:
    """Let it be that moment for all Python code: merges ask for the day in several places, and
    under names that change with the structure, so the types themselves are told."""
    now = datetime.fromisoformat(moment)

    def told(cls: type[datetime], tz: Any = None) -> datetime:
        here = now if tz is None else now.astimezone(tz)
        return cls.combine(here.date(), here.time(), here.tzinfo)

    for kind, name, call in (
        (date, "today", lambda cls: cls(now.year, now.month, now.day)),
        (datetime, "now", told),
        (datetime, "today", told),
    ):
        (attributes,) = (each for each in gc.get_referents(kind.__dict__) if "min" in each)
        attributes[name] = classmethod(call)
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def do(root: Path, files: Path, step: Step) -> dict[str, Any]:
    """Do a step in the working folder *root*, at its moment; what was said of it.

    *files* is where the corpus keeps what comes in.
    """
    given = {name: value for name, value in step.items() if name not in ("do", "now")}
    if now := step.get("now"):
        set_clock(now)
    said: dict[str, Any]
    try:
        if step["do"] not in WRITING:
            _PEOPLE[step["do"]](root, files, **given)
            return {}
        said = _CALLS[step["do"]](Folder(root), **given)
    except ParXlError as error:
        found = [f"{f.code} {f.file} {f.sheet} {f.cell}: {f.message}" for f in error.findings]
        said = {"error": error.message, "fix": error.fix, "findings": found}
    except Exception as error:
        # Never with the code that the corpus was made with: told, and the other folders go on.
        said = {"broken": f"{type(error).__name__}: {error}"}
    # The folder lies elsewhere each time.
    return {name: _without(root, value) for name, value in said.items()}


def _without(root: Path, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_without(root, each) for each in value]
    return value.replace(str(root), "<work>") if isinstance(value, str) else value


# Calls of par_xl.


def merge(folder: Folder, period: str, as_of: str | None = None) -> dict[str, Any]:
    """Merge a period."""
    day = date.fromisoformat(as_of) if as_of else None
    outcome = workspace.merge(folder, period, as_of=day, workers=1)
    late = outcome.late
    return {
        "changed": outcome.changed,
        "has_faults": outcome.has_faults,
        "returned": [str(path) for path in outcome.returned],
        "notes": outcome.notes,
        "late": [f.file for f in late.files] + list(late.others) if late else None,
    }


def close(folder: Folder, period: str) -> dict[str, Any]:
    """Close a period."""
    closed = workspace.close(folder, period, workers=1)
    return {"is_new": closed.is_new, "is_restored": closed.is_restored, "notes": closed.notes}


def undo(folder: Folder) -> dict[str, Any]:
    """Go back before the last merge or closing."""
    undone = workspace.undo(folder)
    restored = undone.restored.merge_number if undone.restored else None
    return {"restored": restored, "lies_there": undone.lies_there, "typed": undone.typed_since}


def check(folder: Folder, files: Sequence[str]) -> dict[str, Any]:
    """Check files one by one."""
    checked = workspace.check(folder, [folder.root / name for name in files])
    return {
        each.submission.file: [
            f"{f.code} {f.severity} {f.sheet} {f.cell}: {f.message} → {f.fix}"
            for f in each.findings
        ]
        for each in checked
    }


def forms(
    folder: Folder, period: str, unit: str | None = None, standard: bool = False
) -> dict[str, Any]:
    """Make the forms of a period."""
    made = workspace.forms(folder, period, unit, standard)
    return {
        "written": [str(path) for path in made.written],
        "kept": [str(path) for path in made.kept],
    }


_CALLS: Mapping[str, Any] = {
    "merge": merge, "close": close, "undo": undo, "check": check, "forms": forms,
}  # fmt: skip


# What people do.


def _copy(root: Path, files: Path, source: str, to: str, mtime: str) -> None:
    """Put a file where it comes in, last changed at that moment."""
    target = root / to
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(files / source, target)
    moment = datetime.fromisoformat(mtime).timestamp()
    os.utime(target, (moment, moment))


def _remove(root: Path, _files: Path, file: str) -> None:
    (root / file).unlink()


def _type(root: Path, _files: Path, file: str, cells: Mapping[str, Any]) -> None:
    """Type into a workbook's cells, by "sheet!cell"; a day is {"date": …}."""
    book: Any = load_workbook(root / file)
    for place, value in cells.items():
        sheet, _, name = place.rpartition("!")
        cell = book[sheet][name]
        cell.value = datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value
        if isinstance(value, str):
            # A text that begins with "=", too, is one.
            cell.data_type = "s"
    book.save(root / file)


_PEOPLE: Mapping[str, Any] = {"copy": _copy, "remove": _remove, "type": _type}


def where() -> str:
    """Which par_xl this is."""
    return f"par_xl of {Path(workspace.__file__).parents[1]}"
