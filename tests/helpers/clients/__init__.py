"""Other people's programs as clients of our workbooks: each reads, saves or calculates them."""

from __future__ import annotations

from .cells import Book, Day, Fault, Value, changed_sheets, formulas, plain, spoiled
from .prepare import missing
from .process import ClientError
from .programs import CALCULATORS, READERS, WRITERS, Programs, Typed, started

__all__ = [
    "CALCULATORS",
    "READERS",
    "WRITERS",
    "Book",
    "ClientError",
    "Day",
    "Fault",
    "Programs",
    "Typed",
    "Value",
    "changed_sheets",
    "formulas",
    "missing",
    "plain",
    "spoiled",
    "started",
]
