"""Hashes of what pictures and PDF were made from: stale ones are known without LibreOffice."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from docs_made.pages import ROOT

MANIFEST = Path(__file__).with_name("manifest.json")


def hash_of(content: bytes) -> str:
    """What is kept of a file or of what it is made from."""
    return hashlib.sha256(content).hexdigest()


class Manifest:
    """Of each made file, by its path from the root: what it was made from, and its own hash."""

    def __init__(self) -> None:
        """Read what is kept."""
        self._known: dict[str, dict[str, str]] = json.loads(MANIFEST.read_text(encoding="utf-8"))

    @property
    def files(self) -> set[str]:
        """The files of which it tells."""
        return set(self._known)

    def is_stale(self, name: str, source: str) -> bool:
        """Whether the file is missing, was made from something else or changed by hand."""
        path, known = ROOT / name, self._known.get(name)
        if known is None or not path.exists():
            return True
        return known != {"source": source, "made": hash_of(path.read_bytes())}

    def take(self, name: str, source: str) -> None:
        """Keep what a file that was just made is made from."""
        self._known[name] = {"source": source, "made": hash_of((ROOT / name).read_bytes())}

    def write(self, files: set[str]) -> None:
        """Keep it, of those files alone."""
        kept = {name: self._known[name] for name in sorted(files)}
        MANIFEST.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
