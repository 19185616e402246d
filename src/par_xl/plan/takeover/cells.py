"""What one cell of an appendix says: a code, and what the plan has in the place of all others.

What can't be read stays as it is, and is noted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from par_xl.plan.due import read_due
from par_xl.plan.faults import shown_value
from par_xl.plan.takeover.report import Remarks
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
LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Last parts of the codes that tasks under one criterion get."""
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
    elif code in following(before):
        remarks.add(note)
    else:
        remarks.doubt(N_("{note} (có thể là {lost})"), note=note, lost=other)
    return Code(code)


def _likelier(usual: str, other: str, before: str) -> tuple[str, str]:
    """Of two codes first the one that may follow *before*, else the usual one."""
    may_come = following(before)
    is_other = other in may_come and usual not in may_come
    return (other, usual) if is_other else (usual, other)


def following(code: str) -> set[str]:
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


_MARKS = {fold(mark) for mark in ("x", "×", "v", "✓", "✔", "√", "☑", "☒", "●", "+", "1", "có")}
_NO_MARKS = {fold(mark) for mark in ("", "☐", "□", "-", "–", "0", "không")}
_AUTHORITIES = {fold(each.label): each for each in Authority} | {
    **dict.fromkeys(map(fold, ("VP", "Văn phòng UBND tỉnh", "VP UBND tỉnh")), Authority.OFFICE),
    **dict.fromkeys(map(fold, ("Tỉnh", "UBND tỉnh")), Authority.PROVINCE),
}
_STATED = {Authority.OFFICE: "văn phòng", Authority.PROVINCE: "cấp tỉnh|ubnd tỉnh"}
_UNTIL = re.compile(
    r"^(?:(?:hoàn thành|xong|trong|vào|hết|cuối|đến|chậm nhất(?: là)?|không quá|định kỳ) )+"
    r"(?:ngày )?(?=\S)",
    re.IGNORECASE,
)
"""What may stand before a time, and changes nothing of its last day."""
_EACH_PERIOD = re.compile(
    r"thường xuyên\D*|(?:định kỳ )?(?:hằng|hàng|mỗi) (?:tuần|tháng|quý)"
    r"(?:\W+(?:\d )?(?:tháng|quý|năm))*",
    re.IGNORECASE,
)
_MONTH = re.compile(r"t?0?(\d{1,2}) ?/ ?(20\d\d)", re.IGNORECASE)
_RANGE = re.compile(
    r"(?:từ )?(quý|tháng|ngày) \S+?(?: ?[-–] ?| đến (?:hết )?)(?:\1 )?(.+)", re.IGNORECASE
)
_YEAR_ALONE = re.compile(r"(?:cả năm |năm )?(20\d\d)", re.IGNORECASE)
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


def read_time(text: str, year: int | None = None) -> str | None:
    """Return a time in words of which the plan knows the last day; None where they say none.

    *year* is that of a time that names none.

    >>> read_time("Hết quý III, năm 2024"), read_time("Trong tháng 6", 2024), read_time("sớm")
    ('Quý III năm 2024', 'Tháng 6/2024', None)
    """
    bare = re.sub(r",(?= (?:năm|tháng) )", "", words(text).rstrip(".;, "))
    if read_due(bare) is not None:
        return bare
    bare = _UNTIL.sub("", bare, count=1)
    if found := _YEAR_ALONE.fullmatch(bare):
        return f"Năm {found[1]}"
    bare = _MONTH.sub(r"tháng \1/\2", bare) if _MONTH.fullmatch(bare) else bare
    whole = [bare]
    if year and not re.search(r"\d{4}", bare):
        whole += [f"{bare}{between}{year}" for between in ("/", " năm ", " ")]
    known = next((each for each in whole if each and read_due(each) is not None), None)
    return known and known[:1].upper() + known[1:]


def take_due(value: Cell, remarks: Remarks, year: int | None = None) -> Value:
    """Read when a task is to be done; a day stays a day. *year* is that of its table, where its
    lines name one."""
    if is_blank(value):
        return None
    if not isinstance(value, str) and read_due(value) is not None:
        return value
    text = words(as_text(value))
    bare = text.rstrip(".;, ")
    span, each_period = _RANGE.fullmatch(bare), _EACH_PERIOD.fullmatch(bare)
    end = f"{span[1].capitalize()} {span[2]}" if span else ""
    for say, said, in_year, note in (
        (remarks.add, bare, None, N_("thời gian “{text}” đọc là “{read}”")),
        (remarks.doubt, each_period and "Thường xuyên", None, N_("“{text}” đọc là “{read}”")),
        (remarks.doubt, end, year, N_("“{text}” là một khoảng, lấy mốc cuối “{read}”")),
        (remarks.doubt, bare, year, N_("“{text}” không ghi năm, đọc là “{read}” theo tiêu đề")),
    ):
        if said and (found := read_time(said, in_year)):
            if fold(found) != fold(bare):
                say(note, text=bare, read=found)
            return found
    return _kept(value, N_("không hiểu thời gian hoàn thành"), remarks)


def take_method(value: Cell, remarks: Remarks) -> Value:
    """Read how a row is scored."""
    found = _METHODS.get(fold(as_text(value)))
    if found is None and not is_blank(value):
        return _kept(value, N_("không rõ cách đánh giá"), remarks)
    return found and found.label


def read_authority(text: str) -> Authority | None:
    """Return whose authority a cell says that a task is."""
    return _AUTHORITIES.get(fold(text))


def stated_authority(text: str) -> Authority | None:
    """Return whose authority a heading says that the tasks below it are: "B. Nhiệm vụ thuộc thẩm
    quyền cấp tỉnh"."""
    said = text.casefold().replace("văn phòng ubnd tỉnh", "văn phòng")
    found = [
        authority
        for authority, pattern in _STATED.items()
        if "thẩm quyền" in said and re.search(pattern, said)
    ]
    return found[0] if len(found) == 1 else None


def take_authority(value: Cell, remarks: Remarks) -> Value:
    """Read whose authority a task is."""
    text = as_text(value)
    found = read_authority(text)
    if found is None and text:
        return _kept(value, N_("thẩm quyền không phải “Văn phòng” hay “Cấp tỉnh”"), remarks)
    if found and fold(text) != fold(found.label):
        remarks.add(N_("“{part}” đọc là “{read}”"), part=text, read=found.label)
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
