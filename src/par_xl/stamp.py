"""What every output says of itself: as of when, draft or closed, on which criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from par_xl.words import DRAFT, RECONSTRUCTED, moment


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of which merge an output tells; ``at`` is when it was made (local time)."""

    at: datetime
    merge_number: int
    is_closed: bool
    is_reconstructed: bool

    @property
    def text(self) -> str:
        """What the numbers rest on, in one line without a full stop."""
        return f"Số liệu tổng hợp đến {moment(self.at)}, lần tổng hợp số {self.merge_number}"

    @property
    def draft(self) -> str | None:
        """DỰ THẢO until the period is closed."""
        return None if self.is_closed else DRAFT

    @property
    def warning(self) -> str | None:
        """Said while rows that nobody checked are among the criteria."""
        return f"Có {RECONSTRUCTED}." if self.is_reconstructed else None

    @property
    def lines(self) -> Iterator[str]:
        """All of it, each line by itself."""
        yield f"{self.text}."
        yield from (line for line in (self.draft, self.warning) if line)
