"""WPS Spreadsheets, which can pose as Excel."""

from __future__ import annotations

import re

_PARTS = re.compile(r'(?:^|[\\/"])(?:kingsoft|wps office|office6|et\.exe|wps\.exe)(?=$|[\\/"\s])')
"""Folders and files of WPS in a path."""


def is_wps(program: str) -> bool:
    """Whether the path of a program, or a path and a name, is that of WPS."""
    lowered = program.lower()
    return bool(_PARTS.search(lowered)) or "wps" in re.split(r"[\\/]", lowered)[-1]
