"""Several tasks in one cell: told apart only where the cell's own marks say where each begins."""

from __future__ import annotations

import re
from itertools import count

from par_xl.terms.text import clean

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Last parts of the codes that tasks under one criterion get."""
_DASH = re.compile(r"[-–—+•*●▪✓]\s*(?=\S)")
_LETTER = re.compile(r"([a-zđ])\s*[).]\s+")
_NUMBER = re.compile(r"\(?(\d{1,2})\s*[).]\s+(?!\d)")
_VIETNAMESE = "abcdđeghiklmnopqrstuvxy"


def split_tasks(text: str) -> list[str] | None:
    """The tasks of a cell without their marks; None where it holds one, or none can tell.

    >>> split_tasks("- Rà soát\\n- Công khai"), split_tasks("Rà soát, công khai")
    (['Rà soát', 'Công khai'], None)
    """
    lines = [line for line in map(clean, text.split("\n")) if line]
    if len(lines) < 2:
        return None
    for mark in (_LETTER, _NUMBER, _DASH):
        starts = [mark.match(line) for line in lines]
        if starts[0] is None or sum(map(bool, starts)) < 2:
            continue
        if mark is not _DASH and not _follow([found[1] for found in starts if found]):
            return None
        tasks: list[list[str]] = []
        for line, found in zip(lines, starts, strict=True):
            if found:
                tasks.append([line[found.end() :]])
            else:
                tasks[-1].append(line)
        return ["\n".join(task) for task in tasks] if len(tasks) <= len(LETTERS) else None
    return None


def seems_several(text: str) -> bool:
    """Whether a cell that was not split holds marks of a list all the same."""
    lines = [line for line in map(clean, text.split("\n")) if line]
    marks = [bool(_DASH.match(s) or _LETTER.match(s) or _NUMBER.match(s)) for s in lines]
    return sum(marks) >= 2


def _follow(marks: list[str]) -> bool:
    """Whether marks count on from the first: a, b, c or a, b, c, d, đ; 1, 2, 3."""
    if marks[0].isdigit():
        return marks == [str(number) for number, _ in zip(count(1), marks, strict=False)]
    alphabets = (LETTERS, _VIETNAMESE)
    return any(marks == list(alphabet[: len(marks)]) for alphabet in alphabets)
