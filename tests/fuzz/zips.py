"""Damage to a package's members: what a zip says of them, twice over, and what it holds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from hostile_files import deflated_zeros

from .package import Piece, Zip, members_of

_NAMES = (
    "../../x.xml", "/etc/passwd", "C:\\x", "xl\\workbook.xml", "xl/workbook.xml/",
    "XL/WORKBOOK.XML",
    "xl//workbook.xml", "./xl/workbook.xml", "xl/worksheets/sheet2.xml\0.png", "",
    "xl/vbaProject.bin",
    "xl/externalLinks/_rels/externalLink1.xml.rels", "mimetype", "word/document.xml", "CON",
    "xl/worksheets/a.xml", "xl/" + "a" * 60_000, "xl/worksheets/\u202elmx.xml", "EncryptedPackage",
)  # fmt: skip


def damage(chance: Random, content: bytes) -> tuple[bytes, str]:
    """The package with one to three members or records damaged, and which."""
    whole, told = members_of(content), []
    for _ in range(chance.choice((1, 1, 2, 3))):
        how = chance.choice(tuple(_HOW))
        piece = _one_of(chance, whole)
        told.append(f"{how} {piece.name[:40]!r}")
        _HOW[how](chance, whole, piece)
    return whole.written(), "; ".join(told)


def _one_of(chance: Random, whole: Zip) -> Piece:
    sheets = [piece for piece in whole.pieces if b"sheet" in piece.name]
    return chance.choice(sheets if sheets and chance.random() < 0.5 else whole.pieces)


Damage = Callable[[Random, Zip, Piece], None]
_HOW: dict[str, Damage] = {}


def _way(function: Damage) -> Damage:
    _HOW[function.__name__.strip("_")] = function
    return function


@_way
def _drop(chance: Random, whole: Zip, piece: Piece) -> None:
    if len(whole.pieces) > 1:
        whole.pieces.remove(piece)


@_way
def _double(chance: Random, whole: Zip, piece: Piece) -> None:
    """Twice of the same name; one of the two holds something else, or isn't listed."""
    other = Piece(piece.name, _other_data(chance, whole, piece), piece.method)
    other.is_listed = chance.random() < 0.5
    if not other.is_listed and chance.random() < 0.5:
        other.is_listed, piece.is_listed = True, False
    whole.pieces.insert(chance.randrange(len(whole.pieces) + 1), other)


def _other_data(chance: Random, whole: Zip, piece: Piece) -> bytes:
    if chance.random() < 0.5:
        return piece.data.replace(b"<v>0.35</v>", b"<v>0.95</v>").replace(b"0.75", b"0.25")
    return chance.choice(whole.pieces).data


@_way
def _rename(chance: Random, whole: Zip, piece: Piece) -> None:
    piece.name = chance.choice(_NAMES).encode()


@_way
def _rename_case(chance: Random, whole: Zip, piece: Piece) -> None:
    piece.name = chance.choice((piece.name.upper(), piece.name.swapcase(), piece.name.title()))


@_way
def _other_name_here(chance: Random, whole: Zip, piece: Piece) -> None:
    """The member's own header has another name than the directory."""
    piece.here["name"] = chance.choice((b"x", chance.choice(whole.pieces).name, b"../x"))


@_way
def _swap_names(chance: Random, whole: Zip, piece: Piece) -> None:
    other = chance.choice(whole.pieces)
    piece.name, other.name = other.name, piece.name


@_way
def _swap_places(chance: Random, whole: Zip, piece: Piece) -> None:
    chance.shuffle(whole.pieces)


@_way
def _other_data_inside(chance: Random, whole: Zip, piece: Piece) -> None:
    piece.data = _other_data(chance, whole, piece)
    piece.pack()


@_way
def _stored(chance: Random, whole: Zip, piece: Piece) -> None:
    piece.method = zipfile.ZIP_STORED
    piece.pack()


@_way
def _other_method(chance: Random, whole: Zip, piece: Piece) -> None:
    where = chance.choice((piece.here, piece.there))
    where["method"] = chance.choice((0, 1, 6, 8, 9, 12, 14, 93, 95, 99, 0xFFFF))


@_way
def _other_size(chance: Random, whole: Zip, piece: Piece) -> None:
    where = chance.choice((piece.here, piece.there, piece.there))
    size = len(piece.data)
    others = (0, 1, size - 1, size + 1, size * 2, 0x7FFFFFFF, 0xFFFFFFFF)
    where[chance.choice(("size", "packed"))] = max(0, chance.choice(others))


@_way
def _other_check_sum(chance: Random, whole: Zip, piece: Piece) -> None:
    chance.choice((piece.here, piece.there))["crc"] = chance.getrandbits(32)


@_way
def _flags(chance: Random, whole: Zip, piece: Piece) -> None:
    """Encrypted, streamed, patched, strongly encrypted, names of another encoding."""
    where = chance.choice((piece.here, piece.there))
    where["flags"] = chance.choice((0x1, 0x8, 0x20, 0x40, 0x2000, 0x0, 0xFFFF, 0x808))


@_way
def _further_field(chance: Random, whole: Zip, piece: Piece) -> None:
    """64-bit sizes, another name for it, or rubbish."""
    large = struct.pack("<HHQQ", 1, 16, len(piece.data), len(piece.packed))
    name = chance.choice(whole.pieces).name
    unicode_name = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(piece.name)) + name
    extra = chance.choice((large, unicode_name, b"\1\0\xff\xff", chance.randbytes(9), b"\1"))
    where = chance.choice((piece.here, piece.there))
    where["extra"] = extra
    if extra is large:
        where |= {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "version": 45}


@_way
def _same_place(chance: Random, whole: Zip, piece: Piece) -> None:
    """The directory says that it lies where another one does, or nowhere."""
    piece.there["place"] = chance.choice((0, 30, 1 << 31, chance.randrange(1 << 16)))


@_way
def _bomb(chance: Random, whole: Zip, piece: Piece) -> None:
    packed = deflated_zeros(chance.choice((5, 30, 300)))
    where = Piece(chance.choice((b"xl/worksheets/sheet2.xml", b"xl/a.xml", b"xl/b.png")), b"")
    where.packed = packed
    where.there = where.here = {"size": chance.choice((1000, 30_000_000, 300_000_000))}
    whole.pieces.append(where)


@_way
def _zip_inside(chance: Random, whole: Zip, piece: Piece) -> None:
    whole.pieces.append(Piece(b"xl/embeddings/inner.xlsx", whole.written(), zipfile.ZIP_STORED))


@_way
def _cut_data(chance: Random, whole: Zip, piece: Piece) -> None:
    piece.packed = piece.packed[: chance.randrange(len(piece.packed) + 1)]


@_way
def _data_behind(chance: Random, whole: Zip, piece: Piece) -> None:
    """More bytes than the stream in it has."""
    piece.packed += chance.choice((b"\0" * 10, piece.packed, chance.randbytes(20)))


@_way
def _many(chance: Random, whole: Zip, piece: Piece) -> None:
    count = chance.choice((50, 3_000, 20_000))
    first = len(whole.pieces)
    whole.pieces += [Piece(b"xl/media/%d.png" % n, b"", 0) for n in range(first, first + count)]


@_way
def _before_and_after(chance: Random, whole: Zip, piece: Piece) -> None:
    rubbish = chance.choice(
        (b"\0" * 9, b"MZ", b"PK\5\6" + bytes(18), whole.written(), b"#!/bin/sh\n")
    )
    if chance.random() < 0.5:
        whole.before = rubbish
    else:
        whole.after = rubbish


@_way
def _comment(chance: Random, whole: Zip, piece: Piece) -> None:
    whole.comment = chance.choice((b"x", b"PK\5\6" + bytes(18), bytes(60_000), b"PK\1\2"))


@_way
def _end(chance: Random, whole: Zip, piece: Piece) -> None:
    what = chance.choice(("disk", "count", "size", "place"))
    whole.end[what] = chance.choice((0, 1, 5, 0xFFFF, len(whole.pieces) * 2))


@_way
def _large_directory(chance: Random, whole: Zip, piece: Piece) -> None:
    whole.is_large = True


@_way
def _folders(chance: Random, whole: Zip, piece: Piece) -> None:
    whole.pieces.insert(0, Piece(b"xl/", chance.choice((b"", b"x")), 0))
