"""The package: a zip written piece by piece."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from par_xl.terms.errors import ParXlError
from par_xl.workbooks.writing.package import write_package


def package(**members: Iterable[bytes]) -> bytes:
    file = BytesIO()
    write_package(file, members.items())
    return file.getvalue()


def test_members_stand_in_their_order_and_tell_no_time() -> None:
    content = package(b=[b"1", b"", b"2"], a=[b"3"])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["b", "a"] and archive.read("b") == b"12"
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert content == package(b=[b"1", b"", b"2"], a=[b"3"])


def test_what_is_written_is_not_kept(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        for number in range(50):
            yield bytes([number]) * 1_000_000

    with (tmp_path / "x.zip").open("wb") as file:
        tracemalloc.start()
        write_package(file, [("x", pieces())])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 5_000_000
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.testzip() is None
        assert archive.getinfo("x").file_size == 50_000_000


def test_a_part_that_not_every_program_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_xl.workbooks.writing.package._MOST", 10)
    assert package(x=[b"12345", b"67890"])
    with pytest.raises(ParXlError, match="phần x lớn hơn 2 GB") as caught:
        package(x=[b"12345", b"67890", b"1"])
    assert "da-nop" in caught.value.fix
