"""The interface's language, from standard message catalogues: Vietnamese, or English.

Texts stand in the code in Vietnamese; they are what catalogues are looked up by. What is only
shown is translated where it is said: ``_("Đã lập {count} biểu mẫu.").format(count=3)`` with
``from gettext import gettext as _``. What is kept (findings, ledger, anything that is written
into a file) stays Vietnamese; its texts are marked by `N_`, and the screen tells them by
`translated`. The locale's own messages in ``vi`` are those of the command-line library.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterable
from functools import cache
from typing import Self

DOMAIN = "par_xl"
VARIABLE = "PAR_XL_LANG"
VIETNAMESE, ENGLISH = "vi", "en"

_IN_QUOTES = re.compile("«[^»]*»|“[^”]*”")
_START = 3
"""Letters by which messages are looked up."""
_CLEAR = 12
"""Letters of a message that can hardly stand in another text by chance."""
_MOST = 24
"""Pieces of a text that are looked at each for itself."""


def use_language() -> None:
    """Speak the language that ``PAR_XL_LANG`` names; without it, or with another, Vietnamese."""
    given = os.environ.get(VARIABLE, "").strip().lower()
    os.environ["LANGUAGE"] = ENGLISH if given[:2] == ENGLISH else VIETNAMESE
    gettext.bindtextdomain(DOMAIN, _folder())
    gettext.textdomain(DOMAIN)


def N_(text: str) -> str:  # noqa: N802 - the name that catalogues' tools know
    """Mark a text that is kept in Vietnamese, and translated only where it is shown."""
    return text


class Several(str):
    """Kept texts that are told as one, each of which is translated by itself."""

    texts: tuple[str, ...]
    between: str
    before: str

    def __new__(cls, texts: Iterable[str], between: str = "; ", before: str = "") -> Self:
        """All *texts* with *between* between them; what stands *before* them is as it is."""
        texts = tuple(texts)
        told = super().__new__(cls, before + between.join(texts))
        told.texts, told.between, told.before = texts, between, before
        return told

    def __getnewargs__(self) -> tuple[tuple[str, ...], str, str]:  # type: ignore[override]
        # It comes back from other processes as it was.
        return self.texts, self.between, self.before


def translated(text: str) -> str:
    """A kept text in the language of the interface; one that no catalogue has, as it stands.

    A text that was made from a message with names in braces is known by what stands around
    them; what stands in their places is translated in turn, but for what is quoted: that is told
    as people typed it, or as it stands in a workbook. Messages that follow each other, as
    sentences or as a list, are known, too.
    """
    if not _is_english() or not text.strip():
        return text
    if isinstance(text, Several):
        return text.before + text.between.join(map(translated, text.texts))
    return _told(text) or text


def _is_english() -> bool:
    # Without `use_language`, as in Excel or in someone's own program, nothing is translated.
    return os.environ.get("LANGUAGE") == ENGLISH and gettext.textdomain() == DOMAIN


def _folder() -> str:
    # pathlib takes as long to load as all our commands, and not every command needs it.
    here = os.path.dirname(__file__)  # noqa: PTH120
    return os.path.join(here, "locale")  # noqa: PTH118


def _told(text: str) -> str | None:
    """A text as its messages say it; None where it has none."""
    listed = text.removesuffix(".")
    stop = text[len(listed) :]
    return (
        _catalogue().get(text)
        or _ended(_row(listed, "; "), stop)
        or _one(text, least=_CLEAR)
        or _row(text, ". ")
        or _ended(_one(listed, least=_CLEAR), stop)
        or _ended(_row(listed, ", "), stop)
        or _one(text)
        or _ended(_one(listed), stop)
        or _one(text, least=_CLEAR, strictly=False)
        or (_row(text, ". ", wholly=False) if stop else None)
    )


def _ended(told: str | None, stop: str) -> str | None:
    return told and told + stop


def _one(text: str, strictly: bool = True, least: int = 0) -> str | None:
    """A text that is one message, which has so many letters of its own at the least; *strictly*:
    none of its names stands for several sentences, or for something quoted and more."""
    known = _catalogue()
    if text in known:
        return known[text]
    made = _made_messages()
    for message in sorted((*made.get(text[:_START], ()), *made.get("", ())), key=_weight):
        if _weight(message)[0] > -least:
            break
        values = _values(message, text)
        if values is not None and not (strictly and _is_loose(message, values)):
            return _said(message, values)
    return None


def _row(text: str, separator: str, wholly: bool = True) -> str | None:
    """A text that is several messages with *separator* between them; where not *wholly*, some of
    them may stay as they are."""
    pieces = text.split(separator)
    if len(pieces) > _MOST:
        # What people typed may be long; messages stand around it.
        half = _MOST // 2
        middle = separator.join(pieces[half:-half])
        pieces = [*pieces[:half], middle, *pieces[-half:]]
    sentences = separator.startswith(".")
    told: list[str] = []
    at, found = 0, False
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            piece = separator.join(pieces[at:end])
            # A sentence keeps its full stop.
            stop = separator[:1] if sentences and end < len(pieces) else ""
            said = None if end - at == len(pieces) else _one(piece + stop)
            if said is not None:
                told.append(said)
                at, found = end, True
                break
        else:
            if wholly:
                return None
            told.append(pieces[at] + (separator[:1] if at + 1 < len(pieces) else ""))
            at += 1
    return (" " if sentences else separator).join(told) if found else None


def _said(message: str, values: dict[str, str]) -> str:
    """A message's translation with what stands for its names."""
    said = _catalogue()[message]
    quoted = _quoted(message) | _quoted(said)
    return said.format(
        **{name: value if name in quoted else translated(value) for name, value in values.items()}
    )


def _is_loose(message: str, values: dict[str, str]) -> bool:
    """Whether a name of the message stands for more than it says."""
    kept, told = _quoted(message), _quoted(_catalogue()[message])
    is_clear = -_weight(message)[0] >= _CLEAR
    for name, value in values.items():
        bare = _IN_QUOTES.sub("", value)
        if name in kept:
            more = "»" in bare
        elif name in told:
            more = ". " in bare or "; " in bare or bare.endswith(".")
        else:
            # Several single words may be listed: 2024-06, 2024-12.
            more = ". " in bare if is_clear else " " in bare.replace(", ", ",")
        if more:
            return True
    return False


@cache
def _catalogue() -> dict[str, str]:
    """All English messages; none where the file with them is gone, as for `gettext`."""
    try:
        found = gettext.translation(DOMAIN, _folder(), [ENGLISH])
    except OSError:
        return {}
    # The library has no public way to list them.
    kept = vars(found)["_catalog"]
    return {text: said for text, said in kept.items() if isinstance(text, str) and text}


@cache
def _made_messages() -> dict[str, list[str]]:
    """Messages with names in braces, by how they begin: under "" those that don't say."""
    found: dict[str, list[str]] = {}
    for message in _catalogue():
        (first, *_), names = _parts(message)
        if names:
            found.setdefault(first[:_START] if len(first) >= _START else "", []).append(message)
    return found


@cache
def _weight(message: str) -> tuple[int, int, str]:
    """Messages that say most themselves come first."""
    around, names = _parts(message)
    return -sum(map(len, around)), len(names), message


@cache
def _quoted(message: str) -> frozenset[str]:
    """Names of a message that stand in quotation marks."""
    around, names = _parts(message)
    found, before = set(), ""
    for literal, name in zip(around, names, strict=False):
        before += literal
        if sum(map(before.count, "«“")) > sum(map(before.count, "»”")):
            found.add(name)
    return frozenset(found)


@cache
def _parts(message: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands around the names of a message, one more than there are names; and the names."""
    # It takes a while to load, and Vietnamese needs none of it.
    from string import Formatter

    parsed = list(Formatter().parse(message))
    names = tuple(name for _, name, *_ in parsed if name is not None)
    around = [literal for literal, *_ in parsed]
    return (*around, "") if len(around) == len(names) else tuple(around), names


def _values(message: str, text: str) -> dict[str, str] | None:
    """What stands where *message* has its names, if *text* was made from it.

    Each name takes as little as it can: no pattern that tries again, since what people typed may
    be long.
    """
    (first, *between), names = _parts(message)
    if not text.startswith(first) or not text.endswith(between[-1]):
        return None
    at, values = len(first), dict[str, str]()
    for place, (name, literal) in enumerate(zip(names, between, strict=True), 1):
        if place == len(names):
            end = len(text) - len(literal)
            end = end if end >= at else -1
        else:
            end = text.find(literal, at)
        if end < 0 or values.setdefault(name, text[at:end]) != text[at:end]:
            return None
        at = end + len(literal)
    return values
