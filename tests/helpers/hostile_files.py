"""Workbooks and zip files built byte by byte, as no honest program builds them.

Run as a script it reads one file and says what came of it: the tests watch that process, since a
file that gets past the guards can take the process down that reads it.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

MEGABYTE = 1_000_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

BOOK, BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
SHEET, SHARED, CORE = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/core.xml"
ROW = '<row r="1"><c r="A1"><v>5</v></c></row>'
"""The sheet of a file in which something else is wrong."""
FAR = f'{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
"""The sheet that takes its parser down."""

Parts = dict[str, bytes]


# --- Zip files -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """A member of a zip file; all that is said about ``data`` may be a lie."""

    name: str
    data: bytes
    size: int | None = None
    crc: int | None = None
    flags: int = 0
    method: int = zipfile.ZIP_DEFLATED
    extra: bytes = b""
    packed: bytes | None = None
    same_place_as: str | None = None
    """An earlier member whose bytes it shares."""


def members(parts: Mapping[str, bytes]) -> list[Member]:
    """Honest members."""
    return [Member(name, data) for name, data in parts.items()]


def zip_file(held: Iterable[Member], comment: bytes = b"") -> bytes:
    """A zip file with these members, true or not."""
    body, directory, count = bytearray(), bytearray(), 0
    places: dict[str | None, int] = {}
    for member in held:
        place = places.get(member.same_place_as, len(body))
        places[member.name] = place
        name, packed = member.name.encode(), _packed(member)
        size = len(member.data) if member.size is None else member.size
        crc = zlib.crc32(member.data) if member.crc is None else member.crc
        claims = struct.pack(
            "<HHHHHIIIHH",
            20, member.flags | 0x800, member.method, 0, 0x21, crc, len(packed), size, len(name), 0,
        )  # fmt: skip
        if place == len(body):
            body += b"PK\3\4" + claims + name + packed
        directory += b"PK\1\2\x14\0" + claims[:-2]
        directory += struct.pack("<HHHHII", len(member.extra), 0, 0, 0, 0, place)
        directory += name + member.extra
        count += 1
    return bytes(body + directory) + end_of_zip(count, len(directory), len(body), comment)


def end_of_zip(count: int, size: int, place: int, comment: bytes = b"", disk: int = 0) -> bytes:
    """A zip file's last record: how many members, how long their directory is and where."""
    count %= 1 << 16
    numbers = (disk, 0, count, count, size, place, len(comment))
    return struct.pack("<4sHHHHIIH", b"PK\5\6", *numbers) + comment


def _packed(member: Member) -> bytes:
    if member.packed is not None:
        return member.packed
    if member.method != zipfile.ZIP_DEFLATED:
        return member.data
    stream = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(member.data) + stream.flush()


def deflated_zeros(megabytes: int) -> bytes:
    """What inflates to that many million zeros, never held in memory: about 1 KB for each."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    step = stream.compress(bytes(MEGABYTE)) + stream.flush(zlib.Z_FULL_FLUSH)
    return step * megabytes + stream.flush()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An honest zip file."""
    return zip_file(members(parts))


# --- Workbooks -----------------------------------------------------------------------------------


def sheet_xml(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> bytes:
    """A worksheet with these ``<row>`` elements."""
    data = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'{HEAD}<worksheet xmlns="{namespace}">{data}</worksheet>'.encode()


def prefixed_sheet_xml(rows: str) -> bytes:
    """The same with every element's namespace as a prefix; *rows* bring theirs."""
    data = f"<x:sheetData>{rows}</x:sheetData>"
    return f'{HEAD}<x:worksheet xmlns:x="{MAIN}">{data}</x:worksheet>'.encode()


def book_parts(
    *sheets: str | bytes,
    properties: str = "",
    shared: str | None = None,
    main: str = MAIN,
    office: str = OFFICE,
) -> Parts:
    """A workbook's parts: its sheets S1, S2 … from their rows, or each from its whole XML.

    A cell of style 1 is a date. *shared* holds the shared texts' ``<si>`` elements.
    """
    numbers = range(1, len(sheets) + 1)
    relations = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    relations += [("rIdStyles", "styles", "styles.xml")]
    relations += [("rIdShared", "sharedStrings", "sharedStrings.xml")] if shared else []
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    parts = {
        TYPES: _content_types(len(sheets), bool(shared)),
        "_rels/.rels": relations_xml([("rId1", "officeDocument", BOOK)], office),
        BOOK: book_xml(listed, properties, main, office),
        BOOK_RELATIONS: relations_xml(relations, office),
        "xl/styles.xml": (
            f'{HEAD}<styleSheet xmlns="{main}"><cellXfs count="2">'
            '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
        ).encode(),
    }
    for number, sheet in zip(numbers, sheets, strict=True):
        xml = sheet if isinstance(sheet, bytes) else sheet_xml(sheet, namespace=main)
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    if shared:
        parts[SHARED] = f'{HEAD}<sst xmlns="{main}">{shared}</sst>'.encode()
    return parts


def book_xml(sheets: str, properties: str = "", main: str = MAIN, office: str = OFFICE) -> bytes:
    """The part that lists the ``<sheet>`` elements."""
    held = f"{properties}<sheets>{sheets}</sheets>"
    return f'{HEAD}<workbook xmlns="{main}" xmlns:r="{office}">{held}</workbook>'.encode()


def relations_xml(relations: Iterable[tuple[str, str, str]], office: str = OFFICE) -> bytes:
    """A part of relationships: each with its id, the last word of its type, and its target."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{office}/{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{namespace}">{lines}</Relationships>'.encode()


def _content_types(sheets: int, has_texts: bool) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    names += [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)]
    names += [("sharedStrings.xml", "sharedStrings")] if has_texts else []
    lines = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{kind}.{what}+xml"/>' for name, what in names
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    ).encode()


def xlsx(*sheets: str | bytes, **more: Any) -> bytes:
    """A workbook file with these sheets (see ``book_parts``)."""
    return zipped(book_parts(*sheets, **more))


def with_parts(parts: Mapping[str, bytes | None], *sheets: str | bytes) -> bytes:
    """A workbook file with more parts, or others in their place; None leaves one out."""
    whole: dict[str, bytes | None] = {**book_parts(*(sheets or (ROW,))), **parts}
    return zipped({name: data for name, data in whole.items() if data is not None})


def moved_sheet(name: str, target: str, *, decoy: bool = False) -> bytes:
    """A workbook whose killing sheet is the part *name*, named by the workbook as *target*.

    With a decoy, a harmless sheet lies where the killing one is expected.
    """
    parts = book_parts(ROW)
    if not decoy:
        del parts[SHEET]
    parts[name] = sheet_xml(FAR)
    told = parts[BOOK_RELATIONS].replace(b"worksheets/sheet1.xml", target.encode())
    return zipped(parts | {BOOK_RELATIONS: told})


def workbook_elsewhere() -> bytes:
    """A harmless workbook in ``xl/``, and a killing one to which the package itself points."""
    other = {name.replace("xl/", "yl/", 1): data for name, data in book_parts(FAR).items()}
    start = other["_rels/.rels"].replace(b"xl/workbook.xml", b"yl/workbook.xml")
    return zipped(book_parts(ROW) | other | {"_rels/.rels": start})


def renamed_by_extra_field() -> bytes:
    """A killing sheet in a member whose true name only Info-ZIP's extra field tells."""
    plain, true = b"docProps/thumbnail.jpeg", SHEET.encode()
    extra = struct.pack("<HHBI", 0x7075, 5 + len(true), 1, zlib.crc32(plain)) + true
    hidden = Member(plain.decode(), sheet_xml(FAR), extra=extra)
    return zip_file([*members(book_parts(ROW)), hidden])


def two_directories() -> bytes:
    """A killing workbook before a harmless one: whose directory counts, depends on the reader."""
    killing, harmless = xlsx(FAR), xlsx(ROW)
    count, size, place = struct.unpack_from("<HII", harmless, len(harmless) - 12)
    directory = bytearray(harmless[place : place + size])
    start = 0
    while start < size:
        lengths = struct.unpack_from("<HHH", directory, start + 28)
        (offset,) = struct.unpack_from("<I", directory, start + 42)
        struct.pack_into("<I", directory, start + 42, offset + len(killing))
        start += 46 + sum(lengths)
    end = end_of_zip(count, size, len(killing) + place, disk=1)
    return killing + harmless[:place] + bytes(directory) + end


def many_members(count: int) -> bytes:
    """A workbook with that many further members, all of them empty and in one place."""
    whole = xlsx(ROW)
    held, size, place = struct.unpack_from("<HII", whole, len(whole) - 12)
    numbers = (20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    empty = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", *numbers) + b"a"
    directory = whole[place : place + size] + empty * count
    return whole[:place] + directory + end_of_zip(held + count, len(directory), place)


def overlapping_members(count: int) -> bytes:
    """Sheets of 15 MB that all lie in the same few bytes."""
    part = Member("xl/worksheets/a0.xml", sheet_xml(" " * 15 * MEGABYTE))
    packed = _packed(part)
    rest = [
        Member(
            f"xl/worksheets/a{n}.xml", part.data, crc=zlib.crc32(part.data), packed=packed,
            same_place_as=part.name,
        )
        for n in range(1, count)
    ]  # fmt: skip
    return zip_file([*members(book_parts(ROW)), part, *rest])


def ods(content: str, manifest: str = "") -> bytes:
    """An OpenDocument workbook with these ``table:table`` elements."""
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in _ODS_PREFIXES}
    names["draw"] = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
    names["calcext"] = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    body = f"<office:body><office:spreadsheet>{content}</office:spreadsheet></office:body>"
    xml = f"{HEAD}<office:document-content{spaces}>{body}</office:document-content>"
    listed = f"<manifest:manifest{spaces}>{manifest}</manifest:manifest>"
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return zip_file(
        [
            Member("mimetype", mimetype, method=zipfile.ZIP_STORED),
            Member("content.xml", xml.encode()),
            Member("META-INF/manifest.xml", f"{HEAD}{listed}".encode()),
        ]
    )


_ODS_PREFIXES = ("office", "table", "text", "manifest")


def biff_record(kind: int, data: bytes) -> bytes:
    """A record of an .xls file's stream."""
    return struct.pack("<HH", kind, len(data)) + data


# --- Reading, watched ----------------------------------------------------------------------------

_BUSY = 40
"""So many times longer by the clock, at the most: other tests want the processor, too."""


@dataclass(frozen=True)
class Outcome:
    """What came of reading a file in a process that was watched."""

    told: Mapping[str, Any]
    seconds: float
    """Of processor time."""
    peak: int
    """Most memory that the reading process itself took, in bytes."""
    ended: int | None
    """Its exit status; None if it had to be stopped."""

    @property
    def error(self) -> str | None:
        """Name of our error, None if the file was read."""
        error: str | None = self.told.get("error")
        return error


def read_watched(
    content: bytes, name: str = "a.xlsx", seconds: float = 10.0, memory: int = 200 * MEGABYTE
) -> Outcome:
    """Read a file in a process that is stopped when it takes more than that, start included.

    What it reads in a process of its own is stopped there at 250 MB, to save time.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(content)
        given.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, name],
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
        )
        watched, peak, took = psutil.Process(process.pid), 0, 0.0
        until = time.monotonic() + seconds * _BUSY
        try:
            while process.poll() is None and peak <= memory and took < seconds:
                assert time.monotonic() < until, "it does not end"
                peak, took = max(peak, _memory(watched)), max(took, _worked(watched))
                time.sleep(0.005)
        finally:
            ended = process.returncode
            _stop(process)
        answer.seek(0)
        told = json.load(answer) if ended == 0 else {}
    return Outcome(told, took, peak, ended)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _worked(process: psutil.Process) -> float:
    """Processor time, in seconds, with that of processes that it has waited for."""
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.Error:
        return 0.0


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process, and first what it started."""
    if process.returncode is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()
    process.wait()


def _main() -> None:
    from par_xl.workbooks import sandbox
    from par_xl.workbooks.book import UnreadableFileError
    from par_xl.workbooks.reader import read_workbook

    sandbox.MEMORY = 250 * MEGABYTE
    told: dict[str, Any]
    try:
        book = read_workbook(sys.stdin.buffer.read(), Path(sys.argv[1]).name)
    except UnreadableFileError as error:
        told = {"error": type(error).__name__, "why": str(error)}
    else:
        sheets = [[sheet.name, len(sheet.rows), sheet.cell(0, 0)] for sheet in book.sheets]
        told = {"sheets": sheets}
    json.dump(told, sys.stdout, default=str)


if __name__ == "__main__":
    _main()
