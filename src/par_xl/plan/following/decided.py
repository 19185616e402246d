"""What was decided of two plans' rows, held against the plans: what is one, what is moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from par_xl.plan.following.decisions import Choice, Decision, Decisions, Key
from par_xl.plan.items import parent_code
from par_xl.plan.takeover.cells import LETTERS
from par_xl.terms.errors import ParXlError

_MOST = 5
"""Cells that are named."""


@dataclass(frozen=True)
class Decided:
    """Rows of the old plan, by code, that rows of the new one are; and the new codes of those that
    are moved there."""

    ones: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    moved: Mapping[Key, str] = field(default_factory=dict)


def decide(
    said: Decisions, old: Collection[Key], new: Collection[Key], unfinished: Collection[Key]
) -> Decided:
    """Return what was decided of the rows of two plans; *unfinished* are those of the old plan
    that are still to be done.

    Raises:
        ParXlError: a line does not fit the plans, or something is not decided; which cells.
    """
    ones: dict[Key, list[str]] = defaultdict(list)
    moved: dict[Key, str] = {}
    settled: set[Key] = set()
    undecided: list[Decision] = []
    for line in said.lines:
        _check_codes(said, line, old, new)
        before = line.index, line.old
        if line.choice is Choice.ONE:
            ones[line.index, line.new].append(line.old)
            settled.add(before)
        elif line.choice is Choice.MOVED:
            moved[before] = line.new or line.old
            settled.add(before)
        elif line.choice is Choice.DROPPED:
            settled.add(before)
        elif line.choice is None and line.old and (line.new or before in unfinished):
            undecided.append(line)
    left = [key for key in unfinished if key not in settled]
    undecided += [line for line in said.lines if (line.index, line.old) in left]
    _check_decided(said, undecided, left)
    for line in said.lines:
        if line.choice is Choice.MOVED:
            _check_place(said, line, old, new, moved)
    return Decided(ones, moved)


def _check_codes(
    said: Decisions, line: Decision, old: Collection[Key], new: Collection[Key]
) -> None:
    needs_old = line.choice in (Choice.ONE, Choice.MOVED, Choice.DROPPED)
    for header, code, there, is_needed in (
        ("Mã cũ", line.old, old, needs_old),
        ("Mã mới", line.new, new, line.choice is Choice.ONE),
    ):
        if is_needed and not code:
            raise said.error(
                line,
                header,
                _("“{choice}” mà chưa có mã").format(choice=line.choice and line.choice.label),
                _("Ghi mã của dòng đó, hoặc chọn quyết định khác."),
            )
        is_place = header == "Mã mới" and line.choice is Choice.MOVED
        if code and not is_place and (line.index, code) not in there:
            wrong = _("{sheet} của kế hoạch cũ không có dòng “{code}”")
            if header == "Mã mới":
                wrong = _("{sheet} của kế hoạch mới không có dòng “{code}”")
            raise said.error(
                line,
                header,
                wrong.format(sheet=line.index.sheet, code=code),
                _("Ghi mã có trong kế hoạch đó; kế hoạch đã đổi thì so sánh lại."),
            )


def _check_decided(said: Decisions, undecided: Sequence[Decision], left: Sequence[Key]) -> None:
    if not (undecided or left):
        return
    places = sorted({line.place for line in undecided})
    if not places:
        (index, code), *_more = left
        raise ParXlError(
            _("{name} không có dòng {code} ({sheet}) của kế hoạch cũ, còn phải làm.").format(
                name=said.name, code=code, sheet=index.sheet
            ),
            _("So sánh lại hai kế hoạch: par-xl plan compare CŨ MỚI."),
        )
    cells = [said.cell(place) for place in places]
    named = ", ".join(cells[:_MOST]) + (" …" if len(cells) > _MOST else "")
    raise ParXlError(
        _("{name}: {count} dòng chưa quyết định (ô {cells}).").format(
            name=said.name, count=len(cells), cells=named
        ),
        _(
            "Chọn ở cột “Quyết định”: Là một; Khác nhau; dòng cũ còn phải làm mà không có trong kế "
            "hoạch mới thì Chuyển sang hoặc Bỏ. Lưu rồi chạy lại."
        ),
    )


def _check_place(
    said: Decisions,
    line: Decision,
    old: Collection[Key],
    new: Collection[Key],
    moved: Mapping[Key, str],
) -> None:
    """Check that a row can stand in the new plan under its code: that is free, there is a row
    above it, and that one is no task itself."""
    index, code = line.index, moved[line.index, line.old]
    taken = {c for i, c in new if i is index}
    others = [c for (i, before), c in moved.items() if i is index and before != line.old]
    parent = parent_code(code)
    wrong = ""
    if code in taken or code in others:
        wrong = _("kế hoạch mới đã có dòng {code}").format(code=code)
    elif parent is not None and parent not in taken:
        # The rows above come with it, where it keeps its code.
        if code != line.old and parent not in others:
            wrong = _("kế hoạch mới không có dòng {parent} để đặt dòng {code}").format(
                parent=parent, code=code
            )
    elif parent is not None and not any(parent_code(each) == parent for each in taken):
        wrong = _(
            "dòng {parent} của kế hoạch mới đang là nhiệm vụ: thêm dòng con {code} thì không còn "
            "giao cho ai"
        ).format(parent=parent, code=code)
    if wrong:
        free = free_code(taken.union(others), parent or code)
        raise said.error(
            line, "Mã mới", wrong, _("Ghi một mã chưa dùng, ví dụ {code}.").format(code=free)
        )


def free_code(taken: Collection[str], near: str) -> str:
    """Return a code that nobody has: beneath *near* where there are rows, else beside it."""
    while not (beneath := [code for code in taken if parent_code(code) == near]):
        above = parent_code(near)
        if above is None:
            beneath = [code for code in taken if parent_code(code) is None]
            near = ""
            break
        near = above
    start = f"{near}." if near else ""
    last = [code.removeprefix(start) for code in beneath]
    numbers = [int(each) for each in last if each.isdigit()]
    if numbers or not last:
        return f"{start}{max(numbers, default=0) + 1}"
    return next((f"{start}{each}" for each in LETTERS if each not in last), f"{start}1")
