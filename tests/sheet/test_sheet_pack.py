"""Packages joined from fragments that were deflated apart."""

from __future__ import annotations

import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_xl.errors import ParXlError
from par_xl.sheet.pack import Block, Package, joined_crc, pack


def package(**members: list[Block]) -> bytes:
    file = BytesIO()
    made = Package(file)
    for name, blocks in members.items():
        made.add(name, blocks)
    made.close()
    return file.getvalue()


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_crcs_join(first: bytes, second: bytes) -> None:
    joined = joined_crc(zlib.crc32(first), zlib.crc32(second), len(second))
    assert joined == zlib.crc32(first + second)


def test_the_crc_of_much_joins() -> None:
    zeros = bytes(70_000_001)
    assert joined_crc(zlib.crc32(b"a"), zlib.crc32(zeros), len(zeros)) == zlib.crc32(b"a" + zeros)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=6))
def test_fragments_join(pieces: list[bytes]) -> None:
    blocks = [*map(pack, pieces[:-1]), pack(pieces[-1], last=True)]
    whole = b"".join(pieces)
    assert zlib.decompress(b"".join(block.data for block in blocks), -15) == whole
    with zipfile.ZipFile(BytesIO(package(x=blocks))) as archive:
        assert archive.testzip() is None
        assert archive.read("x") == whole
        assert archive.getinfo("x").file_size == len(whole)


def test_a_block_can_be_repeated() -> None:
    """It looks back at nothing before it: what it unpacks to is the same anywhere."""
    block, end = pack(b"<row/>" * 1000), pack(b"", last=True)
    with zipfile.ZipFile(BytesIO(package(x=[block] * 30 + [end]))) as archive:
        assert archive.read("x") == b"<row/>" * 30_000


def test_members_stand_in_their_order_and_tell_no_time() -> None:
    content = package(b=[pack(b"1", last=True)], a=[pack(b"2", last=True)])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["b", "a"]
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert content == package(b=[pack(b"1", last=True)], a=[pack(b"2", last=True)])


def test_blocks_are_not_kept(tmp_path: Path) -> None:
    data = zlib.compressobj(0, zlib.DEFLATED, -15)
    megabyte = data.compress(bytes(1_000_000)) + data.flush(zlib.Z_FULL_FLUSH)

    def blocks() -> Iterator[Block]:
        for _ in range(50):
            yield Block(bytes(bytearray(megabyte)), zlib.crc32(bytes(1_000_000)), 1_000_000)
        yield pack(b"", last=True)

    with (tmp_path / "x.zip").open("wb") as file:
        made = Package(file)
        tracemalloc.start()
        made.add("x", blocks())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        made.close()
    assert peak < 5_000_000
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        assert archive.getinfo("x").file_size == 50_000_000


def test_more_than_a_zip_holds_is_refused() -> None:
    with pytest.raises(ParXlError, match="4 GB"):
        package(x=[Block(b"", 0, 2**32), pack(b"", last=True)])
