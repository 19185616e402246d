"""A zip's members: where they lie, whoever reads them, and what each unpacks to, counted.

Some readers go by the list at the end, some by what each member says of itself, some take the
first list and some the last: a zip in which these differ is refused.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

from par_xl.terms.messages import N_
from par_xl.workbooks.book import UnreadableFileError, UnsafeFileError

_END = struct.Struct("<4s4H2IH")
_LOCATOR = struct.Struct("<4sIQI")
_LARGER = struct.Struct("<4sQ2H2I4Q")
_LONGEST_COMMENT = (1 << 16) - 1
_SAID_ELSEWHERE = (*(0xFFFF,) * 4, *(0xFFFFFFFF,) * 2)
"""What stands in the place of numbers that the record for larger zips holds."""
_LOCAL = struct.Struct("<4s5H3I2H")
_LARGE, _OTHER_NAME = 0x0001, 0x7075
"""Further fields of a member: its sizes in 64 bits, and a name that only some readers know."""
_STREAMED, _UTF_8 = 0x8, 0x800
_MOST = 0xFFFFFFFF
"""Stands in the place of a size that is told in 64 bits."""
_STEP = 1_000_000
_SEAM = 32
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPE = (_DOCTYPE.decode().encode("utf-16-le"), _DOCTYPE.decode().encode("utf-16-be"))
_DATA = ("customxml/", "xl/embeddings/", "word/embeddings/", "word/fonts/", "pictures/")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".tif", ".tiff", ".emf", ".wmf")


def directory_size(content: bytes) -> int:
    """Bytes of the list of members, as its reader will take them to be; 0 where it finds none.

    Raises:
        UnsafeFileError: the record for larger zips says otherwise than the usual one.
    """
    return _last_record(content)[4]


def check_layout(content: bytes, archive: zipfile.ZipFile) -> None:
    """See that the members lie one behind the other, from the first byte to their list, and say
    of themselves what that list says.

    Raises:
        UnsafeFileError: they do not, or something lies before, between or behind them.
    """
    at = 0
    for member in sorted(archive.infolist(), key=lambda each: each.header_offset):
        if member.header_offset != at:
            raise _hidden()
        at = _behind(content, member)
    *disks, here, count, _, place = _last_record(content)
    if any(disks) or not here == count == len(archive.infolist()):
        raise _two_lists()
    end = _end(content)
    (comment,) = struct.unpack_from("<H", content, end + _END.size - 2)
    if not at == place == archive.start_dir or end + _END.size + comment != len(content):
        raise _hidden()


def _behind(content: bytes, member: zipfile.ZipInfo) -> int:
    """Where a member ends."""
    at = member.header_offset
    header = content[at : at + _LOCAL.size].ljust(_LOCAL.size, b"\0")
    sign, _, flags, method, _, _, crc, packed, size, named, more = _LOCAL.unpack(header)
    at += _LOCAL.size
    name = content[at : at + named]
    own, listed = _fields(content[at + named : at + named + more]), _fields(member.extra)
    true = member.CRC, member.compress_size, member.file_size
    if packed == size == _MOST and len(_numbers(own)) > 1:
        size, packed = _numbers(own)[:2]
    is_streamed = bool(flags & _STREAMED)
    said = crc, packed, size
    is_utf_8 = bool(member.flag_bits & _UTF_8)
    is_same = (
        sign == b"PK\3\4"
        and name == member.filename.encode("utf-8" if is_utf_8 else "cp437", "replace")
        and (name.isascii() or bool(flags & _UTF_8) == is_utf_8)
        and method == member.compress_type
        and (said == true or (is_streamed and not any(said)))
        and {*_numbers(listed)} <= {*true[1:], member.header_offset}
        and _OTHER_NAME not in own.keys() | listed.keys()
    )
    if not is_same:
        raise UnsafeFileError(
            N_("phần “{name}” tự ghi về mình khác với danh sách các phần"), name=member.filename
        )
    end: int = at + named + more + member.compress_size
    return end + (_descriptor(content, end, true) if is_streamed else 0)


def _fields(extra: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        found[kind] = extra[4 : 4 + size]
        extra = extra[4 + size :]
    return found


def _numbers(fields: dict[int, bytes]) -> tuple[int, ...]:
    """Sizes in 64 bits."""
    large = fields.get(_LARGE, b"")
    return struct.unpack_from(f"<{len(large) // 8}Q", large)


def _descriptor(content: bytes, at: int, true: tuple[int, int, int]) -> int:
    """Bytes behind a member that say once more what it is, as programs write them to a pipe."""
    for sizes in ("<I2Q", "<3I"):
        for sign in (b"PK\7\x08", b""):
            told = sign + struct.pack(sizes, *true)
            if content.startswith(told, at):
                return len(told)
    return 0


def _last_record(content: bytes) -> tuple[int, ...]:
    """Two numbers of disks, two counts of members, the size of their list and its place."""
    at = _end(content)
    if at < 0 or at + _END.size > len(content):
        return (0,) * 6
    usual = _END.unpack_from(content, at)[1:-1]
    locator, record = at - _LOCATOR.size, at - _LOCATOR.size - _LARGER.size
    if locator < 0 or content[locator : locator + 4] != b"PK\x06\x07":
        return usual
    # There it is looked for by some, where the locator leads by others.
    _, _, place, _ = _LOCATOR.unpack_from(content, locator)
    if place != record or content[record : record + 4] != b"PK\x06\x06":
        raise _two_lists()
    larger = _LARGER.unpack_from(content, record)[4:]
    for number, said, elsewhere in zip(larger, usual, _SAID_ELSEWHERE, strict=True):
        if said not in (number, elsewhere):
            raise _two_lists()
    return larger


def _end(content: bytes) -> int:
    """Where the last record begins: at the very end, or before the last comment there may be."""
    last = len(content) - _END.size
    if content[last : last + 4] == b"PK\x05\x06" and content.endswith(b"\0\0"):
        return last
    return content.rfind(b"PK\x05\x06", max(0, last - _LONGEST_COMMENT - 1))


def _two_lists() -> UnsafeFileError:
    return UnsafeFileError(N_("tệp nén có hai danh sách các phần bên trong, nói khác nhau"))


def _hidden() -> UnsafeFileError:
    return UnsafeFileError(N_("tệp nén có dữ liệu lạ ở trước, giữa hoặc sau các phần bên trong"))


def is_xml(member: zipfile.ZipInfo) -> bool:
    """Whatever it is called, unless it is a picture, a font or a program's own data: no parser
    sees those."""
    name = member.filename.lower()
    is_data = name.startswith(_DATA)
    return not is_data and not name.endswith((*_PICTURES, ".bin"))


def inflate(content: bytes, member: zipfile.ZipInfo, keep: bool) -> bytes:
    """Unpack a member, never to more than it claims; return its bytes where *keep*.

    Raises:
        UnreadableFileError: it is damaged, larger or smaller than it claims, or holds a DOCTYPE.
    """
    kept: list[bytes] = []
    size = check = 0
    before = b""
    may_have_doctype = is_xml(member)
    try:
        for chunk in _chunks(content, member, member.file_size + 1 if keep else _STEP):
            size += len(chunk)
            check = zlib.crc32(chunk, check)
            if size > member.file_size:
                break
            if may_have_doctype and _has_doctype(before + chunk):
                # No spreadsheet program writes one; it is how XML bombs are made.
                raise UnsafeFileError(N_("phần “{name}” có khai báo DOCTYPE"), name=member.filename)
            before = chunk[-_SEAM:]
            if keep:
                kept.append(chunk)
    except (struct.error, zlib.error, OverflowError) as error:
        raise UnreadableFileError(N_("tệp hỏng hoặc tải về chưa đủ")) from error
    if size != member.file_size:
        raise UnsafeFileError(
            N_("phần “{name}” ghi sai kích thước của chính nó"), name=member.filename
        )
    if check != member.CRC:
        raise UnreadableFileError(N_("tệp hỏng (sai mã kiểm tra)"))
    return b"".join(kept)


def _chunks(content: bytes, member: zipfile.ZipInfo, step: int) -> Iterator[bytes]:
    *_, named, more = _LOCAL.unpack_from(content, member.header_offset)
    start: int = member.header_offset + _LOCAL.size + named + more
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    chunk = stream.decompress(packed, step)
    while chunk:
        yield chunk
        chunk = stream.decompress(stream.unconsumed_tail, step)


def _has_doctype(xml: bytes) -> bool:
    # One byte is looked for much faster than nine, and most parts hold neither.
    return (b"!" in xml and _DOCTYPE in xml) or (
        b"\0" in xml and any(sign in xml for sign in _WIDE_DOCTYPE)
    )
