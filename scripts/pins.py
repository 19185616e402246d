"""The pinned files in ``requirements/``, as they stand: ``python -m scripts.pin`` writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
NAMES = ("dev", "run", "build", "cluster")
"""``dev`` first: it has all the others, and decides their versions."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of a package, where it is needed, and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """In the one spelling that counts."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (only,) = self.requirement.specifier
        return only.version


def path_of(name: str) -> Path:
    """The pinned file of that name."""
    return FOLDER / f"{name}.txt"


def read(path: Path) -> list[Pin]:
    """All pins of a file."""
    return [_pin(line) for line in _lines(path.read_text("utf-8"))]


def _lines(text: str) -> Iterator[str]:
    """Requirements: continued lines joined, comments and options left out."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith(("#", "-")):
            yield line


def _pin(line: str) -> Pin:
    requirement, *hashes = line.split("--hash=")
    return Pin(Requirement(requirement.strip()), tuple(each.strip() for each in hashes))


def written(pin: Pin) -> str:
    """A pin as pip reads it."""
    return " \\\n".join([str(pin.requirement), *(f"    --hash={each}" for each in pin.hashes)])


def project() -> dict[str, Any]:
    """``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
