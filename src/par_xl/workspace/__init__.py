"""The calls a user makes: the one core under the command line, the ribbon and the watcher.

These functions know the working folder and the core; nothing else does. They return data and
print nothing; what could not be done is a ``ParXlError``. Each is loaded when first asked for: no
command pays for what another needs. ``documents`` and ``taking_over`` are
called by their own names.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from par_xl.workspace.checking import Checked as Checked
    from par_xl.workspace.checking import check as check
    from par_xl.workspace.checking import check_open as check_open
    from par_xl.workspace.closing import Closed as Closed
    from par_xl.workspace.closing import close as close
    from par_xl.workspace.layout import Folder as Folder
    from par_xl.workspace.making import FormsMade as FormsMade
    from par_xl.workspace.making import check_plan as check_plan
    from par_xl.workspace.making import forms as forms
    from par_xl.workspace.making import init as init
    from par_xl.workspace.making import periods as periods
    from par_xl.workspace.merging import MergeOutcome as MergeOutcome
    from par_xl.workspace.merging import merge as merge
    from par_xl.workspace.rebuilding import Rebuilt as Rebuilt
    from par_xl.workspace.rebuilding import rebuild as rebuild
    from par_xl.workspace.undoing import Undone as Undone
    from par_xl.workspace.undoing import reopen as reopen
    from par_xl.workspace.undoing import undo as undo
    from par_xl.workspace.verifying import Verified as Verified
    from par_xl.workspace.verifying import verify as verify
    from par_xl.workspace.watching import Watcher as Watcher

_MODULES = {
    "checking": ("Checked", "check", "check_open"),
    "closing": ("Closed", "close"),
    "layout": ("Folder",),
    "making": ("FormsMade", "check_plan", "forms", "init", "periods"),
    "merging": ("MergeOutcome", "merge"),
    "rebuilding": ("Rebuilt", "rebuild"),
    "undoing": ("Undone", "reopen", "undo"),
    "verifying": ("Verified", "verify"),
    "watching": ("Watcher",),
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
