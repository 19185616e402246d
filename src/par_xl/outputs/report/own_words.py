"""What units wrote, made fit to stand in a report: flat, one full stop, the same said once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from par_xl.outputs.report.sentences import capital, named
from par_xl.terms.text import fold, says_nothing, words

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
    """A text on one line: "- a", "- b" become "a; b", "- A", "- B" "A. B", wrapped lines one."""
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
    """A unit's text as a sentence with one end; '' where it says nothing ("Không có.")."""
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
    """The same as part of a sentence: without its end."""
    return quoted(text).rstrip(".")


@dataclass(slots=True)
class Said:
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
        self._by_text: dict[str, Said] = {}
        self._more = 0

    def add(self, unit: str, text: str | None) -> None:
        """Add what *unit* (a name) said, unless it says nothing."""
        whole = quoted(text, None) if text else ""
        if not whole:
            return
        key = fold(whole)
        if key in self._by_text or len(self._by_text) < _MOST:
            self._by_text.setdefault(key, Said(whole)).units[unit] = None
        else:
            self._more += 1

    def __len__(self) -> int:
        return len(self._by_text) + self._more

    @property
    def sorted(self) -> list[Said]:
        """What most units said first; else as it came."""
        return sorted(self._by_text.values(), key=lambda said: -len(said.units))


def lines(said: Iterable[Said]) -> list[str]:
    """Each text with the names of who said it: "Phòng A, Phòng B: …"."""
    return [f"{named([*each.units], 4)}: {quoted(each.text)}" for each in said]
