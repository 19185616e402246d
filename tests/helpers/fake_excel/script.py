"""A pretended Excel for another process: what it finds there, and what came of it.

``environment`` says which variables make a Python process start with it (through
``process/sitecustomize.py``); ``Record.read`` tells afterwards what happened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .dialogs import Alert, Answers, Asked, Picked
from .excel import FakeExcel

VARIABLE = "PAR_XL_TEST_EXCEL"
_HOOK = Path(__file__).parent / "process"


@dataclass(frozen=True)
class Script:
    """What another process finds in its Excel."""

    record: str
    """Where the record goes; states of the books lie in a folder of that name + ".books"."""
    open: Sequence[str] = ()
    addins: Sequence[str] = ("par_xl.xlam",)
    excel: Mapping[str, Any] = field(default_factory=dict)
    """Arguments of FakeExcel."""
    alerts: Sequence[str] = ()
    inputs: Sequence[str | None] = ()
    folders: Sequence[str | None] = ()

    def build(self) -> FakeExcel:
        answers = Answers(self.alerts, self.inputs, self.folders)
        excel = FakeExcel(**self.excel, answers=answers)
        for path in self.open:
            excel.open(path)
        for name in self.addins:
            excel.add_addin(name)
        return excel


@dataclass(frozen=True)
class BookState:
    """A book that was open in the end; *state* is a file of it as it stood, unsaved edits too."""

    name: str
    fullname: str
    saved: bool
    state: str


@dataclass(frozen=True)
class Record:
    """What happened in the other process."""

    alerts: list[Alert]
    inputs: list[Asked]
    folders: list[Picked]
    status: list[str | bool]
    calls: list[tuple[str, str]]
    books: list[BookState]
    active: str | None

    @staticmethod
    def read(path: Path) -> Record:
        raw = json.loads(path.read_bytes())
        return Record(
            [Alert(*values) for values in raw["alerts"]],
            [Asked(*values) for values in raw["inputs"]],
            [Picked(*values) for values in raw["folders"]],
            raw["status"],
            [(what, whose) for what, whose in raw["calls"]],
            [BookState(**values) for values in raw["books"]],
            raw["active"],
        )

    @staticmethod
    def write(excel: FakeExcel, path: Path) -> None:
        folder = path.with_name(path.name + ".books")
        folder.mkdir(exist_ok=True)
        books = []
        for book in excel.books:
            state = folder / book.Name
            state.write_bytes(book.content())
            books.append(BookState(book.Name, book.FullName, book.saved, str(state)))
        active = excel.active.Name if excel.active else None
        record = Record(
            excel.alerts, excel.inputs, excel.folders, excel.status, excel.calls, books, active
        )
        path.write_text(json.dumps(asdict(record), ensure_ascii=False), encoding="utf-8")


def environment(script: Script, path: Path, pythonpath: Sequence[str] = ()) -> dict[str, str]:
    """Write *script* to *path*; this process's environment, with what starts it there.

    *pythonpath* goes before the hook's own folder.
    """
    path.write_text(json.dumps(asdict(script), ensure_ascii=False), encoding="utf-8")
    folders = os.pathsep.join([*pythonpath, str(_HOOK)])
    return {**os.environ, VARIABLE: str(path), "PYTHONPATH": folders}


def start_from(path: Path) -> FakeExcel:
    """Start the Excel of the script at *path*; its record is written when the process ends."""
    import atexit

    from .running import start

    script = Script(**json.loads(path.read_bytes()))
    excel = script.build()
    start(excel)
    atexit.register(Record.write, excel, Path(script.record))
    return excel
