"""A second reckoning of the whole job, written from the contract alone.

It reads the plan's workbook and the forms with openpyxl, and knows what every unit should be asked,
which row counts, and all counts, rates and scores. It shares no code with par_xl: where the two
differ, one of them is wrong.
"""

from .asked import Asking, asked_of
from .folder import arrived_in, corrections_in
from .forms import Form, read_form
from .master import shown_otherwise
from .period import Arrived, Correction, Reckoned, gone, reckon
from .plan import Plan, read_plan
from .told import differences, lost

__all__ = [
    "Arrived",
    "Asking",
    "Correction",
    "Form",
    "Plan",
    "Reckoned",
    "arrived_in",
    "asked_of",
    "corrections_in",
    "differences",
    "gone",
    "lost",
    "read_form",
    "read_plan",
    "reckon",
    "shown_otherwise",
]
