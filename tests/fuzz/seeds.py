"""The real forms that are damaged: each with its plan, and with what it says undamaged."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from builders import HALF, edit, filled_form, key, make_plan
from hostile_files import zipped
from par_xl import workspace
from par_xl.plan.model import Plan
from par_xl.plan.reader import read_plan
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Status

from .opendocument import as_ods
from .package import members_of

Fields = Mapping[str, Cell]

SMALL: Mapping[str, Fields] = {
    "1.1": {
        "status": "Hoàn thành",
        "progress": 1.0,
        "completed_on": date(2024, 3, 2),
        "self_score": 0.75,
        "result": "- Đã ban hành\n+ Đã gửi <b>02</b> bản & phụ lục",
        "evidence": "=HYPERLINK; Số 12/QĐ-VP ngày 02/3/2024",
        "explanation": "Không",
    },
    "1.2": {
        "status": "Đang thực hiện",
        "progress": 0.35,
        "self_score": 1.25,
        "result": "Đã tham mưu",
        "evidence": "Số 7/BC-HC",
        "explanation": "Thiếu người",
        "difficulty": "Đề nghị bố trí kinh phí",
    },
    "S1.1": {"result": "Đã phối hợp", "difficulty": "Không"},
}
IDEA = {"kind": "Sáng kiến", "text": "Ký số trên điện thoại", "area": "1", "author": "Lê Văn B"}
HEAD = {"author": "Trần Thị C", "phone": "0233 852 741", "document": "15/BC-HC"}
SAMPLE_UNIT = "TH"


@dataclass(frozen=True, eq=False)
class Seed:
    """A form before it is damaged."""

    name: str
    file: str
    content: bytes
    plan: Plan


@cache
def seeds(further: Path | None = None) -> tuple[Seed, ...]:
    """The forms to damage; *further* is a folder of the small form saved by other programs."""
    plan = make_plan()
    rows = {key(code): fields for code, fields in SMALL.items()}
    small = filled_form(plan, "HC", rows, head=HEAD, initiatives=[IDEA])
    unit = {**HEAD, "unit": "Phòng Hành chính"}
    standard = filled_form(plan, None, rows, head=unit, initiatives=[IDEA])
    sample = _sample_plan()
    made = [
        Seed("small", "HC.xlsx", small, plan),
        Seed("standard", "chuẩn.xlsx", standard, plan),
        Seed("openpyxl", "HC.xlsx", _undated(edit(small, lambda _: None)), plan),
        Seed("sample", "TH.xlsx", _sample_form(sample), sample),
        Seed("ods", "HC.ods", as_ods(small), plan),
    ]
    for path in sorted(further.iterdir()) if further else ():
        made.append(Seed(path.suffix.lstrip("."), path.name, path.read_bytes(), plan))
    return tuple(made)


def _undated(content: bytes) -> bytes:
    """Without the time of saving, so that the same seed gives the same mutations every day."""
    parts = {piece.name.decode(): piece.data for piece in members_of(content).pieces}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(
        rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>2024-06-01T00:00:00Z", core
    )
    return zipped(parts)


def _sample_plan() -> Plan:
    with tempfile.TemporaryDirectory() as root:
        return read_plan(workspace.init(Path(root) / "mẫu").plan)


def _sample_form(plan: Plan) -> bytes:
    values: dict[str, Fields] = {}
    assignments = plan.in_period(plan.periods[HALF])
    for number, (place, role) in enumerate(assignments.of(SAMPLE_UNIT)):
        points = plan.by_key[place].points or 0
        score = points / 4 if assignments.scorers.get(place) == SAMPLE_UNIT else None
        if role is Role.COORDINATING:
            values[place] = {"result": f"Đã phối hợp {number}"}
        elif role is Role.SCORING:
            values[place] = {"self_score": score, "evidence": f"Số {number}/BC-TH"}
        elif number % 3 == 0:
            values[place] = {"status": Status.NOT_STARTED.label, "result": f"Chưa đến kỳ {number}"}
        else:
            values[place] = {
                "status": Status.IN_PROGRESS.label,
                "progress": (number % 90) / 100,
                "self_score": score,
                "result": f"Đang làm {number}",
                "evidence": f"Số {number}/BC-TH ngày 01/6/2024",
            }
    return filled_form(plan, SAMPLE_UNIT, values, head=HEAD)
