"""The sample plan: the reference data and the original plan's tasks, as rows of a workbook.

The data files beside this module say for each row where it comes from. Rows rebuilt from
memory keep the words "recall" and "tái dựng, chưa kiểm chứng" in ``Nguồn``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from par_xl.plan.settings import REPORTING_SECTION, SETTINGS, Setting
from par_xl.plan.workbook import PlanRows, write_plan
from par_xl.terms.words import Index
from par_xl.workbooks.writing import Value

_YEARS = (2022, 2023, 2024)
_TARGET_YEARS = (2023, 2024, 2025)
_AREAS = {
    Index.PAR_INDEX: lambda code: "." not in code,
    Index.SIPAS: lambda code: code in ("S1", "S2.1", "S2.2", "S3"),
    Index.PAPI: lambda code: "." not in code,
}
_CRITERIA = {Index.PAR_INDEX: "par_index", Index.SIPAS: "sipas", Index.PAPI: "papi"}

_INFO: dict[str, Value] = {
    "Mã kế hoạch": "VPUBND-QT-CCHC-2023-2025",
    "Phiên bản": "1",
    "Tên kế hoạch": "Kế hoạch triển khai thực hiện các giải pháp cải thiện, nâng cao Chỉ số Cải "
    "cách hành chính (PAR INDEX), Chỉ số hài lòng của người dân và tổ chức về sự phục vụ của cơ "
    "quan hành chính nhà nước (SIPAS) và Chỉ số Hiệu quả quản trị và hành chính công (PAPI) đến "
    "năm 2025",
    "Số ký hiệu kế hoạch": None,
    "Ngày ban hành": None,
    "Cơ quan cấp trên": "Ủy ban nhân dân tỉnh Quảng Trị",
    "Cơ quan": "Văn phòng UBND tỉnh",
    "Địa danh": "Quảng Trị",
    "Đơn vị tổng hợp": "HCTC",
    "Quyền hạn ký": "KT.",
    "Chức vụ người ký": "Phó Chánh Văn phòng",
    "Người ký": "Lê Hữu Phước",
    "Ký hiệu báo cáo": "BC-VP",
    "Ký hiệu công văn": "VP-HCTC",
    "Nơi nhận": "Sở Nội vụ; CVP, các PVP UBND tỉnh; Các Phòng, Ban, Trung tâm; Lưu: VT, HCTC",
    "Người soạn": "Ph",
    REPORTING_SECTION: "mục IV.1",
}


def _setting(setting: Setting) -> dict[str, Value]:
    return {"Tên": setting.name, "Giá trị": setting.default, "Ý nghĩa": setting.meaning}


_SETTINGS: list[dict[str, Value]] = [
    {
        "Tên": "Ngày bắt đầu kế hoạch",
        "Giá trị": date(2023, 8, 4),
        "Ý nghĩa": "Ngày hoàn thành trước ngày này là lỗi (ngày của Kế hoạch số 165/KH-UBND; "
        "kế hoạch gốc không ghi ngày).",
    },
    *map(_setting, SETTINGS),
]


def sample_rows() -> PlanRows:
    """Rows of every sheet of the sample plan, by header text."""
    published = _read("results")
    return {
        "Thông tin": [{"Mục": name, "Giá trị": value} for name, value in _INFO.items()],
        "Thiết lập": _SETTINGS,
        "Kỳ báo cáo": [row for year in (2023, 2024, 2025) for row in _periods(year)],
        "Đơn vị": [_unit(row) for row in _read("units")],
        "Lĩnh vực": [row for index in Index for row in _areas(index)],
        **{index.sheet: _items(index, published) for index in Index},
        "Kết quả công bố": [
            {
                "Chỉ số": row["index"],
                "Năm": int(row["year"]),
                "Mã": row["code"],
                "Giá trị": _number(row["value"]),
                "Hạng": _number(row["rank"]),
                "Nguồn": row["source"],
            }
            for row in published
        ],
        "Mục tiêu": [],
        "Gia hạn": [],
    }


def sample_plan() -> bytes:
    """The sample plan as a workbook."""
    return write_plan(sample_rows())


def _read(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _periods(year: int) -> list[dict[str, Value]]:
    """The half-year 15/12 to 14/6 and the year 15/12 to 14/12, sent before 10/6 and 10/12."""
    start = date(year - 1, 12, 15)
    half: dict[str, Value] = {
        "Kỳ": f"{year}-06",
        "Tên kỳ": f"6 tháng đầu năm {year}",
        "Loại kỳ": "6 tháng",
        "Từ ngày": start,
        "Đến ngày": date(year, 6, 14),
        "Gửi trước ngày": date(year, 6, 10),
        "Hạn chỉnh sửa": date(year, 6, 14),
    }
    whole: dict[str, Value] = {
        "Kỳ": f"{year}-12",
        "Tên kỳ": f"Năm {year}",
        "Loại kỳ": "năm",
        "Từ ngày": start,
        "Đến ngày": date(year, 12, 14),
        "Gửi trước ngày": date(year, 12, 10),
        "Hạn chỉnh sửa": date(year, 12, 14),
    }
    # The plan was made in the second half of 2023.
    return [whole] if year == 2023 else [half, whole]


def _unit(row: Mapping[str, str]) -> dict[str, Value]:
    return {
        "Mã đơn vị": row["code"],
        "Tên đơn vị": row["name"],
        "Loại": row["kind"],
        "Tên gọi khác": row["aliases"] or None,
        "Thư điện tử": row["email"] or None,
        "Từ kỳ": row["from_period"] or None,
        "Đến kỳ": row["to_period"] or None,
        "Sáp nhập vào": row["merged_into"] or None,
        "Nguồn": row["source"],
    }


def _areas(index: Index) -> list[dict[str, Value]]:
    return [
        {
            "Chỉ số": index.label,
            "Mã": row["code"],
            "Tên lĩnh vực": row["content"],
            "Điểm tối đa": _number(row["points"]),
            "Nguồn": row["source"],
        }
        for row in _read(_CRITERIA[index])
        if _AREAS[index](row["code"])
    ]


def _items(index: Index, published: list[dict[str, str]]) -> list[dict[str, Value]]:
    criteria = _read(_CRITERIA[index])
    parents = {row["code"].rpartition(".")[0] for row in criteria}
    tasks = defaultdict(list)
    for task in _read("tasks"):
        if task["index"] == index.label:
            tasks[task["code"]].append(task)
    results = {
        (row["code"], int(row["year"])): row["value"]
        for row in published
        if row["index"] == index.label
    }
    rows: list[dict[str, Value]] = []
    for criterion in criteria:
        code = criterion["code"]
        row: dict[str, Value] = {
            "TT": code,
            "Nội dung": criterion["content"],
            "Điểm tối đa": _number(criterion["points"]),
            "Đơn vị tính": criterion["unit"] or None,
            "Cách đánh giá": criterion["method"] or None,
            **{f"Kết quả năm {y}": _number(results.get((code, y), "")) for y in _YEARS},
            **{f"Mục tiêu {y}": None for y in _TARGET_YEARS},
            "Nguồn": criterion["source"],
        }
        own = tasks[code]
        rows.append(row)
        if code in parents:
            continue
        if not own:
            row |= _default_assignment(index, code)
            row["Nguồn"] = f"{criterion['source']}; phân công: gợi ý"
        elif len(own) == 1:
            row |= _assignment(own[0])
            row["Nguồn"] = f"{criterion['source']}; {own[0]['source']}"
        else:
            rows += [
                _task_row(row, task, letter) for letter, task in zip("abcdefgh", own, strict=False)
            ]
    return rows


def _task_row(
    criterion: Mapping[str, Value], task: Mapping[str, str], letter: str
) -> dict[str, Value]:
    """A task of several under one criterion, as a row of its own; it shares the points."""
    return {
        "TT": f"{criterion['TT']}.{letter}",
        "Nội dung": f"Nhiệm vụ {letter}) theo mục {task['place']} của Kế hoạch",
        "Đơn vị tính": criterion["Đơn vị tính"],
        "Cách đánh giá": criterion["Cách đánh giá"],
        **_assignment(task),
        "Nguồn": task["source"],
    }


def _assignment(task: Mapping[str, str]) -> dict[str, Value]:
    return {
        "Nhiệm vụ, giải pháp": task["task"],
        "Đơn vị chủ trì": task["leads"],
        "Đơn vị phối hợp": task["coordinating"] or None,
        "Cơ quan thực hiện": task["performers"],
        "Thẩm quyền thực hiện": task["authority"],
        "Thời gian hoàn thành": task["due"],
    }


def _default_assignment(index: Index, code: str) -> dict[str, Value]:
    """Who leads a criterion to which the plan gives no task: a suggestion by area."""
    suggestions = [
        row
        for row in _read("leaf_defaults")
        if row["index"] == index.label and f"{code}.".startswith(f"{row['prefix']}.")
    ]
    nearest = max(suggestions, key=lambda row: len(row["prefix"]))
    return {
        "Đơn vị chủ trì": nearest["leads"],
        "Đơn vị phối hợp": nearest["coordinating"] or None,
        "Cơ quan thực hiện": nearest["performers"],
        "Thẩm quyền thực hiện": nearest["authority"],
        "Thời gian hoàn thành": "Thường xuyên",
    }
