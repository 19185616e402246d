"""Names that every system can hold."""

from __future__ import annotations

import hashlib
import re

from par_xl.terms.text import LINE_ENDS, UNSEEN

_NO_LETTERS = re.compile(rf'[<>:"/\\|?*\t{UNSEEN}{LINE_ENDS}]')
"""What Windows has in no name, and what nobody sees in one."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_LONGEST = 180
"""Bytes: there is to be room for a folder before it and a number behind it."""


def safe_name(name: str) -> str:
    """A file's name as every system can hold it; most stay as they are."""
    safe = _without_letters(name)
    if len(safe.encode()) > _LONGEST:
        stem, dot, suffix = safe.rpartition(".")
        # Names that begin alike stay apart.
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        cut = (stem or suffix).encode()[: _LONGEST - 20].decode("utf-8", "ignore")
        safe = f"{cut}-{mark}{dot}{suffix}" if stem and len(suffix) < 8 else f"{cut}-{mark}"
    return safe


def is_plain(name: str) -> bool:
    """Whether every system takes that for the name of one file or folder: for no way to another
    place, no device, no stream of another file."""
    return _without_letters(name) == name


def plain_path(path: str) -> str:
    """See that a path in a record is one of plain names with forward slashes, nothing more.

    Raises:
        ValueError: it may lead elsewhere.
    """
    if not all(map(is_plain, path.split("/"))):
        raise ValueError(f"{path!r} leads elsewhere")
    return path


def _without_letters(name: str) -> str:
    safe = _NO_LETTERS.sub("_", name).rstrip(". ")
    return f"_{safe}" if not safe or _DEVICES.match(safe) else safe
