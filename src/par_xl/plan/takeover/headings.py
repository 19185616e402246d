"""Headings and areas: which of them are rows of the plan, and what codes the rows below get.

A heading II over 2.1, 2.2 is row 2. Where the rows below count anew under each heading, they get
its number before theirs. Any other heading only groups rows. An area that is called as one of the
plan has the plan's code, and so have the rows below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from par_xl.plan.items import nearest_code, parent_code
from par_xl.plan.takeover.areas import Areas
from par_xl.plan.takeover.cells import LETTERS, ROMAN, Code, Shape
from par_xl.plan.takeover.header import CONTENT, TASK
from par_xl.plan.takeover.report import Confidence, Note, Subject
from par_xl.plan.takeover.table_row import TableRow
from par_xl.terms.messages import N_, joined


@dataclass
class _Group:
    """A heading and the rows below it; the code that they are below in the file."""

    heading: TableRow | None
    below: list[TableRow]
    area: str | None = None
    """The code of the plan's area, if it is called so."""
    number: int = 0

    @property
    def first(self) -> str:
        return self.below[0].code.value if self.below else ""


def settle_headings(
    rows: Sequence[TableRow], areas: Areas, sheet: str, notes: list[Note]
) -> list[TableRow]:
    """Make each heading a row of the plan, or leave it out with a note; give the rows of areas
    that the plan has their codes."""
    groups = [_Group(None, [])]
    for row in rows:
        if row.code.shape is Shape.HEADING:
            groups.append(_Group(row, [], areas.find(row.text(CONTENT))))
        else:
            groups[-1].below.append(row)
    _number(groups)
    restarts = [each.first for each in groups if each.number].count("1") > 1
    known = {row.code.value for each in groups for row in each.below}
    settled: list[TableRow] = []
    for each in groups:
        if (heading := each.heading) is not None:
            code = _heading_code(each, areas, restarts, known)
            if code:
                sign, is_sure = heading.code.value, each.area or not (restarts or not each.below)
                say = heading.remarks.add if is_sure else heading.remarks.doubt
                say(N_("tiêu đề “{sign}” đọc là dòng {code}"), sign=sign, code=each.area or code)
                settled.append(replace(heading, code=Code(code)))
                _put_under(each, code, restarts)
            else:
                text = N_("tiêu đề nhóm “{sign}”, không là dòng của kế hoạch: {more}").format(
                    sign=heading.code.value,
                    more=joined((heading.in_words(), *heading.remarks), "; "),
                )
                place = heading.source, heading.number
                notes.append(Note(Subject.HEADING, Confidence.SKIPPED, text, *place, sheet))
        settled += each.below
    _give_area_codes(settled, areas)
    return settled


def _number(groups: Sequence[_Group]) -> None:
    """Count the headings: by their Roman numerals; by letters where there are no numerals."""
    signs = [each.heading.code.value.lower() if each.heading else "" for each in groups]
    has_numerals = any(sign in ROMAN[1:] for sign in signs)
    for each, sign in zip(groups, signs, strict=True):
        if sign in ROMAN[1:]:
            each.number = ROMAN.index(sign)
        elif sign and sign in LETTERS and not has_numerals:
            each.number = LETTERS.index(sign) + 1


def _heading_code(group: _Group, areas: Areas, restarts: bool, known: set[str]) -> str | None:
    """Return the code of the row that a heading is; None where it only groups rows."""
    heading = group.heading
    assert heading is not None
    sign = heading.code.value
    is_roman = sign.lower() in ROMAN[1:]
    own = str(group.number) if is_roman or (restarts and group.number) else sign
    if group.area is not None:
        if any(areas.find(row.text(CONTENT)) == group.area for row in group.below):
            return None
        # The rows below may have the plan's numbers, whatever the heading's sign.
        bare = group.area.removeprefix(areas.letter)
        codes = [own, bare, group.area]
        return next((code for code in codes if group.first.startswith(f"{code}.")), own or bare)
    if own in known and not restarts:
        return sign if heading.tasks else None
    if group.below:
        is_row = (restarts and group.number) or group.first.startswith(f"{own}.")
    else:
        # Then it is a row itself, if it holds more than a name.
        is_row = bool(heading.cells.keys() - {CONTENT})
    # Rows of tasks hang on it: it can't go.
    return own if is_row or heading.tasks else None


def _put_under(group: _Group, code: str, restarts: bool) -> None:
    """Put a heading's code before those that count anew below it."""
    if group.first.startswith(f"{code}.") or not (restarts or group.area):
        return
    for row in group.below:
        if sign := row.code.value:
            longer = f"{code}.{sign}"
            row.code = replace(row.code, value=longer)
            if group.area is None:
                text = N_("mã {sign} đánh lại từ đầu trong mục {code}, đọc là {longer}")
                row.remarks.doubt(text, sign=sign, code=code, longer=longer)


def _named_areas(rows: Sequence[TableRow], areas: Areas) -> dict[int, str]:
    """Return the plan's codes of the areas that it knows by name, by the number of their row."""
    named: dict[int, str] = {}
    above: set[str] = set()
    for at, row in enumerate(rows):
        code, area = row.code.value, areas.find(row.text(CONTENT))
        if not (code and area) or row.has(TASK):
            continue
        # Items below an area may be called as another.
        is_deep = "." in code and code.count(".") != area.count(".")
        if not is_deep and nearest_code(parent_code(code) or "", above) is None:
            named[at] = area
            above.add(code)
    return named


def _give_area_codes(rows: Sequence[TableRow], areas: Areas) -> None:
    """Give the rows of areas that the plan knows by name, and those below them, the plan's codes;
    an area that it doesn't know gets none of another's."""
    named, letter = _named_areas(rows, areas), areas.letter
    moved = [(rows[at].code.value, area) for at, area in named.items()]
    # Numbered as in the plan, without its letter: then all of its codes lack it.
    is_bare = bool(letter and moved) and all(f"{letter}{code}" == area for code, area in moved)
    is_moved = any(code != area for code, area in moved)
    bare = {code.removeprefix(letter) for code in areas.names}
    given: dict[str, str] = {}
    """The plan's code for one of the file, as far as the file has come."""
    for at, row in enumerate(rows):
        code = row.code.value
        if row.code.shape not in (Shape.CODE, Shape.SUB) or not code:
            continue
        if at in named:
            given[code] = named[at]
        elif "." not in code:
            given.pop(code, None)
            near = next((a for a in (code, f"{letter}{code}") if a in areas.names), None)
            if near is not None and areas.is_like(near, row.text(CONTENT)):
                given[code] = near
            elif near is not None and is_moved and not is_bare:
                given[code] = areas.free([*given.values(), *dict(moved)])
                text = N_("mã {sign} là của lĩnh vực “{name}” trong kế hoạch, lấy mã mới {code}")
                values = {"sign": code, "name": areas.names[near], "code": given[code]}
                row.remarks.doubt(text, **values)
        top = nearest_code(code, given)
        new = given[top] + code.removeprefix(top) if top else code
        if is_bare and not top and code.partition(".")[0] in bare:
            new = f"{letter}{code}"
        if new != code:
            row.remarks.add(N_("mã {sign} của phụ lục là {code} của kế hoạch"), sign=code, code=new)
            row.code = replace(row.code, value=new)
