"""What every output says of its numbers: as of when, of which merge, how far they are settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from typing import Self

from par_xl.merge.result import Result
from par_xl.terms.messages import N_
from par_xl.terms.words import DRAFT, moment

_TEXT = N_("Số liệu tổng hợp đến {moment}, lần tổng hợp số {number}")
_WARNING = N_("Có tiêu chí tái dựng, chưa kiểm chứng.")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of which merge an output tells; ``at`` is when it was made (local time)."""

    at: datetime
    merge_number: int
    is_closed: bool
    is_reconstructed: bool

    @classmethod
    def of(cls, result: Result, at: datetime) -> Self:
        """Return that of a result; *at* is the ledger's: of the merge that ``current_merge``
        names."""
        return cls(at, result.merge_number, result.closed is not None, result.reconstructed)

    @property
    def text(self) -> str:
        """What the numbers rest on, in one line without a full stop."""
        return _TEXT.format(moment=moment(self.at), number=self.merge_number)

    @property
    def on_screen(self) -> str:
        """The same on a screen, in its language."""
        return _(_TEXT).format(moment=moment(self.at, _), number=self.merge_number)

    @property
    def draft(self) -> str | None:
        """DỰ THẢO until the period is closed."""
        return None if self.is_closed else DRAFT

    @property
    def warning(self) -> str | None:
        """Said while rows that nobody checked are among the criteria."""
        return _WARNING if self.is_reconstructed else None

    @property
    def line(self) -> str:
        """The first two in one line."""
        return ". ".join(filter(None, (self.text, self.draft))) + "."

    @property
    def lines(self) -> Iterator[str]:
        """All of it, each line by itself."""
        yield f"{self.text}."
        yield from (line for line in (self.draft, self.warning) if line)
