"""Cells that name units, as people fill them: several in a line, roles in one cell, short forms."""

from __future__ import annotations

import re

from par_xl.plan.takeover.report import Remarks
from par_xl.plan.units import EVERYBODY, UnitNames, nearest_unit
from par_xl.terms.messages import N_
from par_xl.terms.text import Cell, as_text, clean, fold, words

_LABEL = re.compile(r"(?:(?:cơ quan|đơn vị|phòng)\s+)?(chủ trì|phối hợp)\s*[:：]", re.IGNORECASE)


def labelled_roles(text: str) -> tuple[str, str] | None:
    """Leads and coordinating units of one cell that says which is which; None where it doesn't.

    >>> labelled_roles("Chủ trì: Phòng A; phối hợp: Phòng B")
    ('Phòng A', 'Phòng B')
    """
    before, *pieces = _LABEL.split(text)
    if len(pieces) < 2 or clean(before).strip("-–+ "):
        return None
    roles: dict[str, list[str]] = {fold("chủ trì"): [], fold("phối hợp"): []}
    for label, piece in zip(pieces[::2], pieces[1::2], strict=True):
        roles[fold(label)].append(piece.strip(" \n;,.-–+"))
    leads, helping = map("\n".join, roles.values())
    return leads, helping


_KINDS = r"(?:phòng|ban|đơn vị|trung tâm)"
_ALL = re.compile(
    rf"(?:(?:tất cả|toàn thể) các {_KINDS}|các {_KINDS},)(?:,? {_KINDS})*"
    r"(?: trực thuộc| thuộc văn phòng(?: ubnd tỉnh)?)?"
)
"""Everybody, in other words: "Các phòng, ban, đơn vị thuộc Văn phòng"."""
_SHORT = (("P", "Phòng"), ("TT", "Trung tâm"), ("B", "Ban"))
_BETWEEN = re.compile(r"(\s*[;\n]\s*|\s*[,&/]\s*|\s+và\s+|\s+[-–—]\s+)")
_BULLET = re.compile(r"^(?:[-–+•*]|\d{1,2}[.)]|[a-zđ]\))\s*")
_BODY = re.compile(
    r"(?:các|sở|ban|phòng|p|trung tâm|tt|cục|chi cục|ubnd|ủy ban|hđnd|văn phòng|công an|thanh tra"
    r"|tòa án|viện|kho bạc|bảo hiểm|bộ chỉ huy|hội|liên đoàn|đoàn|báo|đài|trường|cổng)\b"
)
"""How the name of a body begins."""
_MOST_PARTS = 6
"""Of a name that goes over several lines, or holds what stands between names."""


def _as_known(part: str, units: UnitNames) -> str | None:
    """Return a name as the plan knows it; None where it doesn't.

    "P. Kinh tế" may stand for "Phòng Kinh tế" or "Kinh tế", "Các phòng" for the kind "phòng".
    """
    if _ALL.fullmatch(part.casefold()):
        return EVERYBODY
    known = [part, re.sub(r"^(?:tất cả )?các ", "", part, flags=re.IGNORECASE)]
    for short, whole in _SHORT:
        if found := re.fullmatch(rf"{short}(?:\.\s*|\s+)(\S.*)", part):
            known += [f"{whole} {found[1]}", found[1]]
    name = next(filter(units.is_known, known), None)
    return part if name in known[:1] else name and getattr(units.find(name), "name", name)


def _names_all(part: str, units: UnitNames) -> bool:
    """Whether words for everybody leave none of the plan's kinds of unit out."""
    kinds = {unit.kind.casefold() for unit in units.units if unit.files_forms}
    return "đơn vị" in part.casefold() or all(kind in part.casefold() for kind in kinds)


def take_units(value: Cell, units: UnitNames, remarks: Remarks) -> str | None:
    """Read a cell of units: known names stay as they are written, several in a line are split,
    and the rest is kept and noted with the nearest known one."""
    parts = _BETWEEN.split(as_text(value))
    names: list[str] = []
    unknown: list[str] = []
    is_split, at = False, 0
    while at < len(parts):
        # The longest first: "Phòng" alone stands for all of that kind.
        for end in range(min(len(parts), at + 2 * _MOST_PARTS - 1), at, -2):
            part = words(_BULLET.sub("", "".join(parts[at:end]).strip())).rstrip(".,")
            if (known := _as_known(part, units)) is not None:
                break
        between = parts[at - 1] if at else "\n"
        is_inside = not {";", "\n"} & {*between}
        # Nobody can say whether two unknown ones are two names or one, but by how they begin.
        goes_on = (
            is_inside and unknown[-1:] == names[-1:] != [] and not _BODY.match(part.casefold())
        )
        if known is not None:
            names.append(known)
            if known != part:
                is_sure = known != EVERYBODY or _names_all(part, units)
                say = remarks.add if is_sure else remarks.doubt
                say(N_("“{part}” đọc là “{read}”"), part=part, read=known)
        elif goes_on:
            names[-1] = unknown[-1] = f"{unknown[-1]}{between}{part}"
        elif part:
            names.append(part)
            unknown.append(part)
        is_split |= bool(part) and is_inside and names[-1] in (part, known)
        at = end + 1
    if is_split:
        text = N_("“{part}” tách thành: {pieces}")
        remarks.add(text, part=words(as_text(value)), pieces="; ".join(names))
    for part in unknown:
        near = nearest_unit(part, units.units)
        text = N_("không có đơn vị “{text}” trong trang “Đơn vị”; giữ nguyên")
        if near is not None:
            text = N_(
                "không có đơn vị “{text}” trong trang “Đơn vị” (gần nhất: “{near}”); giữ nguyên"
            )
        remarks.doubt(text, text=part, near=near.name if near else "")
    return "; ".join(names) or None
