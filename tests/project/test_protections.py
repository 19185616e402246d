"""Each protection is on: this module is the list of them (see SECURITY.md)."""

from __future__ import annotations

import contextlib
import io
import json
import re
import socket
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook

import hostile_files as hostile
from builders import (
    HALF,
    check,
    codes,
    edit,
    filled_form,
    form,
    key,
    make_folder,
    merge,
    plan_rows,
    submit,
)
from fuzz.worker import parsed_here
from hostile_files import BOOK, HEAD, MEGABYTE, ROW, SHARED, sheet_xml, with_parts, xlsx, zipped
from par_xl.intake import submission
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import Cell, clean
from par_xl.workbooks import other_formats, sandbox
from par_xl.workbooks.book import (
    EncryptedFileError,
    TooHeavyError,
    TooLargeError,
    UnreadableFileError,
    UnsafeFileError,
)
from par_xl.workbooks.reader import read_workbook
from par_xl.workspace.layout import Folder
from par_xl.workspace.marking import marked_form
from par_xl.workspace.register import read_register, write_register
from reading_checks import (
    GOOD,
    first_sheet,
    one_row,
    processes_started,
    reads,
    refused,
    survived,
    with_member,
)

# --- What is no XML, or of another encoding, is never half read ----------------------------------

TEXTS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def _texts(shared: bytes) -> bytes:
    """A workbook of two shared texts whose part is written so."""
    parts = hostile.book_parts(TEXTS, shared="<si><t>một</t></si><si><t>hai</t></si>")
    return zipped(parts | {SHARED: shared})


SST = f'{HEAD}<sst xmlns="{hostile.MAIN}"><si><t>một</t></si><si><t>hai</t></si></sst>'


@pytest.mark.parametrize(
    "shared",
    [
        SST.replace("<si>", "<si><", 1),
        SST.replace("một", "một&x;"),
        SST.replace("<si>", "<si></x>", 1),
        SST.replace("</sst>", "\x01</sst>"),
        SST.replace("<si>", "<si a='1' a='2'>", 1),
    ],
)
def test_shared_texts_that_are_no_xml_are_refused(shared: str) -> None:
    reads(_texts(SST.encode()), [["một", "hai"]])
    with pytest.raises(UnreadableFileError):
        read_workbook(_texts(shared.encode()), "a.xlsx")


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "klingon"])
def test_parts_that_say_another_encoding_than_utf_8_are_refused(encoding: str) -> None:
    refused(_texts(SST.replace("UTF-8", encoding).encode()), UnsafeFileError, "UTF-8")
    sheet = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>à</t></is></c></row>')
    reads(xlsx(sheet), [["à"]])
    other = sheet.decode().replace("UTF-8", encoding)
    refused(xlsx(other.encode()), UnsafeFileError, "UTF-8")
    refused(xlsx(other.encode("latin-1")), UnsafeFileError, "UTF-8")


@pytest.mark.short("utf-16")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_parts_in_utf_16_are_refused(encoding: str) -> None:
    """The parser takes them for empty ones."""
    refused(_texts(SST.replace("UTF-8", "UTF-16").encode(encoding)), UnsafeFileError, "UTF-8")
    refused(_texts(SST.partition("\n")[2].encode(encoding)), UnsafeFileError, "UTF-8")


@pytest.mark.usefixtures("read_here")
def test_a_sheet_that_is_no_xml_is_refused() -> None:
    """Also where the quick look knows every cell of it."""
    rows = '<row r="1"><c r="A1"><v>5</v></c><row r="2"><c r="A2"{}><v>6</v></c></row>'
    for more in ("", ' cm="1"'):
        refused(xlsx(rows.format(more)), UnreadableFileError, "trang tính hỏng")


# --- Limits: each at its border ------------------------------------------------------------------

NO_LIMITS = {
    "MEGABYTE",
    "_STEP",
    "_SEAM",
    "_LONGEST_COMMENT",
    *("_LOOK_EVERY", "_SLOW", "_HEAVY", "_IDLE"),
    "LONG_TEXT",
    *("_FORM_ROWS", "_DAYS"),
    # Signs of a zip.
    *("_LARGE", "_OTHER_NAME", "_STREAMED", "_UTF_8", "_MOST"),
}
"""Numbers of the reading modules that limit nothing that is received."""
Border = tuple[object, bytes, str]
"""What a limit is set to, a file, and its name."""


@dataclass(frozen=True)
class Limit:
    """A limit: a file just within it, and one just beyond."""

    within: Border
    beyond: Border
    error: type[UnreadableFileError] | None
    """None: what is beyond is not refused, but parsed in another process."""
    says: str = ""


def _png(size: int) -> bytes:
    return with_parts({"xl/media/a.png": bytes(size)})


def _book_of(size: int) -> bytes:
    """A workbook whose list of sheets is that long."""
    whole = GOOD[BOOK]
    return with_parts({BOOK: whole.replace(b"<sheets>", b" " * (size - len(whole)) + b"<sheets>")})


def _odd(column: str) -> bytes:
    """A sheet that is written plainly first, with two rows and so many columns."""
    return xlsx(f'{ROW}<row r="2"><c t="n" r="{column}2"><v>6</v></c></row>')


def _ods(columns: int, text: str = "x", kind: str = ' office:value-type="string"') -> bytes:
    """Two rows; a text stands in the last cell."""
    cells = "<table:table-cell/>" * columns
    last = f"<table:table-cell{kind}><text:p>{text}</text:p></table:table-cell>"
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in (cells, cells + last))
    return hostile.ods(f'<table:table table:name="S1">{rows}</table:table>')


def _counted(count: int) -> bytes:
    parts = hostile.book_parts(TEXTS, shared="<si><t>một</t></si><si><t>hai</t></si>")
    return zipped(
        parts | {SHARED: parts[SHARED].replace(b"<sst ", b'<sst uniqueCount="%d" ' % count)}
    )


_WHOLE = zipped(GOOD)
_DIRECTORY = struct.unpack_from("<I", _WHOLE, len(_WHOLE) - 10)[0]
_SIZE = sum(map(len, GOOD.values()))
_XML = sum(len(xml) for name, xml in GOOD.items())
_LONG = hostile.book_parts(TEXTS, shared=f"<si><t>{'x' * 5000}</t></si><si><t>hai</t></si>")
_COPIES = sum(map(len, _LONG[SHARED].split(b"<si")[1:]))

LIMITS: dict[str, Limit] = {
    "package.FILE_LIMIT": Limit(
        (len(_WHOLE), _WHOLE, "a.xlsx"), (len(_WHOLE) - 1, _WHOLE, "a.xlsx"), TooLargeError, "tệp"
    ),
    "package.MEMBERS_LIMIT": Limit(
        (len(GOOD), _WHOLE, "a.xlsx"), (len(GOOD), _png(0), "a.xlsx"), TooLargeError,
        "phần bên trong"
    ),
    "package._DIRECTORY_LIMIT": Limit(
        (_DIRECTORY, _WHOLE, "a.xlsx"), (_DIRECTORY - 1, _WHOLE, "a.xlsx"),
        TooLargeError, "phần bên trong",
    ),
    "package.MEMBER_LIMIT": Limit(
        (5000, _png(5000), "a.xlsx"), (5000, _png(5001), "a.xlsx"), TooLargeError, "a.png"
    ),
    "package.UNPACKED_LIMIT": Limit(
        (_SIZE + 100, _png(100), "a.xlsx"), (_SIZE + 100, _png(101), "a.xlsx"),
        TooLargeError, "sau giải nén",
    ),
    "package.RATIO_FLOOR": Limit(
        (90_000, _png(90_000), "a.xlsx"), (90_000, _png(90_001), "a.xlsx"), TooLargeError,
        "phình to"
    ),
    "package.RATIO_LIMIT": Limit(
        (1_000, _png(20_000_001), "a.xlsx"), (200, _png(20_000_001), "a.xlsx"),
        TooLargeError, "phình to",
    ),
    "package.KEPT": Limit((_XML, _WHOLE, "a.xlsx"), (_XML - 1, _WHOLE, "a.xlsx"), None),
    "parts._SHEETS_LIMIT": Limit(
        (2, xlsx(ROW, ROW), "a.xlsx"), (2, xlsx(ROW, ROW, ROW), "a.xlsx"), TooLargeError,
        "trang tính"
    ),
    "scan._TEXTS_LIMIT": Limit((5, _counted(5), "a.xlsx"), (5, _counted(6), "a.xlsx"), None),
    "scan._COPIES_LIMIT": Limit(
        (_COPIES, zipped(_LONG), "a.xlsx"), (_COPIES - 1, zipped(_LONG), "a.xlsx"), None
    ),
    "scan.AREA_LIMIT": Limit(
        (199_800, xlsx(ROW, ROW), "a.xlsx"), (199_799, xlsx(ROW, ROW), "a.xlsx"), None
    ),
    "parts._SMALL_PART": Limit(
        (2000, _book_of(2000), "a.xlsx"), (2000, _book_of(2001), "a.xlsx"), TooLargeError, BOOK
    ),
    "nonstandard._AREA": Limit(
        (6, _odd("C"), "a.xlsx"), (6, _odd("D"), "a.xlsx"), TooHeavyError, "D2 ở rất xa bảng"
    ),
    "sandbox.CELLS": Limit(
        (6, _odd("C"), "a.xlsx"), (6, _odd("D"), "a.xlsx"), TooHeavyError, "hàng, cột"
    ),
    "sandbox.CHARACTERS": Limit(
        (4, _ods(1, "abcd"), "a.ods"), (4, _ods(1, "abcde"), "a.ods"), TooHeavyError, "nhiều chữ"
    ),
    "sandbox.SECONDS": Limit(
        (30.0, _odd("C"), "a.xlsx"), (0.01, _odd("C"), "a.xlsx"), TooHeavyError, "giây"
    ),
    "sandbox.MEMORY": Limit(
        (800 * MEGABYTE, _odd("C"), "a.xlsx"), (1, _odd("C"), "a.xlsx"), TooHeavyError, "bộ nhớ"
    ),
    "other_formats._FAR": Limit(
        (3, _ods(3), "a.ods"), (3, _ods(4), "a.ods"), TooHeavyError, "rất xa bảng"
    ),
    "book._LONGEST_TEXT": Limit(
        (1500, _ods(1, "x" * 1500), "a.ods"), (1500, _ods(1, "x" * 1501), "a.ods"),
        TooLargeError, "ký tự",
    ),
}  # fmt: skip
TOLD_SHORTER = {
    "other_formats._REPEATED",
    "book._LONGEST_ERROR",
    "notes._NOTES",
    "notes._ODS",
    "scan._LINKS",
    "scan._LONGEST_LINK",
}
"""What is beyond these is left out, and the file read: they have tests of their own."""
OF_DOCUMENTS = {"document.FILE_LIMIT", "document.PART_LIMIT", "document.TAGS_LIMIT"}
"""Limits of Word files: tested beside ``plan import``, which alone reads them."""
WATCHED = {"sandbox.SECONDS", "sandbox.MEMORY"}
"""What only another process can go beyond."""


READING = (
    *("book", "document", "nonstandard", "notes", "other_formats", "sandbox"),
    *("package", "parts", "reader", "scan", "zips"),
)
"""Modules that see what was received; the others write."""


def _numbers_of_reading() -> set[str]:
    modules = [import_module(f"par_xl.workbooks.{name}") for name in READING]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, value in vars(module).items()
        if type(value) in (int, float) and name.isupper() and name not in NO_LIMITS
    }


def test_every_limit_is_in_this_list() -> None:
    assert _numbers_of_reading() == TOLD_SHORTER | OF_DOCUMENTS | set(LIMITS)


@pytest.mark.parametrize("limit", LIMITS)
def test_each_limit_holds_just_at_its_border(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, _, name = limit.partition(".")
    told = LIMITS[limit]
    started = processes_started(monkeypatch)
    here = contextlib.nullcontext() if limit in WATCHED or told.error is None else parsed_here()
    with here:
        monkeypatch.setattr(f"par_xl.workbooks.{module}.{name}", told.within[0])
        assert read_workbook(*told.within[1:]).sheets
        assert limit in WATCHED or not started
        monkeypatch.setattr(f"par_xl.workbooks.{module}.{name}", told.beyond[0])
        if told.error is None:
            assert read_workbook(*told.beyond[1:]).sheets
            assert len(started) == 1
        else:
            refused(told.beyond[1], told.error, told.says, told.beyond[2])


def test_an_error_that_is_repeated_is_told_so_many_times_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="9" calcext:value-type="error" '
        'office:value-type="string"><text:p>#N/A</text:p></table:table-cell>'
    )
    row = f'<table:table-row table:number-rows-repeated="9">{cell}</table:table-row>'
    monkeypatch.setattr(other_formats, "_REPEATED", 3)
    with parsed_here():
        sheet = first_sheet(
            hostile.ods(f'<table:table table:name="S1">{row}</table:table>'), "a.ods"
        )
    assert len(sheet.broken) == 9


LONGEST = 40_000
LONG_TEXTS: dict[str, Callable[[str], tuple[bytes, str]]] = {
    "shared, the usual way": lambda text: (
        zipped(hostile.book_parts(TEXTS, shared=f"<si><t>{text}</t></si><si/>")), "a.xlsx"
    ),
    "in its cell": lambda text: (
        one_row(f'<c r="B1" t="inlineStr"><is><t>{text}</t></is></c>'), "a.xlsx"
    ),
    "of a formula": lambda text: (
        one_row(f'<c r="B1" t="str"><f>A1</f><v>{text}</v></c>'), "a.xlsx"
    ),
    "written plainly first": lambda text: (
        one_row(f'<c t="inlineStr" r="B1"><is><t>{text}</t></is></c>'), "a.xlsx"
    ),
    "of an .ods file": lambda text: (_ods(1, text), "a.ods"),
    "of no kind, of an .ods file": lambda text: (
        _ods(1, text, kind=""), "a.ods"
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", LONG_TEXTS)
def test_no_text_is_longer_than_any_of_excels_in_whatever_way_it_is_read(where: str) -> None:
    with parsed_here():
        assert read_workbook(*LONG_TEXTS[where]("x" * LONGEST)).sheets
        content, name = LONG_TEXTS[where]("x" * (LONGEST + 1))
        refused(content, TooLargeError, "40.001 ký tự", name)


MANY_MARKS = "a" + "\u0301" * 1500


@pytest.mark.parametrize("where", LONG_TEXTS)
def test_of_marks_upon_marks_thirty_are_kept(where: str) -> None:
    with parsed_here():
        book = read_workbook(*LONG_TEXTS[where](MANY_MARKS))
    texts = {value for row in book.sheets[0].rows for value in row if isinstance(value, str)}
    assert texts == {"a" + "\u0301" * 30}


def _merged(*areas: str) -> bytes:
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    rows = '<row r="1"><c t="n" r="A1"><v>5</v></c></row>'
    return xlsx(sheet_xml(rows, after=f"<mergeCells>{merged}</mergeCells>"))


def _errors(count: int) -> bytes:
    return xlsx('<row r="1"><c t="n" r="A1"><v>5</v></c></row>' + '<row><c t="e"/></row>' * count)


def _linked(*targets: str) -> bytes:
    relations = hostile.relations_xml([("rId1", "externalLinkPath", t) for t in targets])
    parts = {"xl/externalLinks/_rels/externalLink1.xml.rels": relations}
    return with_parts(parts, '<row r="1"><c t="n" r="A1"><v>5</v></c></row>')


BESIDE: dict[str, tuple[str, int, bytes, bytes]] = {
    "merged areas": ("CELLS", 3, _merged("B1:B2", "C1:C2"), _merged("B1:B2", "C1:C2", "D1:D2")),
    "errors": ("CELLS", 3, _errors(2), _errors(3)),
    "links": ("CHARACTERS", 6, _linked("a.xlsx"), _linked("ab.xlsx")),
}


@pytest.mark.parametrize("what", BESIDE)
def test_what_stands_beside_the_cells_counts_like_them(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that the process apart sends back takes memory in this one."""
    limit, value, within, beyond = BESIDE[what]
    monkeypatch.setattr(sandbox, limit, value)
    with parsed_here():
        assert read_workbook(within, "a.xlsx").sheets
        refused(beyond, TooHeavyError, "quá nhiều")


@pytest.mark.usefixtures("read_here")
def test_links_and_errors_are_told_in_few_words() -> None:
    book = read_workbook(_linked(*("x" * 5000 for _ in range(500))), "a.xlsx")
    assert len("".join(book.links)) < 20_000 and len(book.links) > 10
    links = '<table:table-source xmlns:xlink="x" xlink:href="a.ods"/>' * 500
    book = read_workbook(hostile.ods(f'{links}<table:table table:name="S1"/>'), "a.ods")
    assert 10 < len(book.links) < 100
    for error in ('<c r="B1" t="e"><v>{}</v></c>', '<c t="e" r="B1"><v>{}</v></c>'):
        sheet = first_sheet(one_row(error.format("x" * 50_000)))
        assert len(sheet.broken[0, 1]) <= 100


# --- Nothing is fetched --------------------------------------------------------------------------


@pytest.fixture
def listening() -> Iterator[tuple[str, Callable[[], bool]]]:
    """An address on this computer, and whether anybody has called it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def was_called() -> bool:
            try:
                server.accept()[0].close()
            except TimeoutError:
                return False
            return True

        yield f"127.0.0.1:{server.getsockname()[1]}", was_called


RELATIONS = (
    "externalLinkPath", "attachedTemplate", "oleObject", "image", "hyperlink", "package", "frame",
    "webextension", "webextensiontaskpanes", "connections", "queryTable", "customXml", "video",
)  # fmt: skip
OWNERS = (
    "xl/externalLinks/_rels/externalLink1.xml.rels", "xl/worksheets/_rels/sheet2.xml.rels",
    "xl/drawings/_rels/drawing1.xml.rels", "_rels/.rels",
    "xl/webextensions/_rels/taskpanes.xml.rels",
    "word/_rels/settings.xml.rels", "customXml/_rels/item1.xml.rels",
)  # fmt: skip


def _calling(address: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Parts of a package that lead to an address outside it, by what they are."""
    for owner in OWNERS:
        for scheme in (f"http://{address}/x", f"//{address}/x", f"\\\\{address}\\x"):
            told = hostile.relations_xml((f"x{n}", k, scheme) for n, k in enumerate(RELATIONS))
            told = told.replace(b"/></", b' TargetMode="External"/></')
            yield f"{owner} {scheme}", {owner: told}
    connection = f'<connections><connection id="1"><webPr url="http://{address}/"/></connection></connections>'
    yield "connections", {"xl/connections.xml": connection.encode()}
    yield "macros", {"xl/vbaProject.bin": b"\0" * 50}
    for part in (BOOK, SHARED, "xl/worksheets/sheet2.xml", "docProps/core.xml", "xl/styles.xml"):
        for declared in (
            f'<!DOCTYPE a SYSTEM "http://{address}/a.dtd">',
            f'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://{address}/p">%p;]>',
            f'<!DOCTYPE a [<!ENTITY x SYSTEM "http://{address}/x">]>',
        ):
            yield f"{part} {declared}", {part: f"{HEAD}{declared}<a>&x;</a>".encode()}
        styled = f'{HEAD}<?xml-stylesheet href="http://{address}/a.xsl"?><a/>'
        yield f"{part} style", {part: styled.encode()}


@pytest.mark.usefixtures("read_here")
def test_nothing_outside_a_file_is_ever_fetched(
    plan: Plan, listening: tuple[str, Callable[[], bool]]
) -> None:
    address, was_called = listening
    whole = form(plan, "HC", "| code | status | self_score |\n| 1.2 | Đang thực hiện | 9 |")
    honest = _parts(whole)
    accepted = 0
    for what, parts in _calling(address):
        told = check(plan, zipped(honest | parts))
        accepted += not told.refused
        handed_back = _parts(marked_form(plan, told, told.findings))
        assert not [n for n in handed_back if re.search("externalLink|connections|vba", n)], what
        relations = b"".join(xml for n, xml in handed_back.items() if n.endswith(".rels"))
        assert address.encode() not in relations and b"External" not in relations, what
    assert accepted >= len(OWNERS)
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "http://{address}/x">]>'
    content = hostile.ods("&x;").replace(HEAD.encode(), HEAD.encode() + entity.encode())
    check(plan, content, "a.ods")
    assert not was_called()
    host, _, port = address.partition(":")
    socket.create_connection((host, int(port))).close()
    assert was_called()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_laughs_take_neither_time_nor_memory() -> None:
    laughs = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 60))
    declared = f'{HEAD}<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>'
    for part in (BOOK, hostile.SHEET):
        xml = f"{declared}<a>&l59;</a>".encode()
        outcome = survived(with_parts({part: xml}), memory=60 * MEGABYTE)
        assert outcome.error == "UnsafeFileError"


def test_a_zip_within_a_zip_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    real = zipfile.ZipFile

    def counting(*args: object, **more: object) -> zipfile.ZipFile:
        opened.append(args)
        return real(*args, **more)  # type: ignore[call-overload, no-any-return]

    inner = zipped({"xl/embeddings/b.xlsx": zipped(GOOD)})
    whole = with_parts({"xl/embeddings/a.xlsx": inner, "xl/b.xlsx": inner})
    monkeypatch.setattr(zipfile, "ZipFile", counting)
    reads(whole, [[5.0]])
    # The file itself, and the package that is rebuilt for the parser.
    assert len(opened) == 2


# --- What units type stays text ------------------------------------------------------------------

MARK = "zq7"
OUTER = " \t\r\n"
"""What is taken off a text: white space, and nothing else."""
SIGNS = (
    f"=A1&{MARK}", f"=IF(1<2,{MARK})", f"=1+{MARK}", f"+{MARK}", f"-{MARK}", f"- {MARK}\n+ {MARK}",
    f"@SUM({MARK})", f"\t={MARK}",
    f"\r={MARK}", f'=HYPERLINK("http://{MARK}.vn","x")', f"=cmd|' /C calc'!{MARK}", f"＝{MARK}",
    f'=DDE("{MARK}";"a";"b")', f"'={MARK}", f"<b>{MARK}</b><script>{MARK}</script>", f"&{MARK};",
    f"]]>{MARK}", f"file:///C:/{MARK}", f"\\\\{MARK}\\share\\a.xlsx", f"javascript:alert('{MARK}')",
    f"http://{MARK}.vn/a?b=c&d", f"mailto:a@{MARK}.vn", f"internal:'{MARK}'!A1", f"{{={MARK}}}",
    f"_x003D_{MARK}", f"{MARK}\x01\x0b", f"=WEBSERVICE(\"http://{MARK}.vn\")", f"%{MARK}%",
)  # fmt: skip
TEXT_FIELDS = ("result", "evidence", "explanation", "difficulty")
HEAD_FIELDS = ("author", "phone", "approver", "document")


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Merged once: every sign in every text column, in the head, the free rows, the unit's other
    name, a file's name, and the register."""
    items = "\n".join(
        f"| 1.{n} | 1 | HC | | Thường xuyên |" for n in range(1, len(SIGNS) + 2)
    )  # fmt: skip
    header = "| TT | Điểm tối đa | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |\n"
    units = (
        "| Mã đơn vị | Tên đơn vị | Loại | Tên gọi khác |\n"
        f"| HC | +Phòng {MARK} | phòng | ={MARK} |\n| TT | Trung tâm | trung tâm | |"
    )
    rows = plan_rows(
        f"{header}| 1 | {len(SIGNS) + 1} | | | |\n{items}\n| S1 | | | | |\n"
        "| S1.1 | | TT | | Hằng năm |\n| P1 | | | | |\n| P1.1 | | TT | | Hằng năm |",
        units=units,
    )
    folder = make_folder(tmp_path_factory.mktemp("typed") / "work", rows)
    plan = read_plan(folder.plan)
    values: dict[str, dict[str, Cell]] = {}
    for number, _ in enumerate(SIGNS):
        texts = {f: SIGNS[(number + n) % len(SIGNS)] for n, f in enumerate(TEXT_FIELDS)}
        values[key(f"1.{number + 1}")] = {"status": "Không phát sinh trong kỳ", **texts}
    values[key(f"1.{len(SIGNS) + 1}")] = {"status": f"={MARK}", "value": f"={MARK}"}
    ideas = [{"kind": "Sáng kiến", "text": s, "author": s, "effect": s} for s in SIGNS]
    head = dict(zip(HEAD_FIELDS, SIGNS, strict=False))
    content = filled_form(plan, None, values, head={**head, "unit": f"={MARK}"}, initiatives=ideas)
    submit(folder, f"={MARK} +cmd.xlsx", content)
    merge(folder)
    register = read_register(folder.register)
    noted = [
        r.model_copy(update={"note": f"={MARK}", "way": f"@{MARK}"}) for r in register.receipts
    ]
    folder.register.write_bytes(write_register(replace(register, receipts=tuple(noted))))
    return folder


def _written(folder: Folder) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """The parts of every workbook of a working folder but the plan and what came in."""
    for path in sorted(folder.root.rglob("*.xlsx")):
        # The store holds copies of these by their hash, and of what came in.
        is_copy = folder.own in path.parents
        if path != folder.plan and folder.inbox not in path.parents and not is_copy:
            yield path, _parts(path.read_bytes())


def _handed_back(folder: Folder) -> Path:
    return folder.returned / HALF / f"={MARK} +cmd.xlsx"


def test_every_workbook_with_what_units_typed_is_looked_at(typed: Folder) -> None:
    told = {path for path, parts in _written(typed) if MARK.encode() in b"".join(parts.values())}
    assert told == {typed.register, typed.results(HALF).master, _handed_back(typed)}


def test_no_text_becomes_a_formula_a_link_or_markup(typed: Folder) -> None:
    for name, parts in _written(typed):
        for part, xml in parts.items():
            tree = etree.fromstring(xml)
            for each in tree.iter(
                "{*}f", "{*}formula", "{*}formula1", "{*}formula2", "{*}definedName"
            ):
                assert MARK not in (each.text or ""), (name, part)
                # Our own lead within the workbook.
                strange = r"HYPERLINK\((?!\"#')|DDE|WEBSERVICE|cmd"
                assert not re.search(strange, each.text or ""), (name, part)
            for each in tree.iter("{*}hyperlink"):
                assert each.get("location") and not {k for k in each.attrib if k.endswith("}id")}
            assert not [e for e in tree.iter() if e.get("TargetMode") == "External"], (name, part)
            assert b"<script" not in xml and b"<b>zq7" not in xml
            for cell in tree.iter("{*}c"):
                if MARK in "".join(map(str, cell.itertext())):
                    # Of our own formulas only those that show the unit's name.
                    assert cell.get("t") == "inlineStr" or cell.find("{*}f") is not None


@pytest.mark.usefixtures("read_here")
def test_signs_stay_as_typed(typed: Folder) -> None:
    # Of what nobody sees nothing stays.
    wanted = {clean(sign) for sign in SIGNS}
    result = json.loads(typed.results(HALF).json.read_bytes())
    told = [{e[field] for e in result["entries"] if e["file"]} for field in TEXT_FIELDS]
    assert [wanted - each for each in told] == [set()] * len(TEXT_FIELDS)
    assert {idea["text"] for idea in result["initiatives"]} == wanted
    for path in (typed.results(HALF).master, _handed_back(typed)):
        book = read_workbook(path.read_bytes(), path.name)
        shown = {
            v.strip(OUTER) for s in book.sheets for row in s.rows for v in row if isinstance(v, str)
        }
        assert wanted <= shown, wanted - shown
    again = check(read_plan(typed.plan), _handed_back(typed).read_bytes())
    assert {row.typed["result"] for row in again.rows if row.accepted} == wanted


# --- Names of files and links between folders ----------------------------------------------------

NAMES = (
    "CON.xlsx", "NUL.xlsx", "COM1.xlsx", "aux.XLSX", "LPT1.tar.xlsx", "trailing. .xlsx", " .xlsx",
    "a:stream.xlsx", "C:evil.xlsx", "..\\..\\evil.xlsx", "\\\\server\\evil.xlsx",
    "rtl\u202exslx.exe.xlsx",
    "x" * 250 + ".xlsx", "biểu mẫu 😀.xlsx", unicodedata.normalize("NFD", "Biểu mẫu.xlsx"),
    "a\nb.xlsx",
    "-rf.xlsx", "$(id).xlsx", "%TEMP%.xlsx", "a|b<c>d?e*f\".xlsx", "tab\there.xlsx", "'.xlsx",
    "đơn vị/../..xlsx", "con/nul/form.xlsx", "....xlsx",
)  # fmt: skip


def test_whatever_a_received_file_is_called_nothing_is_written_outside(tmp_path: Path) -> None:
    """ReturnRecord back under the name that it came with, which its folder could hold."""
    folder = make_folder(tmp_path / "work")
    content = form(read_plan(folder.plan), "HC", "| code | status |\n| 1.2 | Đã xong |")
    for number, name in enumerate(NAMES):
        submit(folder, name, content, hour=number % 23)
    outside = set(tmp_path.iterdir())
    result = merge(folder, workers=1)
    came = {path.relative_to(folder.submitted(HALF)).as_posix() for path in _files(folder.inbox)}
    told = {part.file for part in result.submissions}
    # Names that begin with a dot are hidden files.
    assert told == {name for name in came if not name.startswith(".")}
    assert len(came) == len(NAMES)
    assert set(tmp_path.iterdir()) == outside
    own = {"ke-hoach.xlsx", "tiep-nhan.xlsx", "da-nop", "tra-lai", "tong-hop", ".par-xl"}
    assert {path.name for path in folder.root.iterdir()} == own
    assert not [finding for finding in result.findings if finding.code == "TE16"]
    for path in _files(folder.returned):
        assert path.resolve().is_relative_to(folder.returned)
        assert not check(read_plan(folder.plan), path.read_bytes(), "a.xlsx").refused


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_links_between_folders_are_neither_read_nor_written_through(tmp_path: Path) -> None:
    """Who may write into da-nop does not decide what is read elsewhere, nor who may write into
    tra-lai what is written there."""
    folder = make_folder(tmp_path / "work")
    plan = read_plan(folder.plan)
    outside = tmp_path / "outside"
    outside.mkdir()
    content = form(plan, "HC", "| code | status |\n| 1.2 | Đã xong |")
    for name in ("form.xlsx", "secret.txt"):
        (outside / name).write_bytes(content)
    before = {path: path.read_bytes() for path in outside.iterdir()}
    inbox = folder.submitted(HALF)
    inbox.mkdir(parents=True)
    (inbox / "linked.xlsx").symlink_to(outside / "form.xlsx")
    (inbox / "gone.xlsx").symlink_to(outside / "gone.xlsx")
    (inbox / "folder").symlink_to(outside, target_is_directory=True)
    (inbox / "around").symlink_to(inbox, target_is_directory=True)
    folder.returned.mkdir()
    (folder.returned / HALF).mkdir()
    (folder.returned / HALF / "linked.xlsx").symlink_to(outside / "form.xlsx")
    result = merge(folder)
    assert not result.submissions
    assert {f.file for f in result.findings if f.code == "TE31"} == {"gone.xlsx", "linked.xlsx"}
    (inbox / "linked.xlsx").unlink()
    (inbox / "linked.xlsx").write_bytes(content)
    with pytest.raises(ParXlError, match="là liên kết"):
        merge(folder)
    assert {path: path.read_bytes() for path in outside.iterdir()} == before
    assert [path for path in _files(folder.returned) if not path.is_symlink()] == []


# --- Members that no spreadsheet program writes --------------------------------------------------

MEMBERS: dict[str, tuple[bytes, type[UnreadableFileError], str]] = {
    "a way up": (with_member("xl/../../x", b"x"), UnsafeFileError, "không an toàn"),
    "another drive": (with_member("C:x", b"x"), UnsafeFileError, "không an toàn"),
    "backslashes": (with_member("xl\\x", b"x"), UnsafeFileError, "không an toàn"),
    "twice": (with_member("XL/workbook.XML", b"x"), UnsafeFileError, "cùng tên"),
    "a folder that holds something": (with_member("xl/", b"x"), UnsafeFileError, "thư mục"),
    "a password": (with_member(flags=1), EncryptedFileError, "mật khẩu"),
    "another packing": (with_member(method=zipfile.ZIP_LZMA), UnsafeFileError, "cách lạ"),
    "more than it says": (with_member(data=b"xy", size=1), UnsafeFileError, "kích thước"),
    "less than it says": (with_member(data=b"xy", size=3), UnsafeFileError, "kích thước"),
    "another check sum": (with_member(data=b"xy", crc=1), UnreadableFileError, "mã kiểm tra"),
    "two members in one sheet": (
        with_parts({BOOK: hostile.book_xml(
            '<sheet name="A" sheetId="1" r:id="rId1"/><sheet name="B" sheetId="2" r:id="rId1"/>'
        )}),
        UnsafeFileError,
        "dùng chung",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MEMBERS)
def test_such_a_member_is_refused(what: str) -> None:
    refused(*MEMBERS[what])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "part", [BOOK, SHARED, hostile.SHEET, "xl/styles.xml", "docProps/core.xml"]
)
def test_a_document_type_is_refused_in_every_encoding(part: str, encoding: str) -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    for content in (xml.encode(), xml.encode(encoding)):
        refused(with_parts({part: content}), UnsafeFileError, "DOCTYPE")


# --- Values are read whole or not at all ---------------------------------------------------------


@pytest.mark.parametrize("cell", ['<c r="B1"{}><v>{}</v></c>', '<c{} r="B1"><v>{}</v></c>'])
@pytest.mark.parametrize("kind", ["", ' t="n"', ' t="b"'])
@pytest.mark.parametrize("value", ["5&amp;", "&amp;", "1&lt;2", "2&gt;"])
def test_a_number_that_holds_signs_is_no_shorter_number(cell: str, kind: str, value: str) -> None:
    with parsed_here():
        reads(one_row(cell.format(kind, value)), [[7.0, unescape(value)]])


@pytest.mark.parametrize("style", ["", ' s="1"'])
@pytest.mark.parametrize("cell", ['<c r="B1"{}><v>{}</v></c>', '<c cm="1" r="B1"{}><v>{}</v></c>'])
@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("NaN", "nan"),
        ("-INF", "-inf"),
        ("-1e400", "-inf"),
        ("-1E+300", -1e300),
        ("-100000000000", -1e11),
        ("-7", -7.0),
        ("-7.5E-5", -7.5e-5),
    ],
)
def test_what_is_no_number_is_no_day_and_stops_nothing(
    style: str, cell: str, value: str, read: Cell, capfd: pytest.CaptureFixture[str]
) -> None:
    """Style 1 shows days: of these the parser makes 30/12/1899, or falls over them."""
    with parsed_here():
        found = first_sheet(one_row(cell.format(style, value))).cell(0, 1)
    assert found == read or str(found).lower().replace("1e400", "inf") == read
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("cell", ['<c r="B1"{}>{}</c>', '<c{} r="B1">{}</c>'])
@pytest.mark.parametrize("formula", ["<f>1+1</f>", "<f/>", '<f t="shared" si="0"></f>'])
def test_a_text_within_its_cell_is_read_whatever_follows_it(cell: str, formula: str) -> None:
    inside = f"<is><t>chữ</t></is>{formula}"
    with parsed_here():
        reads(one_row(cell.format(' t="inlineStr"', inside)), [[7.0, "chữ"]])


TEXTS_IN_PIECES = (
    "<t>a</t><t>b</t>", "<r><t>a</t></r><r><t>b</t></r>", "<r><t>a</t><t>b</t></r>",
    "<t>a</t><r><t>b</t></r>", "<t>ab</t><rPh><t>c</t></rPh>",
)  # fmt: skip
PIECES_IN_PIECES = (
    "<r><r><t>a</t></r><t>b</t></r>", "<t>a<t>b</t></t>",
    "<t>a</t>" + "<x>" * 5000 + "<t>b</t>" + "</x>" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("inside", TEXTS_IN_PIECES)
def test_no_piece_of_a_text_is_lost_however_it_is_read(inside: str) -> None:
    with parsed_here():
        for cell in ('<c r="B1"{}>{}</c>', '<c cm="1" r="B1"{}>{}</c>'):
            text = cell.format(' t="inlineStr"', f"<is>{inside}</is>")
            reads(one_row(text), [[7.0, "ab"]])
        shared = SST.replace("<t>một</t>", inside)
        reads(_texts(shared.encode()), [["ab", "hai"]])


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("inside", PIECES_IN_PIECES)
def test_pieces_within_pieces_are_refused_however_they_are_read(inside: str) -> None:
    """Of them, each reader takes others."""
    for cell in ('<c r="B1"{}>{}</c>', '<c cm="1" r="B1"{}>{}</c>'):
        text = cell.format(' t="inlineStr"', f"<is>{inside}</is>")
        refused(one_row(text), UnsafeFileError, "đặt sai chỗ")
    refused(_texts(SST.replace("<t>một</t>", inside).encode()), UnsafeFileError, "đặt sai chỗ")


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize(
    "inside",
    [
        "{}<v>9</v>",
        "<f>1+1</f>{}<v>9</v>",
        "<v>9</v>{}",
        "<f/>{}<v>9</v>",
        '<x a="1"/>{}<v>9</v>',
    ],
)
def test_a_cell_within_a_cell_is_refused(inside: str) -> None:
    nested = inside.format('<c r="C1"><v>5</v></c>')
    for cell in (f'<c r="B1">{nested}</c>', f'<c cm="1" r="B1">{nested}</c>'):
        refused(one_row(cell), UnsafeFileError, "đặt sai chỗ")


def test_two_relations_of_one_name_are_refused() -> None:
    parts = hostile.book_parts(ROW, '<row r="1"><c r="A1"><v>6</v></c></row>')
    relations = parts[hostile.BOOK_RELATIONS]
    other = relations.replace(b'Id="rId2"', b'Id="rId1"')
    refused(zipped(parts | {hostile.BOOK_RELATIONS: other}), UnsafeFileError, "“rId1”")


# --- A form that is far too long -----------------------------------------------------------------


def _with_rows(whole: bytes, sheet: int, cells: str, count: int) -> bytes:
    """A form with so many further rows, from row 100 on."""
    parts = _parts(whole)
    name = f"xl/worksheets/sheet{sheet}.xml"
    rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(100, 100 + count))
    xml = parts[name].replace(b"</sheetData>", f"{rows}</sheetData>".encode())
    return zipped(parts | {name: xml})


LONG_FORMS: dict[str, tuple[int, str]] = {
    "rows without a key": (2, '<c r="K{}" t="str"><v>x</v></c>'),
    "rows of a key": (
        2,
        '<c r="A{0}" t="str"><v>PAR_INDEX/1.1</v></c><c r="K{0}" t="str"><v>x</v></c>',
    ),
    "errors": (3, '<c r="K{}" t="e"><v>#N/A</v></c>'),
    "free rows": (5, '<c r="B{}" t="str"><v>x</v></c>'),
}


@pytest.mark.parametrize("what", LONG_FORMS)
def test_no_more_rows_are_judged_than_any_form_has(
    what: str, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each becomes findings and a row of the form that is handed back: 60,000 took 900 MB."""
    whole = form(plan, "HC", "| code | status |\n| 1.2 | Đang thực hiện |")
    monkeypatch.setattr(submission, "ROWS_LIMIT", 40)
    sheet, cells = LONG_FORMS[what]
    told = check(plan, _with_rows(whole, sheet, cells, 20))
    assert "TE18" not in codes(told.findings) and len(told.findings) >= 20
    told = check(plan, _with_rows(whole, sheet, cells, 41))
    assert codes(told.findings) == ["TE18"] and told.refused
    assert "40 dòng" in told.findings[0].message


def test_copies_of_a_table_count_together(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(book: Workbook) -> None:
        for _ in range(3):
            page = book.copy_worksheet(book["Phụ lục I"])
            for row in range(100, 110):
                page[f"K{row}"] = page[f"Z{row}"] = "x"

    content = edit(form(plan, "HC", "| code | status |\n| 1.2 | Đang thực hiện |"), copy)
    told = check(plan, content)
    assert told.refused and len(told.displaced) >= 30
    monkeypatch.setattr(submission, "ROWS_LIMIT", 20)
    assert codes(check(plan, content).findings) == ["TE18"]


def test_what_the_page_on_security_names_is_there() -> None:
    root = Path(__file__).parents[2]
    page = (root / "SECURITY.md").read_text(encoding="utf-8")
    there = {
        p.relative_to(root).as_posix()
        for top in ("src", "tests")
        for p in (root / top).rglob("*.py")
    }
    named = set(re.findall(r"`([\w/]+\.py)`", page))
    assert len(named) > 15
    assert [
        name for name in named if not any(f"/{each}".endswith(f"/{name}") for each in there)
    ] == []
    assert all((root / link).is_file() for link in re.findall(r"\]\(([\w/.-]+)\)", page))
