"""A package taken apart into members and records, each of which may be made to lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field


@dataclass
class Piece:
    """A member: what its own header says, and what the directory says of it."""

    name: bytes
    data: bytes
    method: int = zipfile.ZIP_DEFLATED
    packed: bytes = b""
    here: dict[str, int | bytes] = field(default_factory=dict)
    """What its own header says otherwise."""
    there: dict[str, int | bytes] = field(default_factory=dict)
    """What the directory says otherwise."""
    is_listed: bool = True
    place: int | None = None

    def __post_init__(self) -> None:
        self.pack()

    def pack(self) -> None:
        """Compress what it holds."""
        stream = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        is_stored = self.method == zipfile.ZIP_STORED
        self.packed = self.data if is_stored else stream.compress(self.data) + stream.flush()

    def said(self, otherwise: dict[str, int | bytes]) -> tuple[bytes, bytes, bytes]:
        """What a header says of it: the numbers, the name and the further field."""
        truth: dict[str, int | bytes] = {
            "version": 20, "flags": 0x800, "method": self.method, "crc": zlib.crc32(self.data),
            "packed": len(self.packed), "size": len(self.data), "name": self.name, "extra": b"",
        }  # fmt: skip
        told = truth | otherwise
        name, extra = told["name"], told["extra"]
        assert isinstance(name, bytes) and isinstance(extra, bytes)
        numbers = struct.pack(
            "<HHHHHIIIHH", told["version"], told["flags"], told["method"], 0, 0x21, told["crc"],
            told["packed"], told["size"], len(name), len(extra),
        )  # fmt: skip
        return numbers, name, extra


@dataclass
class Zip:
    """A whole zip file, and what its last record says of it."""

    pieces: list[Piece]
    before: bytes = b""
    after: bytes = b""
    comment: bytes = b""
    end: dict[str, int] = field(default_factory=dict)
    is_large: bool = False

    def written(self) -> bytes:
        """Its bytes."""
        body, directory = bytearray(self.before), bytearray()
        listed = 0
        for piece in self.pieces:
            place = len(body) if piece.place is None else piece.place
            if piece.place is None:
                numbers, name, extra = piece.said(piece.here)
                body += b"PK\3\4" + numbers + name + extra + piece.packed
            if piece.is_listed:
                numbers, name, extra = piece.said(piece.there)
                place = int(piece.there.get("place", place))
                directory += b"PK\1\2\x14\0" + numbers + struct.pack("<HHHII", 0, 0, 0, 0, place)
                directory += name + extra
                listed += 1
        truth = {"disk": 0, "count": listed, "size": len(directory), "place": len(body)}
        told = truth | self.end
        numbers_of_end = (told["disk"], 0, told["count"] & 0xFFFF, told["count"] & 0xFFFF)
        large = b""
        if self.is_large:
            at = len(body) + len(directory)
            large = struct.pack(
                "<4sQ2H2I4Q",
                b"PK\6\6",
                44,
                45,
                45,
                0,
                0,
                listed,
                listed,
                told["size"],
                told["place"],
            ) + struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
            told = {"size": 0xFFFFFFFF, "place": 0xFFFFFFFF}
        end = struct.pack(
            "<4sHHHHIIH", b"PK\5\6", *numbers_of_end, told["size"], told["place"], len(self.comment)
        )
        return bytes(body + directory) + large + end + self.comment + self.after


def members_of(content: bytes) -> Zip:
    """An honest zip file, taken apart."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = [(info, archive.read(info)) for info in archive.infolist()]
    return Zip([Piece(info.filename.encode(), data, info.compress_type) for info, data in held])
