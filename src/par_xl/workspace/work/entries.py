"""A unit's entries as its record holds them: their JSON lines, those of each sheet together."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pydantic import TypeAdapter

from par_xl.merge.result import EntryPart
from par_xl.terms.words import Role, State
from par_xl.workspace.work.job import Job, Layout

PLACES, OWING, GIVEN, TABLE = "places", "owing", "given", "table"
"""Pieces of a record beside those of each index: where the entries' items stand in the plan, the
entries that owe an explanation or gave one (plan, IV.1), and, of very many, all as a table."""
_ENTRY = TypeAdapter(EntryPart)


def write_entries(
    job: Job, entries: Sequence[EntryPart]
) -> tuple[dict[str, bytes], dict[str, int]]:
    """The pieces of a record, and how many rows their sheets get of each."""
    lines: dict[str, list[str]] = defaultdict(list)
    rows: Counter[str] = Counter()
    for entry in entries:
        line = entry.line()
        lines[entry.index.value].append(line)
        rows[entry.index.value] += is_shown(job, entry)
        if entry.role is Role.LEAD and (entry.owes_explanation or entry.explanation):
            name = OWING if entry.owes_explanation else GIVEN
            lines[name].append(line)
            rows[name] += 1
    pieces = {name: zlib.compress("\n".join(each).encode(), 1) for name, each in lines.items()}
    pieces[PLACES] = array("i", [job.plan.places[entry.key] for entry in entries]).tobytes()
    if job.has_table:
        from par_xl.workspace.work.table import write_table

        pieces[TABLE] = write_table(entries)
    return pieces, rows


def is_shown(job: Job, entry: EntryPart) -> bool:
    """Whether an entry has its row in the master."""
    return job.layout is not Layout.SELECTED or entry.in_error or entry.state is State.OVERDUE


def read_lines(piece: bytes) -> list[str]:
    """The JSON lines of a piece's entries."""
    return zlib.decompress(piece).decode().split("\n")


def read_entries(piece: bytes) -> Iterator[EntryPart]:
    """The entries of a piece."""
    return map(_ENTRY.validate_json, read_lines(piece))


def read_places(piece: bytes) -> Sequence[int]:
    """Where the entries' items stand in the plan."""
    places = array("i")
    places.frombytes(piece)
    return places
