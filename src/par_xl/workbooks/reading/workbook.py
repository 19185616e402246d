"""From a received file's bytes to its sheets and cells: guarded, scanned, then parsed."""

from __future__ import annotations

from par_xl.workbooks.reading.book import Workbook
from par_xl.workbooks.reading.package import open_package
from par_xl.workbooks.reading.parse import parse
from par_xl.workbooks.reading.scan import suspicion


def read_workbook(content: bytes, name: str) -> Workbook:
    """Read a spreadsheet file (.xlsx, .xlsm, .xls, .ods) from its bytes; *name* is its file's.

    Raises:
        UnreadableFileError: one of its kinds says why, and nothing else is ever raised for
            what a file holds.
    """
    package = open_package(content, name)
    why = suspicion(package)
    if why is None:
        return parse(content, package)
    # Only now: most files need no other process, and no help in watching it.
    from par_xl.workbooks.reading.apart import parse_apart

    return parse_apart(content, name, why)
