"""A zip's last records: how long the list of its members is, whoever reads them."""

from __future__ import annotations

import struct

from par_xl.messages import N_
from par_xl.reading.book import UnsafeFileError

_END = struct.Struct("<4s4H2IH")
_LOCATOR = struct.Struct("<4sIQI")
_LARGER = struct.Struct("<4sQ2H2I4Q")
_LONGEST_COMMENT = (1 << 16) - 1
_SAID_ELSEWHERE = (*(0xFFFF,) * 4, *(0xFFFFFFFF,) * 2)
"""What stands in the place of numbers that the record for larger zips holds."""


def directory_size(content: bytes) -> int:
    """Bytes of the list of members, as its reader will take them to be; 0 where it finds none.

    Raises:
        UnsafeFileError: the record for larger zips says otherwise than the usual one.
    """
    at = _end(content)
    if at < 0 or at + _END.size > len(content):
        return 0
    usual = _END.unpack_from(content, at)[1:-1]
    locator, record = at - _LOCATOR.size, at - _LOCATOR.size - _LARGER.size
    if locator < 0 or content[locator : locator + 4] != b"PK\x06\x07":
        return int(usual[4])
    # There it is looked for by some, where the locator leads by others.
    _, _, place, _ = _LOCATOR.unpack_from(content, locator)
    if place != record or content[record : record + 4] != b"PK\x06\x06":
        raise _two_lists()
    larger = _LARGER.unpack_from(content, record)[4:]
    for number, said, elsewhere in zip(larger, usual, _SAID_ELSEWHERE, strict=True):
        if said not in (number, elsewhere):
            raise _two_lists()
    return int(larger[4])


def _end(content: bytes) -> int:
    """Where the last record begins: at the very end, or before the last comment there may be."""
    last = len(content) - _END.size
    if content[last : last + 4] == b"PK\x05\x06" and content.endswith(b"\0\0"):
        return last
    return content.rfind(b"PK\x05\x06", max(0, last - _LONGEST_COMMENT - 1))


def _two_lists() -> UnsafeFileError:
    return UnsafeFileError(N_("tệp nén có hai danh sách các phần bên trong, nói khác nhau"))
