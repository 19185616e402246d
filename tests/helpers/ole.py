"""Compound files (OLE): what a workbook with a password to open it is wrapped in."""

from __future__ import annotations

import struct
from collections.abc import Mapping


def ole_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE), the wrapping of a workbook with a password to open it."""
    size, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    root = [("Root Entry", 5, end, 0, 1)]
    chain, body = [0xFFFFFFFD, end], b""
    for number, (name, data) in enumerate(sorted(streams.items())):
        # At least 4096 bytes, so that no stream goes into the mini stream.
        data = data.ljust(4096, b"\0") + b"\0" * (-len(data) % size if len(data) > 4096 else 0)
        start, count = len(chain), len(data) // size
        chain += [*range(start + 1, start + count), end]
        body += data
        root.append((name, 2, start, len(data), number + 2 if number + 1 < len(streams) else 0))
    directory = b""
    for name, kind, start, length, follower in root:
        text = name.encode("utf-16-le")
        right = follower if kind == 2 and follower else free
        child = 1 if kind == 5 else free
        directory += text.ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIQ", len(text) + 2, kind, 1, free, right, child, 0, start, length
        )
    table_of_sectors = struct.pack(f"<{len(chain)}I", *chain).ljust(size, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIIII",
        0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    return header.ljust(size, b"\xff") + table_of_sectors + directory.ljust(size, b"\0") + body
