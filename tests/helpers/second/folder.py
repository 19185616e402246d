"""What lies in a working folder, read as people would (contract, section 2)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook

from .cells import day
from .period import Arrived, Correction
from .plan import Plan

CORRECTIONS = "Đính chính"


def arrived_in(root: Path, period: str) -> list[Arrived]:
    """What lies in the period's ``da-nop``; the register says when it came, and whose it is."""
    known, found = _register(root, period), []
    inbox = root / "da-nop" / period
    paths = sorted(inbox.rglob("*.xlsx"))
    there = {path.relative_to(inbox).as_posix() for path in paths}
    for path in paths:
        name, moment = path.relative_to(inbox).as_posix(), path.stat().st_mtime
        changed = datetime.fromtimestamp(moment).date()  # noqa: DTZ006
        each = Arrived(name, path.read_bytes(), changed, moment)
        of_bytes = known.get(each.sha256, {})
        # Under another name than then, it was renamed.
        renamed = (known_as for old, known_as in of_bytes.items() if old not in there)
        received, unit = of_bytes.get(name) or next(renamed, (changed, ""))
        found.append(replace(each, day=received, unit=unit))
    return found


def _register(root: Path, period: str) -> dict[str, dict[str, tuple[date, str]]]:
    """The days of receipt and the units that the register has, by a file's hash and name."""
    path, found = root / "tiep-nhan.xlsx", dict[str, dict[str, tuple[date, str]]]()
    if not path.exists():
        return {}
    header, *rows = (
        load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
        .worksheets[0]
        .iter_rows(values_only=True)
    )
    for line in (dict(zip(header, row, strict=False)) for row in rows):
        received = day(line["Ngày nhận"])
        if line["Kỳ"] == period and received:
            of_bytes = found.setdefault(str(line["Mã băm"]), {})
            of_bytes[str(line["Tệp"])] = received, str(line["Đơn vị"] or "")
    return found


def corrections_in(root: Path, period: str, plan: Plan) -> list[Correction]:
    """The corrections that stand in the period's master."""
    master = root / "tong-hop" / f"{period}.xlsx"
    if not zipfile.is_zipfile(master):
        return []
    sheet = load_workbook(io.BytesIO(master.read_bytes()), read_only=True)[CORRECTIONS]
    found, is_below = [], False
    for unit, code, header, value, *_ in sheet.iter_rows(values_only=True):
        named = plan.named(str(unit or "")) if is_below else None
        keys = [row.key for row in plan.rows.values() if code in (row.code, row.key)]
        if named and len(keys) == 1:
            found.append(Correction(keys[0], named.code, str(header), value))
        is_below |= code == "Mã dòng"
    return found
