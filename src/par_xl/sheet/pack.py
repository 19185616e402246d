"""The package: a zip whose members are joined from fragments that were deflated apart.

Rows that other processes wrote come as :class:`Block`: deflated there, each ends at a byte's
border, so they join as they are, and what a zip must know of the whole (its CRC) is worked out
from theirs. The rows in them carry no ``r``, nor do their cells: ECMA-376 (Part 1, 18.3.1.73 and
18.3.1.4) makes it optional, and what has none follows what stands before it. LibreOffice, openpyxl
and calamine read such rows in the tests; Excel itself was not tried.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from par_xl.errors import ParXlError

_LEVEL = 3
"""Twice as fast as 6, a quarter larger."""
_POLYNOMIAL = 0xEDB88320
"""That of CRC-32, its bits in reverse: the highest stands for 1, the lowest for x to the 31st."""
_ONE = 1 << 31
_MOST = 0xFFFF_FFFF
_NEEDED = 20
_DEFLATED = 8
_DAY = 1 << 5 | 1
"""1980-01-01: the same content always makes the same bytes."""


@dataclass(frozen=True, slots=True)
class Block:
    """Deflated bytes that others can follow, with CRC and size of what they unpack to."""

    data: bytes
    crc: int
    size: int


def pack(xml: bytes, *, last: bool = False) -> Block:
    """Deflate a piece of a member, up to a byte's border; nothing may follow the *last* one."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = deflate.compress(xml) + deflate.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return Block(data, zlib.crc32(xml), len(xml))


def unpack(block: Block) -> bytes:
    """The XML of a block after which others may follow."""
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(block.data)


def _times(a: int, b: int) -> int:
    """Product of two polynomials over GF(2), modulo the CRC's."""
    product = 0
    while a:
        if a & _ONE:
            product ^= b
        a = a << 1 & _MOST
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
    return product


def _squares() -> list[int]:
    """x to the powers 8, 16, 32 …: what 1, 2, 4 … bytes shift by."""
    found = [_ONE >> 8]
    while len(found) < 32:
        found.append(_times(found[-1], found[-1]))
    return found


_SHIFTS = _squares()


def joined_crc(first: int, second: int, size: int) -> int:
    """CRC of two pieces one after the other, from theirs and the second one's size."""
    # Bytes that follow multiply what the first are the remainder of by x to their bits.
    for bit, shift in enumerate(_SHIFTS):
        if size >> bit & 1:
            first = _times(shift, first)
    return first ^ second


class Package:
    """A zip in the making, in an empty file that can be written at any place."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._directory: list[bytes] = []

    def add(self, name: str, blocks: Iterable[Block]) -> None:
        """Write a member; the last of its blocks was packed as such."""
        at = self._file.tell()
        encoded = name.encode("ascii")
        # Its sizes are known at the end alone.
        self._file.write(bytes(30) + encoded)
        crc = size = packed = 0
        for block in blocks:
            self._file.write(block.data)
            crc = joined_crc(crc, block.crc, block.size)
            size += block.size
            packed += len(block.data)
        end = self._file.tell()
        if max(size, end) > _MOST:
            raise ParXlError(
                f"Tệp Excel cần ghi lớn hơn 4 GB (phần {name}).",
                "Tổng hợp ít đơn vị hơn: chuyển bớt tệp khỏi thư mục da-nop của kỳ rồi chạy lại.",
            )
        told = struct.pack(
            "<5H3L2H", _NEEDED, 0, _DEFLATED, 0, _DAY, crc, packed, size, len(encoded), 0
        )
        self._file.seek(at)
        self._file.write(b"PK\3\4" + told)
        self._file.seek(end)
        made_by = struct.pack("<H", _NEEDED)
        rest = struct.pack("<3H2L", 0, 0, 0, 0, at)
        self._directory.append(b"PK\1\2" + made_by + told + rest + encoded)

    def close(self) -> None:
        """Write the directory of members."""
        at = self._file.tell()
        directory = b"".join(self._directory)
        count = len(self._directory)
        self._file.write(directory)
        end = struct.pack("<4H2LH", 0, 0, count, count, len(directory), at, 0)
        self._file.write(b"PK\5\6" + end)
