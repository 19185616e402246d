"""Other people's programs as clients of our workbooks: each reads, saves or calculates them."""

from __future__ import annotations

from .cells import Book, Day, Fault, Typed, Value, formulas, plain, spoiled, without_references
from .prepare import missing
from .process import ClientError
from .programs import CALCULATORS, READERS, WRITERS, Programs, started

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
    "formulas",
    "missing",
    "plain",
    "spoiled",
    "started",
    "without_references",
]
