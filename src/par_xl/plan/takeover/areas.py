"""The areas of the present plan, by what people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from par_xl.plan.takeover.header import plain
from par_xl.terms.text import nearest_of, words
from par_xl.terms.words import Index

_AROUND = re.compile(
    r"^(?:(?:lĩnh vực|chỉ số nội dung|nội dung|khía cạnh|nhóm) (?:thứ )?\d+\W+)?"
    r"(?:về )?(?:công tác )?|\W+(?:tối đa )?\d+(?:[.,]\d+)? điểm\W*$"
)
"""What may stand before and after an area's name."""
_SHORT = {
    "tthc": "thủ tục hành chính",
    "cchc": "cải cách hành chính",
    "cntt": "công nghệ thông tin",
}
_LIKE, _NEARLY = 0.75, 0.88
"""From here on two names may be one, or are."""


class Areas:
    """The plan's areas of one index, by what they are called."""

    def __init__(self, index: Index, names: Iterable[tuple[str, str]]) -> None:
        self.letter = index.letter
        self.names = dict(names)
        self._by_name = {self._bare(name): code for code, name in self.names.items() if name}

    @staticmethod
    def _bare(name: str) -> str:
        bare = _AROUND.sub("", words(name).casefold())
        return plain(" ".join(_SHORT.get(word, word) for word in re.split(r"[\s,]+", bare)))

    def find(self, name: str) -> str | None:
        """Return the code of the area of that name, but for a letter or two."""
        return nearest_of(self._bare(name), self._by_name, _NEARLY)

    def is_like(self, code: str, name: str) -> bool:
        """Whether an area may be called so."""
        return nearest_of(self._bare(name), {self._bare(self.names[code]): code}, _LIKE) is not None

    def free(self, used: Iterable[str]) -> str:
        """Return the code after those of all areas."""
        roots = (re.sub(r"\D", "", code.partition(".")[0]) for code in (*self.names, *used))
        return f"{self.letter}{1 + max((int(root) for root in roots if root), default=0)}"
