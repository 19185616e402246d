"""Wheels with next to nothing in them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path


def fake_wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    tag: str = "py3-none-any",
    needs: Sequence[str] = (),
) -> Path:
    """A wheel of a package that asks for others, without code."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-{tag}.whl"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        "METADATA": head + "".join(f"Requires-Dist: {need}\n" for need in needs),
        "WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    listed = [f"{stem}.dist-info/{file}" for file in files]
    with zipfile.ZipFile(path, "w") as package:
        for file, text in files.items():
            package.writestr(f"{stem}.dist-info/{file}", text)
        record = "".join(f"{file},,\n" for file in (*listed, f"{stem}.dist-info/RECORD"))
        package.writestr(f"{stem}.dist-info/RECORD", record)
    return path
