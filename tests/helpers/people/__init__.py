"""What people did to forms elsewhere: each as a named case, made here, with what must follow."""

from __future__ import annotations

# Imported for the cases that they enter.
from . import (  # noqa: F401
    all_at_once,
    columns,
    formulas_and_cells,
    programs,
    rows,
    sheets,
    whose_form,
)
from .files import parts_of, repacked, seen
from .honest_form import BASELINE, IDEA, IDEAS, ITEMS, ONE, OTHER_UNIT, VERSION, Fields
from .making import CASES, Case, Told, Workshop, workshop
from .several_files import TOGETHER, Sent, Together

__all__ = [
    "BASELINE",
    "CASES",
    "IDEA",
    "IDEAS",
    "ITEMS",
    "ONE",
    "OTHER_UNIT",
    "TOGETHER",
    "VERSION",
    "Case",
    "Fields",
    "Sent",
    "Together",
    "Told",
    "Workshop",
    "parts_of",
    "repacked",
    "seen",
    "workshop",
]
