"""What Excel would show in a workbook: Apache POI, completed where Excel does otherwise."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pytest

from .prepare import poi_command

Place = tuple[str, str]
"""A sheet and a cell's name."""


class ErrorValue(NamedTuple):
    """#NUM! and its like."""

    name: str


Value = float | str | bool | ErrorValue


@dataclass
class Seen:
    """A workbook as Excel has it; ``formulas`` are what is stored in a cell, and what it shows."""

    formulas: dict[Place, tuple[Value, Value]] = field(default_factory=dict)
    invalid: set[Place] = field(default_factory=set)
    colours: dict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def differing(self) -> Mapping[Place, tuple[Value, Value]]:
        """The formulas that show something else than what is stored."""
        return {place: both for place, both in self.formulas.items() if not _is_same(*both)}


def _is_same(stored: Value, shown: Value) -> bool:
    if isinstance(stored, float) and isinstance(shown, float):
        return shown == pytest.approx(stored, rel=1e-12)
    return stored == shown


def in_excel(*paths: Path) -> list[Seen]:
    """Calculate the workbooks; nothing of what is stored in them is used."""
    command = [*poi_command("Excel"), *paths]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="ascii")
    seen = {str(path): Seen() for path in paths}
    for line in done.stdout.splitlines():
        path, kind, sheet, cell, stored, shown = json.loads(line)
        if kind == "formula":
            seen[path].formulas[sheet, cell] = _value(stored), _value(shown)
        elif kind == "invalid":
            seen[path].invalid.add((sheet, cell))
        else:
            seen[path].colours[sheet, cell].add(f"#{shown}")
    return list(seen.values())


def _value(value: float | str | bool | dict[str, str]) -> Value:
    return ErrorValue(value["error"]) if isinstance(value, dict) else value
