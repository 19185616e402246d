"""Wheels for Windows by pip, wherever this runs: fetched by their hashes, and tried as a set."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from packaging.requirements import Requirement

from scripts.kit.wheels import PLATFORM
from scripts.pins import Pin, written


def fetch(pins: Sequence[Pin], python: str, folder: Path) -> None:
    """Bring the wheels of these pins into *folder*, their hashes checked."""
    _pip("download", pins, python, "--no-deps", "--dest", str(folder))


def install(pins: Sequence[Pin], python: str, folder: Path) -> None:
    """Unpack the wheels of these pins into *folder*, from where Windows can import them."""
    _pip("install", pins, python, "--no-deps", "--upgrade", "--target", str(folder))


def would_install(pins: Sequence[Pin], python: str, folder: Path) -> None:
    """See that pip takes these from *folder* alone."""
    alone = ["--no-index", "--find-links", str(folder), "--target", str(folder / "nowhere")]
    _pip("install", pins, python, "--dry-run", *alone)


def _pip(do: str, pins: Sequence[Pin], python: str, *how: str) -> None:
    # Without markers, and not asking which Python a package wants: pip would take the machine and
    # the Python that it runs on.
    plain = [Pin(Requirement(f"{pin.name}=={pin.version}"), pin.hashes) for pin in pins]
    there = ["--platform", PLATFORM, "--python-version", python, "--implementation", "cp"]
    there += ["--ignore-requires-python"] if do == "install" else []
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as listed:
        listed.write("\n".join(map(written, plain)))
        listed.flush()
        checked = ["--only-binary", ":all:", "--require-hashes", "-r", listed.name]
        command = [sys.executable, "-m", "pip", do, "-q", *there, *checked, *how]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise click.ClickException(f"pip {do}, Python {python}:\n{done.stdout}{done.stderr}")
