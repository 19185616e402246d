"""Files that nobody may read: whoever runs these tests may read them all."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest


def close(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    """Let the files, and all that lies below them, be closed to whoever asks."""
    opened = Path.open

    def refuse(self: Path, *args: Any, **more: Any) -> Any:
        if any(self == each or each in self.parents for each in closed):
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, *args, **more)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr("par_xl.system.files.time.sleep", lambda _: None)
