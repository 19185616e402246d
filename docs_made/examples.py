"""What the code writes: the workbooks in ``workbook/``, the page of faults, and what
``par-xl explain`` reads."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path

from docs_made import reference
from docs_made.architecture import PICTURE, picture
from docs_made.faults import explained_json, faults_page
from par_xl.app.demo import PERIOD, demo
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.reader import read_plan

_NOW = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001 - the example office's own clock


def example_files() -> dict[str, bytes]:
    """The sample plan, the standard form, the demo's master, a form handed back, the page of
    faults and every code explained, by path from the project's root."""
    with tempfile.TemporaryDirectory() as temporary:
        with reference.tables_seen() as written:
            made = demo(Path(temporary) / "demo", now=_NOW)
        plan = read_plan(made.folder.plan)
        today: date = _NOW.date()
        standard = FormRequest(plan, plan.periods[PERIOD], None, today)
        return {
            "workbook/ke-hoach.xlsx": made.folder.plan.read_bytes(),
            "workbook/bieu-mau-chuan.xlsx": write_form(standard),
            "workbook/bieu-mau-tra-lai-vi-du.xlsx": made.outcome.returned[0].read_bytes(),
            "workbook/tong-hop-vi-du.xlsx": made.outcome.master.read_bytes(),
            "docs/huong-dan/ma-loi.md": faults_page().encode(),
            "src/par_xl/terms/explained.json": explained_json().encode(),
            PICTURE: picture().encode(),
            reference.NAME: reference.page(written).encode(),
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
