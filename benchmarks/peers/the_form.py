"""What somebody who writes such a script sees when they open a form."""

from __future__ import annotations

import sys
from pathlib import Path

SHEETS = ("Phụ lục I", "Phụ lục II", "Phụ lục III")
HEADER_ROW = 3
"""Counted from 1."""
COLUMNS = 23
"""A to W, from “Mã dòng” to “Thẩm quyền thực hiện”."""
KEY = "Mã dòng"
"""Empty in headings, filled in every row that is reported on."""
FILE = "Tệp"


def forms_and_output() -> tuple[list[Path], Path]:
    """The forms, by name, and where the workbook goes: the script's two arguments."""
    folder, out = sys.argv[1:]
    return sorted((Path(folder) / "da-nop" / "2024-06").glob("*.xlsx")), Path(out)
