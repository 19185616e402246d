"""The two things that are handed on: the sdist, and the wheel made from nothing but it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from scripts.pins import ROOT


def sdist(out: Path) -> Path:
    """Pack the tree's sources into *out*."""
    return _built(ROOT, "sdist", out)


def wheel(out: Path, tree: Path = ROOT) -> Path:
    """Build the wheel of *tree* into *out*."""
    return _built(tree, "wheel", out)


def wheel_of_sdist(packed: Path, out: Path) -> Path:
    """Build the wheel into *out* as one does who has only the sdist."""
    with tempfile.TemporaryDirectory() as made:
        with tarfile.open(packed) as archive:
            archive.extractall(made, filter="data")
        (tree,) = Path(made).iterdir()
        return wheel(out, tree)


def _built(tree: Path, target: str, out: Path) -> Path:
    before = set(out.glob("*"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    (made,) = set(out.glob("*")) - before
    return made
