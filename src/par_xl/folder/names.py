"""Names that every system can hold."""

from __future__ import annotations

import hashlib
import re

from par_xl.text import LINE_ENDS, UNSEEN

_NO_LETTERS = re.compile(rf'[<>:"/\\|?*\t{UNSEEN}{LINE_ENDS}]')
"""What Windows has in no name, and what nobody sees in one."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)")
_LONGEST = 180
"""Bytes: there is to be room for a folder before it and a number behind it."""


def safe_name(name: str) -> str:
    """A file's name as every system can hold it; most stay as they are."""
    safe = _NO_LETTERS.sub("_", name).rstrip(". ")
    if not safe or _DEVICES.match(safe):
        safe = f"_{safe}"
    if len(safe.encode()) > _LONGEST:
        stem, dot, suffix = safe.rpartition(".")
        # Names that begin alike stay apart.
        mark = hashlib.sha256(name.encode()).hexdigest()[:8]
        cut = (stem or suffix).encode()[: _LONGEST - 20].decode("utf-8", "ignore")
        safe = f"{cut}-{mark}{dot}{suffix}" if stem and len(suffix) < 8 else f"{cut}-{mark}"
    return safe
