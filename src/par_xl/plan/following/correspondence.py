"""What was decided of two plans' rows, held against the plans: what is one, what is moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from par_xl.plan.following.decisions import NEW, OLD, Choice, Decision, DecisionSheet
from par_xl.plan.following.matching import Key
from par_xl.plan.items import nearest_code, parent_code
from par_xl.plan.takeover.cells import LETTERS
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import Index

_MOST = 5
"""Cells that are named."""


@dataclass(frozen=True)
class Correspondence:
    """Rows of the old plan, by code, that rows of the new one are; and the new codes of those that
    are moved there."""

    ones: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    moved: Mapping[Key, str] = field(default_factory=dict)


def decide(
    sheet: DecisionSheet, old: Collection[Key], new: Collection[Key], unfinished: Collection[Key]
) -> Correspondence:
    """Return what was decided of the rows of two plans; *unfinished* are those of the old plan
    that are still to be done.

    Raises:
        ParXlError: a line does not fit the plans, or something is not decided; which cells.
    """
    ones: dict[Key, list[str]] = defaultdict(list)
    moving: list[Decision] = []
    settled: set[Key] = set()
    undecided: set[int] = set()
    for line in sheet.lines:
        _check_codes(sheet, line, old, new)
        before = line.index, line.old
        if line.choice is Choice.ONE:
            ones[line.index, line.new].append(line.old)
        elif line.choice is Choice.MOVED:
            moving.append(line)
        elif line.choice is None and line.old and (line.new or before in unfinished):
            undecided.add(line.place)
        if line.choice not in (None, Choice.APART):
            settled.add(before)
    left = [key for key in unfinished if key not in settled]
    undecided |= {line.place for line in sheet.lines if (line.index, line.old) in left}
    _check_decided(sheet, undecided, left)
    moved: dict[Key, str] = {}
    places = {index: _Places(index, new, ones) for index in Index}
    # What stands above a row comes before it.
    for line in sorted(moving, key=lambda line: line.old.count(".")):
        its = places[line.index]
        code = line.new or its.of(line.old)
        if wrong := its.wrong(line.old, code):
            fix = _("Ghi mã của dòng này trong kế hoạch mới, mã chưa dùng, ví dụ {code}.")
            fix = fix.format(code=_free_code(its.taken, parent_code(code) or code))
            raise sheet.error(line.place, NEW, wrong, fix)
        moved[line.index, line.old] = code
        its.put(line.old, code)
    return Correspondence(ones, moved)


def _check_codes(
    sheet: DecisionSheet, line: Decision, old: Collection[Key], new: Collection[Key]
) -> None:
    needs_old = line.choice not in (None, Choice.APART)
    not_old = _("{sheet} của kế hoạch cũ không có dòng “{code}”")
    not_new = _("{sheet} của kế hoạch mới không có dòng “{code}”")
    for header, code, there, is_needed, wrong in (
        (OLD, line.old, old, needs_old, not_old),
        (NEW, line.new, new, line.choice is Choice.ONE, not_new),
    ):
        if is_needed and not code:
            choice = line.choice and line.choice.label
            wrong = _("“{choice}” mà chưa có mã").format(choice=choice)
            fix = _("Ghi mã của dòng đó, hoặc chọn quyết định khác.")
            raise sheet.error(line.place, header, wrong, fix)
        is_place = header == NEW and line.choice is Choice.MOVED
        if code and not is_place and (line.index, code) not in there:
            wrong = wrong.format(sheet=line.index.sheet, code=code)
            fix = _("Ghi mã có trong kế hoạch đó; kế hoạch đã đổi thì so sánh lại.")
            raise sheet.error(line.place, header, wrong, fix)


def _check_decided(sheet: DecisionSheet, undecided: Collection[int], left: Sequence[Key]) -> None:
    if undecided:
        cells = [sheet.cell(place) for place in sorted(undecided)]
        named = ", ".join(cells[:_MOST]) + (" …" if len(cells) > _MOST else "")
        raise ParXlError(
            _("{name}: {count} dòng chưa quyết định (ô {cells}).").format(
                name=sheet.name, count=len(cells), cells=named
            ),
            _(
                "Chọn ở cột “Quyết định”: Là một; Khác nhau; dòng cũ còn phải làm mà không có "
                "trong kế hoạch mới thì Chuyển sang hoặc Bỏ. Lưu rồi chạy lại."
            ),
        )
    if left:
        index, code = left[0]
        raise ParXlError(
            _("{name} không có dòng {code} ({sheet}) của kế hoạch cũ, còn phải làm.").format(
                name=sheet.name, code=code, sheet=index.sheet
            ),
            _("So sánh lại hai kế hoạch: par-xl plan compare CŨ MỚI."),
        )


class _Places:
    """Where rows of an appendix that are moved can stand in the new plan."""

    def __init__(
        self, index: Index, new: Collection[Key], ones: Mapping[Key, Sequence[str]]
    ) -> None:
        self._new = {code for of, code in new if of is index}
        self._above = {parent_code(code) for code in self._new}
        self._now = {old: code for (of, code), its in ones.items() if of is index for old in its}
        self.taken = set(self._new)

    def put(self, old_code: str, code: str) -> None:
        """Move a row there."""
        self._now[old_code] = code
        self.taken.add(code)

    def of(self, code: str) -> str:
        """Return the code of a row of the old plan that people gave none: beneath the row that
        stands above it, whatever code that has now."""
        parent = parent_code(code)
        if parent is None or parent not in self._now:
            return code
        beneath = f"{self._now[parent]}{code.removeprefix(parent)}"
        return _free_code(self.taken, self._now[parent]) if beneath in self.taken else beneath

    def wrong(self, old_code: str, code: str) -> str:
        """Return why a row can't stand there: the code must be free, there must be a row above it,
        and that must be no task itself."""
        parent = parent_code(code)
        if code in self.taken:
            return _("kế hoạch mới đã có dòng {code}").format(code=code)
        if parent is None:
            return ""
        near = nearest_code(parent, self.taken)
        is_other = near is not None and self._now.get(near) != near
        text = ""
        if near != parent:
            # The rows above come with it, where it keeps its code and theirs are free.
            if code != old_code or is_other:
                text = _("kế hoạch mới không có dòng {parent} để đặt dòng {code}")
        elif code == old_code and is_other:
            text = _("dòng {parent} của kế hoạch mới là dòng khác của kế hoạch cũ")
        elif parent in self._new and parent not in self._above:
            text = _(
                "dòng {parent} của kế hoạch mới đang là nhiệm vụ: thêm dòng con {code} thì không "
                "còn giao cho ai"
            )
        return text.format(parent=parent, code=code)


def _free_code(taken: Collection[str], near: str) -> str:
    """Return a code that nobody has: beneath *near* where there are rows, else beside it."""
    above = {parent_code(code) for code in taken}
    while near and near not in above:
        near = parent_code(near) or ""
    start = f"{near}." if near else ""
    last = [code.removeprefix(start) for code in taken if (parent_code(code) or "") == near]
    numbers = [int(each) for each in last if each.isdigit()]
    if numbers or not last:
        return f"{start}{max(numbers, default=0) + 1}"
    return next((f"{start}{each}" for each in LETTERS if each not in last), f"{start}1")
