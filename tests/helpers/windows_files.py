"""What only Windows does to files, simulated."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from par_xl.system import paths


def refuse(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does with a file that Excel has open: it may be read, but by whatever name it is
    called, nobody writes to it, replaces it or takes it away. Simulated here."""
    held = path.stat()
    opened, replace, unlink = Path.open, os.replace, os.unlink

    def is_held(place: str | Path) -> bool:
        try:
            return os.path.samestat(Path(place).stat(), held)
        except OSError:
            return False

    def refusing(act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*places: str | Path, **more: Any) -> Any:
            for place in filter(is_held, places):
                raise PermissionError(errno.EACCES, "in use", str(place), 32)
            return act(*places, **more)

        return acting

    def opening(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if set(mode) & set("+wa") and is_held(self):
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", opening)
    monkeypatch.setattr(os, "replace", refusing(replace))
    monkeypatch.setattr(os, "unlink", refusing(unlink))


def take_no_long_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows where nobody let it take paths of more than 259 letters: it finds none of them.
    Simulated here."""
    opened = Path.open

    def opening(self: Path, *rest: Any, **more: Any) -> Any:
        if len(str(self)) > paths.LONGEST:
            raise FileNotFoundError(errno.ENOENT, "No such file", str(self), 3)
        return opened(self, *rest, **more)

    monkeypatch.setattr(Path, "open", opening)
    monkeypatch.setattr(paths, "long_paths_enabled", lambda: False)
