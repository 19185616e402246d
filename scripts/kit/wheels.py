"""Wheels judged for Windows, wherever this runs: what fits which Python, and what is missing."""

from __future__ import annotations

import email
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from scripts.pins import Pin

PLATFORM = "win_amd64"
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
TRIED = ("3.11", "3.12", "3.13")
"""Those on which par_xl has run, if on another system: taken first where there are several."""
LONGEST = 110
"""Letters of a path within a wheel at the most: the installer counts on it."""


@dataclass(frozen=True)
class Wheel:
    """A wheel on disk."""

    path: Path

    @cached_property
    def name(self) -> str:
        return parse_wheel_filename(self.path.name)[0]

    @cached_property
    def version(self) -> str:
        return str(parse_wheel_filename(self.path.name)[1])

    @cached_property
    def tags(self) -> frozenset[Tag]:
        return parse_wheel_filename(self.path.name)[3]

    @cached_property
    def sha256(self) -> str:
        return f"sha256:{hashlib.sha256(self.path.read_bytes()).hexdigest()}"

    @cached_property
    def members(self) -> tuple[str, ...]:
        with zipfile.ZipFile(self.path) as package:
            return tuple(package.namelist())

    @cached_property
    def needs(self) -> tuple[Requirement, ...]:
        """What its own metadata asks for."""
        with zipfile.ZipFile(self.path) as package:
            (name,) = (each for each in self.members if each.endswith(".dist-info/METADATA"))
            told = email.message_from_bytes(package.read(name))
        return tuple(Requirement(each) for each in told.get_all("Requires-Dist") or ())


def environments(python: str) -> Iterator[dict[str, str]]:
    """Windows with the first and the last patch of that Python: markers may tell them apart."""
    for patch in ("0", "99"):
        yield {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.{patch}",
            "os_name": "nt",
            "platform_machine": "AMD64",
            "platform_python_implementation": "CPython",
            "platform_release": "10",
            "platform_system": "Windows",
            "platform_version": "10.0.19045",
            "python_full_version": f"{python}.{patch}",
            "python_version": python,
            "sys_platform": "win32",
        }


def wanted(pins: Sequence[Pin], python: str) -> list[Pin]:
    """The pins that count on Windows with that Python."""
    return [
        pin
        for pin in pins
        if any(_counts(pin.requirement, where) for where in environments(python))
    ]


def _counts(requirement: Requirement, where: dict[str, str], extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({**where, "extra": extra})


def fitting(wheels: Sequence[Wheel], python: str) -> dict[str, list[Wheel]]:
    """Wheels by name that pip would take there."""
    version = tuple(map(int, python.split(".")))
    interpreter = f"cp{version[0]}{version[1]}"
    tags = {
        *cpython_tags(version, platforms=[PLATFORM]),
        *compatible_tags(version, interpreter, [PLATFORM]),
    }
    found: dict[str, list[Wheel]] = {}
    for wheel in wheels:
        if wheel.tags & tags:
            found.setdefault(wheel.name, []).append(wheel)
    return found


def faults(wheels: Sequence[Wheel], pythons: Sequence[str] = PYTHONS) -> list[str]:
    """What keeps par-xl from being installed from these alone, and what nothing asks for."""
    found, used = [], set()
    for python in pythons:
        there = fitting(wheels, python)
        for where in environments(python):
            missing, reached = _reached(there, where)
            found += [f"Python {where['python_full_version']}: {each}" for each in missing]
            used |= reached
    found += [f"{each.path.name}: nothing needs it" for each in wheels if each not in used]
    for wheel in wheels:
        longest = max(map(len, wheel.members))
        if longest > LONGEST:
            found.append(f"{wheel.path.name}: a path of {longest} letters in it")
    return found


def _reached(there: dict[str, list[Wheel]], where: dict[str, str]) -> tuple[list[str], set[Wheel]]:
    """All that par-xl asks for, and what that asks for, and so on."""
    missing, reached = [], set[Wheel]()
    ahead, seen = [("?", Requirement("par-xl"))], set[str]()
    while ahead:
        asks, requirement = ahead.pop()
        if f"{requirement}" in seen:
            continue
        seen.add(f"{requirement}")
        name = canonicalize_name(requirement.name)
        fits = [each for each in there.get(name, ()) if each.version in requirement.specifier]
        if len(fits) != 1:
            missing.append(f"{len(fits)} wheels of {requirement}, which {asks} needs")
            continue
        (wheel,) = fits
        reached.add(wheel)
        for need in wheel.needs:
            if any(_counts(need, where, extra) for extra in ("", *requirement.extras)):
                ahead.append((wheel.name, need))
    return missing, reached


def pinned(wheels: Sequence[Wheel], pins: Sequence[Pin]) -> list[Pin]:
    """The pins of these wheels, with their hashes alone.

    Raises:
        ValueError: a wheel has none of the hashes that its pin allows.
    """
    known = {(pin.name, pin.version): pin for pin in pins}
    out = []
    # Of some packages older Pythons need an older version.
    for name, version in sorted({(wheel.name, wheel.version) for wheel in wheels}):
        same = [each for each in wheels if (each.name, each.version) == (name, version)]
        hashes = tuple(sorted(wheel.sha256 for wheel in same))
        pin = known.get((name, version))
        is_other = pin is None and name in {each.name for each in pins}
        if is_other or (pin and not set(hashes) <= set(pin.hashes)):
            raise ValueError(f"{name}: a wheel that is not the one that was pinned")
        own = Requirement(f"{name}=={version}")
        out.append(Pin(pin.requirement if pin else own, hashes))
    return out
