"""A pretended Excel for xlwings: an engine over openpyxl, registered like any other.

It serves what the ribbon uses, as Windows' Excel would, refusals included; everything else
raises NotImplementedError. Nothing is calculated: formulas keep the values they were saved
with.
"""

from .book import FakeBook
from .com import ComError
from .dialogs import Alert, Answers, Asked, Picked, UnansweredError
from .excel import FakeExcel
from .running import running
from .script import BookState, Record, Script, environment

__all__ = [
    "Alert",
    "Answers",
    "Asked",
    "BookState",
    "ComError",
    "FakeBook",
    "FakeExcel",
    "Picked",
    "Record",
    "Script",
    "UnansweredError",
    "environment",
    "running",
]
