"""What the code writes: the workbooks in ``workbook/``, the page of faults, and what
``par-xl explain`` reads."""

from __future__ import annotations

import io
import re
import zipfile

from docs_made import reference
from docs_made.architecture import PICTURE, picture
from docs_made.faults import explained_json, faults_page
from docs_made.terminal import Office
from par_xl.app.demo import PERIOD
from par_xl.workspace.layout import Folder


def example_files(office: Office) -> dict[str, bytes]:
    """The sample plan, the standard form, the demo's master, a form handed back, the page of
    faults and every code explained, by path from the project's root."""
    folder = Folder(office.merged)
    returned = min((folder.returned / PERIOD).rglob("*.xlsx"))
    return {
        "workbook/ke-hoach.xlsx": folder.plan.read_bytes(),
        "workbook/bieu-mau-chuan.xlsx": folder.standard_form(PERIOD).read_bytes(),
        "workbook/bieu-mau-tra-lai-vi-du.xlsx": returned.read_bytes(),
        "workbook/tong-hop-vi-du.xlsx": folder.results(PERIOD).master.read_bytes(),
        "docs/huong-dan/ma-loi.md": faults_page().encode(),
        "src/par_xl/terms/explained.json": explained_json().encode(),
        PICTURE: picture().encode(),
        reference.NAME: reference.page(office.tables).encode(),
    }


def content_of(name: str, file: bytes) -> bytes | dict[str, bytes]:
    """What of a file is compared: of a workbook its parts, for how well they are packed, and
    hashes of packed files, depend on zlib."""
    if not name.endswith(".xlsx"):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {
            each: re.sub(rb"\b[0-9a-f]{64}\b", b"sha256", archive.read(each))
            for each in archive.namelist()
        }
