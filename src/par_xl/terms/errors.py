"""The one exception of this package: what could not be done, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from par_xl.terms.finding import Finding


class ParXlError(Exception):
    """Something could not be done, and nothing was written.

    ``message`` says in Vietnamese what is wrong and where, ``fix`` how to put it right; *values*
    go into both. ``findings`` lists the faults behind it, where there are several.
    """

    def __init__(
        self, message: str, fix: str, /, findings: Sequence[Finding] = (), **values: object
    ) -> None:
        if values:
            message, fix = message.format(**values), fix.format(**values)
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[type[ParXlError], tuple[object, ...]]:
        # It comes back from other processes as it was.
        return type(self), (self.message, self.fix, self.findings)
