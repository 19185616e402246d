"""Sentences that are right for their numbers; what units wrote, made fit to stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from par_xl.insight.published import Known
from par_xl.merge.rates import Rates
from par_xl.plan.model import Period, Published
from par_xl.terms.messages import N_
from par_xl.terms.text import fold, says_nothing, words
from par_xl.terms.words import NOTHING, UNCHECKED, Authority, Index, PeriodKind, number, percent


def spoken(period: Period) -> str:
    """Return the period within a sentence: 6 tháng đầu năm 2024; năm 2024."""
    name = words(period.name)
    return f"{name[:1].lower()}{name[1:]}"


def spoken_before(period: Period) -> str:
    """Return the same period a year before."""
    name, year = spoken(period), str(period.year)
    before = str(period.year - 1)
    return name.replace(year, before) if year in name else f"cùng kỳ năm {before}"


def spoken_next(period: Period) -> str:
    """Return the time that follows: the year's other half, or the next year."""
    if period.kind is PeriodKind.HALF_YEAR and int(period.code[5:]) <= 6:
        return f"6 tháng cuối năm {period.year}"
    return f"năm {period.year + 1}"


_NAMES = (
    N_("6 tháng đầu năm {year}"),
    N_("6 tháng cuối năm {year}"),
    N_("cùng kỳ năm {year}"),
    N_("năm {year}"),
)


def titled(name: str) -> str:
    """How headings name a period that sentences name so: in the language of the interface, unless
    the plan has a name of its own for it."""
    begins, _space, year = name.rpartition(" ")
    message = f"{begins} {{year}}"
    is_usual = message in _NAMES and len(year) == 4 and year.isdecimal()
    return _(message).format(year=year) if is_usual else name


_LETTERS = "abcdđeghiklmnopqrstuvxy"
_BRACKETS = re.compile(r"\([^()]*\)")


def letter(place: int) -> str:
    """Vietnamese letters for items, from 0 on: a, b, c, d, đ …, y, aa."""
    return _LETTERS[place % len(_LETTERS)] * (place // len(_LETTERS) + 1)


def capital(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str]) -> str:
    """One, "một và hai", "một, hai và ba"; semicolons where a part has a comma outside brackets."""
    if len(parts) < 2:
        return "".join(parts)
    mark = "; " if any("," in _BRACKETS.sub("", part) for part in parts) else ", "
    return f"{mark.join(parts[:-1])} và {parts[-1]}"


def named(names: Sequence[str], most: int = 5, what: str = "đơn vị") -> str:
    """Return the first *most* names, and how many more there are; one more than that is named,
    too."""
    if len(names) <= most + 1:
        return joined(names)
    return joined([*names[:most], f"{number(len(names) - most)} {what} khác"])


def first_areas(areas: Sequence[tuple[Index, str, str]], most: int = 5) -> str:
    """Return the first areas, each with what is said of it, and how many more there are."""
    shown = [f"{name} – {index.label} ({said})" for index, name, said in areas[:most]]
    more = len(areas) - most
    return "; ".join([*shown, *([f"và {number(more)} lĩnh vực khác"] if more > 0 else [])])


def counted(*counts: tuple[int, str]) -> list[str]:
    """How many of what, of all that there are: "3 nhiệm vụ đang thực hiện"."""
    return [f"{number(count)} {what}" for count, what in counts if count]


def share(part: int, whole: int) -> str:
    """Return a rate as print shows it, but never 0% for some, nor 100% for less than all."""
    if not whole:
        return NOTHING
    text = percent(part / whole)
    if part and text == "0%":
        return "dưới 0,01%"
    return "trên 99,99%" if part < whole and text == "100%" else text


def done(rates: Rates) -> int:
    """How many are done, in time or late."""
    return rates.done_on_time + rates.done_late


def completed(rates: Rates) -> str:
    """Return what of a group is done, as a clause: hoàn thành 3/12 nhiệm vụ phải thực hiện, đạt
    25%."""
    whole = number(rates.applicable)
    if not rates.assigned:
        return "không có nhiệm vụ nào được giao"
    if not rates.applicable:
        return "chưa có nhiệm vụ nào phải thực hiện"
    if rates.not_reported == rates.assigned:
        return f"chưa có báo cáo hợp lệ nào về {number(rates.assigned)} nhiệm vụ được giao"
    if not done(rates):
        if rates.applicable == 1:
            return f"có 1 nhiệm vụ phải thực hiện, {_left(rates)[0].removeprefix('1 nhiệm vụ ')}"
        return f"chưa hoàn thành nhiệm vụ nào trong {whole} nhiệm vụ phải thực hiện"
    rate = share(done(rates), rates.applicable)
    return f"hoàn thành {number(done(rates))}/{whole} nhiệm vụ phải thực hiện, đạt {rate}"


def timely(rates: Rates) -> str:
    """How much of what is done is so in time: ", trong đó 2 đúng hạn, 1 quá hạn"; '' for none."""
    on_time, late = rates.done_on_time, rates.done_late
    if on_time and late:
        return f", trong đó {number(on_time)} đúng hạn, {number(late)} quá hạn"
    if not on_time and not late:
        return ""
    how = "hoàn thành quá hạn" if late else "hoàn thành đúng hạn"
    return f", {how}" if on_time + late == 1 else f", đều {how}"


def _left(rates: Rates) -> list[str]:
    parts = counted(
        (rates.in_progress, "nhiệm vụ đang thực hiện, trong hạn"),
        (rates.not_started, "nhiệm vụ chưa thực hiện, chưa đến hạn"),
        (rates.overdue, "nhiệm vụ quá hạn, chưa hoàn thành"),
    )
    return parts + unreported(rates.not_reported, rates.in_error)


def unreported(count: int, in_error: int) -> list[str]:
    """Tasks that nobody reported on, and those filled in with faults; apart."""
    return counted(
        (count - in_error, "nhiệm vụ chưa báo cáo"),
        (in_error, "nhiệm vụ đã báo cáo nhưng chưa hợp lệ"),
    )


def summary(rates: Rates, parts: Sequence[tuple[Authority, Rates]] = ()) -> str:
    """Return a group in sentences: what is done, by authority where there are *parts*, and in time;
    what is not done; what doesn't count."""
    first = f"{capital(completed(rates))}{apart(parts)}{timely(rates)}"
    left, out = _left(rates), rates.not_applicable
    # Else that is all that has been said already.
    if left and rates.not_reported != rates.assigned and rates.applicable != 1:
        first += f"; còn {'; '.join(left)}"
    if not out:
        return f"{first}."
    return (
        f"{first}. {'Cả' if out == rates.assigned > 1 else 'Có'} {number(out)} nhiệm vụ không áp "
        "dụng hoặc không phát sinh trong kỳ, không tính vào tỷ lệ."
    )


def brief(rates: Rates) -> str:
    """Return a group in a few words: 25/70, đạt 35,71%."""
    if not rates.applicable:
        return "chưa có nhiệm vụ phải thực hiện"
    if rates.not_reported == rates.assigned:
        return "chưa có báo cáo hợp lệ"
    finished = f"{number(done(rates))}/{number(rates.applicable)}"
    return f"{finished}, đạt {share(done(rates), rates.applicable)}"


def apart(parts: Iterable[tuple[Authority, Rates]]) -> str:
    """Return the two authorities apart, in brackets behind what they come to together; '' for
    none."""
    known = [(authority, rates) for authority, rates in parts if rates.assigned]
    if not known:
        return ""
    if len(known) == 1:
        return f" (thuộc thẩm quyền {known[0][0].label})"
    each = [f"thẩm quyền {authority.label} {brief(rates)}" for authority, rates in known]
    return f" ({'; '.join(each)})"


def counts_apart(counts: Mapping[Authority, int]) -> str:
    """How many of each authority: "Văn phòng 91, Cấp tỉnh 68"; '' for none."""
    known = [(authority, count) for authority, count in counts.items() if count]
    if len(known) == 1:
        return f"thuộc thẩm quyền {known[0][0].label}"
    return ", ".join(f"{authority.label} {number(count)}" for authority, count in known)


def brackets(*parts: str) -> str:
    """Return what stands in brackets behind a statement; nothing where there is nothing to say."""
    known = [part for part in parts if part]
    return f" ({'; '.join(known)})" if known else ""


def whose(counts: Mapping[str, int], what: str = "nhiệm vụ") -> str:
    """Of which units (names), those with most first: ", đều của Phòng A"; ": Phòng A (2 …), …"."""
    ranked = sorted(counts.items(), key=lambda each: -each[1])
    if len(ranked) == 1:
        name, count = ranked[0]
        return f", của {name}" if count == 1 else f", đều của {name}"
    return f": {named([f'{name} ({number(count)} {what})' for name, count in ranked])}"


def difference(change: float, unit: str = "điểm phần trăm") -> str:
    """Return a change in words: tăng 5,2 điểm phần trăm; giảm …; không đổi."""
    if not change:
        return "không đổi"
    return f"{'tăng' if change > 0 else 'giảm'} {number(abs(change))} {unit}"


def unchecked(known: Published | Known | None) -> str:
    """Return what stands behind a published value that nobody has checked."""
    return f" ({UNCHECKED})" if known is not None and known.is_reconstructed else ""


def difference_of(index: Index, change: float) -> str:
    """Return a change of a published value in words, in the index's own scale."""
    return difference(change, "điểm phần trăm" if index.unit == "%" else "điểm")


LONGEST = 300
"""Letters of a text in the report itself; the annex has the whole."""
_MOST = 2_000
"""Different texts of a kind; no report prints more than some."""

_BULLET = re.compile(r"\s*(?:[-–—+*•▪‣·●○]+\s*|\(?\d{1,2}[.)]\s+|\(?[a-zđ][.)]\s+)")
_DASH = re.compile(r"\s*[-–—+*•▪‣·●○=]+\s*")
_TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[(\[]\s*[)\]]"), ""),
    (re.compile(r"\.(?:\s*\.){2,}|…+\.*"), "…"),
    (re.compile(r"\.\s*\."), "."),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"\s+([,;:!?…]|\.(?!\w))"), r"\1"),
    (re.compile(r"([(\[])\s+"), r"\1"),
    (re.compile(r"\s+([)\]])"), r"\1"),
    (re.compile(r"\s{2,}"), " "),
)


def flat(text: str) -> str:
    """Return a text on one line: "- a", "- b" become "a; b", "- A", "- B" "A. B", wrapped lines
    one."""
    found = ""
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines:
        is_item = len(lines) > 1 and _BULLET.match(line) is not None
        line = words(_BULLET.sub("", line, count=1) if is_item else line)
        if not line:
            continue
        if not found or found[-1] in ":,.;!?…" or line[0] == "(":
            mark = " "
        elif is_item or not line[0].islower():
            mark = "; " if line[0].islower() else ". "
        else:
            mark = " "
        found = f"{found}{mark}{line}" if found else line
    return _tidy(words(found))


def _tidy(text: str) -> str:
    before = None
    while before != text:
        before = text
        for pattern, put in _TIDY:
            text = pattern.sub(put, text)
    return text.strip()


def quoted(text: str, longest: int | None = LONGEST) -> str:
    """Return a unit's text as a sentence with one end; '' where it says nothing ("Không có.")."""
    line = flat(text)
    line = _DASH.sub("", line, count=1) if _DASH.match(line) else line
    line = re.sub(r"\s*\./\.?$", "", line).strip(" .;,:-–—/")
    if says_nothing(line):
        return ""
    line = capital(line)
    if longest is not None and len(line) > longest:
        return f"{line[:longest].rsplit(' ', 1)[0].rstrip(' .;,:-–(…')}…"
    return line if line[-1] in "?!…" else f"{line}."


def within(text: str) -> str:
    """Return the same as part of a sentence: without its end."""
    return quoted(text).rstrip(".")


@dataclass(slots=True)
class Comment:
    """A text, whole, and the names of the units that said it, in the order of saying."""

    text: str
    units: dict[str, None] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        """Whether the report itself has less than all of it."""
        return quoted(self.text) != quoted(self.text, None)


class UnitComments:
    """Texts of units; those that differ in nothing but spaces and letter case are one.

    Of very many the first are kept, and the others counted.
    """

    def __init__(self) -> None:
        self._by_text: dict[str, Comment] = {}
        self._more = 0

    def add(self, unit: str, text: str | None) -> None:
        """Add what *unit* (a name) said, unless it says nothing."""
        whole = quoted(text, None) if text else ""
        if not whole:
            return
        key = fold(whole)
        if key in self._by_text or len(self._by_text) < _MOST:
            self._by_text.setdefault(key, Comment(whole)).units[unit] = None
        else:
            self._more += 1

    def __len__(self) -> int:
        return len(self._by_text) + self._more

    @property
    def sorted(self) -> list[Comment]:
        """What most units said first; else as it came."""
        return sorted(self._by_text.values(), key=lambda said: -len(said.units))

    def lines(self, most: int | None = None) -> list[str]:
        """Return the first *most* texts with the names of who said them: "Phòng A, Phòng B: …"."""
        return [f"{named([*each.units], 4)}: {quoted(each.text)}" for each in self.sorted[:most]]
