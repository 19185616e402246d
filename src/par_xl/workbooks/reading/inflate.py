"""One member of a zip, unpacked and counted: whether it is what the zip says of it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

from par_xl.terms.messages import N_
from par_xl.workbooks.reading.book import UnreadableFileError, UnsafeFileError

_STEP = 1_000_000
_SEAM = 32
_LOCAL_HEADER = struct.Struct("<26xHH")
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPE = (_DOCTYPE.decode().encode("utf-16-le"), _DOCTYPE.decode().encode("utf-16-be"))
_DATA = ("customxml/", "xl/embeddings/", "word/embeddings/", "word/fonts/", "pictures/")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".svg", ".tif", ".tiff", ".emf", ".wmf")


def is_xml(member: zipfile.ZipInfo) -> bool:
    """Whatever it is called, unless it is a picture, a font or a program's own data: no parser
    sees those."""
    name = member.filename.lower()
    is_data = name.startswith(_DATA)
    return not is_data and not name.endswith((*_PICTURES, ".bin"))


def inflate(content: bytes, member: zipfile.ZipInfo, keep: bool) -> bytes:
    """Unpack a member; its bytes where they are to be kept.

    Raises:
        UnreadableFileError: it is damaged, larger or smaller than it claims, or holds a DOCTYPE.
    """
    whole = _at_once(content, member) if keep else None
    # Only of what is amiss, and of what is too large to be kept, are the steps counted.
    return _in_steps(content, member, keep) if whole is None else whole


def _at_once(content: bytes, member: zipfile.ZipInfo) -> bytes | None:
    """A member that is what it claims to be; of any other nothing, and never more than that."""
    try:
        packed = _packed(content, member)
        if member.compress_type == zipfile.ZIP_STORED:
            whole = bytes(packed)
        else:
            whole = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
    except (struct.error, zlib.error, OverflowError):
        return None
    is_honest = len(whole) == member.file_size and zlib.crc32(whole) == member.CRC
    return whole if is_honest and not (is_xml(member) and _has_doctype(whole)) else None


def _in_steps(content: bytes, member: zipfile.ZipInfo, keep: bool) -> bytes:
    kept: list[bytes] = []
    size = check = 0
    before = b""
    may_have_doctype = is_xml(member)
    try:
        for chunk in _chunks(content, member):
            size += len(chunk)
            check = zlib.crc32(chunk, check)
            if size > member.file_size:
                break
            if may_have_doctype and _has_doctype(before + chunk):
                # No spreadsheet program writes one; it is how XML bombs are made.
                raise UnsafeFileError(
                    N_("phần «{name}» có khai báo DOCTYPE").format(name=member.filename)
                )
            before = chunk[-_SEAM:]
            if keep:
                kept.append(chunk)
    except (struct.error, zlib.error, OverflowError) as error:
        raise UnreadableFileError(N_("tệp hỏng hoặc tải về chưa đủ")) from error
    if size != member.file_size:
        raise UnsafeFileError(
            N_("phần «{name}» ghi sai kích thước của chính nó").format(name=member.filename)
        )
    if check != member.CRC:
        raise UnreadableFileError(N_("tệp hỏng (sai mã kiểm tra)"))
    return b"".join(kept)


def _chunks(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(content, member)
    if member.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    chunk = stream.decompress(packed, _STEP)
    while chunk:
        yield chunk
        chunk = stream.decompress(stream.unconsumed_tail, _STEP)


def _packed(content: bytes, member: zipfile.ZipInfo) -> memoryview:
    named, extra = _LOCAL_HEADER.unpack_from(content, member.header_offset)
    start = member.header_offset + _LOCAL_HEADER.size + named + extra
    return memoryview(content)[start : start + member.compress_size]


def _has_doctype(xml: bytes) -> bool:
    # One byte is looked for much faster than nine, and most parts hold neither.
    return (b"!" in xml and _DOCTYPE in xml) or (
        b"\0" in xml and any(sign in xml for sign in _WIDE_DOCTYPE)
    )
