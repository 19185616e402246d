"""What a file, or a unit's files together, come to: told in brief, and rows ready to be written.

A record travels as bytes between processes and lies as bytes in the cache. Nothing in it is
executed when it is read; one that is not whole is none.
"""

from __future__ import annotations

import hashlib
import struct
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from par_xl.consolidate.reports import FileReport, UnitReport
from par_xl.sheet import Block

_SIGN = b"par_xl record 1\n"
_LENGTH = struct.Struct("<Q")
_BODY = len(_SIGN) + hashlib.sha256().digest_size
UNIT, PLACES = "unit", "places"


@dataclass(frozen=True, slots=True)
class PackedRows:
    """Rows of a sheet that lie in a record, but for their bytes."""

    crc: int
    size: int
    rows: int


@dataclass(frozen=True, slots=True)
class RecordHead:
    """``file`` is None in a record of several files, or of none; ``is_lasting`` says that the
    same comes to the same tomorrow; ``pieces`` are the lengths of what follows, in order."""

    file: FileReport | None
    is_lasting: bool
    packed: Mapping[str, PackedRows]
    pieces: Mapping[str, int]


_HEAD, _UNIT = TypeAdapter(RecordHead), TypeAdapter(UnitReport)


class Record:
    """A record's head, and where its pieces begin."""

    def __init__(self, content: bytes) -> None:
        """Open a record.

        Raises:
            ValueError: it is not whole, or none.
        """
        body = content[_BODY:]
        if content[:_BODY] != _SIGN + hashlib.sha256(body).digest():
            raise ValueError("no record, or a damaged one")
        try:
            (length,) = _LENGTH.unpack_from(body)
            self.head = _HEAD.validate_json(body[_LENGTH.size : _LENGTH.size + length])
        except (struct.error, ValidationError) as error:
            raise ValueError("a record of another kind") from error
        self._at: dict[str, tuple[int, int]] = {}
        at = _BODY + _LENGTH.size + length
        for name, size in self.head.pieces.items():
            self._at[name] = (at, size)
            at += size

    def place(self, name: str) -> tuple[int, int]:
        """Where a piece begins, and its length."""
        return self._at[name]

    @property
    def has_unit(self) -> bool:
        """Whether something of it counts: else the file is refused."""
        return UNIT in self._at


def write_record(
    file: FileReport | None,
    is_lasting: bool,
    unit: UnitReport | None = None,
    packed: Mapping[str, tuple[Block, int]] | None = None,
    pieces: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bytes of a record; *packed* are rows of sheets with their numbers."""
    everything = dict(pieces or {})
    if unit is not None:
        everything[UNIT] = _UNIT.dump_json(unit)
    heads = {}
    for name, (block, rows) in (packed or {}).items():
        everything[name] = block.data
        heads[name] = PackedRows(block.crc, block.size, rows)
    sizes = {name: len(piece) for name, piece in everything.items()}
    head = _HEAD.dump_json(RecordHead(file, is_lasting, heads, sizes))
    body = b"".join((_LENGTH.pack(len(head)), head, *everything.values()))
    return _SIGN + hashlib.sha256(body).digest() + body


def read_unit(piece: bytes) -> UnitReport:
    """The report on its unit that a record holds."""
    return _UNIT.validate_json(piece)


def write_places(places: Sequence[tuple[int, bool]]) -> bytes:
    """The places of entries' items in the plan, with whether they are coordinating rows."""
    return array("i", [~place if helping else place for place, helping in places]).tobytes()


def read_places(piece: bytes) -> list[tuple[int, bool]]:
    """What ``write_places`` wrote."""
    found = array("i")
    found.frombytes(piece)
    return [(~place, True) if place < 0 else (place, False) for place in found]
