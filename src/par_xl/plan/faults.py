"""The plan's own faults, each declared once: code, what is wrong, how to put it right."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, Message
from par_xl.terms.text import Cell, as_text
from par_xl.terms.words import PLAN_FILE, Severity, day, number


def shown_value(value: Cell) -> str:
    """Return a cell of the plan as its reader sees it."""
    if isinstance(value, date):
        return day(value)
    return number(value, 9) if isinstance(value, float) else as_text(value)


class Fault(NamedTuple):
    """A kind of fault; ``{value}`` and ``{more}`` in its texts are filled in where found.

    ``sample`` are these two as an explanation of the fault may have them. ``cause`` names the one
    that tells its cause, where one cause may show in many rows: they are told as one.
    """

    code: str
    title: str
    message: str
    fix: str
    sample: tuple[str, str]
    cause: str = ""
    severity: Severity = Severity.ERROR

    def at(
        self, sheet: str | None, cell: str | None, value: Cell = None, more: str = ""
    ) -> Finding:
        """Return the fault found at one place of the plan workbook."""
        # Why a cell holds no value is a message.
        shown = value if isinstance(value, Message) else shown_value(value)
        words = {"value": shown, "more": more}
        return Finding(
            self.code,
            self.severity,
            PLAN_FILE,
            sheet,
            cell,
            str(shown) or None,
            Message(self.message, words),
            Message(self.fix, words),
        )


UNREADABLE = Fault(
    "KH01",
    "Không mở được tệp kế hoạch",
    "Không mở được tệp kế hoạch: {more}.",
    "Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi chạy lại.",
    sample=("", N_("tệp đặt mật khẩu để mở")),
)
NO_SHEET = Fault(
    "KH02",
    "Thiếu trang tính",
    "Thiếu trang tính “{more}”.",
    "Thêm trang tính “{more}” với hàng tiêu đề như trong kế hoạch mẫu (par-xl init).",
    sample=("", "Kỳ báo cáo"),
)
NO_COLUMN = Fault(
    "KH03",
    "Thiếu cột",
    "Thiếu cột “{more}” ở hàng 1.",
    "Ghi lại tiêu đề “{more}” ở hàng 1, đúng từng chữ.",
    sample=("", "Đơn vị chủ trì"),
)
DOUBLE_COLUMN = Fault(
    "KH04",
    "Cột có hai lần",
    "Cột “{value}” có hai lần.",
    "Xóa hoặc đổi tên một trong hai cột “{value}”.",
    sample=("TT", ""),
)
CODE_NOT_TEXT = Fault(
    "KH05",
    "Mã bị Excel đổi thành số hoặc ngày",
    "Mã bị Excel đổi thành số hoặc ngày ({value}).",
    "Định dạng ô là Văn bản (Text) rồi gõ lại mã, ví dụ 1.10 hoặc 2024-06.",
    sample=("1,1", ""),
)
EMPTY = Fault(
    "KH06",
    "Ô bắt buộc để trống",
    "Ô bắt buộc đang để trống.",
    "Nhập “{more}” cho dòng này.",
    sample=("", "Nội dung"),
)
NOT_NUMBER = Fault(
    "KH07",
    "Không phải là số",
    "“{value}” không phải là số.",
    "Nhập số, ví dụ 0,5.",
    sample=("năm điểm", ""),
)
NOT_DAY = Fault(
    "KH08",
    "Không phải là ngày",
    "“{value}” không phải là ngày.",
    "Nhập ngày dạng ngày/tháng/năm, ví dụ 10/6/2024.",
    sample=("31/4/2024", ""),
)
NOT_CHOICE = Fault(
    "KH09",
    "Giá trị không có trong danh mục",
    "“{value}” không có trong danh mục.",
    "Chọn một trong: {more}.",
    sample=("Quý", "6 tháng, năm"),
)
BAD_PERIOD_CODE = Fault(
    "KH10",
    "Mã kỳ không đúng dạng",
    "Mã kỳ “{value}” không đúng dạng năm-tháng.",
    "Ghi mã kỳ dạng 2024-06 (6 tháng) hoặc 2024-12 (năm).",
    sample=("06/2024", ""),
)
DOUBLE_CODE = Fault(
    "KH11",
    "Mã có hai lần",
    "Mã “{value}” có hai lần trong trang tính.",
    "Mỗi mã chỉ ghi một dòng.",
    sample=("1.1", ""),
)
ORPHAN = Fault(
    "KH12",
    "Dòng không có dòng cha",
    "Dòng “{value}” không có dòng cha “{more}”.",
    "Thêm dòng “{more}” hoặc sửa lại mã của dòng này.",
    sample=("3.2.1", "3.2"),
    cause="more",
)
UNKNOWN_UNIT = Fault(
    "KH13",
    "Đơn vị không có trong trang “Đơn vị”",
    "Không có đơn vị “{value}” trong trang “Đơn vị”.{more}",
    "Sửa tên cho khớp với trang “Đơn vị” (mã, tên hoặc tên gọi khác), hoặc thêm đơn vị vào đó.",
    sample=("Phòng Hành chánh", N_(" Gần nhất: “{near}”.").format(near="Phòng Hành chính")),
    cause="value",
)
LEADS_NOTHING = Fault(
    "KH14",
    "Lãnh đạo, đơn vị bên ngoài được giao chủ trì",
    "“{value}” không chủ trì được: lãnh đạo và đơn vị bên ngoài không gửi biểu mẫu.",
    "Giao chủ trì cho một phòng, ban, trung tâm; ghi “{value}” vào “Cơ quan thực hiện”.",
    sample=("Sở Nội vụ", ""),
)
NO_LEAD = Fault(
    "KH15",
    "Dòng không có đơn vị chủ trì",
    "Dòng “{value}” không có đơn vị chủ trì{more}.",
    "Ghi ít nhất một đơn vị vào “Đơn vị chủ trì”.",
    sample=("1.1", ""),
)
NO_AUTHORITY = Fault(
    "KH16",
    "Dòng không có đúng một thẩm quyền thực hiện",
    "Dòng “{value}” chưa có đúng một thẩm quyền thực hiện.",
    "Ghi “Văn phòng” hoặc “Cấp tỉnh” vào “Thẩm quyền thực hiện”.",
    sample=("1.1", ""),
)
POINTS_DO_NOT_SUM = Fault(
    "KH17",
    "Điểm các dòng con không cộng thành điểm của dòng cha",
    "Điểm các dòng con của “{value}” cộng lại không bằng điểm của dòng này: {more}.",
    "Sửa điểm của dòng này hoặc của các dòng con cho khớp.",
    sample=("1.1", N_("{total} khác {points}").format(total="0,75", points="1")),
)
TIME_UNREADABLE = Fault(
    "KH18",
    "Không hiểu thời gian hoàn thành",
    "Không hiểu thời gian “{value}”.",
    "Ghi ngày, hoặc: Quý II/2024; Tháng 6/2024; 6 tháng đầu năm 2024; Năm 2024; 2023-2025; "
    "Trước ngày 30/6/2024; Hằng năm; Thường xuyên.",
    sample=("khi nào xong", ""),
)
AREA_WITHOUT_ITEMS = Fault(
    "KH19",
    "Lĩnh vực không có nhiệm vụ nào",
    "Lĩnh vực “{value}” không có nhiệm vụ nào.",
    "Thêm dòng vào phụ lục tương ứng, hoặc xóa lĩnh vực này.",
    sample=("9", ""),
)
ITEM_WITHOUT_AREA = Fault(
    "KH20",
    "Dòng không thuộc lĩnh vực nào",
    "Dòng “{value}” không thuộc lĩnh vực nào.",
    "Thêm mã của dòng này hoặc của một dòng cha vào trang “Lĩnh vực”.",
    sample=("9.1", "9"),
    cause="more",
)
NAME_TWICE = Fault(
    "KH21",
    "Một tên dùng cho hai đơn vị",
    "Tên “{value}” dùng cho hai đơn vị: {more}.",
    "Đổi tên gọi để mỗi tên chỉ một đơn vị dùng.",
    sample=("Văn thư", "HC, TH"),
)
UNKNOWN_PERIOD = Fault(
    "KH22",
    "Kỳ không có trong trang “Kỳ báo cáo”",
    "Không có kỳ “{value}” trong trang “Kỳ báo cáo”.",
    "Sửa mã kỳ hoặc thêm kỳ vào đó.",
    sample=("2030-06", ""),
    cause="value",
)
DAYS_REVERSED = Fault(
    "KH23",
    "Ngày cuối kỳ trước ngày đầu kỳ",
    "“Đến ngày” ({value}) trước “Từ ngày”.",
    "Sửa lại hai ngày của kỳ này.",
    sample=("01/6/2024", ""),
)
NO_INFO = Fault(
    "KH24",
    "Thiếu thông tin bắt buộc",
    "Thiếu mục “{more}” trong trang “{value}”.",
    "Thêm dòng “{more}” vào trang “{value}” và nhập giá trị.",
    sample=("Thông tin", "Mã kế hoạch"),
)
NEGATIVE = Fault(
    "KH26",
    "Điểm âm",
    "Điểm “{value}” âm.",
    "Nhập điểm từ 0 trở lên.",
    sample=("-1", ""),
)
BROKEN_CELL = Fault(
    "KH25",
    "Ô của kế hoạch có công thức lỗi",
    "Ô có công thức lỗi hoặc chưa được tính: {value}.",
    "Mở kế hoạch bằng Excel, nhập giá trị thay cho công thức rồi lưu lại.",
    sample=("#REF!", ""),
)

CIRCLE = Fault(
    "KH27",
    "Đơn vị sáp nhập vòng tròn",
    "Đơn vị “{value}” sáp nhập vòng tròn: {more}.",
    "Sửa “Sáp nhập vào” để mỗi đơn vị chỉ sáp nhập vào đơn vị còn hoạt động.",
    sample=("HC", "HC → TH → HC"),
)
NO_ROWS = Fault(
    "KH28",
    "Trang bắt buộc chưa có dòng nào",
    "Trang “{value}” chưa có dòng nào.",
    "Nhập ít nhất một dòng vào trang “{value}”.",
    sample=("Kỳ báo cáo", ""),
)
UNKNOWN_CODE = Fault(
    "KH29",
    "Kết quả hoặc mục tiêu của mã không có trong kế hoạch",
    "{more} không có lĩnh vực, tiêu chí “{value}”.",
    "Ghi mã có trong trang “Lĩnh vực” hoặc phụ lục; cả chỉ số thì ghi TOTAL, NATIONAL_MEAN hoặc "
    "NATIONAL_BEST.",
    sample=("9.9", "PAR INDEX"),
)
BAD_SETTING = Fault(
    "KH30",
    "Thiết lập ngoài mức cho phép",
    "Giá trị “{value}” của dòng này ngoài mức cho phép: {more}.",
    "Nhập lại giá trị, hoặc xóa cả dòng để dùng mức mặc định.",
    sample=("120%", N_("từ 0% đến 100%")),
)
MISREAD = Fault(
    "KH31",
    "Công thức của Excel hiểu mã, tên theo nghĩa khác",
    "Công thức của Excel không tìm đúng “{value}”: {more}.",
    'Đặt mã không quá 100 ký tự, tên không quá 255 ký tự; bỏ các dấu * ? ~ " và dấu = < > ở đầu.',
    sample=("P*", N_("có dấu {sign}").format(sign="*")),
)
SAME_NUMBER = Fault(
    "KH32",
    "Hai mã đơn vị mà Excel coi là một số",
    "Công thức của Excel coi mã “{value}” và mã “{more}” là một số, nên đếm gộp hai đơn vị.",
    "Đổi một trong hai mã, tốt nhất là thêm chữ, ví dụ P{value}.",
    sample=("01", "1"),
)
UNUSABLE_CODE = Fault(
    "KH33",
    "Mã đơn vị không đặt được tên tệp",
    "Mã đơn vị “{value}” không dùng được: mã này là một phần của tên tệp biểu mẫu.",
    'Ghi mã bằng chữ, số, dấu chấm, gạch nối hoặc gạch dưới; không có \\ / : * ? " < > |, không '
    "kết thúc bằng dấu chấm, không phải tên riêng của Windows (CON, NUL, COM1).",
    sample=("HC/TH", ""),
)
NO_SCORER = Fault(
    "KH34",
    "Tiêu chí không có đơn vị chấm điểm",
    "Tiêu chí “{value}” không có đơn vị chấm điểm{more}.",
    "Ghi mã hoặc tên của một phòng, ban, trung tâm lên đầu ô “Đơn vị chủ trì”: đơn vị đó chấm "
    "điểm. “Tất cả” hoặc một loại đơn vị ghi đầu ô thì không chấm được.",
    sample=("1.1.1", ""),
)
NEVER_ASKED = Fault(
    "KH35",
    "Dòng không thuộc kỳ nào",
    "Dòng “{value}” không thuộc kỳ nào: {more}.",
    "Sửa “Từ kỳ”, “Đến kỳ” của dòng này hoặc của dòng cha: kỳ đầu không được sau kỳ cuối.",
    sample=("1.1.1", N_("từ kỳ {first}, đến kỳ {last}").format(first="2024-12", last="2024-06")),
)
DEADLINE_FAR = Fault(
    "KH36",
    "Hạn gửi cách xa ngày cuối kỳ",
    "“Gửi trước ngày” ({value}) cách “Đến ngày” của kỳ quá 31 ngày.",
    "{more}Ngày và tháng dễ bị gõ ngược: gõ lại ngày/tháng/năm, ví dụ 10/6/2024.",
    sample=("12/5/2024", N_("Có phải là {day}? ").format(day="05/12/2024")),
)
DEADLINE_TOO_LATE = Fault(
    "KH37",
    "Hạn gửi sau hạn chỉnh sửa",
    "“Gửi trước ngày” ({value}) sau “Hạn chỉnh sửa” của kỳ.",
    "{more}Sửa một trong hai ngày; ngày và tháng dễ bị gõ ngược.",
    sample=("07/7/2024", ""),
)
EXTENSION_NOT_LATER = Fault(
    "KH38",
    "Gia hạn không muộn hơn hạn gửi của kỳ",
    "Gia hạn đến trước ngày {value} không muộn hơn hạn gửi của kỳ ({more}).",
    "Nhập ngày sau {more}, hoặc xóa dòng gia hạn này.",
    sample=("08/6/2024", "10/6/2024"),
)
COMMA = Fault(
    "KH39",
    "Dấu phẩy giữa hai tên đơn vị",
    "“{value}” có dấu phẩy giữa hai tên đơn vị, nên bị đọc là một tên.",
    "Ngăn các đơn vị bằng dấu chấm phẩy (;): “{more}”.",
    sample=("HCTC, TH", "HCTC; TH"),
    cause="value",
)
HISTORY = Fault(
    "KH40",
    "Kết quả công bố của mã không có trong kế hoạch",
    "{more} kết quả công bố có mã không có trong kế hoạch này ({value}).",
    "Không cần làm gì: các kết quả đó được giữ làm lịch sử.",
    sample=("PAR INDEX 8.3, PAR INDEX 8.4, SIPAS S9", "3"),
    severity=Severity.INFO,
)

SIDE_BY_SIDE = Fault(
    "KH41",
    "Hai kết quả công bố khác nhau của một năm",
    "{more} kết quả công bố khác với kết quả cùng mã, cùng năm ở dòng trên ({value}).",
    "Của hai tỉnh đã sáp nhập thì không cần làm gì: các dòng được giữ cạnh nhau, không tính trung "
    "bình và không dùng để so sánh. Muốn so sánh với một dòng thì đổi mã của dòng kia, ví dụ "
    "“TOTAL (Quảng Bình)”.",
    sample=("PAR INDEX TOTAL 2024", "1"),
    severity=Severity.INFO,
)
SAME_PLAN = Fault(
    "KH42",
    "Mã kế hoạch trùng với kế hoạch trước",
    "“Mã kế hoạch” ({value}) là mã của kế hoạch trước, đã ghi ở “Nguồn” của {more}.",
    "Đặt mã khác: biểu mẫu, kết quả của hai kế hoạch được phân biệt bằng mã này.",
    sample=("VPUBND-QT-CCHC-2023-2025", "Phụ lục I 1.2.a"),
)

PLAN_FAULTS = {each.code: each for each in [*globals().values()] if isinstance(each, Fault)}
