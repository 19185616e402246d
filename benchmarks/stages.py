"""What part of the work a running frame belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from types import FrameType

STAGES = {
    "plan": "plan",
    "workbooks.package": "unpack",
    "workbooks.zips": "unpack",
    "workbooks.scan": "scan",
    **dict.fromkeys(
        [f"workbooks.{name}" for name in ("reader", "parts", "nonstandard", "other_formats")],
        "parse",
    ),
    "workspace.returns": "hand back",
    "intake": "judge",
    "rules": "judge",
    "merge.rates": "count",
    "merge.totals": "count",
    "merge.result": "JSON",
    "merge": "merge",
    "outputs.master": "write rows",
    "form": "hand back",
    "ledger": "records",
    "workspace.workers": "merge",
    "workspace.consolidating": "merge",
    "workspace.inbox": "records",
    "workspace.register": "records",
    "workspace": "workspace",
    "app": "command line",
    "terms.messages": "command line",
}
"""By package, the longest name first that fits. Helpers (``terms``, ``workbooks.writing`` …) are
not here: what they do belongs to those who call them."""
START_UP, DEFLATE, REST = "start-up", "deflate", "the rest"
_PACKING = ("zipfile",)
_READING = ("unpack", "scan", "parse")


def place(frame: FrameType | None) -> tuple[str, str]:
    """The stage that runs, and the function of the project in which time is spent."""
    frames = list(_outwards(frame))
    names = [_module(each.f_code.co_filename) for each in frames]
    function, stage = "", REST
    for each, name in zip(frames, names, strict=True):
        own = name.removeprefix("par_xl.") if name.startswith("par_xl.") else ""
        if "importlib" in name or (own and each.f_code.co_name == "<module>"):
            return START_UP, "imports"
        if own and not function:
            function = f"{own}.{each.f_code.co_qualname}"
        if own and (found := _stage(own)):
            stage = found
            break
    if names and any(word in names[0] for word in _PACKING) and stage not in _READING:
        stage = DEFLATE
    return stage, function or (names[0] if names else "")


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _stage(own: str) -> str | None:
    while own:
        if own in STAGES:
            return STAGES[own]
        own = own.rpartition(".")[0]
    return None


def _module(file: str) -> str:
    """A file's module, as far as its path tells: ``par_xl.workbooks.scan``, ``zipfile``."""
    path = PurePath(file)
    parts = path.with_suffix("").parts
    for top in ("par_xl", "site-packages"):
        if top in parts[:-1]:
            last = len(parts) - 1 - parts[::-1].index(top)
            inside = parts[last + (top == "site-packages") :]
            return ".".join(part for part in inside if part != "__init__")
    return path.stem if path.stem != "__init__" else path.parent.name
