"""The plan's own faults, each declared once: code, what is wrong, how to put it right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from par_xl.finding import Finding
from par_xl.text import Cell, as_text
from par_xl.words import Severity, day

PLAN_FILE = "ke-hoach.xlsx"


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault; ``{value}`` and ``{more}`` in its texts are filled in where found."""

    code: str
    message: str
    fix: str

    def at(
        self, sheet: str | None, cell: str | None, value: Cell = None, more: str = ""
    ) -> Finding:
        """The fault found at one place of the plan workbook."""
        shown = day(value) if isinstance(value, date) else as_text(value)
        words = {"value": shown, "more": more}
        return Finding(
            self.code,
            Severity.ERROR,
            PLAN_FILE,
            sheet,
            cell,
            shown or None,
            self.message.format(**words),
            self.fix.format(**words),
        )


UNREADABLE = Fault(
    "KH01",
    "Không mở được tệp kế hoạch: {more}",
    "Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi chạy lại.",
)
NO_SHEET = Fault(
    "KH02",
    "Thiếu trang tính «{more}».",
    "Thêm trang tính «{more}» với hàng tiêu đề như trong kế hoạch mẫu (par-xl init).",
)
NO_COLUMN = Fault(
    "KH03",
    "Thiếu cột «{more}» ở hàng 1.",
    "Ghi lại tiêu đề «{more}» ở hàng 1, đúng từng chữ.",
)
DOUBLE_COLUMN = Fault(
    "KH04", "Cột «{value}» có hai lần.", "Xóa hoặc đổi tên một trong hai cột «{value}»."
)
CODE_NOT_TEXT = Fault(
    "KH05",
    "Mã bị Excel đổi thành số hoặc ngày ({value}).",
    "Định dạng ô là Văn bản (Text) rồi gõ lại mã, ví dụ 1.10 hoặc 2024-06.",
)
EMPTY = Fault("KH06", "Ô bắt buộc đang để trống.", "Nhập «{more}» cho dòng này.")
NOT_NUMBER = Fault("KH07", "«{value}» không phải là số.", "Nhập số, ví dụ 0,5.")
NOT_DAY = Fault(
    "KH08", "«{value}» không phải là ngày.", "Nhập ngày dạng ngày/tháng/năm, ví dụ 10/6/2024."
)
NOT_CHOICE = Fault("KH09", "«{value}» không có trong danh mục.", "Chọn một trong: {more}.")
BAD_PERIOD_CODE = Fault(
    "KH10",
    "Mã kỳ «{value}» không đúng dạng năm-tháng.",
    "Ghi mã kỳ dạng 2024-06 (6 tháng) hoặc 2024-12 (năm).",
)
DOUBLE_CODE = Fault("KH11", "Mã «{value}» có hai lần trong trang tính.", "Mỗi mã chỉ ghi một dòng.")
ORPHAN = Fault(
    "KH12",
    "Dòng «{value}» không có dòng cha «{more}».",
    "Thêm dòng «{more}» hoặc sửa lại mã của dòng này.",
)
UNKNOWN_UNIT = Fault(
    "KH13",
    "Không có đơn vị «{value}» trong trang «Đơn vị».{more}",
    "Sửa tên cho khớp với trang «Đơn vị» (mã, tên hoặc tên gọi khác), hoặc thêm đơn vị vào đó.",
)
LEADS_NOTHING = Fault(
    "KH14",
    "«{value}» không chủ trì được: lãnh đạo và đơn vị bên ngoài không gửi biểu mẫu.",
    "Giao chủ trì cho một phòng, ban, trung tâm; ghi «{value}» vào «Cơ quan thực hiện».",
)
NO_LEAD = Fault(
    "KH15",
    "Dòng «{value}» không có đơn vị chủ trì{more}.",
    "Ghi ít nhất một đơn vị vào «Đơn vị chủ trì».",
)
NO_AUTHORITY = Fault(
    "KH16",
    "Dòng «{value}» chưa có đúng một thẩm quyền thực hiện.",
    "Ghi «Văn phòng» hoặc «Cấp tỉnh» vào «Thẩm quyền thực hiện».",
)
POINTS_DO_NOT_SUM = Fault(
    "KH17",
    "Điểm các dòng con của «{value}» cộng lại không bằng điểm của dòng này: {more}.",
    "Sửa điểm của dòng này hoặc của các dòng con cho khớp.",
)
TIME_UNREADABLE = Fault(
    "KH18",
    "Không hiểu thời gian «{value}».",
    "Ghi ngày, hoặc: Quý II/2024; Tháng 6/2024; 6 tháng đầu năm 2024; Năm 2024; 2023-2025; "
    "Trước ngày 30/6/2024; Hằng năm; Thường xuyên.",
)
AREA_WITHOUT_ITEMS = Fault(
    "KH19",
    "Lĩnh vực «{value}» không có nhiệm vụ nào.",
    "Thêm dòng vào phụ lục tương ứng, hoặc xóa lĩnh vực này.",
)
ITEM_WITHOUT_AREA = Fault(
    "KH20",
    "Dòng «{value}» không thuộc lĩnh vực nào.",
    "Thêm mã của dòng này hoặc của một dòng cha vào trang «Lĩnh vực».",
)
NAME_TWICE = Fault(
    "KH21",
    "Tên «{value}» dùng cho hai đơn vị: {more}.",
    "Đổi tên gọi để mỗi tên chỉ một đơn vị dùng.",
)
UNKNOWN_PERIOD = Fault(
    "KH22", "Không có kỳ «{value}» trong trang «Kỳ báo cáo».", "Sửa mã kỳ hoặc thêm kỳ vào đó."
)
DAYS_REVERSED = Fault(
    "KH23", "«Đến ngày» ({value}) trước «Từ ngày».", "Sửa lại hai ngày của kỳ này."
)
NO_INFO = Fault(
    "KH24",
    "Thiếu mục «{more}» trong trang «{value}».",
    "Thêm dòng «{more}» vào trang «{value}» và nhập giá trị.",
)
NEGATIVE = Fault("KH26", "Điểm «{value}» âm.", "Nhập điểm từ 0 trở lên.")
BROKEN_CELL = Fault(
    "KH25",
    "Ô có công thức lỗi hoặc chưa được tính: {value}.",
    "Mở kế hoạch bằng Excel, nhập giá trị thay cho công thức rồi lưu lại.",
)
