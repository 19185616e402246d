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
from collections.abc import Iterable
from typing import Self

DOMAIN = "par_xl"
VARIABLE = "PAR_XL_LANG"
VIETNAMESE, ENGLISH = "vi", "en"


def use_language() -> None:
    """Speak the language that ``PAR_XL_LANG`` names; without it, or with another, Vietnamese."""
    given = os.environ.get(VARIABLE, "").strip().lower()
    os.environ["LANGUAGE"] = ENGLISH if given[:2] == ENGLISH else VIETNAMESE
    gettext.bindtextdomain(DOMAIN, locale_folder())
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
    # Loaded where English needs it.
    from par_xl.terms.kept_texts import told

    return told(text) or text


def _is_english() -> bool:
    # Without `use_language`, as in Excel or in someone's own program, nothing is translated.
    return os.environ.get("LANGUAGE") == ENGLISH and gettext.textdomain() == DOMAIN


def locale_folder() -> str:
    """Where the catalogues lie."""
    # pathlib takes as long to load as all our commands, and not every command needs it.
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    return os.path.join(package, "locale")  # noqa: PTH118
