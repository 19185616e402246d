"""Nothing received takes too much: files and parts too large, bombs, lies, floods."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import pytest

import hostile_files as hostile
from hostile_files import BOOK, CORE, MEGABYTE, ROW, sheet_xml, with_parts, xlsx, zipped
from par_xl.workbooks import package
from par_xl.workbooks.book import TooLargeError, UnreadableFileError, UnsafeFileError
from reading_checks import GOOD, one_row, reads, refused, survived, with_member

# --- Limits of size ------------------------------------------------------------------------------


def test_a_file_over_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(GOOD)
    monkeypatch.setattr(package, "FILE_LIMIT", len(content))
    reads(content, [[5.0]])
    monkeypatch.setattr(package, "FILE_LIMIT", len(content) - 1)
    refused(content, TooLargeError, "tệp")


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MEMBERS_LIMIT", len(GOOD))
    reads(zipped(GOOD), [[5.0]])
    refused(with_parts({"xl/media/a.png": b""}), TooLargeError, "phần bên trong")


def test_a_member_over_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MEMBER_LIMIT", 5000)
    reads(with_parts({"xl/media/a.png": bytes(5000)}), [[5.0]])
    refused(with_parts({"xl/media/a.png": bytes(5001)}), TooLargeError, "xl/media/a.png")


def test_members_over_their_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(map(len, GOOD.values()))
    monkeypatch.setattr(package, "UNPACKED_LIMIT", size + 1000)
    reads(with_parts({"a.png": bytes(1000)}), [[5.0]])
    refused(with_parts({"a.png": bytes(600), "b.png": bytes(600)}), TooLargeError, "sau giải nén")


def test_a_ratio_counts_only_above_its_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "RATIO_FLOOR", 100_000)
    reads(with_parts({"xl/media/a.png": bytes(100_000)}), [[5.0]])
    refused(with_parts({"xl/media/a.png": bytes(100_001)}), TooLargeError, "phình to")
    monkeypatch.setattr(package, "RATIO_LIMIT", 10_000)
    reads(with_parts({"xl/media/a.png": bytes(100_001)}), [[5.0]])


def test_honest_style_sheets_are_read_however_well_they_compress() -> None:
    styles = GOOD["xl/styles.xml"].replace(b"</styleSheet>", b" " * 2_000_000 + b"</styleSheet>")
    reads(with_parts({"xl/styles.xml": styles}), [[5.0]])


def test_the_limits_let_a_provinces_largest_form_pass() -> None:
    assert package.FILE_LIMIT >= 20 * MEGABYTE
    assert package.MEMBER_LIMIT >= 50 * MEGABYTE
    assert package.RATIO_LIMIT > 100


# --- Members that lie ----------------------------------------------------------------------------

BOMBS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "300 MB, honestly": (
        lambda: with_member(size=300 * MEGABYTE, packed=hostile.deflated_zeros(300)),
        "TooLargeError", "sheet9.xml",
    ),
    "300 MB that claim to be 1 KB": (
        lambda: with_member(size=1000, packed=hostile.deflated_zeros(300)),
        "UnsafeFileError", "kích thước",
    ),
    "300 MB that claim to be 15": (
        lambda: with_member(size=15 * MEGABYTE, packed=hostile.deflated_zeros(300)),
        "UnsafeFileError", "kích thước",
    ),
    "300 MB that claim to be 90": (
        lambda: with_member(size=90 * MEGABYTE, packed=hostile.deflated_zeros(300)),
        "TooLargeError", "phình to",
    ),
    "300 MB that claim to be 1 KB, no XML": (
        lambda: with_member("xl/media/a.png", size=1000, packed=hostile.deflated_zeros(300)),
        "UnsafeFileError", "kích thước",
    ),
}  # fmt: skip


@pytest.mark.short("300 MB, honestly", "300 MB that claim to be 1 KB")
@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_fast_and_with_little_memory(what: str) -> None:
    build, error, says = BOMBS[what]
    outcome = survived(build(), seconds=3.0, memory=60 * MEGABYTE)
    assert (outcome.error, says in outcome.told["why"]) == (error, True), outcome.told


LIES: dict[str, tuple[dict[str, Any], type[UnreadableFileError], str]] = {
    "more than stored": ({"size": 1000, "method": 0}, UnsafeFileError, "kích thước"),
    "more than packed": ({"size": 1000}, UnsafeFileError, "kích thước"),
    "less than claimed": ({"size": 3000}, UnsafeFileError, "kích thước"),
    "another check sum": ({"crc": 5}, UnreadableFileError, "mã kiểm tra"),
    "damaged": ({"packed": b"\xff" * 20}, UnreadableFileError, "hỏng"),
    "packed in another way": ({"method": zipfile.ZIP_LZMA}, UnsafeFileError, "cách lạ"),
}


@pytest.mark.parametrize("what", LIES)
def test_a_member_that_lies_about_itself(what: str) -> None:
    lies, error, says = LIES[what]
    refused(with_member(data=b"x" * 2000, **lies), error, says)


FLOODS: dict[str, Callable[[], bytes]] = {
    "members": lambda: hostile.many_members(400_000),
    "parts each under the floor of ratios": lambda: _padded_sheets(4),
    "members in one place": lambda: hostile.overlapping_members(4),
    "elements in the workbook's part": lambda: with_parts(
        {BOOK: GOOD[BOOK].replace(b"<sheets>", b"<a/>" * 800_000 + b"<sheets>")}
    ),
    "elements within each other": lambda: with_parts(
        {BOOK: GOOD[BOOK].replace(b"<sheets>", b"<a>" * 300_000 + b"</a>" * 300_000)}
    ),
    "cells of a row with an error value": lambda: xlsx(
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c>' + '<c r="B1"/>' * 350_000 + "</row>"
    ),
    "cells with one long text": lambda: xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1001)),
        shared=f"<si><t>{'x' * 200_000}</t></si>",
    ),
    "cells with one text of 30,000 letters": lambda: xlsx(
        "".join(f'<row r="{n}">{_shared_cells(n)}</row>' for n in range(1, 401)),
        shared=f"<si><t>{'x' * 30_000}</t></si>",
    ),
    "cells with one text in many runs": lambda: xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 201)),
        shared="<si>" + f"<r><t>{1000 * 'x'}</t></r>" * 1000 + "</si>",
    ),
    "sheets, each with a cell at CZ9999": lambda: xlsx(
        *[f'{ROW}<row r="9999"><c r="CZ9999"><v>1</v></c></row>'] * 14
    ),
    "attributes of one cell": lambda: xlsx(
        '<row r="1"><c r="A1"' + ' a=""' * 1_000_000 + "<v>1</v></c></row>"
    ),
}


def _shared_cells(row: int) -> str:
    return "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJKLMNOPQRST")


def _padded_sheets(count: int) -> bytes:
    return xlsx(*[sheet_xml(ROW, before=" " * 15 * MEGABYTE)] * count)


@pytest.mark.short("members", "elements within each other", "cells with one long text")
@pytest.mark.parametrize("what", FLOODS)
def test_no_flood_of_anything_fills_the_memory(what: str) -> None:
    survived(FLOODS[what](), memory=180 * MEGABYTE)


def _one_part_in_many_sheets(sheets: int, *rows: str) -> bytes:
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(sheets))
    return with_parts({BOOK: hostile.book_xml(listed)}, "".join(rows) or ROW)


SLOW: dict[str, Callable[[], bytes]] = {
    "one part as five thousand sheets": lambda: _one_part_in_many_sheets(5000),
    "one part as a hundred sheets": lambda: _one_part_in_many_sheets(
        100, *(f'<row r="{n}">{_shared_cells(n)}</row>' for n in range(1, 2001))
    ),
    "formulas within one cell": lambda: xlsx(
        '<row r="1">' + f'<c r="A1" t="str">{14_000 * "<f/>"}<v>1</v></c>' * 60 + "</row>"
    ),
    "beginnings of tags in the core properties": lambda: with_parts(
        {CORE: b"<dcterms:modified" * 50_000}
    ),
    "marks upon marks": lambda: xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 11)),
        shared=f"<si><t>{'a' + chr(0x301) * 16_000 + chr(0x316) * 16_000}</t></si>",
    ),
    "texts longer than any cell of Excel's": lambda: xlsx(
        '<row r="1">' + '<c r="A1" t="s"><v>0</v></c>' * 2_000 + "</row>",
        shared=f"<si><t>{'é' * 100_000}</t></si>",
    ),
    "a text that looks like formulas": lambda: one_row(
        f'<c r="B1" t="inlineStr"><is><t>{"f " * 100_000}</t></is></c>'
    ),
}


@pytest.mark.short("one part as a hundred sheets", "formulas within one cell", "marks upon marks")
@pytest.mark.parametrize("what", SLOW)
def test_nothing_small_takes_long(what: str) -> None:
    survived(SLOW[what](), seconds=2.0)
