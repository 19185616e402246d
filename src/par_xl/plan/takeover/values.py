"""Cells of an appendix → what the plan has in its place; what can't be read stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from par_xl.plan.due import read_due
from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.report import Sure
from par_xl.plan.units import EVERYBODY, Unit, UnitNames, nearest_unit
from par_xl.terms.messages import N_, joined
from par_xl.terms.text import (
    Cell,
    as_text,
    clean,
    fold,
    is_blank,
    read_number,
    read_small_number,
    words,
)
from par_xl.terms.words import Authority, Method
from par_xl.workbooks.writing import Value

_MARKS = {fold(mark) for mark in ("x", "×", "v", "✓", "✔", "√", "☑", "☒", "●", "+", "1", "có")}
_NO_MARKS = {fold(mark) for mark in ("", "☐", "□", "-", "–", "0", "không")}
_LONGEST_LIST = 1_000
"""Letters of a line above which nobody lists units in it."""
_MOST_LINES = 5
"""Of a cell over which one name goes."""
_BULLET = re.compile(r"^[-–+•*]\s*")
_LABEL = re.compile(r"(?:(?:cơ quan|đơn vị|phòng)\s+)?(chủ trì|phối hợp)\s*[:：]", re.IGNORECASE)
_ALL = {
    fold(text)
    for text in (
        "các phòng, ban, đơn vị", "các phòng, ban, trung tâm", "các phòng, đơn vị",
        "tất cả các phòng, ban, đơn vị", "tất cả các phòng, ban, trung tâm", "tất cả các đơn vị",
        "tất cả các phòng, đơn vị", "các phòng, ban, đơn vị thuộc văn phòng",
        "các phòng, ban, đơn vị trực thuộc", "các phòng, ban, trung tâm thuộc văn phòng",
        "toàn thể các phòng, ban, đơn vị", "các phòng, ban, đơn vị thuộc văn phòng ubnd tỉnh",
        "các phòng, ban, trung tâm thuộc văn phòng ubnd tỉnh",
    )
}  # fmt: skip
_YEAR_END = re.compile(r"(?:trong|hết|đến|cả|đến hết|đến cuối|cuối) năm (\d{4})")
_TIME_READ = N_("thời gian «{text}» đọc là «{read}»")
_METHODS = {
    fold("tự đánh giá"): Method.SELF, fold("tự chấm điểm"): Method.SELF,
    fold("điều tra xã hội học"): Method.SURVEY, fold("điều tra XHH"): Method.SURVEY,
    fold("ĐTXHH"): Method.SURVEY, fold("XHH"): Method.SURVEY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What a cell becomes, how sure, and what is to be said of it ("" for nothing)."""

    value: Value
    sure: Sure = Sure.SURE
    note: str = ""


def kept(value: Cell, why: str) -> Taken:
    """A cell that is kept as it stands, since it can't be read."""
    return Taken(
        as_text(value),
        Sure.UNSURE,
        N_("{why}; giữ nguyên «{value}»").format(why=why, value=shown_value(value)),
    )


def take_points(value: Cell) -> Taken:
    """Points: "7,5", "7.5", "7,5 điểm"; "1.000" is one, as in a form."""
    found = read_small_number(value)
    if found is not None or is_blank(value):
        return Taken(found)
    if isinstance(value, str):
        bare = re.fullmatch(r"(\S+)\s*(?:điểm|đ)", clean(value), re.IGNORECASE)
        found = read_small_number(bare[1]) if bare else None
        if found is not None:
            note = N_("«{text}» đọc là số {number}")
            return Taken(
                found, Sure.FAIR, note.format(text=clean(value), number=shown_value(found))
            )
    return kept(value, N_("không đọc được điểm"))


def take_measured(value: Cell) -> Taken:
    """A year's result or target: a number, or words."""
    found = read_number(value)
    return Taken(found if found is not None else as_text(value) or None)


def take_due(value: Cell) -> Taken:
    """When a task is to be done; a day stays a day."""
    if is_blank(value):
        return Taken(None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value == int(value) and 2000 <= value <= 2100:
            text = f"Năm {int(value)}"
            return Taken(text, Sure.FAIR, _TIME_READ.format(text=int(value), read=text))
        return kept(value, N_("không hiểu thời gian"))
    if read_due(value) is not None:
        return Taken(value if not isinstance(value, str) else words(value))
    text = words(as_text(value)).rstrip(".;, ")
    if found := _YEAR_END.fullmatch(text.casefold()):
        read = f"Năm {found[1]}"
        return Taken(
            read,
            Sure.FAIR,
            N_("thời gian «{text}» đọc là «{read}» (ngày cuối năm)").format(text=text, read=read),
        )
    if re.fullmatch(r"20\d\d", text):
        read = f"Năm {text}"
        return Taken(read, Sure.FAIR, _TIME_READ.format(text=text, read=read))
    if read_due(text) is not None:
        return Taken(text)
    return kept(value, N_("không hiểu thời gian hoàn thành"))


def take_method(value: Cell) -> Taken:
    if is_blank(value):
        return Taken(None)
    found = _METHODS.get(fold(as_text(value)))
    return Taken(found.label) if found else kept(value, N_("không rõ cách đánh giá"))


def take_authority(value: Cell) -> Taken:
    if is_blank(value):
        return Taken(None)
    labels = {fold(each.label): each.label for each in Authority}
    found = labels.get(fold(as_text(value)))
    if found:
        return Taken(found)
    return kept(value, N_("thẩm quyền không phải «Văn phòng» hay «Cấp tỉnh»"))


def take_marks(office: Cell, province: Cell) -> Taken:
    """The authority from two columns of which one is marked."""
    marks = {
        each: fold(as_text(cell)) for each, cell in zip(Authority, (office, province), strict=True)
    }
    odd = [text for text in marks.values() if text not in _MARKS | _NO_MARKS]
    if odd:
        texts = "; ".join(f"{each.label}: {text}" for each, text in marks.items() if text)
        return kept(texts, N_("không hiểu dấu ở cột thẩm quyền"))
    marked = [each.label for each, text in marks.items() if text in _MARKS]
    if len(marked) > 1:
        return kept("; ".join(marked), N_("đánh dấu cả hai thẩm quyền"))
    return Taken(marked[0] if marked else None)


def labelled_roles(text: str) -> tuple[str, str] | None:
    """Leads and coordinating units of one cell that says which is which; None where it doesn't.

    >>> labelled_roles("Chủ trì: Phòng A; phối hợp: Phòng B")
    ('Phòng A', 'Phòng B')
    """
    pieces = _LABEL.split(text)
    if len(pieces) < 3 or clean(pieces[0]).strip("-–+ "):
        return None
    roles: dict[str, list[str]] = {"chủ trì": [], "phối hợp": []}
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        role = "chủ trì" if fold(label) == fold("chủ trì") else "phối hợp"
        roles[role].append(piece.strip(" \n;,.-–+"))
    return "\n".join(roles["chủ trì"]), "\n".join(roles["phối hợp"])


class UnitReader:
    """Cells of units in an appendix: known names stay as they are written, several in a line are
    split, and the rest is kept and noted with the nearest known one."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = UnitNames(units)

    def take(self, value: Cell) -> Taken:
        if is_blank(value):
            return Taken(None)
        names: list[str] = []
        notes: list[str] = []
        sure = Sure.SURE
        for line in self._names(as_text(value)):
            part = words(_BULLET.sub("", clean(line))).rstrip(".,")
            if not part or self._units.is_known(part):
                names += [part] if part else []
                continue
            if fold(part) in _ALL:
                names.append(EVERYBODY)
                notes.append(N_("«{part}» đọc là «{read}»").format(part=part, read=EVERYBODY))
                sure = max(sure, Sure.FAIR, key=list(Sure).index)
                continue
            pieces = self._apart(part)
            names += pieces
            unknown = [piece for piece in pieces if not self._units.is_known(piece)]
            if len(pieces) > 1:
                text = N_("«{part}» tách thành: {pieces}")
                notes.append(text.format(part=part, pieces="; ".join(pieces)))
            sure = Sure.UNSURE if unknown else max(sure, Sure.FAIR, key=list(Sure).index)
            notes += [self._unknown(piece) for piece in unknown]
        return Taken("; ".join(names) or None, sure, joined(notes, ". "))

    def _names(self, text: str) -> list[str]:
        """The lines of a cell; a known name that goes on in the next lines is one."""
        lines = [line for line in map(words, re.split(r"[;\n]", text)) if line]
        found: list[str] = []
        while lines:
            # The longest first: "Phòng" alone stands for all of that kind.
            ends = range(min(len(lines), _MOST_LINES), 0, -1)
            end = next((end for end in ends if self._is_known(" ".join(lines[:end]))), 1)
            found.append(" ".join(lines[:end]))
            del lines[:end]
        return found

    def _is_known(self, text: str) -> bool:
        return self._units.is_known(_BULLET.sub("", text).rstrip(".,"))

    def _unknown(self, text: str) -> str:
        near = nearest_unit(text, self._units.units)
        if near is None:
            return N_("không có đơn vị «{text}» trong trang «Đơn vị»; giữ nguyên").format(text=text)
        return N_(
            "không có đơn vị «{text}» trong trang «Đơn vị» (gần nhất: «{near}»); giữ nguyên"
        ).format(text=text, near=near.name)

    def _apart(self, text: str) -> list[str]:
        """A line's names where each of them, or all but few, are known; else the line itself.

        Names may hold what stands between names: the longest known ones win.
        """
        if len(text) > _LONGEST_LIST:
            return [text]
        tokens = re.split(r"(\s*,\s*|\s*&\s*|\s*/\s*|\s+và\s+)", text)
        pieces: list[str] = []
        at = 0
        while at < len(tokens):
            end = next(
                (
                    end
                    for end in range(len(tokens), at, -2)
                    if self._units.is_known("".join(tokens[at:end]))
                ),
                None,
            )
            pieces.append("".join(tokens[at : end or at + 1]))
            at = (end or at + 1) + 1
        found = [piece for piece in pieces if self._units.is_known(piece)]
        return [piece for piece in pieces if piece] if found else [text]
