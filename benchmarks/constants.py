"""What every made folder has in common; importing this costs nothing."""

from __future__ import annotations

from datetime import date

PERIOD = "2024-06"
AS_OF = date(2024, 6, 10)
ROWS = 313
"""Rows of a form, all of them filled."""
