"""The ledger's lines: what is written is read again to the same bytes, and damage is told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_xl.ledger import Correction, Kind, LedgerFile, LedgerLine, read_ledger
from par_xl.terms.errors import ParXlError
from par_xl.terms.words import FileState

AA, CC, DD = ("aa" * 32, "cc" * 32, "dd" * 32)
"""Hashes under which files are kept."""
WRITTEN = (
    '{"kind":"merge","merge_number":2,"period":"2024-06","at":"2024-06-12T08:00:00.120000",'
    '"by":"Chị \\"B\\"","version":"0.1.0","as_of":"2024-06-09","plan_sha256":"' + AA + '",'
    '"content_sha256":"bb","today":"2024-06-12","files":[{"file":"phòng/HC.xlsx",'
    '"sha256":"'
    + CC
    + '","unit":"HC","state":"accepted","received_on":"2024-06-07","content_sha256":"gg",'
    '"changed_on":"2024-06-06"},{"file":"x.xlsx","sha256":"' + DD + '","unit":null,'
    '"state":"refused","received_on":"2024-06-08"}],"others":["a.txt"],'
    '"inputs":{"ke-hoach.xlsx":"' + AA + '"},"replaced":{"HC":"2024-06-05"},"corrected":[{"file":'
    '"x.xlsx","before":"2024-06-07","after":"2024-06-08","sha256":"'
    + DD
    + '"}],"counts":{"files":2},'
    '"outputs":{"tong-hop/2024-06.json":"ee"},"checkout":{"tong-hop/2024-06.json":[null,"'
    + AA
    + '"]},"before":"ff"}'
)
LINE = LedgerLine(
    merge_number=2,
    period="2024-06",
    at=datetime(2024, 6, 12, 8, 0, 0, 120_000),  # noqa: DTZ001
    by='Chị "B"',
    version="0.1.0",
    as_of=date(2024, 6, 9),
    plan_sha256=AA,
    content_sha256="bb",
    today=date(2024, 6, 12),
    files=[
        LedgerFile(
            "phòng/HC.xlsx",
            CC,
            "HC",
            FileState.ACCEPTED,
            date(2024, 6, 7),
            "gg",
            date(2024, 6, 6),
        ),
        LedgerFile("x.xlsx", DD, None, FileState.REFUSED, date(2024, 6, 8)),
    ],
    others=["a.txt"],
    inputs={"ke-hoach.xlsx": AA},
    replaced={"HC": date(2024, 6, 5)},
    corrected=[Correction("x.xlsx", date(2024, 6, 7), date(2024, 6, 8), DD)],
    counts={"files": 2},
    outputs={"tong-hop/2024-06.json": "ee"},
    checkout={"tong-hop/2024-06.json": (None, AA)},
    before="ff",
)


def read(tmp_path: Path, text: str) -> list[LedgerLine]:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(text.encode())
    return read_ledger(path)


def test_a_line_is_written_as_ever(tmp_path: Path) -> None:
    """Else no hash of a line that stands in an office's ledger would hold."""
    assert LINE.text() == WRITTEN
    (line,) = read(tmp_path, WRITTEN + "\n")
    assert line == LINE
    assert line.hash() == LINE.hash() == hashlib.sha256(WRITTEN.encode()).hexdigest()


def test_a_last_line_that_has_no_end_yet_is_passed_over(tmp_path: Path) -> None:
    """It is being written just now, or was cut off and will be written again."""
    assert read(tmp_path, f"{WRITTEN}\n{WRITTEN}") == [LINE]
    assert read(tmp_path, f"{WRITTEN}\n{WRITTEN[:40]}") == [LINE]


def test_a_last_line_of_which_just_the_end_is_gone_counts(tmp_path: Path) -> None:
    """Some editors take it; nothing of the line itself is gone."""
    after = replace(LINE, before=LINE.hash()).text()
    found = read(tmp_path, f"{WRITTEN}\n{after}")
    assert [line.text() for line in found] == [WRITTEN, after]
    first = replace(LINE, before="").text()
    assert [line.text() for line in read(tmp_path, first)] == [first]
    assert read(tmp_path, first[:-1]) == []


@pytest.mark.parametrize("end", ["\r\n", ""])
def test_lines_that_end_as_windows_ends_them_are_the_same(end: str, tmp_path: Path) -> None:
    after = replace(LINE, before=LINE.hash()).text()
    found = read(tmp_path, f"{WRITTEN}\r\n{after}{end}")
    assert [line.text() for line in found] == [WRITTEN, after]


def test_no_ledger_has_no_lines(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ledger.jsonl") == []
    assert read(tmp_path, "") == []


@pytest.mark.parametrize(
    ("zone", "end"),
    [(UTC, "Z"), (timezone(timedelta(hours=7)), "+07:00"), (None, "")],
    ids=["universal", "Vietnam", "the office's own"],
)
def test_a_time_with_a_zone_keeps_it(zone: timezone | None, end: str, tmp_path: Path) -> None:
    line = replace(LINE, at=datetime(2024, 6, 12, 8, tzinfo=zone))
    assert f'"at":"2024-06-12T08:00:00{end}"' in line.text()
    assert read(tmp_path, line.text() + "\n") == [line]


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_maybe = st.none() | _text
_sha256 = st.binary(min_size=32, max_size=32).map(bytes.hex)
_files = st.builds(
    LedgerFile,
    _text,
    _sha256,
    _maybe,
    st.sampled_from(FileState),
    st.dates(),
    _maybe,
    st.none() | st.dates(),
)
_lines = st.builds(
    LedgerLine,
    merge_number=st.integers(0, 10**6),
    period=st.dates(date(1000, 1, 1)).map("{:%Y-%m}".format),
    at=st.datetimes(timezones=st.none() | st.just(UTC)),
    by=_text,
    version=_text,
    as_of=st.dates(),
    plan_sha256=_sha256,
    kind=st.sampled_from(Kind),
    content_sha256=_maybe,
    today=st.none() | st.dates(),
    others=st.lists(_text, max_size=2),
    inputs=st.dictionaries(_text, _sha256, max_size=2),
    replaced=st.dictionaries(_text, st.dates(), max_size=2),
    corrected=st.lists(st.builds(Correction, _text, st.dates(), st.dates(), _sha256), max_size=2),
    counts=st.dictionaries(_text, st.integers(0), max_size=2),
    undone=st.none() | st.integers(1),
    files=st.lists(_files, max_size=1),
    outputs=st.dictionaries(_text, _text, max_size=1),
    checkout=st.dictionaries(st.just("a/b.c"), st.tuples(st.none() | _sha256, st.none() | _sha256)),
    before=_text,
)


@given(lines=st.lists(_lines, min_size=1, max_size=2))
def test_what_is_written_is_read_again(
    lines: list[LedgerLine], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever names hold: also what Unicode knows as the end of a line."""
    text = "".join(line.text() + "\n" for line in lines)
    found = read(tmp_path_factory.mktemp("ledger"), text)
    assert found == lines
    assert "".join(line.text() + "\n" for line in found) == text
    assert [each.hash() for each in found] == [each.hash() for each in lines]


def _changed(field: str, value: object, of_file: bool = False) -> str:
    told = json.loads(WRITTEN)
    (told["files"][0] if of_file else told)[field] = value
    return json.dumps(told)


def _without(field: str, of_file: bool = False) -> str:
    told = json.loads(WRITTEN)
    del (told["files"][0] if of_file else told)[field]
    return json.dumps(told)


_REQUIRED = ("period", "at", "by", "version", "plan_sha256", "before")
_OF_FILE = list(json.loads(WRITTEN)["files"][0])
DAMAGED = {
    "cut": WRITTEN[:-1],
    "empty": "",
    "no JSON": "=======",
    "a list": "[]",
    "a number": "1",
    "too deep": "[" * 100_000,
    **{f"without {field}": _without(field) for field in _REQUIRED},
    **{f"file without {field}": _without(field, of_file=True) for field in _OF_FILE[:5]},
    **{f"{field} is false": _changed(field, False) for field in json.loads(WRITTEN)},
    **{f"file's {field} is 1": _changed(field, 1, of_file=True) for field in _OF_FILE},
    "period leads elsewhere": _changed("period", "../../2024-06"),
    "period is no month": _changed("period", "2024-13"),
    "plan leads elsewhere": _changed("plan_sha256", f"../../{AA}"),
    "plan in capitals": _changed("plan_sha256", AA.upper()),
    "input leads elsewhere": _changed("inputs", {"ke-hoach.xlsx": f"/{AA}"}),
    "file leads elsewhere": _changed("sha256", f"{CC}/../x", of_file=True),
    "number is text": _changed("merge_number", "2"),
    "number is no whole one": _changed("merge_number", 2.0),
    "no such time": _changed("at", "2024-06-31T08:00:00"),
    "no such day": _changed("as_of", "2024-06-31"),
    "no such state": _changed("state", "lost", of_file=True),
    "checkout leads elsewhere": _changed("checkout", {"../x": [None, AA]}),
    "checkout of what is no hash": _changed("checkout", {"x": [None, f"../{AA}"]}),
    "checkout of one hash": _changed("checkout", {"x": [AA]}),
    "output is no text": _changed("outputs", {"a": 1}),
    "files are no list": _changed("files", {}),
    "a file is no object": _changed("files", ["HC.xlsx"]),
}


@pytest.mark.parametrize("line", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_line_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(ParXlError, match="hỏng ở dòng 2") as told:
        read(tmp_path, f"{WRITTEN}\n{line}\n{WRITTEN}\n")
    assert "sao lưu" in told.value.fix


def test_a_line_in_another_code_page_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(WRITTEN.encode("utf-8").replace("ị".encode(), b"\xcc") + b"\n")
    with pytest.raises(ParXlError, match="hỏng ở dòng 1"):
        read_ledger(path)
