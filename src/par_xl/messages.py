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
from functools import cache
from string import Formatter

DOMAIN = "par_xl"
VARIABLE = "PAR_XL_LANG"
VIETNAMESE, ENGLISH = "vi", "en"


def use_language() -> None:
    """Speak the language that ``PAR_XL_LANG`` names; without it, or with another, Vietnamese."""
    given = os.environ.get(VARIABLE, "").strip().lower()
    os.environ["LANGUAGE"] = ENGLISH if given[:2] == ENGLISH else VIETNAMESE
    gettext.bindtextdomain(DOMAIN, _folder())
    gettext.textdomain(DOMAIN)


def N_(text: str) -> str:  # noqa: N802 - the name that catalogues' tools know
    """Mark a text that is kept in Vietnamese, and translated only where it is shown."""
    return text


def translated(text: str) -> str:
    """A kept text in the language of the interface; one that no catalogue has, as it stands.

    A text that was made from a message with names in braces is known by what stands around
    them; what stands in their places is translated in turn.
    """
    if os.environ.get("LANGUAGE") != ENGLISH or not text.strip():
        return text
    said = gettext.gettext(text)
    if said != text:
        return said
    # Several messages may stand one after the other.
    at = text.rfind(". ")
    while at > 0:
        head, last = text[: at + 1], text[at + 2 :]
        if (said := gettext.gettext(last)) != last:
            return f"{translated(head)} {said}"
        at = text.rfind(". ", 0, at)
    for message in _made_messages():
        values = _values(message, text)
        if values is not None:
            told = {name: translated(value) for name, value in values.items()}
            return gettext.gettext(message).format(**told)
    return text


def _folder() -> str:
    # pathlib takes as long to load as all our commands, and not every command needs it.
    here = os.path.dirname(__file__)  # noqa: PTH120
    return os.path.join(here, "locale")  # noqa: PTH118


@cache
def _made_messages() -> tuple[str, ...]:
    """Messages with names in braces; those that say most themselves come first."""
    catalogue = gettext.translation(DOMAIN, _folder(), [ENGLISH])
    # The library has no public way to list the messages of a catalogue.
    known = [key for key in vars(catalogue)["_catalog"] if isinstance(key, str) and "{" in key]
    return tuple(sorted(known, key=lambda each: (-len("".join(_parts(each)[0])), each)))


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
    if not text.startswith(first):
        return None
    at, values = len(first), dict[str, str]()
    for place, (name, literal) in enumerate(zip(names, between, strict=True), 1):
        if place == len(names):
            end = len(text) - len(literal)
            end = end if end >= at and text.endswith(literal) else -1
        else:
            end = text.find(literal, at)
        if end < 0 or values.setdefault(name, text[at:end]) != text[at:end]:
            return None
        at = end + len(literal)
    return values
