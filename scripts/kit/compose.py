"""The kit as a zip: wheels, pinned requirements, the installer, the add-in, the guides."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from scripts.kit.guides import guides
from scripts.kit.wheels import PYTHONS, TRIED, Wheel, pinned
from scripts.pins import ROOT, Pin, written

FILES = Path(__file__).parent / "files"
DOCS = ROOT / "docs"
INSIDE = "noi-dung"
_AT_THE_TOP = ("cai-dat.cmd", "go-bo.cmd", "DOC-TRUOC.txt")
_WINDOWS_TEXT = (".cmd", ".txt")
_MOMENT = (2024, 1, 1, 0, 0, 0)


def compose(
    wheels: Sequence[Wheel],
    pins: Sequence[Pin],
    addin: bytes,
    docs: Path = DOCS,
    pythons: Sequence[str] = PYTHONS,
) -> dict[str, bytes]:
    """The kit's files by name. The same input gives the same bytes."""
    (version,) = (wheel.version for wheel in wheels if wheel.name == "par-xl")
    newest = list(reversed(pythons))
    newest.sort(key=lambda python: python not in TRIED)
    words = {
        "@VERSION@": version,
        "@PYTHONS@": " ".join(newest),
        "@FOLDERS@": " ".join(newest).replace(".", ""),
        "@OLDEST@": pythons[0],
        "@NEWEST@": pythons[-1],
    }
    kit = {_place(path): _text(path, words) for path in FILES.rglob("*") if path.suffix in _KINDS}
    kit |= {f"{INSIDE}/goi/{wheel.path.name}": wheel.path.read_bytes() for wheel in wheels}
    requirements = "\n".join(map(written, pinned(wheels, pins)))
    kit[f"{INSIDE}/yeu-cau.txt"] = f"{requirements}\n".encode()
    files = [name.removeprefix(f"{INSIDE}/") for name in kit if name.startswith(f"{INSIDE}/")]
    told = {"version": version, "pythons": list(pythons), "files": sorted(files)}
    kit[f"{INSIDE}/bo-cai.json"] = json.dumps(told, indent=1).encode()
    kit["par_xl.xlam"] = addin
    kit |= guides(docs)
    kit["SHA256.txt"] = _sums(kit)
    return dict(sorted(kit.items()))


_KINDS = (*_WINDOWS_TEXT, ".py")


def _place(path: Path) -> str:
    name = path.relative_to(FILES).as_posix()
    return name if name in _AT_THE_TOP else f"{INSIDE}/{name}"


def _text(path: Path, words: Mapping[str, str]) -> bytes:
    """A file of ours, filled in; with the line ends and the mark that Windows' programs know."""
    text = path.read_text("utf-8")
    for mark, word in words.items():
        text = text.replace(mark, word)
    if path.suffix in _WINDOWS_TEXT:
        text = text.replace("\n", "\r\n")
    # Notepad of older Windows needs the mark; what cmd shows must not have it.
    return text.encode("utf-8-sig" if path.name in _AT_THE_TOP[2:] else "utf-8")


def _sums(kit: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(kit[name]).hexdigest()}  {name}\r\n" for name in sorted(kit))
    return "".join(lines).encode()


def packed(kit: Mapping[str, bytes], path: Path) -> None:
    """Write the zip; wheels are zips themselves and stand in it as they are."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kit.items():
            member = zipfile.ZipInfo(name, _MOMENT)
            member.external_attr = 0o644 << 16
            stored = PurePosixPath(name).suffix in (".whl", ".xlam", ".png", ".pdf")
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
