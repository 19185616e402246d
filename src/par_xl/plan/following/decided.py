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
from par_xl.terms.words import Index

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
        elif line.choice in (Choice.MOVED, Choice.DROPPED):
            settled.add(before)
        elif line.choice is None and line.old and (line.new or before in unfinished):
            undecided.append(line)
    left = [key for key in unfinished if key not in settled]
    undecided += [line for line in said.lines if (line.index, line.old) in left]
    _check_decided(said, undecided, left)
    # What stands above a row comes before it.
    moving = [line for line in said.lines if line.choice is Choice.MOVED]
    for line in sorted(moving, key=lambda line: line.old.count(".")):
        places = _Places(line.index, old, new, ones, moved)
        moved[line.index, line.old] = code = line.new or places.of(line.old)
        if wrong := places.wrong(line.old, code):
            free = free_code(places.taken, parent_code(code) or code)
            fix = _("Ghi mã của dòng này trong kế hoạch mới, mã chưa dùng, ví dụ {code}.")
            raise said.error(line, "Mã mới", wrong, fix.format(code=free))
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


class _Places:
    """Where rows of an appendix that are moved can stand in the new plan."""

    def __init__(
        self,
        index: Index,
        old: Collection[Key],
        new: Collection[Key],
        ones: Mapping[Key, Sequence[str]],
        moved: Mapping[Key, str],
    ) -> None:
        self._old = {code for of, code in old if of is index}
        self._new = {code for of, code in new if of is index}
        self._counterparts = {
            each: code for (of, code), each_old in ones.items() if of is index for each in each_old
        }
        self._counterparts |= {each: code for (of, each), code in moved.items() if of is index}
        self._moved = {code for (of, _), code in moved.items() if of is index}
        self.taken = self._new | self._moved

    def of(self, code: str) -> str:
        """Return the code of a row of the old plan that people gave none: beneath the row that
        stands above it, whatever code that has now."""
        parent = parent_code(code)
        if parent is None or parent not in self._counterparts:
            return code
        beneath = f"{self._counterparts[parent]}{code.removeprefix(parent)}"
        return beneath if beneath not in self.taken else free_code(self.taken, parent_code(beneath))

    def wrong(self, old_code: str, code: str) -> str:
        """Return why a row can't stand there: the code must be free, there must be a row above it,
        and that must be no task itself."""
        parent = parent_code(code)
        if code in self.taken:
            return _("kế hoạch mới đã có dòng {code}").format(code=code)
        if parent is None:
            return ""
        if parent not in self.taken:
            # The rows above come with it, where it keeps its code and theirs are free.
            comes = code == old_code and not self._is_other(parent)
            return "" if comes else self._no_parent(parent, code)
        if code == old_code and self._counterparts.get(parent) != parent:
            return _("dòng {parent} của kế hoạch mới là dòng khác của kế hoạch cũ").format(
                parent=parent
            )
        if parent in self._new and not any(parent_code(each) == parent for each in self._new):
            return _(
                "dòng {parent} của kế hoạch mới đang là nhiệm vụ: thêm dòng con {code} thì không "
                "còn giao cho ai"
            ).format(parent=parent, code=code)
        return ""

    def _is_other(self, code: str) -> bool:
        """Whether the nearest row above, itself or higher, is another one in the new plan."""
        above: str | None = code
        while above is not None and above not in self.taken:
            above = parent_code(above)
        return above is not None and self._counterparts.get(above) != above

    def _no_parent(self, parent: str, code: str) -> str:
        return _("kế hoạch mới không có dòng {parent} để đặt dòng {code}").format(
            parent=parent, code=code
        )


def free_code(taken: Collection[str], near: str | None) -> str:
    """Return a code that nobody has: beneath *near* where there are rows, else beside it."""
    near = near or ""
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
