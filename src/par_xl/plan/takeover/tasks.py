"""Several tasks of one criterion, in one cell or in rows of their own → a row of the plan each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from string import ascii_lowercase

from par_xl.plan.takeover.cells import LETTERS, Code
from par_xl.plan.takeover.header import CONTENT, COORDINATING, LEADS, TASK
from par_xl.plan.takeover.table_row import MEASURE, METHOD, OF_CRITERION, OF_TASK, SOURCE, TableRow
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, clean

_DASH = re.compile(r"[-–—+•*●▪✓]\s*(?=\S)")
_LETTER = re.compile(r"([a-zđ])\s*[).]\s+")
_NUMBER = re.compile(r"\(?(\d{1,2})\s*[).]\s+(?!\d)")
_INLINE = re.compile(r"(?:a|1)[).] .*[;.] (?:b|2)[).] ")
_INLINE_MARK = re.compile(r"(?<=[;.]) (?=(?:[a-zđ]|\d{1,2})[).] )")
_LIST_MARKS = (_LETTER, _NUMBER, _DASH)
_COUNTS = (
    list(LETTERS),
    list(ascii_lowercase),
    [str(number) for number in range(1, len(LETTERS) + 1)],
)
"""How the marks of a list count on."""


def split_tasks(text: str) -> list[str] | None:
    """Return the tasks of a cell without their marks: none where it is no list, None where its
    marks don't tell them apart.

    >>> split_tasks("- Rà soát\\n- Công khai"), split_tasks("Rà soát"), split_tasks("a) A\\nc) C")
    (['Rà soát', 'Công khai'], [], None)
    """
    lines = [line for line in map(clean, text.split("\n")) if line]
    if len(lines) == 1 and _INLINE.match(text):
        lines = list(map(clean, _INLINE_MARK.split(text)))
    if sum(any(mark.match(line) for mark in _LIST_MARKS) for line in lines) < 2:
        # Sentences without marks: nobody can say whether they are one task or several.
        return None if any(o[-1] in ".;" and t[0].isupper() for o, t in pairwise(lines)) else []
    for mark in _LIST_MARKS:
        # The sign of the first is that of all: others are lists in a task.
        sign = lines[0][0] if mark is _DASH else ""
        starts = [mark.match(line) if line.startswith(sign) else None for line in lines]
        marks = [found[1] for found in starts if found and mark is not _DASH]
        if sum(map(bool, starts)) < 2 or starts[0] is None:
            continue
        if not any(marks == count[: len(marks)] for count in _COUNTS):
            return None
        tasks: list[str] = []
        for line, found in zip(lines, starts, strict=True):
            if found:
                tasks.append(line[found.end() :].rstrip(";"))
            else:
                tasks[-1] += f"\n{line}"
        return tasks if len(tasks) <= len(LETTERS) else None
    return None


def with_tasks(
    first: TableRow, codes: set[str], has_children: bool, criteria: set[str]
) -> Iterator[TableRow]:
    """Yield a criterion, and each of its tasks as a row of its own where it has several."""
    code, remarks = first.code.value, first.remarks
    tasks = _tasks(first, has_children)
    is_rest = bool(first.tasks) and not first.has(TASK)
    is_split = bool(tasks) and not is_rest
    is_heading = (has_children and not is_split) or is_rest
    if is_heading and (first.has(TASK) or (first.has(LEADS) and code not in criteria)):
        remarks.doubt(N_("dòng có dòng con: nhiệm vụ, đơn vị ghi ở đây không giao cho ai"))
    free = [letter for letter in LETTERS if f"{code}.{letter}" not in codes]
    for task in tasks[len(free) :]:
        remarks.doubt(N_("quá nhiều nhiệm vụ, không lấy: “{text}”"), text=task.text(TASK))
    own = {c: cell for c, cell in first.cells.items() if c not in OF_TASK}
    if is_split and code in criteria:
        own |= _shared(tasks)
        if LEADS in own:
            remarks.add(N_("đơn vị chủ trì ghi cả ở tiêu chí: đơn vị đầu tiên chấm điểm"))
    yield replace(first, cells=own) if is_split else first
    shared = {c: cell for c, cell in own.items() if c in (MEASURE, METHOD, SOURCE)}
    for letter, task in zip(free, tasks, strict=False):
        cells = {**shared, **task.cells}
        if task.text(CONTENT) in ("", first.text(CONTENT)):
            cells[CONTENT] = f"Nhiệm vụ {letter}) của tiêu chí {code}"
        yield replace(task, cells=cells, code=Code(f"{code}.{letter}" if code else ""))


def _shared(tasks: Sequence[TableRow]) -> dict[str, Cell]:
    """Return the cells that a criterion needs and all its tasks have alike."""
    first = {c: cell for c, cell in tasks[0].cells.items() if c in OF_CRITERION}
    return {c: cell for c, cell in first.items() if all(t.cells.get(c) == cell for t in tasks)}


def _tasks(first: TableRow, has_children: bool) -> list[TableRow]:
    """Return the tasks of a criterion where it has several, in rows below it or in one cell."""
    code = first.code.value
    own = {column: cell for column, cell in first.cells.items() if column in OF_TASK}
    if first.tasks:
        tasks = [*first.tasks]
        if first.has(TASK):
            tasks.insert(0, TableRow(first.source, first.number, own, year=first.year))
        for each in tasks:
            each.remarks.add(N_("nhiệm vụ ở hàng riêng dưới tiêu chí {code}"), code=code)
        return tasks
    found = split_tasks(first.text(TASK))
    if found is None or (found and has_children):
        why = N_("dòng có dòng con") if has_children else N_("dấu liệt kê không rõ")
        first.remarks.doubt(N_("ô nhiệm vụ có nhiều ý, để nguyên một ô ({why})"), why=why)
        return []
    if not found:
        return []
    first.remarks.add(N_("ô nhiệm vụ có {count} nhiệm vụ, tách thành từng dòng"), count=len(found))
    lists = {column: split_tasks(as_text(cell)) for column, cell in own.items()}
    apart = {column: each for column, each in lists.items() if each and len(each) == len(found)}
    whole = ", ".join(column for column in own if column not in apart)
    why = N_("tách từ ô nhiệm vụ của {code}")
    if whole:
        why = N_("tách từ ô nhiệm vụ của {code}; dùng chung cho cả ô: {columns}")
    tasks = []
    for at in range(len(found)):
        cells = {**own, **{column: each[at] for column, each in apart.items()}}
        tasks.append(TableRow(first.source, first.number, cells, year=first.year))
        tasks[-1].remarks.add(why, code=code, columns=whole)
        for column in {LEADS, COORDINATING} & apart.keys():
            text = N_("{column}: mỗi nhiệm vụ lấy một đơn vị theo thứ tự; có thể dùng chung cả ô")
            tasks[-1].remarks.doubt(text, column=column)
    return tasks
