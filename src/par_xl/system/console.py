"""What is printed: how it is written where no console shows it, but a program or a file gets it."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata

_VIETNAMESE = 1258
"""The one code page but UTF-8's with all Vietnamese letters; some with their tones apart."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SIGNS = {"✔": "+", "→": "->", "−": "-"}
"""What is written for signs that it lacks."""
_APART = "par_xl.tones_apart"


def readable_output() -> None:
    """Let whoever gets what is printed be able to read it.

    On Windows ``find``, ``more`` and PowerShell take what comes through a pipe for text in the
    console's code page, and so does ``type`` a file. It is written so where that code page has
    Vietnamese letters, else in UTF-8; ``PYTHONIOENCODING`` and ``PYTHONUTF8`` say otherwise.
    """
    codecs.register_error(_APART, _with_tones_apart)
    for stream in (sys.stdout, sys.stderr):
        # What stands in for a stream may not be one that can be set.
        if not hasattr(stream, "reconfigure"):
            continue
        is_asked = "PYTHONIOENCODING" in os.environ or sys.flags.utf8_mode
        is_narrow = not (stream.isatty() or is_asked) and code_page() == _VIETNAMESE
        stream.reconfigure(encoding="cp1258" if is_narrow else "utf-8", errors=_APART)


def code_page() -> int:
    """Return what programs in this console read and write; 0: there is no console."""
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.WinDLL("kernel32").GetConsoleOutputCP())


def _with_tones_apart(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    bad = error.object[error.start : error.end]
    return "".join(map(_apart, bad)), error.end


def _apart(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in _TONES)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    written = _SIGNS.get(letter, base + tones)
    # A name of a file may hold what no encoding has.
    return written.encode("cp1258", "replace").decode("cp1258")
