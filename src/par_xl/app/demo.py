"""The whole job on the sample plan: forms, example entries, merge, report, reminders, page.

Everything is an example.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from gettext import gettext as _
from pathlib import Path

from par_xl import workspace
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.model import Item, Period, Plan
from par_xl.plan.reader import read_plan
from par_xl.plan.units import Unit
from par_xl.terms.errors import ParXlError
from par_xl.terms.text import Cell
from par_xl.terms.words import Role, Status, day
from par_xl.workspace import MergeOutcome
from par_xl.workspace.documents import page, remind, report
from par_xl.workspace.layout import Folder
from par_xl.workspace.progress import Progress, silent

PERIOD = "2024-06"
SEED = 2024
_LATE_UNIT = "TTTH"
_MISSING_UNIT = "QTTV"
_ON_TIME = date(2024, 6, 7)
_LATE = date(2024, 6, 11)
_TODAY = date(2024, 6, 12)
"""The example office's own day, on which it chases."""

_NOTHING_TO_SCORE = (Status.NOT_ARISEN.label, Status.NOT_APPLICABLE.label)

# One row each of several faults, by the unit in whose form they stand.
_FAULTS: dict[str, dict[str, Cell]] = {
    "HCTC": {"status": "Đã xong", "result": "Ví dụ: tình trạng không có trong danh sách"},
    "TTPVHCC": {
        "status": Status.DONE.label,
        "progress": 0.9,
        "evidence": "Ví dụ: Báo cáo số 15/BC-TTPVHCC ngày 03/6/2024",
        "completed_on": date(2024, 6, 3),
    },
    "TH": {
        "status": Status.DONE.label,
        "completed_on": date(2024, 7, 20),
        "evidence": "Ví dụ: ngày hoàn thành sau kỳ báo cáo",
    },
    "KT": {
        "status": Status.DONE.label,
        "completed_on": date(2024, 5, 20),
        "result": "Ví dụ: thiếu tài liệu kiểm chứng",
    },
    "NC": {"status": Status.IN_PROGRESS.label, "progress": 1.5, "result": "Ví dụ: tiến độ 1,5"},
    "KGVX": {"status": Status.NOT_APPLICABLE.label, "result": "Ví dụ: thiếu giải trình"},
}


@dataclass(frozen=True)
class DemoMade:
    """The demo's folder, the outcome of its merge, and the documents made of it."""

    folder: Folder
    outcome: MergeOutcome
    documents: tuple[Path, ...]


def demo(
    root: Path,
    now: datetime | None = None,
    progress: Progress = silent,
) -> DemoMade:
    """Make a working folder in *root*, fill its forms with example entries, merge, and write the
    period's documents.

    Raises:
        ParXlError: *root* is there and not empty.
    """
    if root.exists() and any(root.iterdir()):
        raise ParXlError(
            _("Thư mục {root} đã có và không trống."),
            _("Chọn tên khác: par-xl demo TÊN_THƯ_MỤC."),
            root=root,
        )
    is_new = not root.exists()
    try:
        return _made(root, now, progress)
    except BaseException:
        if is_new:
            shutil.rmtree(root, ignore_errors=True)
        raise


def _made(root: Path, now: datetime | None, progress: Progress) -> DemoMade:
    folder = submitted(root, progress)
    outcome = workspace.merge(folder, PERIOD, now=now, by="Ví dụ", progress=progress)
    return DemoMade(folder, outcome, _documents(folder))


def submitted(root: Path, progress: Progress = silent) -> Folder:
    """Make a working folder in *root* whose forms came back filled in; nothing is merged."""
    folder = workspace.init(root)
    workspace.forms(folder, PERIOD, progress=progress)
    workspace.forms(folder, PERIOD, standard=True)
    plan = read_plan(folder.plan)
    period = plan.periods[PERIOD]
    units = [u for u in plan.in_period(period).units if u.code != _MISSING_UNIT]
    for number, unit in enumerate(units):
        progress(number, len(units), _("điền ví dụ {code}").format(code=unit.code))
        received = _LATE if unit.code == _LATE_UNIT else _ON_TIME
        path = folder.submitted(PERIOD) / f"{unit.code}_{PERIOD}.xlsx"
        path.write_bytes(write_form(_filled(plan, period, unit, received)))
        moment = datetime.combine(received, time(15)).timestamp()
        os.utime(path, (moment, moment))
    return folder


def _documents(folder: Folder) -> tuple[Path, ...]:
    """Report, reminders and page; the page as a draft, since the criteria are reconstructed."""
    reminded = remind(folder, PERIOD, today=_TODAY).published
    made = (report(folder, PERIOD), reminded, page(folder, PERIOD, draft=True))
    return tuple(path for each in made if each for path in each.files)


def next_free(root: Path) -> Path:
    """*root*, or the first of root-2, root-3 … that is not there yet."""
    free, number = root, 1
    while free.exists():
        number += 1
        free = root.with_name(f"{root.name}-{number}")
    return free


def _filled(plan: Plan, period: Period, unit: Unit, received: date) -> FormRequest:
    chance = random.Random(f"{SEED} {unit.code}")
    roles = plan.in_period(period)
    values: dict[str, dict[str, Cell]] = {}
    for key, role in roles.of(unit.code):
        item = plan.by_key[key]
        if role is Role.COORDINATING:
            if chance.random() < 0.3:
                values[key] = {"result": f"Ví dụ: {unit.code} đã phối hợp cung cấp số liệu"}
        elif chance.random() < 0.93:
            entry = _entry(item, period, unit, received, chance) if role is Role.LEAD else {}
            if roles.scorers.get(key) == unit.code and entry.get("status") not in _NOTHING_TO_SCORE:
                entry |= _scored(item, entry, unit, received, chance)
            values[key] = entry
    if unit.code in _FAULTS:
        led = [key for key, role in roles.of(unit.code) if role is Role.LEAD]
        values[led[-1]] = _FAULTS[unit.code]
    return FormRequest(
        plan,
        period,
        unit,
        received,
        values=values,
        head={
            "author": "Ví dụ: Nguyễn Văn A",
            "phone": "0233 000 000",
            "approver": "Ví dụ: Lãnh đạo đơn vị",
            "document": f"Ví dụ: Số 01/{unit.code} ngày {day(received)}",
        },
        initiatives=_ideas(unit, chance),
    )


def _ideas(unit: Unit, chance: random.Random) -> tuple[dict[str, str], ...]:
    """Return what a unit adds of its own: one example of some of the kinds."""
    examples = {
        "Sáng kiến": {
            "text": "Ví dụ: rút ngắn thời gian xử lý hồ sơ nhờ mẫu trả lời sẵn",
            "author": "Ví dụ: tập thể đơn vị",
            "effect": "Ví dụ: giảm một ngày chờ của người dân",
            "status": "Ví dụ: đã áp dụng",
        },
        "Đề xuất sửa đổi Kế hoạch": {
            "text": "Ví dụ: bổ sung đơn vị phối hợp cho nhiệm vụ liên quan nhiều phòng",
        },
        "Nhiệm vụ trọng tâm kỳ tới": {
            "text": f"Ví dụ: {unit.name} tập trung các nhiệm vụ chưa hoàn thành",
        },
    }
    return tuple({"kind": kind, **examples[kind]} for kind in examples if chance.random() < 0.4)


def _entry(
    item: Item, period: Period, unit: Unit, received: date, chance: random.Random
) -> dict[str, Cell]:
    due = item.due.within(period.year)
    if due is not None and due < received:
        # What is past its time: some done late, some still going on.
        status = chance.choice((Status.DONE, Status.IN_PROGRESS))
    else:
        status = chance.choices(list(Status), weights=(46, 34, 10, 7, 3))[0]
    values: dict[str, Cell] = {"status": status.label}
    if status is Status.DONE:
        values |= _done(item, period, unit, received, chance)
    elif status is Status.IN_PROGRESS:
        values["progress"] = chance.randrange(2, 10) / 10
        values["result"] = "Ví dụ: đang triển khai theo kế hoạch"
        if chance.random() < 0.3:
            values["explanation"] = "Ví dụ: một số đơn vị gửi số liệu chậm; do thiếu nhân lực"
            values["difficulty"] = "Ví dụ: đề nghị bố trí thêm kinh phí"
    elif status is Status.NOT_STARTED:
        values["result"] = "Ví dụ: bố trí thực hiện trong 6 tháng cuối năm"
    else:
        values["explanation"] = "Ví dụ: không phát sinh nội dung thuộc phạm vi đơn vị"
    return values


def _scored(
    item: Item, entry: Mapping[str, Cell], unit: Unit, received: date, chance: random.Random
) -> dict[str, Cell]:
    """Return what the scorer of a criterion adds to its *entry* there."""
    assert item.points is not None
    score = round(item.points * chance.uniform(0.6, 1), 2)
    evidence = entry.get("evidence") or _document(unit, received, chance)
    return {"self_score": score, "evidence": evidence}


def _done(
    item: Item, period: Period, unit: Unit, received: date, chance: random.Random
) -> dict[str, Cell]:
    due = item.due.within(period.year)
    last = min(received, due + timedelta(days=20)) if due else received
    completed = last - timedelta(days=chance.randrange(18 if due else 60))
    values: dict[str, Cell] = {
        "completed_on": completed,
        "result": "Ví dụ: đã hoàn thành nhiệm vụ của kỳ",
        "evidence": _document(unit, completed, chance),
    }
    if item.measure == "%":
        values["value"] = float(chance.randrange(80, 101))
    if due is not None and completed > due and chance.random() < 0.5:
        values["explanation"] = "Ví dụ: chậm do chờ văn bản hướng dẫn"
    return values


def _document(unit: Unit, written: date, chance: random.Random) -> str:
    return f"Ví dụ: Báo cáo số {chance.randrange(10, 400)}/BC-{unit.code} ngày {day(written)}"
