"""XlsxWriter's workbook, with its sheets' cells filled in as it is saved.

It makes the parts of the book around the cells; they are packed here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from gettext import gettext as _
from io import StringIO
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager

from par_xl.terms.errors import ParXlError
from par_xl.workbooks.sheet import SharedStrings, Sheet

_IN_MEMORY = 8_000_000
"""Bytes of shared strings up to which they need no file."""
_FAST, _SMALL = 2, 5
"""Levels of deflating: that of books with a long table is twice as fast."""
_UNIX = 3
_AT_ONCE = 60_000
"""Characters that are deflated together."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STRINGS = "xl/sharedStrings.xml"
_SCRIPTS = re.compile('<a:font script="[^>]*/>')
"""A theme's fonts for forty scripts: half a kilobyte in each file, and no cell uses them."""


class _Packager(Packager):  # type: ignore[misc]
    """XlsxWriter's parts of a book, kept from being packed: they are still without cells."""

    def _create_package(self) -> list[tuple[StringIO, str, bool]]:
        self.parts = {name: xml for xml, name, _is_binary in super()._create_package()}
        return []


@lru_cache(maxsize=1_000, typed=True)
def _format(**properties: Any) -> Format:
    # Typed: 10 and 10.0 are written as they are.
    made = Format(properties)
    # It keeps that, too.
    made._get_format_key()
    return made


class Skeleton(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook, whose parts are to be filled in."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.theme_xml: str = _SCRIPTS.sub("", self.theme_xml)

    def add_format(self, properties: Mapping[str, Any] | None = None) -> Format:
        """Add a format: a copy of one that is made once for all books, which takes as long as a
        hundred cells."""
        given = {**self.default_format_properties, **(properties or {})}
        made = object.__new__(Format)
        vars(made).update(vars(_format(**given)))
        made.xf_format_indices = self.xf_format_indices
        made.dxf_format_indices = self.dxf_format_indices
        self.formats.append(made)
        return made

    def _get_packager(self) -> _Packager:
        self.packager = _Packager()
        return self.packager


def fill_in(book: Skeleton, file: BinaryIO) -> None:
    """Write a book that was closed, with the cells of its sheets; the same calls make the same
    bytes."""
    worksheets: Sequence[Sheet] = book.worksheets()
    sheets = {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(worksheets, 1)}
    parts: dict[str, StringIO] = book.packager.parts
    level = _FAST if any(sheet.is_long for sheet in worksheets) else _SMALL
    with (
        SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as strings,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=level) as package,
    ):
        texts = SharedStrings(strings)
        # The texts are known when all sheets are written.
        for name in sorted(parts, key=_STRINGS.__eq__):
            xml = parts[name].getvalue()
            pieces: Iterable[str] = (xml,)
            if name in sheets:
                pieces = sheets[name].filled(xml, texts)
            elif name == _STRINGS:
                start = f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{texts.count}">'
                texts.flush()
                strings.seek(0)
                pieces = chain((start,), iter(partial(strings.read, _AT_ONCE), ""), ("</sst>",))
            _write_part(package, name, pieces)
        for member in package.infolist():
            # Windows writes itself down there, and the bytes would be others.
            member.create_system = _UNIX


def _write_part(package: ZipFile, name: str, pieces: Iterable[str]) -> None:
    # By its name: so it has no time.
    part = package.open(name, "w")
    held, size = [], 0
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > _AT_ONCE:
                part.write("".join(held).encode())
                held, size = [], 0
        part.write("".join(held).encode())
    finally:
        try:
            part.close()
        except RuntimeError as error:
            # Of zipfile: one that not every program reads.
            raise ParXlError(
                _("Tệp Excel cần ghi có phần {name} lớn hơn 2 GB.").format(name=name),
                _(
                    "Tổng hợp ít đơn vị hơn: chuyển bớt tệp khỏi thư mục da-nop của kỳ rồi chạy "
                    "lại."
                ),
            ) from error
