"""What one cell of an appendix says: a code, and what the plan has in the place of all others.

What can't be read stays as it is, and is noted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from string import ascii_lowercase

from par_xl.plan.due import read_due
from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.report import Remarks
from par_xl.plan.units import EVERYBODY, UnitNames, nearest_unit
from par_xl.terms.messages import N_
from par_xl.terms.text import (
    Cell,
    as_text,
    clean,
    fold,
    is_blank,
    read_small_number,
    words,
)
from par_xl.terms.words import Authority, Method
from par_xl.workbooks.sheet import Value

ROMAN = [
    tens + ones
    for tens in ("", "x", "xx", "xxx")
    for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
]
"""Roman numerals by their value."""
_CODE = re.compile(r"[A-ZĐ]{0,3}\d{1,3}(?:\.\d{1,3})*(?:\.?[a-zđ])?|[A-ZĐ]\.\d{1,3}(?:\.\d{1,3})*")
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
    HEADING = "heading"
    """A Roman numeral or a capital letter alone: a part of the table."""
    SUB = "sub"
    """a), b): a task under the code before."""
    BULLET = "bullet"
    OTHER = "other"


@dataclass(frozen=True)
class Code:
    """A code as read."""

    value: str
    shape: Shape = Shape.CODE


NO_CODE = Code("", Shape.NONE)


def read_code(value: Cell, before: str, remarks: Remarks) -> Code:
    """Read a cell of the column TT; *before* is the last code read, by which a number or date
    that Excel made of a code is judged."""
    if is_blank(value):
        return NO_CODE
    if isinstance(value, str):
        return _typed(words(value), remarks)
    if isinstance(value, date):
        # 1.2 becomes the first of February of this year, 1.2.3 one of 2003.
        short = f"{value.day}.{value.month}"
        code, other = _likelier(short, f"{short}.{value.year % 100}", before)
        text = N_("mã là ngày {shown} do Excel đổi; đọc là {code} (có thể là {other})")
        remarks.doubt(text, shown=as_text(value), code=code, other=other)
        return Code(code)
    number = as_text(value)
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", number):
        return _unknown(number, remarks)
    return _from_number(number, before, remarks) if "." in number else Code(number)


def _from_number(number: str, before: str, remarks: Remarks) -> Code:
    """1.1 may have been 1.10 before Excel took it for a number."""
    seen = number.replace(".", ",")
    code, other = _likelier(number, f"{number}0", before)
    note = N_("mã là số {seen}, không phải chữ; đọc là {code}").format(seen=seen, code=code)
    if code != number:
        text = N_("mã là số {seen} do Excel đổi; đứng sau {was} nên đọc là {code}")
        remarks.doubt(text, seen=seen, was=before, code=code)
    elif code in _following(before):
        remarks.add(note)
    else:
        remarks.doubt(N_("{note} (có thể là {lost})"), note=note, lost=other)
    return Code(code)


def _likelier(usual: str, other: str, before: str) -> tuple[str, str]:
    """Of two codes first the one that may follow *before*, else the usual one."""
    following = _following(before)
    is_other = other in following and usual not in following
    return (other, usual) if is_other else (usual, other)


def _following(code: str) -> set[str]:
    """Return the codes that may stand in the row after that of *code*."""
    parts = code.split(".")
    found = {f"{code}.1"}
    for depth, part in enumerate(parts):
        if part.isdecimal():
            found.add(".".join([*parts[:depth], str(int(part) + 1)]))
    return found


def _unknown(code: str, remarks: Remarks) -> Code:
    remarks.doubt(N_("không hiểu mã “{code}”; giữ như thấy"), code=code)
    return Code(code, Shape.OTHER)


def _typed(text: str, remarks: Remarks) -> Code:
    bare = re.sub(r"\s*([.,])\s*", r"\1", text).strip(".,:)( ")
    if text in ("-", "–", "+", "•", "*", "", "o"):
        return Code("", Shape.BULLET)
    if re.fullmatch(r"\(?[a-zđ]\s*[).]?", text):
        return Code(bare, Shape.SUB)
    if re.fullmatch("[A-ZĐ]", bare) or (bare.isupper() and bare.lower() in ROMAN):
        return Code(bare, Shape.HEADING)
    if re.fullmatch(r"\d{1,3}(,\d{1,3})+", bare):
        code = bare.replace(",", ".")
        remarks.add(N_("mã “{text}” ghi bằng dấu phẩy, đọc là {code}"), text=text, code=code)
        return Code(code)
    if not _CODE.fullmatch(bare):
        return _unknown(text, remarks)
    whole = re.sub(r"(?<=\d)([a-zđ])$", r".\1", bare)
    if whole != bare:
        remarks.add(N_("mã “{text}” đọc là {joined}"), text=text, joined=whole)
    return Code(whole)


def leading_code(text: str) -> tuple[Code, str]:
    """Return the code with which a text begins, and the rest: "1.1. Ban hành kế hoạch", "I. CHỈ
    ĐẠO"."""
    found = _LEADING_DEEP.fullmatch(text) or _LEADING.fullmatch(text)
    return (_typed(found["code"], Remarks()), found["rest"]) if found else (NO_CODE, text)


LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Last parts of the codes that tasks under one criterion get."""
_DASH = re.compile(r"[-–—+•*●▪✓]\s*(?=\S)")
_LETTER = re.compile(r"([a-zđ])\s*[).]\s+")
_NUMBER = re.compile(r"\(?(\d{1,2})\s*[).]\s+(?!\d)")
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
    if sum(any(mark.match(line) for mark in _LIST_MARKS) for line in lines) < 2:
        return []
    for mark in _LIST_MARKS:
        starts = [mark.match(line) for line in lines]
        marks = [found[1] for found in starts if found and mark is not _DASH]
        if sum(map(bool, starts)) < 2 or starts[0] is None:
            continue
        if not any(marks == count[: len(marks)] for count in _COUNTS):
            return None
        tasks: list[str] = []
        for line, found in zip(lines, starts, strict=True):
            if found:
                tasks.append(line[found.end() :])
            else:
                tasks[-1] += f"\n{line}"
        return tasks if len(tasks) <= len(LETTERS) else None
    return None


_MARKS = {fold(mark) for mark in ("x", "×", "v", "✓", "✔", "√", "☑", "☒", "●", "+", "1", "có")}
_NO_MARKS = {fold(mark) for mark in ("", "☐", "□", "-", "–", "0", "không")}
_YEAR_END = re.compile(r"(?:(?:trong|hết|đến|cả|đến hết|đến cuối|cuối) năm )?(20\d\d)")
_METHODS = {
    **dict.fromkeys(map(fold, ("tự đánh giá", "tự chấm điểm")), Method.SELF),
    **dict.fromkeys(
        map(fold, ("điều tra xã hội học", "điều tra XHH", "ĐTXHH", "XHH")), Method.SURVEY
    ),
}


def _kept(value: Cell, why: str, remarks: Remarks) -> str:
    """Return a cell that is kept as it stands, since it can't be read."""
    remarks.doubt(N_("{why}; giữ nguyên “{value}”"), why=why, value=shown_value(value))
    return as_text(value)


def take_points(value: Cell, remarks: Remarks) -> Value:
    """Read points: "7,5", "7.5", "7,5 điểm"; "1.000" is one, as in a form."""
    text = clean(as_text(value))
    bare = re.sub(r"\s*(?:điểm|đ)$", "", text, flags=re.IGNORECASE)
    found = read_small_number(value if bare == text else bare)
    if found is not None and bare != text:
        remarks.add(N_("“{text}” đọc là số {number}"), text=text, number=shown_value(found))
    if found is not None or not text:
        return found
    return _kept(value, N_("không đọc được điểm"), remarks)


def take_due(value: Cell, remarks: Remarks) -> Value:
    """Read when a task is to be done; a day stays a day."""
    if is_blank(value):
        return None
    if not isinstance(value, str) and read_due(value) is not None:
        return value
    text = words(as_text(value))
    bare = text.rstrip(".;, ")
    if found := _YEAR_END.fullmatch(bare.casefold()):
        read = f"Năm {found[1]}"
        note = N_("thời gian “{text}” đọc là “{read}”")
        if not bare.isdecimal():
            note = N_("thời gian “{text}” đọc là “{read}” (ngày cuối năm)")
        remarks.add(note, text=bare, read=read)
        return read
    for each in (text, bare) if isinstance(value, str) else ():
        if read_due(each) is not None:
            return each
    return _kept(value, N_("không hiểu thời gian hoàn thành"), remarks)


def take_method(value: Cell, remarks: Remarks) -> Value:
    """Read how a row is scored."""
    found = _METHODS.get(fold(as_text(value)))
    if found is None and not is_blank(value):
        return _kept(value, N_("không rõ cách đánh giá"), remarks)
    return found and found.label


def take_authority(value: Cell, remarks: Remarks) -> Value:
    """Read whose authority a task is."""
    found = next((each for each in Authority if fold(each.label) == fold(as_text(value))), None)
    if found is None and not is_blank(value):
        return _kept(value, N_("thẩm quyền không phải “Văn phòng” hay “Cấp tỉnh”"), remarks)
    return found and found.label


def take_marks(office: Cell, province: Cell, remarks: Remarks) -> Value:
    """Read the authority from two columns of which one is marked."""
    cells = zip(Authority, (office, province), strict=True)
    marks = {each.label: fold(as_text(cell)) for each, cell in cells}
    if not {*marks.values()} <= _MARKS | _NO_MARKS:
        texts = "; ".join(f"{label}: {text}" for label, text in marks.items() if text)
        return _kept(texts, N_("không hiểu dấu ở cột thẩm quyền"), remarks)
    marked = [label for label, text in marks.items() if text in _MARKS]
    if len(marked) > 1:
        return _kept("; ".join(marked), N_("đánh dấu cả hai thẩm quyền"), remarks)
    return marked[0] if marked else None


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
_BETWEEN = re.compile(r"(\s*[;\n]\s*|\s*[,&/]\s*|\s+và\s+)")
_BULLET = re.compile(r"^[-–+•*]\s*")
_MOST_PARTS = 6
"""Of a name that goes over several lines, or holds what stands between names."""


def take_units(value: Cell, units: UnitNames, remarks: Remarks) -> Value:
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
            is_all = _ALL.fullmatch(part.casefold()) is not None
            if is_known := is_all or units.is_known(part):
                break
        between = parts[at - 1] if at else "\n"
        is_inside = not {";", "\n"} & {*between}
        if is_all:
            names.append(EVERYBODY)
            remarks.add(N_("“{part}” đọc là “{read}”"), part=part, read=EVERYBODY)
        elif is_inside and unknown and not is_known and names[-1] == unknown[-1]:
            # Nobody can say whether these are two names or one.
            names[-1] = unknown[-1] = f"{unknown[-1]}{between}{part}"
        elif part:
            names.append(part)
            unknown += [] if is_known else [part]
            is_split |= is_inside
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
