"""What one reader takes and another refuses, or reads otherwise, is refused, whoever reads it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date

import pytest

import hostile_files as hostile
from hostile_files import (
    BOOK,
    BOOK_RELATIONS,
    ROW,
    SHARED,
    SHEET,
    TYPES,
    Member,
    members,
    with_parts,
    xlsx,
    zip_file,
    zipped,
)
from par_xl.workbooks.book import UnreadableFileError, UnsafeFileError
from reading_checks import GOOD, one_row, reads, refused, why_apart

pytestmark = pytest.mark.usefixtures("read_here")

OTHER = "tự ghi về mình khác với danh sách"
HIDDEN = "dữ liệu lạ"
STYLES, PICTURE = "xl/styles.xml", "xl/media/a.png"
_WHOLE = zipped(GOOD)
SIX = xlsx(ROW.replace("5", "6"))


# --- What a member says of itself, and what the list says of it ----------------------------------


def _own_header(at: int, told: bytes, name: str = SHEET) -> bytes:
    """The member's own header says otherwise."""
    with zipfile.ZipFile(io.BytesIO(_WHOLE)) as archive:
        place = archive.getinfo(name).header_offset
    return _WHOLE[: place + at] + told + _WHOLE[place + at + len(told) :]


def _other_name(plain: str, true: str) -> bytes:
    return (
        struct.pack("<HHBI", 0x7075, 5 + len(true), 1, zlib.crc32(plain.encode())) + true.encode()
    )


def _listed(**otherwise: bytes) -> bytes:
    """The list says something more of the sheet."""
    return zip_file(
        Member(name, data, **(otherwise if name == SHEET else {}))  # type: ignore[arg-type]
        for name, data in GOOD.items()
    )


MEMBERS = {
    "another name": (_own_header(30, b"XL/Worksheets"), OTHER),
    "another size": (_own_header(22, struct.pack("<I", 5)), OTHER),
    "another packed size": (_own_header(18, struct.pack("<I", 5)), OTHER),
    "another check sum": (_own_header(14, b"abcd"), OTHER),
    "another packing": (_own_header(8, b"\0\0"), OTHER),
    "another sign": (_own_header(0, b"PK\7\7"), OTHER),
    "sizes in 64 bits": (_listed(extra=struct.pack("<HHQQ", 1, 16, 5, 5)), OTHER),
    "a second name": (_listed(extra=_other_name(SHEET, PICTURE)), OTHER),
    "a second name of another one": (
        zip_file([*members(GOOD), Member(PICTURE, b"x", extra=_other_name(PICTURE, SHEET))]),
        OTHER,
    ),
    "two members in one place": (
        zip_file([*members(GOOD), Member(PICTURE, GOOD[SHEET], same_place_as=SHEET)]),
        HIDDEN,
    ),
}


@pytest.mark.parametrize("what", MEMBERS)
def test_a_member_is_what_it_says_and_what_the_list_says(what: str) -> None:
    content, says = MEMBERS[what]
    refused(content, UnsafeFileError, says)


# --- Two zips in one, and what lies beside the members -------------------------------------------


def _between(more: bytes) -> bytes:
    """Something that no list names, before the list."""
    count, size, place = struct.unpack_from("<HII", _WHOLE, len(_WHOLE) - 12)
    end = hostile.end_of_zip(count, size, place + len(more))
    return _WHOLE[:place] + more + _WHOLE[place:-22] + end


def _counted(count: int) -> bytes:
    _, size, place = struct.unpack_from("<HII", _WHOLE, len(_WHOLE) - 12)
    return _WHOLE[:-22] + hostile.end_of_zip(count, size, place)


BESIDE = {
    "another zip before": (SIX + _WHOLE, HIDDEN),
    "another zip behind": (_WHOLE + SIX, HIDDEN),
    "another zip in its comment": (zip_file(members(GOOD), SIX), HIDDEN),
    "bytes behind": (_WHOLE + b"\r\n", HIDDEN),
    "a member that is not listed": (_between(SIX[: SIX.index(b"PK\1\2")]), HIDDEN),
    "fewer members than the list has": (_counted(3), "hai danh sách"),
    "a list on another disk": (
        _WHOLE[:-18] + b"\1" + _WHOLE[-17:], "hai danh sách",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BESIDE)
def test_a_zip_is_its_members_and_their_list_alone(what: str) -> None:
    content, says = BESIDE[what]
    refused(content, UnsafeFileError, says)


def test_an_honest_comment_hides_nothing() -> None:
    reads(zip_file(members(GOOD), "Gửi phòng tổng hợp".encode()), [[5.0]])


@pytest.mark.parametrize("sizes", ["<3I", "<I2Q"])
@pytest.mark.parametrize("sign", [b"PK\7\x08", b""])
def test_members_as_they_are_written_to_a_pipe_are_read(sizes: str, sign: bytes) -> None:
    """Their sizes follow them, in any of the ways in which programs write them."""
    body, directory = bytearray(), bytearray()
    for name, data in GOOD.items():
        packed = zlib.compress(data, wbits=-15)
        true = zlib.crc32(data), len(packed), len(data)
        said = struct.pack("<5H", 20, 8, 8, 0, 0x21), struct.pack("<2H", len(name), 0)
        directory += b"PK\1\2\x14\0" + said[0] + struct.pack("<3I", *true) + said[1]
        directory += struct.pack("<3HII", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\3\4" + said[0] + bytes(12) + said[1] + name.encode() + packed
        body += sign + struct.pack(sizes, *true)
    end = hostile.end_of_zip(len(GOOD), len(directory), len(body))
    reads(bytes(body + directory) + end, [[5.0]])


# --- What the package says of its parts ----------------------------------------------------------


def _types(old: str, new: str) -> bytes:
    parts = hostile.book_parts(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared="<si><t>một</t></si>"
    )
    assert old.encode() in parts[TYPES]
    return zipped(parts | {TYPES: parts[TYPES].replace(old.encode(), new.encode())})


WRONG_TYPE = {
    "texts": ("sharedStrings+xml", "x+xml", SHARED),
    "styles": ("styles+xml", "x+xml", STYLES),
    "a sheet": (".worksheet+xml", ".chartsheet+xml", SHEET),
    "the workbook": ("sheet.main+xml", "x+xml", BOOK),
    "a second workbook": (
        "<Override",
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.ms-excel.sheet.macroEnabled.main+xml"/><Override',
        "mục lạ",
    ),
    "a part twice": (
        "</Types>",
        '<Override PartName="/XL/workbook.xml" ContentType="application/xml"/></Types>',
        "mục lạ",
    ),
    "an ending twice": (
        "</Types>", '<Default Extension="XML" ContentType="application/xml"/></Types>', "mục lạ",
    ),
    "what is no type": ("</Types>", "<Type/></Types>", "mục lạ"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG_TYPE)
def test_parts_are_said_to_be_what_they_are(what: str) -> None:
    old, new, says = WRONG_TYPE[what]
    refused(_types(old, new), UnsafeFileError, says)


def test_another_part_that_is_said_to_be_the_workbook() -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    more = f'<Override PartName="/yl/book.xml" ContentType="{kind}"/><Override'
    told = GOOD[TYPES].replace(b"<Override", more.encode(), 1)
    refused(with_parts({TYPES: told, "yl/book.xml": GOOD[BOOK]}), UnsafeFileError, "yl/book.xml")
    # What isn't there leads nobody astray.
    reads(with_parts({TYPES: told}), [[5.0]])


def test_a_package_that_does_not_say_what_its_parts_are() -> None:
    refused(with_parts({TYPES: None}), UnreadableFileError, TYPES)


def test_types_as_programs_write_them_are_read() -> None:
    """The workbook's by its ending, as .NET has it; capital letters; templates and macros."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    told = GOOD[TYPES].replace(b'ContentType="application/xml"', b'ContentType="' + kind + b'"')
    told = told.replace(b'<Override PartName="/xl/workbook.xml" ContentType="' + kind + b'"/>', b"")
    assert told.count(kind) == 1
    reads(with_parts({TYPES: told}), [[5.0]])
    reads(with_parts({TYPES: GOOD[TYPES].replace(b"/xl/", b"/XL/")}), [[5.0]])
    macros = GOOD[TYPES].replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    reads(with_parts({TYPES: macros}), [[5.0]], "a.xlsm")


# --- Texts and styles where nobody looks ---------------------------------------------------------

DAY = '<row r="1"><c r="A1" s="1"><v>45450</v></c><c r="B1" t="s"><v>0</v></c></row>'
DATED = hostile.book_parts(DAY, shared="<si><t>một</t></si>")


def _styled(old: bytes, new: bytes) -> bytes:
    assert old in DATED[STYLES]
    return zipped(DATED | {STYLES: DATED[STYLES].replace(old, new)})


def _related(old: bytes, new: bytes, **more: bytes) -> bytes:
    told = DATED[BOOK_RELATIONS].replace(old, new)
    return zipped(DATED | more | {BOOK_RELATIONS: told})


NOBODY_LOOKS = {
    "styles elsewhere": (
        _related(b'"styles.xml"', b'"looks.xml"', **{"xl/looks.xml": DATED[STYLES]}),
        "mà sổ tính không chỉ tới",
    ),
    "styles that are not named": (_related(b'/styles"', b'/theme"'), "mà sổ tính không chỉ tới"),
    "texts elsewhere": (
        _related(b'"sharedStrings.xml"', b'"t.xml"', **{"xl/t.xml": DATED[SHARED]}),
        "mà sổ tính không chỉ tới",
    ),
    "texts that are not named": (
        _related(b'/sharedStrings"', b'/theme"'), "mà sổ tính không chỉ tới",
    ),
    "styles twice": (
        _styled(b"<cellXfs", b'<cellXfs><xf numFmtId="0"/><xf numFmtId="0"/></cellXfs><cellXfs'),
        "đặt sai chỗ",
    ),
    "styles in what others add": (
        _styled(b"<cellXfs", b"<extLst><ext><cellXfs/></ext></extLst><cellXfs"), "đặt sai chỗ",
    ),
    "styles of another namespace": (_styled(b"<cellXfs", b'<cellXfs xmlns="urn:q"'), "sai chỗ"),
    "formats of another namespace": (
        _styled(
            b"<cellXfs", b'<numFmts><q:numFmt xmlns:q="urn:q" numFmtId="14"/></numFmts><cellXfs'
        ),
        "đặt sai chỗ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NOBODY_LOOKS)
def test_texts_and_styles_are_where_every_reader_looks(what: str) -> None:
    content, says = NOBODY_LOOKS[what]
    refused(content, UnsafeFileError, says)


def test_styles_that_are_no_xml() -> None:
    refused(_styled(b"</cellXfs>", b""), UnreadableFileError, "xl/styles.xml")
    refused(_styled(b"<cellXfs", b'<cellXfs a="&x;"'), UnreadableFileError, "xl/styles.xml")


def test_styles_as_excel_writes_them_are_read() -> None:
    dated = _styled(
        b"<cellXfs",
        b'<numFmts><numFmt numFmtId="170" formatCode="0.0"/></numFmts><cellStyleXfs><xf/>'
        b'</cellStyleXfs><dxfs><dxf><numFmt numFmtId="171" formatCode="0"/></dxf></dxfs><cellXfs',
    )
    reads(dated, [[date(2024, 6, 7), "một"]])


def test_two_sheets_of_one_name() -> None:
    parts = hostile.book_parts(ROW, ROW)
    told = parts[BOOK].replace(b'"S2"', b'"s1"')
    refused(zipped(parts | {BOOK: told}), UnsafeFileError, "cùng tên “s1”")


# --- Cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["B1 ", " B1", "R1C2", "$B$1", "b1", "B0", "B01", "B", "1", "B1:B2", "", "B2", "ABCD1"]
)
def test_a_cell_stands_where_it_says(place: str) -> None:
    refused(one_row(f'<c r="{place}"><v>6</v></c>'), UnsafeFileError, f"địa chỉ lạ “{place}”")


@pytest.mark.parametrize("place", ["0", "01", " 1", "x", "", "-1", "1.0"])
def test_a_row_stands_where_it_says(place: str) -> None:
    row = f'<row r="{place}"><c><v>6</v></c></row>'
    refused(xlsx(row), UnsafeFileError, f"địa chỉ lạ “{place}”")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="inlineStr"><v>6</v></c>',
        '<c r="B1" t="inlineStr"><is><t>x</t></is><v>6</v></c>',
        '<c r="B1" t="inlineStr"><v>6</v><is><t>x</t></is></c>',
        '<c r="B1" t="inlineStr"><f>1</f><v>6</v></c>',
        '<c r="B1"><is><t>x</t></is></c>',
        '<c r="B1" t="str"><is><t>x</t></is></c>',
        '<c r="B1"><f>1</f><is><t>x</t></is></c>',
    ],
)
def test_a_text_stands_in_its_cell_just_where_that_says_so(cell: str) -> None:
    refused(one_row(cell), UnsafeFileError, "đặt sai chỗ")


@pytest.mark.parametrize("row", ['spans="1:1" spans="1:2"', 'ht="3" ht="4"', 'r="1" r="2"'])
def test_an_attribute_that_is_said_twice(row: str) -> None:
    told = ROW.replace('r="1"', f'r="1" {row}' if "r=" not in row else row)
    refused(xlsx(told), UnreadableFileError, "hỏng")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="str"><v>a&x;b</v></c>',
        '<c r="B1" t="str"><f>"&x;"</f><v>a</v></c>',
        '<c r="B1" t="inlineStr"><is><t>a&x;b</t></is></c>',
        '<c r="B1"><f>A1&A1</f><v>1</v></c>',
        '<c r="B1"><f>"\x01"</f><v>1</v></c>',
    ],
)
def test_what_is_no_xml_within_a_cell(cell: str) -> None:
    refused(one_row(cell), UnreadableFileError, "hỏng")


def test_rows_and_cells_that_do_not_say_where_they_stand_follow_each_other() -> None:
    reads(xlsx("<row><c><v>5</v></c><c><v>6</v></c></row><row/>"), [[5.0, 6.0]])
    reads(xlsx('<row><c r="A1"><v>5</v></c><c r="C1"><v>6</v></c></row>'), [[5.0, None, 6.0]])


def test_a_usual_sheet_is_still_a_usual_one() -> None:
    assert why_apart(one_row('<c r="B1"><f>A1</f><v>1</v></c>')) is None
