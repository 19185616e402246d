"""What only Windows does to files, simulated."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest


def refuse(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does with a file that Excel has open: simulated here."""
    is_there = Path.open

    def opened(self: Path, mode: str = "r", **more: str) -> object:
        if self == path and "+" in mode:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return is_there(self, mode, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", opened)
