"""Texts that say that there is nothing to say: "Không có", "Chưa phát sinh", "0"."""

from __future__ import annotations

import re

_OBJECTS = (
    "khó khăn|vướng mắc|đề xuất|kiến nghị|tồn tại|hạn chế|nguyên nhân|ý kiến|gì|phát sinh|"
    "nội dung|sáng kiến|nhiệm vụ|thêm|nào|khác|lớn|đáng kể|trong kỳ"
)
_NOTHING = re.compile(
    r"(?:(?:đơn vị )?(?:hiện )?(?:không|chưa|k|ko)(?: có| gặp)?"
    rf"(?: (?:{_OBJECTS})|[,;/]| và| hoặc)*|0|x|n/a|nil|none)"
)
_AROUND = " .;,:-–—/!()[]«»\"'“”+*•="


def says_nothing(text: str) -> bool:
    """Whether a text, on one line, says just that; one without a letter or digit does, too."""
    bare = " ".join(text.casefold().split()).strip(_AROUND)
    return not any(map(str.isalnum, bare)) or _NOTHING.fullmatch(bare) is not None
