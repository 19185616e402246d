"""The areas of the present plan, by what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from par_xl.plan.takeover.header import plain
from par_xl.terms.text import words
from par_xl.terms.words import Index

_AROUND = re.compile(
    r"^(?:lĩnh vực|chỉ số nội dung|nội dung|khía cạnh|nhóm) (?:thứ )?\d+\W+"
    r"|\W+(?:tối đa )?\d+(?:[.,]\d+)? điểm\W*$",
    re.IGNORECASE,
)
"""What may stand before and after an area's name."""
_LIKE = 0.75
"""From here on two names may be one."""


class Areas:
    """The plan's areas of one index, by what they are called."""

    def __init__(self, index: Index, names: Iterable[tuple[str, str]]) -> None:
        self.letter = index.letter
        self.names = dict(names)
        self._by_name = {self._bare(name): code for code, name in self.names.items() if name}

    @staticmethod
    def _bare(name: str) -> str:
        return plain(_AROUND.sub("", words(name)))

    def find(self, name: str) -> str | None:
        """Return the code of the area of that name."""
        return self._by_name.get(self._bare(name))

    def is_like(self, code: str, name: str) -> bool:
        """Whether an area may be called so."""
        return bool(get_close_matches(self._bare(name), [self._bare(self.names[code])], 1, _LIKE))

    def free(self, used: Iterable[str]) -> str:
        """Return the code after those of all areas."""
        roots = (re.sub(r"\D", "", code.partition(".")[0]) for code in (*self.names, *used))
        return f"{self.letter}{1 + max((int(root) for root in roots if root), default=0)}"
