"""What one cell of an appendix says: a code, and what the plan has in the place of all others.

What can't be read stays as it is, and is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import count

from par_xl.plan.due import read_due
from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.report import Confidence, Guess, weaker
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
from par_xl.workbooks.sheet import Value

_CODE = re.compile(r"[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})*(?:\.?[a-zđ])?|[A-ZĐ]\.\d{1,3}(?:\.\d{1,3})*")
_ROMAN = re.compile(r"(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10}
_LEADING = re.compile(
    r"(?P<code>[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})*(?:\.[a-zđ])?|[IVX]{1,5}|[A-ZĐ])\s*[.):\-–](?:\s+|(?=[^\d\s]))(?P<rest>\S.*)",
    re.DOTALL,
)
_LEADING_DEEP = re.compile(
    r"(?P<code>[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})+)\.?\s+(?P<rest>\S.*)", re.DOTALL
)


class Shape(Enum):
    """What a code cell holds."""

    NONE = "none"
    CODE = "code"
    ROMAN = "roman"
    LETTER = "letter"
    """A capital letter alone: a part of the table."""
    SUB = "sub"
    """a), b): a task under the code before."""
    BULLET = "bullet"
    OTHER = "other"


@dataclass(frozen=True)
class Code(Guess[str]):
    """A code as read."""

    shape: Shape = Shape.CODE


NO_CODE = Code("", shape=Shape.NONE)


def read_code(value: Cell, before: str) -> Code:
    """Read a cell of the column TT; *before* is the last code read, by which a number or date
    that Excel made of a code is judged."""
    if is_blank(value):
        return NO_CODE
    if isinstance(value, str):
        return _typed(words(value))
    if isinstance(value, date):
        return _from_day(value, before)
    number = as_text(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", number):
        return _unknown(number)
    return _from_number(number, before) if "." in number else Code(number)


def _unknown(code: str) -> Code:
    note = N_("không hiểu mã «{code}»; giữ như thấy").format(code=code)
    return Code(code, Confidence.UNSURE, note, Shape.OTHER)


def _typed(text: str) -> Code:
    bare = re.sub(r"\s*([.,])\s*", r"\1", text).strip(".,:)( ")
    if text in ("-", "–", "+", "•", "*", "", "o"):
        return Code("", shape=Shape.BULLET)
    if re.fullmatch(r"\(?[a-zđ]\s*[).]?", text):
        return Code(bare, shape=Shape.SUB)
    if _ROMAN.fullmatch(bare):
        return Code(bare, shape=Shape.ROMAN)
    if re.fullmatch("[A-ZĐ]", bare):
        return Code(bare, shape=Shape.LETTER)
    if re.fullmatch(r"\d{1,3}(,\d{1,3})+", bare):
        code = bare.replace(",", ".")
        note = N_("mã «{text}» ghi bằng dấu phẩy, đọc là {code}").format(text=text, code=code)
        return Code(code, Confidence.FAIR, note)
    if not _CODE.fullmatch(bare):
        return _unknown(text)
    whole = re.sub(r"(?<=\d)([a-zđ])$", r".\1", bare)
    if whole == bare:
        return Code(whole)
    return Code(
        whole, Confidence.FAIR, N_("mã «{text}» đọc là {joined}").format(text=text, joined=whole)
    )


def _from_number(number: str, before: str) -> Code:
    """1.1 may have been 1.10 before Excel took it for a number: what came before decides."""
    parent, _, last = number.partition(".")
    was = before.rsplit(".", before.count(".") - 1)[0] if before.count(".") > 1 else before
    before_parent, _, before_last = was.partition(".")
    seen, lost = number.replace(".", ","), f"{number}0"
    if len(last) == 1 and before_parent == parent and before_last == str(int(last) * 10 - 1):
        note = N_("mã là số {seen} do Excel đổi; đứng sau {was} nên đọc là {code}").format(
            seen=seen, was=was, code=lost
        )
        return Code(lost, Confidence.UNSURE, note)
    note = N_("mã là số {seen}, không phải chữ; đọc là {code}").format(seen=seen, code=number)
    is_next = (before_last or "0") == str(int(last) - 1) or before == parent
    if before_parent == parent and is_next:
        return Code(number, Confidence.FAIR, note)
    note = N_("{note} (có thể là {lost})").format(note=note, lost=lost)
    return Code(number, Confidence.UNSURE, note)


def _from_day(day: date, before: str) -> Code:
    """1.2 becomes the first of February of the year in which it is typed, 1.2.3 one of 2003."""
    short, whole = f"{day.day}.{day.month}", f"{day.day}.{day.month}.{day.year % 100}"
    is_whole = short in (before, before.rpartition(".")[0]) and day.year < 2020
    code, other = (whole, short) if is_whole else (short, whole)
    note = N_("mã là ngày {shown} do Excel đổi; đọc là {code} (có thể là {other})").format(
        shown=as_text(day), code=code, other=other
    )
    return Code(code, Confidence.UNSURE, note)


def leading_code(text: str) -> tuple[Code, str]:
    """The code with which a text begins, and the rest: "1.1. Ban hành kế hoạch", "I. CHỈ ĐẠO"."""
    found = _LEADING_DEEP.fullmatch(text) or _LEADING.fullmatch(text)
    return (_typed(found["code"]), found["rest"]) if found else (NO_CODE, text)


def roman_value(text: str) -> int:
    """The number that a Roman numeral is."""
    values = [_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


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
    for mark in (_LETTER, _NUMBER, _DASH):
        starts = [mark.match(line) for line in lines]
        if sum(map(bool, starts)) < 2 or starts[0] is None:
            continue
        if mark is not _DASH and not _follow([found[1] for found in starts if found]):
            return None
        tasks: list[str] = []
        for line, found in zip(lines, starts, strict=True):
            if found:
                tasks.append(line[found.end() :])
            else:
                tasks[-1] += f"\n{line}"
        return tasks if len(tasks) <= len(LETTERS) else None
    return None


def seems_several(text: str) -> bool:
    """Whether a cell that was not split holds marks of a list all the same."""
    lines = map(clean, text.split("\n"))
    return sum(any(mark.match(s) for mark in (_DASH, _LETTER, _NUMBER)) for s in lines) >= 2


def _follow(marks: list[str]) -> bool:
    """Whether marks count on from the first: a, b, c or a, b, c, d, đ; 1, 2, 3."""
    if marks[0].isdigit():
        return marks == [str(number) for number, _ in zip(count(1), marks, strict=False)]
    return any(marks == list(alphabet[: len(marks)]) for alphabet in (LETTERS, _VIETNAMESE))


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
_METHODS = {
    fold(text): method
    for method, texts in (
        (Method.SELF, ("tự đánh giá", "tự chấm điểm")),
        (Method.SURVEY, ("điều tra xã hội học", "điều tra XHH", "ĐTXHH", "XHH")),
    )
    for text in texts
}
Taken = Guess[Value]
"""What a cell becomes."""


def _kept(value: Cell, why: str) -> Taken:
    """A cell that is kept as it stands, since it can't be read."""
    note = N_("{why}; giữ nguyên «{value}»").format(why=why, value=shown_value(value))
    return Taken(as_text(value), Confidence.UNSURE, note)


def take_points(value: Cell) -> Taken:
    """Points: "7,5", "7.5", "7,5 điểm"; "1.000" is one, as in a form."""
    found = read_small_number(value)
    if found is not None or is_blank(value):
        return Taken(found)
    text = clean(as_text(value))
    bare = re.fullmatch(r"(\S+)\s*(?:điểm|đ)", text, re.IGNORECASE)
    if bare and (found := read_small_number(bare[1])) is not None:
        note = N_("«{text}» đọc là số {number}").format(text=text, number=shown_value(found))
        return Taken(found, Confidence.FAIR, note)
    return _kept(value, N_("không đọc được điểm"))


def take_measured(value: Cell) -> Taken:
    """A year's result or target: a number, or words."""
    found = read_number(value)
    return Taken(found if found is not None else as_text(value) or None)


def take_due(value: Cell) -> Taken:
    """When a task is to be done; a day stays a day."""
    if is_blank(value):
        return Taken(None)
    if read_due(value) is not None:
        return Taken(value if not isinstance(value, str) else words(value))
    text = words(as_text(value)).rstrip(".;, ")
    if found := _YEAR_END.fullmatch(text.casefold()):
        read = f"Năm {found[1]}"
        note = N_("thời gian «{text}» đọc là «{read}» (ngày cuối năm)")
        return Taken(read, Confidence.FAIR, note.format(text=text, read=read))
    if re.fullmatch(r"20\d\d", text):
        read = f"Năm {text}"
        note = N_("thời gian «{text}» đọc là «{read}»").format(text=text, read=read)
        return Taken(read, Confidence.FAIR, note)
    if isinstance(value, str) and read_due(text) is not None:
        return Taken(text)
    return _kept(value, N_("không hiểu thời gian hoàn thành"))


def take_method(value: Cell) -> Taken:
    """How a row is scored."""
    found = _METHODS.get(fold(as_text(value)))
    if found is None and not is_blank(value):
        return _kept(value, N_("không rõ cách đánh giá"))
    return Taken(found and found.label)


def take_authority(value: Cell) -> Taken:
    """Whose authority a task is."""
    labels = [each.label for each in Authority if fold(each.label) == fold(as_text(value))]
    if not labels and not is_blank(value):
        return _kept(value, N_("thẩm quyền không phải «Văn phòng» hay «Cấp tỉnh»"))
    return Taken(labels[0] if labels else None)


def take_marks(office: Cell, province: Cell) -> Taken:
    """The authority from two columns of which one is marked."""
    cells = zip(Authority, (office, province), strict=True)
    marks = {each.label: fold(as_text(cell)) for each, cell in cells}
    if not {*marks.values()} <= _MARKS | _NO_MARKS:
        texts = "; ".join(f"{label}: {text}" for label, text in marks.items() if text)
        return _kept(texts, N_("không hiểu dấu ở cột thẩm quyền"))
    marked = [label for label, text in marks.items() if text in _MARKS]
    if len(marked) > 1:
        return _kept("; ".join(marked), N_("đánh dấu cả hai thẩm quyền"))
    return Taken(marked[0] if marked else None)


def labelled_roles(text: str) -> tuple[str, str] | None:
    """Leads and coordinating units of one cell that says which is which; None where it doesn't.

    >>> labelled_roles("Chủ trì: Phòng A; phối hợp: Phòng B")
    ('Phòng A', 'Phòng B')
    """
    pieces = _LABEL.split(text)
    if len(pieces) < 3 or clean(pieces[0]).strip("-–+ "):
        return None
    leads: list[str] = []
    helping: list[str] = []
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        role = leads if fold(label) == fold("chủ trì") else helping
        role.append(piece.strip(" \n;,.-–+"))
    return "\n".join(leads), "\n".join(helping)


class UnitReader:
    """Cells of units in an appendix: known names stay as they are written, several in a line are
    split, and the rest is kept and noted with the nearest known one."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = UnitNames(units)

    def take(self, value: Cell) -> Taken:
        """Read a cell of units."""
        names: list[str] = []
        notes: list[str] = []
        sure = Confidence.SURE
        for line in self._names(as_text(value)):
            part = words(_BULLET.sub("", clean(line))).rstrip(".,")
            if not part or self._units.is_known(part):
                names += [part] if part else []
                continue
            if fold(part) in _ALL:
                names.append(EVERYBODY)
                notes.append(N_("«{part}» đọc là «{read}»").format(part=part, read=EVERYBODY))
                sure = weaker(sure, Confidence.FAIR)
                continue
            pieces = self._apart(part)
            names += pieces
            unknown = [piece for piece in pieces if not self._units.is_known(piece)]
            if len(pieces) > 1:
                text = N_("«{part}» tách thành: {pieces}")
                notes.append(text.format(part=part, pieces="; ".join(pieces)))
            sure = Confidence.UNSURE if unknown else weaker(sure, Confidence.FAIR)
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
        is_list = False
        at = 0
        while at < len(tokens):
            ends = range(len(tokens), at, -2)
            end = next((n for n in ends if self._units.is_known("".join(tokens[at:n]))), None)
            is_list |= end is not None
            pieces.append("".join(tokens[at : end or at + 1]))
            at = (end or at + 1) + 1
        return [piece for piece in pieces if piece] if is_list else [text]
