"""The calls a user makes: the one core under the command line, the ribbon and the watcher.

These functions know the working folder and the core; nothing else does. They return data and
print nothing; what could not be done is a ``ParXlError``. ``taking_over`` is called by its own
name: no other command loads what it needs.
"""

from par_xl.workspace.checking import Checked, check, check_open
from par_xl.workspace.closing import Closed, close
from par_xl.workspace.making import FormsMade, forms, init, open_plan_faults, periods, plan_faults
from par_xl.workspace.merging import MergeOutcome, merge
from par_xl.workspace.rebuilding import Rebuilt, rebuild
from par_xl.workspace.undoing import Undone, undo
from par_xl.workspace.verifying.verifier import Verified, verify
from par_xl.workspace.watching import Watcher

__all__ = [
    "Checked",
    "Closed",
    "FormsMade",
    "MergeOutcome",
    "Rebuilt",
    "Undone",
    "Verified",
    "Watcher",
    "check",
    "check_open",
    "close",
    "forms",
    "init",
    "merge",
    "open_plan_faults",
    "periods",
    "plan_faults",
    "rebuild",
    "undo",
    "verify",
]
