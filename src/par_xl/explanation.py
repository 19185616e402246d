"""A fault explained, as data."""

from __future__ import annotations

from dataclasses import dataclass

from par_xl.words import Severity


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fault explained; ``passes``, ``fails`` and ``in_form`` are empty for the plan's faults."""

    code: str
    severity: Severity
    title: str
    message: str
    fix: str
    source: str
    looks_at: str = ""
    passes: str = ""
    fails: str = ""
    in_form: str = ""
    """How the form itself tells: `Kiểm tra`, a limit on typing, or why it can't."""
