"""Why some mutants live: read from ``reasons.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from .places import plain

FILE = Path(__file__).with_name("reasons.toml")
Key = tuple[str, str, str, str]


def reasons(file: Path = FILE) -> Mapping[Key, str]:
    """The reason of each mutant that may live, by its key.

    Raises ``KeyError`` for one without a reason, ``ValueError`` for one told twice.
    """
    found: dict[Key, str] = {}
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    for each in told.get("mutant", ()):
        key = (each["module"], each["function"], plain(each["before"]), plain(each["after"]))
        if key in found or not each["why"].strip():
            raise ValueError(f"told twice, or without a reason: {key}")
        found[key] = each["why"]
    return found
