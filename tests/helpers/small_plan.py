"""A small plan for tests of forms and master: three appendices, two rooms, one centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from par_xl.plan.workbook import write_plan
from par_xl.workbooks.sheet import Value
from par_xl.workspace.layout import Folder

PERIOD = "2024-06"
NOW = datetime(2024, 6, 12, 8, 0)  # noqa: DTZ001 - the office's own clock
ON_TIME = date(2024, 6, 7)
START = date(2023, 8, 4)
PERIOD_START, PERIOD_END = date(2023, 12, 15), date(2024, 6, 14)

Row = Mapping[str, Value]

_INFO = {
    "Mã kế hoạch": "KH-THU",
    "Phiên bản": "1",
    "Tên kế hoạch": "Kế hoạch thử",
    "Cơ quan": "Văn phòng UBND tỉnh",
    "Đơn vị tổng hợp": "HC",
}
_EMPTY_INFO = (
    "Số ký hiệu kế hoạch", "Ngày ban hành", "Cơ quan cấp trên", "Địa danh", "Quyền hạn ký",
    "Chức vụ người ký", "Người ký", "Ký hiệu báo cáo", "Ký hiệu công văn", "Nơi nhận", "Người soạn",
)  # fmt: skip
UNITS = {"HC": "Phòng Hành chính", "KT": "Phòng Kinh tế", "TH": "Trung tâm Tin học"}

AREA: dict[str, Value] = {"TT": "1", "Nội dung": "Chỉ đạo, điều hành"}


def item(code: str, leads: str = "HC", **more: Value) -> Row:
    """A row to report on; *more* by header, with spaces as underscores."""
    given = {header.replace("_", " "): value for header, value in more.items()}
    return {
        "TT": code,
        "Nội dung": f"Tiêu chí {code}",
        "Nhiệm vụ, giải pháp": f"Nhiệm vụ {code}",
        "Đơn vị chủ trì": leads,
        "Thẩm quyền thực hiện": "Văn phòng",
        "Thời gian hoàn thành": "Thường xuyên",
        **given,
    }


APPENDIX_1: Sequence[Row] = (
    AREA | {"Điểm tối đa": 8.0},
    item("1.1", "HC; TH", Điểm_tối_đa=2.0, Đơn_vị_phối_hợp="KT"),
    item("1.2", "HC", Điểm_tối_đa=1.0, Đơn_vị_tính="%", Thời_gian_hoàn_thành=date(2024, 3, 31)),
    item("1.3", "HC", Điểm_tối_đa=2.0, Thời_gian_hoàn_thành="Quý II/2024"),
    item("1.4", "HC", Điểm_tối_đa=1.0, Cách_đánh_giá="Điều tra xã hội học"),
    item("1.5", "KT", Điểm_tối_đa=1.0, Đơn_vị_phối_hợp="HC", Thẩm_quyền_thực_hiện="Cấp tỉnh"),
    item("1.6", "KT; TH", Điểm_tối_đa=1.0),
)
APPENDIX_2: Sequence[Row] = (
    {"TT": "S1", "Nội dung": "Tiếp cận dịch vụ"},
    item("S1.1", "Tất cả", Đơn_vị_tính="%", Thẩm_quyền_thực_hiện="Cấp tỉnh"),
)
APPENDIX_3: Sequence[Row] = (
    {"TT": "P1", "Nội dung": "Công khai, minh bạch"},
    item("P1.1", "HC", Thời_gian_hoàn_thành="Hằng năm"),
)


def plan_content(
    first: Sequence[Row] = APPENDIX_1,
    code: str = PERIOD,
    start: date = PERIOD_START,
    end: date = PERIOD_END,
    plan_start: date = START,
) -> bytes:
    """The plan workbook, with other rows in Phụ lục I or another period."""
    areas = [("PAR INDEX", "1"), ("SIPAS", "S1"), ("PAPI", "P1")]
    info = {**_INFO, **dict.fromkeys(_EMPTY_INFO)}
    return write_plan(
        {
            "Thông tin": [{"Mục": name, "Giá trị": value} for name, value in info.items()],
            "Thiết lập": [{"Tên": "Ngày bắt đầu kế hoạch", "Giá trị": plan_start}],
            "Kỳ báo cáo": [
                {
                    "Kỳ": code,
                    "Tên kỳ": "Kỳ thử",
                    "Loại kỳ": "6 tháng",
                    "Từ ngày": start,
                    "Đến ngày": end,
                    "Gửi trước ngày": end,
                }
            ],
            "Đơn vị": [
                {"Mã đơn vị": unit, "Tên đơn vị": name, "Loại": name.split()[0].lower()}
                for unit, name in UNITS.items()
            ],
            "Lĩnh vực": [{"Chỉ số": i, "Mã": a, "Tên lĩnh vực": f"Mục {a}"} for i, a in areas],
            "Phụ lục I": first,
            "Phụ lục II": APPENDIX_2,
            "Phụ lục III": APPENDIX_3,
            "Kết quả công bố": [],
            "Mục tiêu": [],
            "Gia hạn": [],
        }
    )


_usual_content = cache(plan_content)
"""The plan without changes, written once."""


def working_folder(root: Path, content: bytes | None = None) -> Folder:
    """A working folder with the small plan in it."""
    folder = Folder(root)
    root.mkdir(parents=True, exist_ok=True)
    folder.plan.write_bytes(content or _usual_content())
    return folder
