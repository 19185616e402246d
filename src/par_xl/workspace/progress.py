"""How far a use case has come, told as it goes."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and what comes next."""


def silent(_done: int, _total: int, _what: str) -> None:
    """Report no progress."""
