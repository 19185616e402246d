"""The time by which a folder is watched."""

from __future__ import annotations

import time
from datetime import datetime


class Clock:
    """The office's own clock, and a pause; tests bring theirs."""

    def now(self) -> datetime:
        """Date and time, local."""
        return datetime.now()  # noqa: DTZ005

    def seconds(self) -> float:
        """Seconds that nobody sets back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Do nothing for so long."""
        time.sleep(seconds)
