"""The sample plan: the reference data and the original plan's tasks, as rows of a workbook.

The data files beside this module say for each row where it comes from. Rows rebuilt from
memory keep the words "recall" and "tái dựng, chưa kiểm chứng" in ``Nguồn``. Several tasks under
one criterion are a row each; the unit that scores it stands in the row of the criterion.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

from par_xl.plan.settings import REPORTING_SECTION, SETTINGS, Setting
from par_xl.plan.workbook import PlanRows, write_plan
from par_xl.terms.words import Index
from par_xl.workbooks.sheet import Value

_YEARS = (2022, 2023, 2024)
_TARGET_YEARS = (2023, 2024, 2025)
_AREAS = {Index.SIPAS: ("S1", "S2.1", "S2.2", "S3")}
"""Where the areas are others than the topmost rows."""
_NUMBERS = ("Điểm tối đa", "Năm", "Giá trị", "Hạng")

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
        "Đơn vị": _read("units"),
        "Lĩnh vực": [row for index in Index for row in _areas(index)],
        **{index.sheet: _items(index, published) for index in Index},
        "Kết quả công bố": published,
        "Mục tiêu": [],
        "Gia hạn": [],
    }


def sample_plan() -> bytes:
    """Return the sample plan as a workbook."""
    return write_plan(sample_rows())


def _read(name: str) -> list[dict[str, Value]]:
    """Return the rows of a file beside this module, whose headers are the plan's."""
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return [
        {h: (float(v) if h in _NUMBERS else v) if v else None for h, v in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


def _periods(year: int) -> list[dict[str, Value]]:
    """Return the half-year 15/12 to 14/6 and the year 15/12 to 14/12, sent before 10/6 and
    10/12."""
    kinds = (("06", f"6 tháng đầu năm {year}", "6 tháng"), ("12", f"Năm {year}", "năm"))
    rows: list[dict[str, Value]] = [
        {
            "Kỳ": f"{year}-{month}",
            "Tên kỳ": name,
            "Loại kỳ": kind,
            "Từ ngày": date(year - 1, 12, 15),
            "Đến ngày": date(year, int(month), 14),
            "Gửi trước ngày": date(year, int(month), 10),
            "Hạn chỉnh sửa": date(year, int(month), 14),
        }
        for month, name, kind in kinds
    ]
    # The plan was made in the second half of 2023.
    return rows[1:] if year == 2023 else rows


def _areas(index: Index) -> list[dict[str, Value]]:
    rows = _read(index.value.lower())
    codes = _AREAS.get(index) or [row["TT"] for row in rows if "." not in str(row["TT"])]
    return [
        {
            "Chỉ số": index.label,
            "Mã": row["TT"],
            "Tên lĩnh vực": row["Nội dung"],
            "Điểm tối đa": row["Điểm tối đa"],
            "Nguồn": row["Nguồn"],
        }
        for row in rows
        if row["TT"] in codes
    ]


def _items(index: Index, published: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """Return the rows of an appendix, with what was published of each."""
    results = {
        (row["Mã"], row["Năm"]): row["Giá trị"] for row in published if row["Chỉ số"] == index.label
    }
    return [
        {
            **row,
            **{f"Kết quả năm {year}": results.get((row["TT"], year)) for year in _YEARS},
            **{f"Mục tiêu {year}": None for year in _TARGET_YEARS},
        }
        for row in _read(index.value.lower())
    ]
