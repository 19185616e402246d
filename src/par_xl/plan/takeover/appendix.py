"""Which appendix a table is: what is written before it, or the shape of its codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from par_xl.plan.takeover.meanings import plain
from par_xl.plan.takeover.told import Sure
from par_xl.terms.messages import N_
from par_xl.terms.text import fold
from par_xl.terms.words import Index

_NUMBERS = {"i": 0, "ii": 1, "iii": 2, "1": 0, "2": 1, "3": 2}
_NAMES = {
    Index.PAR_INDEX: ("par index", "parindex", "chỉ số cải cách hành chính", "chỉ số cchc"),
    Index.SIPAS: ("sipas", "chỉ số hài lòng", "hài lòng của người dân"),
    Index.PAPI: ("papi", "hiệu quả quản trị"),
}
_PLAIN_NAMES = {index: tuple(map(plain, names)) for index, names in _NAMES.items()}
_APPENDIX = plain("phụ lục")
_LETTERS = {"S": Index.SIPAS, "P": Index.PAPI}
_MOST = 0.6
"""Share of the codes that have to have an index's letter."""
_NEAREST, _LONGEST = 8, 250
"""Lines before a table, and letters of each, that may say what it is: prose names indices, too."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An appendix (None: not known), how sure, and what says so."""

    index: Index | None
    sure: Sure
    why: str


UNKNOWN = Guess(None, Sure.UNSURE, "")


def named_index(text: str) -> Index | None:
    """The appendix that a user names: I, 2, PL3, PAR INDEX, sipas."""
    bare = plain(text).removeprefix(_APPENDIX).removeprefix("pl").strip()
    if bare in _NUMBERS:
        return list(Index)[_NUMBERS[bare]]
    by_name = {plain(each.label).replace(" ", ""): each for each in Index}
    return by_name.get(bare.replace(" ", ""))


def by_lines(lines: Iterable[str]) -> Guess:
    """What the nearest of the lines before a table says; the plan's own name tells of all three."""
    told: dict[Index, str] = {}
    near = [line for line in list(lines)[-_NEAREST:] if len(line) <= _LONGEST]
    for line in reversed(near):
        by_number, by_name = numbered(line), _named(line)
        if by_number and by_name and by_number != by_name:
            return Guess(
                None,
                Sure.UNSURE,
                N_("«{line}» nêu cả {sheet} và {index}").format(
                    line=line, sheet=by_number.sheet, index=by_name.label
                ),
            )
        found = by_number or by_name
        if found is not None:
            told.setdefault(found, line)
            if by_number:
                break
    if len(told) == 1:
        ((index, line),) = told.items()
        return Guess(index, Sure.SURE, N_("theo dòng «{line}»").format(line=line))
    if len(told) > 1:
        lines_told = "; ".join(f"«{line}»" for line in told.values())
        return Guess(
            None,
            Sure.UNSURE,
            N_("các dòng phía trên nêu khác nhau: {lines}").format(lines=lines_told),
        )
    return UNKNOWN


def numbered(line: str) -> Index | None:
    """The appendix whose number a line gives; none where it gives several."""
    text = f" {plain(line)} "
    found = {
        list(Index)[_NUMBERS[number.lstrip("0")]]
        for number in re.findall(
            rf" (?:{_APPENDIX}|pl) ?(?:{plain('số')} )?(iii|ii|i|0?[123])(?= )", text
        )
    }
    has_more = re.search(
        rf" {_APPENDIX} (?:i|ii|iii|\d)(?: (?:{plain('và')} )?(?:i|ii|iii|\d))+ ", text
    )
    return found.pop() if len(found) == 1 and not has_more else None


def is_title(text: str) -> bool:
    """Whether a line begins an appendix: "PHỤ LỤC II", "Phụ lục 3: ..."."""
    return fold(text).startswith(fold("phụ lục")) and numbered(text) is not None


def by_codes(codes: Iterable[str]) -> Guess:
    """What the letters of the codes say: S1.2 is of SIPAS, P3.1 of PAPI."""
    known = [code for code in codes if code]
    for letter, index in _LETTERS.items():
        count = sum(bool(re.match(rf"{letter}\d", code)) for code in known)
        if known and count / len(known) >= _MOST:
            return Guess(
                index, Sure.FAIR, N_("vì mã bắt đầu bằng chữ {letter}").format(letter=letter)
            )
    return UNKNOWN


def _named(line: str) -> Index | None:
    text = plain(line)
    found = [index for index, names in _PLAIN_NAMES.items() if any(name in text for name in names)]
    return found[0] if len(found) == 1 else None
