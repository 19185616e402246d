"""Commands told to users, as they can be typed at the command prompt of their computer."""

from __future__ import annotations

import importlib.metadata
import re

from par_xl.addin.machine import Machine


def command(machine: Machine, name: str) -> str:
    """``par-xl addin NAME``; in full where that is not found, or is another Python's."""
    start = "par-xl" if machine.on_path else f'"{machine.interpreter}" -m par_xl'
    return f"{start} addin {name}"


def again(machine: Machine) -> str:
    """The sentence that ends most faults."""
    return f"Chạy trong dấu nhắc lệnh (cmd): «{command(machine, 'install')}»."


def pip_install(machine: Machine, package: str, *, anew: bool = False) -> str:
    """The command that puts in a package that par_xl needs, anew where it is there but broken."""
    force = "--force-reinstall " if anew else ""
    return f'"{machine.interpreter}" -m pip install {force}"{requirement(package)}"'


def requirement(package: str) -> str:
    """The package with the bounds that par_xl sets; its name where it sets none."""
    try:
        wanted = importlib.metadata.requires("par-xl") or []
    except importlib.metadata.PackageNotFoundError:
        wanted = []
    bounds = re.compile(rf"{re.escape(package)}(?![\w-])[^;]*", re.I)
    return next((found[0] for each in wanted if (found := bounds.match(each))), package).strip()
