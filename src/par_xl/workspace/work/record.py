"""What a file, or a unit's files together, come to: told in brief, and its entries.

A record travels as bytes between processes and lies as bytes in the cache. Nothing in it is
executed when it is read; one that is not whole is none.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from par_xl.merge.consolidate.reports import FileReport, UnitReport

_SIGN = b"par_xl record 1\n"
_LENGTH = struct.Struct("<Q")
_BODY = len(_SIGN) + hashlib.sha256().digest_size
UNIT = "unit"


@dataclass(frozen=True, slots=True)
class RecordHead:
    """``file`` is None in a record of several files, or of none; ``is_lasting`` says that the
    same comes to the same tomorrow; ``rows`` are how many rows sheets of the master get of it,
    ``pieces`` the lengths of what follows, in order."""

    file: FileReport | None
    is_lasting: bool
    rows: Mapping[str, int]
    pieces: Mapping[str, int]


_WHOLE = {"messages": "whole"}
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

    def has(self, name: str) -> bool:
        """Whether it has that piece."""
        return name in self._at

    def place(self, name: str) -> tuple[int, int]:
        """Where a piece begins, and its length."""
        return self._at[name]

    @property
    def has_unit(self) -> bool:
        """Whether something of it counts: else the file is refused."""
        return self.has(UNIT)


def write_record(
    file: FileReport | None,
    is_lasting: bool,
    unit: UnitReport | None = None,
    pieces: Mapping[str, bytes] | None = None,
    rows: Mapping[str, int] | None = None,
) -> bytes:
    """The bytes of a record."""
    everything = dict(pieces or {})
    if unit is not None:
        everything[UNIT] = _UNIT.dump_json(unit, context=_WHOLE)
    sizes = {name: len(piece) for name, piece in everything.items()}
    head = _HEAD.dump_json(RecordHead(file, is_lasting, rows or {}, sizes), context=_WHOLE)
    body = b"".join((_LENGTH.pack(len(head)), head, *everything.values()))
    return _SIGN + hashlib.sha256(body).digest() + body


def read_unit(piece: bytes) -> UnitReport:
    """The report on its unit that a record holds."""
    return _UNIT.validate_json(piece)
