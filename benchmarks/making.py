"""Working folders of any size: a plan, and a filled form of each unit, written by the product and
saved by LibreOffice.

Everything is drawn from a seed, so that the same size holds the same entries everywhere.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.constants import AS_OF, PERIOD, ROWS
from benchmarks.libreoffice import find_libreoffice, save_again
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.plan.model import Item, Plan
from par_xl.plan.reader import read_plan
from par_xl.plan.units import Unit
from par_xl.plan.workbook import write_plan
from par_xl.terms.text import Cell
from par_xl.terms.words import Index, Status, day
from par_xl.workbooks.sheet import Value
from par_xl.workspace.layout import Folder

_RECEIVED = date(2024, 6, 7)
_RECEIVED_AT = datetime.combine(_RECEIVED, time(15))
_MERGED = ("tong-hop", "tra-lai", ".par-xl")
_SEED = 20240610
_ROWS = {Index.PAR_INDEX: 105, Index.SIPAS: 104, Index.PAPI: 104}
"""Rows to report on in each appendix."""
_PER_AREA = 13
_LETTER = {Index.PAR_INDEX: "", Index.SIPAS: "S", Index.PAPI: "P"}
_FAULTY = 0.1
"""Share of forms in which something is wrong, with one to three rows each."""
_DUE = ("Quý I/2024", "30/4/2024", "Quý II/2024", "Năm 2024", "Thường xuyên", "Thường xuyên")
_BATCH = 50
"""Forms of one run of LibreOffice."""


@dataclass(frozen=True)
class Made:
    """A folder that was made, and how many forms lie in it."""

    folder: Folder
    forms: int
    rows: int


def make_folder(root: Path, units: int) -> Made:
    """Make a working folder of that many units, each of which has sent its form.

    What lies there already stays.

    Raises:
        NoLibreOfficeError: forms have to be made, and LibreOffice is missing or did not save them.
    """
    folder = Folder(root.resolve())
    folder.submitted(PERIOD).mkdir(parents=True, exist_ok=True)
    if not folder.plan.exists():
        folder.plan.write_bytes(write_plan(_plan_rows(units)))
    missing = [each for each in _plan(folder).units if not _form(folder, each).exists()]
    starts = range(0, len(missing), _BATCH)
    batches = [(folder, missing[start : start + _BATCH]) for start in starts]
    if batches:
        find_libreoffice()
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
            for _ in pool.map(_write_forms, batches):
                pass
    return Made(folder, units, units * ROWS)


def put_back(made: Made) -> None:
    """Make the folder as it was before anything was merged in it."""
    folder = made.folder
    outcome = (*(folder.root / name for name in _MERGED), folder.register)
    for path in outcome:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _write_forms(batch: tuple[Folder, Sequence[str]]) -> None:
    folder, units = batch
    plan = _plan(folder)
    with tempfile.TemporaryDirectory(dir=folder.root) as made:
        written, saved = Path(made, "written"), Path(made, "saved")
        written.mkdir()
        for code in units:
            (written / _form(folder, code).name).write_bytes(_filled(plan, plan.units[code]))
        save_again(sorted(written.iterdir()), saved)
        for path in saved.iterdir():
            os.utime(path, (_RECEIVED_AT.timestamp(), _RECEIVED_AT.timestamp()))
            path.replace(folder.submitted(PERIOD) / path.name)


@cache
def _plan(folder: Folder) -> Plan:
    return read_plan(folder.plan)


def _form(folder: Folder, unit: str) -> Path:
    return folder.submitted(PERIOD) / f"{unit}_{PERIOD}.xlsx"


def _plan_rows(units: int) -> Mapping[str, list[dict[str, Value]]]:
    rows = {index: list(_items(index, units)) for index in Index}
    return {
        "Thông tin": [
            {"Mục": name, "Giá trị": value}
            for name, value in {
                "Mã kế hoạch": "KH-DO",
                "Phiên bản": "1",
                "Tên kế hoạch": "Kế hoạch dùng để đo tốc độ",
                "Cơ quan": "Văn phòng",
                "Đơn vị tổng hợp": "X00001",
            }.items()
        ],
        "Thiết lập": [
            {"Tên": "Ngày bắt đầu kế hoạch", "Giá trị": date(2023, 8, 4), "Ý nghĩa": "Bắt đầu"}
        ],
        "Kỳ báo cáo": [
            {
                "Kỳ": PERIOD,
                "Tên kỳ": "6 tháng đầu năm 2024",
                "Loại kỳ": "6 tháng",
                "Từ ngày": date(2023, 12, 15),
                "Đến ngày": date(2024, 6, 14),
                "Gửi trước ngày": AS_OF,
            }
        ],
        "Đơn vị": [
            {"Mã đơn vị": f"X{n:05d}", "Tên đơn vị": f"Xã số {n}", "Loại": "xã"}
            for n in range(1, units + 1)
        ],
        "Lĩnh vực": [
            {"Chỉ số": index.label, "Mã": row["TT"], "Tên lĩnh vực": row["Nội dung"]}
            for index in Index
            for row in rows[index]
            if "." not in str(row["TT"])
        ],
        **{index.sheet: rows[index] for index in Index},
        "Kết quả công bố": [],
        "Mục tiêu": [],
        "Gia hạn": [],
    }


def _items(index: Index, units: int) -> Iterator[dict[str, Value]]:
    """Areas of thirteen rows each; those of PAR INDEX carry points: units score them in turn."""
    chance = random.Random(f"{_SEED} {index}")
    scored = index is Index.PAR_INDEX
    for number in range(_ROWS[index]):
        area, place = divmod(number, _PER_AREA)
        code = f"{_LETTER[index]}{area + 1}"
        if place == 0:
            inside = min(_PER_AREA, _ROWS[index] - number)
            heading: dict[str, Value] = {"TT": code, "Nội dung": f"Lĩnh vực {code}: cải cách"}
            yield heading | ({"Điểm tối đa": 0.5 * inside} if scored else {})
        row: dict[str, Value] = {
            "TT": f"{code}.{place + 1}",
            "Nội dung": f"Nội dung thành phần {code}.{place + 1}: công khai, minh bạch, đúng hạn",
            "Nhiệm vụ, giải pháp": "Rà soát, đơn giản hóa thủ tục hành chính; tham mưu ban hành và "
            f"theo dõi việc thực hiện kế hoạch của nội dung {code}.{place + 1}",
            "Đơn vị tính": "điểm" if scored else "%",
            "Đơn vị chủ trì": f"X{number % units + 1:05d}; Tất cả" if scored else "Tất cả",
            "Thẩm quyền thực hiện": chance.choice(("Văn phòng", "Cấp tỉnh")),
            "Thời gian hoàn thành": chance.choice(_DUE),
        }
        yield row | ({"Điểm tối đa": 0.5} if scored else {})


@dataclass(frozen=True)
class Drawn:
    """What a unit enters, by row; some rows hold a fault."""

    values: Mapping[str, Mapping[str, Cell]]
    faulty: frozenset[str]


def draw(plan: Plan, unit: Unit) -> Drawn:
    """The entries of a unit's form, always the same for the same unit."""
    chance = random.Random(f"{_SEED} {unit.code} ")
    values = {item.key: _entry(item, unit, chance) for item in plan.items if item.is_leaf}
    faulty: list[str] = []
    if chance.random() < _FAULTY:
        faulty = chance.sample(sorted(values), chance.randint(1, 3))
        for key in faulty:
            values[key] |= chance.choice(_FAULTS)
    return Drawn(values, frozenset(faulty))


def _filled(plan: Plan, unit: Unit) -> bytes:
    return write_form(
        FormRequest(
            plan,
            plan.periods[PERIOD],
            unit,
            _RECEIVED,
            values=draw(plan, unit).values,
            head={
                "author": f"Người lập của {unit.name}",
                "phone": "0233 000 000",
                "approver": f"Lãnh đạo {unit.name}",
                "document": f"Số 01/{unit.code} ngày {day(_RECEIVED)}",
            },
        )
    )


_FAULTS: tuple[dict[str, Cell], ...] = (
    {"status": "Đã xong"},
    {"progress": 1.5},
    {"status": Status.DONE.label, "completed_on": date(2024, 7, 20)},
    {"status": Status.NOT_APPLICABLE.label, "explanation": None},
)


def _entry(item: Item, unit: Unit, chance: random.Random) -> dict[str, Cell]:
    due = item.due.within(2024)
    status = chance.choices(list(Status), weights=(50, 32, 10, 5, 3))[0]
    past = due is not None and due < AS_OF
    values: dict[str, Cell] = {
        "status": status.label,
        "result": f"{unit.code} đã triển khai nội dung {item.code}: ban hành {chance.randrange(40)}"
        " văn bản, kiểm tra và đôn đốc các bộ phận thực hiện",
    }
    if status is Status.DONE:
        values["completed_on"] = AS_OF - timedelta(days=chance.randrange(4, 120))
        values["evidence"] = f"Báo cáo số {chance.randrange(10, 400)}/BC-{unit.code}"
    elif status is Status.IN_PROGRESS:
        values["progress"] = chance.randrange(2, 10) / 10
        values["explanation"] = chance.choice((None, "Số liệu gửi chậm; do thiếu nhân lực"))
        values["difficulty"] = chance.choice((None, None, "Đề nghị bố trí thêm kinh phí"))
    if past or status in (Status.NOT_APPLICABLE, Status.NOT_ARISEN):
        values["explanation"] = f"Chờ văn bản hướng dẫn số {chance.randrange(100, 900)}"
    if item.scorer == unit.code and item.points and status in (Status.DONE, Status.IN_PROGRESS):
        values["self_score"] = round(item.points * chance.uniform(0.6, 1), 2)
        values.setdefault("evidence", f"Phụ lục số {chance.randrange(10, 400)} kèm theo")
    elif item.is_measured and status is Status.DONE:
        values["value"] = float(chance.randrange(70, 101))
    return values
