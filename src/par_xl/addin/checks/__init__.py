"""What the doctor looks at, a module for each field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One line of the doctor: what was looked at, and what to do if it is not right.

    ``ok`` is None for what cannot be looked at on this computer or not before installing.
    """

    title: str
    ok: bool | None
    text: str


WINDOWS_ONLY = "chỉ xem được trên Windows"
NOT_INSTALLED = "xem được sau khi cài: par-xl addin install"
AGAIN = "Chạy lại: par-xl addin install"
