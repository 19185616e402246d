"""Whatever bytes come are read or refused, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hostile_files as hostile
from builders import form, make_plan
from hostile_files import CORE, ROW, zipped
from ole import ole_file
from par_xl.workbooks import sandbox
from par_xl.workbooks.book import UnreadableFileError, Workbook
from par_xl.workbooks.reader import read_workbook
from reading_checks import ALL_KINDS

thorough = settings(
    derandomize=True,
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FORM = form(make_plan(), "HC", "| code | status | progress |\n| 1.2 | Đang thực hiện | 0.5 |")
WHOLE = hostile.book_parts(ALL_KINDS, ROW, shared="<si><t>chữ</t></si>") | {
    CORE: b"<a><dcterms:modified>2024-06-05T03:04:05Z</dcterms:modified></a>"
}
SPLICES = (b'"', b"<", b"/>", b"&#0;", b"&x;", b"<!--", b"<c/>", b'r="Z9"', b"999999999", b"\xff")


def _read_or_refused(content: bytes, name: str) -> None:
    """Anything else that is raised fails the test."""
    try:
        book = read_workbook(content, name)
    except UnreadableFileError as error:
        assert str(error)
    else:
        assert isinstance(book, Workbook)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """*whole* with bytes changed, put in or left out, or cut off."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        how = draw(st.sampled_from(["flip", "splice", "drop", "cut"]))
        if how == "flip":
            content[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
        elif how == "splice":
            content[place:place] = draw(st.sampled_from(SPLICES))
        elif how == "drop":
            del content[place : place + draw(st.integers(1, 30))]
        else:
            del content[place:]
    return bytes(content)


@thorough
@given(
    st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"<?xml", b"%PDF", b"\xff\xfe"]),
    st.binary(max_size=400),
    st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a"]),
)
def test_random_bytes_are_refused(start: bytes, rest: bytes, name: str) -> None:
    _read_or_refused(start + rest, name)


@thorough
@given(damaged(FORM))
def test_a_damaged_form_is_read_or_refused(content: bytes) -> None:
    _read_or_refused(content, "a.xlsx")


@pytest.mark.long
@settings(thorough, max_examples=40)
@given(st.data())
def test_a_workbook_with_a_damaged_part_is_read_or_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(WHOLE)))
    content = zipped(WHOLE | {part: data.draw(damaged(WHOLE[part]))})
    _read_or_refused(content, "a.xlsx")


@settings(thorough, max_examples=4)
@given(damaged(ole_file({"Workbook": b"\x09\x08\x10\0\0\6\5\0" + bytes(40)})))
def test_a_damaged_xls_file_is_read_or_refused(content: bytes) -> None:
    _read_or_refused(content, "a.xls")


@settings(thorough, max_examples=4)
@given(damaged(b"<table:table table:name='S1'><table:table-row/></table:table>"))
def test_a_damaged_ods_file_is_read_or_refused(content: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "SECONDS", 0.5)
        _read_or_refused(hostile.ods(content.decode("latin-1")), "a.ods")
