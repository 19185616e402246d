"""A text that was kept in Vietnamese, told in English: its messages are known by what stands around
the names in them."""

from __future__ import annotations

import gettext
import re
from functools import cache
from string import Formatter

from par_xl.terms.messages import DOMAIN, ENGLISH, locale_folder, translated

_IN_QUOTES = re.compile("«[^»]*»|“[^”]*”")
_START = 3
"""Letters by which messages are looked up."""
_CLEAR = 12
"""Letters of a message that can hardly stand in another text by chance."""
_MOST = 24
"""Pieces of a text that are looked at each for itself."""


def told(text: str) -> str | None:
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
        found = gettext.translation(DOMAIN, locale_folder(), [ENGLISH])
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
