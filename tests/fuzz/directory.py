"""A zip read by its directory, strictly: where readers could disagree, nobody can say."""

from __future__ import annotations

import struct
import zlib

from .told import SilentError

_SAID_ELSEWHERE = 0xFFFFFFFF


def members(content: bytes) -> dict[str, bytes]:
    """The members by name, unpacked.

    Raises:
        SilentError: nobody can say.
    """
    end = content.rfind(b"PK\5\6")
    if end < 0 or end + 22 > len(content):
        raise SilentError("no end of the zip")
    _, _, _, _, size, place, comment = struct.unpack_from("<HHHHIIH", content, end + 4)
    last = end
    if place == size == _SAID_ELSEWHERE:
        end, size, place = _large(content, end)
    if last + 22 + comment != len(content) or place + size != end:
        raise SilentError("what lies before, behind or between")
    found: dict[str, bytes] = {}
    lower: set[str] = set()
    at = place
    while at < end:
        if content[at : at + 4] != b"PK\1\2":
            raise SilentError("no directory")
        flags, method, _, _, crc, packed, length = struct.unpack_from("<HHHHIII", content, at + 8)
        named, extra, noted = struct.unpack_from("<HHH", content, at + 28)
        (where,) = struct.unpack_from("<I", content, at + 42)
        name = content[at + 46 : at + 46 + named].decode("utf-8" if flags & 0x800 else "cp437")
        if name.lower() in lower:
            raise SilentError(f"two of the name {name}")
        lower.add(name.lower())
        found[name] = _unpacked(content, where, method, packed, length, crc)
        at += 46 + named + extra + noted
    return found


def _large(content: bytes, end: int) -> tuple[int, int, int]:
    """Where the record of a large zip's directory lies, and what it says: its size and place."""
    if content[end - 20 : end - 16] != b"PK\6\7":
        raise SilentError("no record of a large zip")
    (at,) = struct.unpack_from("<Q", content, end - 12)
    if content[at : at + 4] != b"PK\6\6" or at + 56 != end - 20:
        raise SilentError("no record of a large zip")
    size, place = struct.unpack_from("<QQ", content, at + 40)
    return at, size, place


def _unpacked(content: bytes, where: int, method: int, packed: int, length: int, crc: int) -> bytes:
    if content[where : where + 4] != b"PK\3\4" or method not in (0, 8):
        raise SilentError("no member, or packed in another way")
    named, extra = struct.unpack_from("<HH", content, where + 26)
    start = where + 30 + named + extra
    data = content[start : start + packed]
    try:
        whole = zlib.decompress(data, -15) if method else data
    except zlib.error as error:
        raise SilentError("damaged") from error
    if len(whole) != length or zlib.crc32(whole) != crc:
        raise SilentError("other sizes")
    return whole
