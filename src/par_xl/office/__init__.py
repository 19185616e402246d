"""The calls a user makes: the one core under the command line, the ribbon and the watcher.

These functions know the working folder and the core; nothing else does. They return data and
print nothing; what could not be done is a ``ParXlError``.
"""

from par_xl.office.checking import Checked, check
from par_xl.office.making import FormsMade, forms, init, plan_faults
from par_xl.office.merging import MergeOutcome, merge

__all__ = ["Checked", "FormsMade", "MergeOutcome", "check", "forms", "init", "merge", "plan_faults"]
