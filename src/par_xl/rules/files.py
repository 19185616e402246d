"""Rules on a file as a whole, and on how several files of one unit go together."""

from __future__ import annotations

from par_xl.rules.rule import Rule, Scope
from par_xl.words import Severity

_NEW_FORM = "Lấy lại biểu mẫu của kỳ này từ phòng tổng hợp, chép nội dung sang rồi gửi lại."


def _file_rule(
    code: str, title: str, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Rule:
    return Rule(
        code=code,
        severity=severity,
        scope=Scope.FILE,
        title=title,
        message=message,
        fix=fix,
        source="Quy ước, mục 5 và 6",
        no_formula="Thuộc về cả tệp, không thuộc một dòng.",
    )


UNREADABLE = _file_rule(
    "TE01",
    "không mở được tệp",
    "Không đọc được tệp: {why}.",
    "Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi gửi lại.",
)
OTHER_PLAN = _file_rule(
    "TE02",
    "không phải biểu mẫu của kế hoạch này",
    "Tệp không lập từ kế hoạch này (mã kế hoạch trong tệp: {value}; đúng là: {wanted}).",
    _NEW_FORM,
)
OTHER_PERIOD = _file_rule(
    "TE03",
    "biểu mẫu của kỳ khác",
    "Biểu mẫu của kỳ {value}, không phải kỳ {wanted}.",
    "Chuyển tệp sang thư mục của kỳ {value}, hoặc " + _NEW_FORM[0].lower() + _NEW_FORM[1:],
)
UNKNOWN_UNIT = _file_rule(
    "TE04",
    "không rõ đơn vị báo cáo",
    "{what}.",
    "{near}Ghi đúng tên đơn vị ở ô «Đơn vị báo cáo» trên trang «Phụ lục I» rồi gửi lại.",
)
CONTRADICTION = _file_rule(
    "TE05",
    "đầu biểu mẫu mâu thuẫn với bên trong",
    "Ô «{header}» ghi «{value}» nhưng biểu mẫu được lập cho «{wanted}».",
    "Dùng đúng biểu mẫu của đơn vị và của kỳ; trả lại nội dung cũ cho ô này.",
)
NO_SHEET = _file_rule(
    "TE06",
    "thiếu hoặc thừa trang phụ lục",
    "Trang tính «{wanted}» {why}.",
    "Khôi phục đúng một trang «{wanted}» của biểu mẫu (không đổi tên, không xóa, không chép "
    "thêm) rồi gửi lại.",
)
NO_COLUMN = _file_rule(
    "TE07",
    "thiếu hoặc thừa cột",
    "Cột «{wanted}» {why}.",
    "Khôi phục đúng một cột «{wanted}» của biểu mẫu rồi gửi lại.",
)
UNKNOWN_IDENTITY = _file_rule(
    "TE08",
    "không phải biểu mẫu",
    "Tệp không phải là biểu mẫu báo cáo của kế hoạch: không có trang nhận dạng và không có ô "
    "«Đơn vị báo cáo», «Kỳ báo cáo».",
    _NEW_FORM,
)
NO_IDENTITY = _file_rule(
    "TE09",
    "mất trang nhận dạng",
    "Trang nhận dạng ẩn của biểu mẫu không còn; đơn vị và kỳ lấy theo đầu biểu mẫu.",
    "Kiểm tra đơn vị và kỳ có đúng không; lần sau gửi chính tệp biểu mẫu đã nhận.",
    Severity.WARNING,
)
OLD_FORMAT = _file_rule(
    "TE10",
    "định dạng tệp cũ",
    "Tệp ở dạng {value}, có thể mất định dạng và công thức kiểm tra.",
    "Lần sau lưu và gửi dạng .xlsx.",
    Severity.WARNING,
)
OTHER_VERSION = _file_rule(
    "TE11",
    "biểu mẫu của phiên bản kế hoạch khác",
    "Biểu mẫu lập từ phiên bản {value} của kế hoạch, hiện hành là phiên bản {wanted}; chỉ nhận "
    "các dòng còn khớp.",
    "Lấy biểu mẫu mới cho lần báo cáo sau; kiểm tra các dòng bị báo lỗi.",
    Severity.WARNING,
)
NOT_A_SPREADSHEET = _file_rule(
    "TE12",
    "không phải tệp bảng tính",
    "Tệp không phải là bảng tính nên không tổng hợp.",
    "Không cần làm gì; nếu đây là báo cáo thì gửi lại bằng biểu mẫu Excel.",
    Severity.INFO,
)
DUPLICATE = _file_rule(
    "TE13",
    "gửi trùng",
    "Nội dung giống hệt tệp «{value}» đã được tính.",
    "Không cần làm gì.",
    Severity.INFO,
)
SUPERSEDED = _file_rule(
    "TE14",
    "đã được thay thế",
    "Mọi dòng đã nhập trong tệp này đều có bản nhận sau thay thế (tệp «{value}»).",
    "Không cần làm gì.",
    Severity.INFO,
)
ROW_REPLACED = Rule(
    code="TE15",
    severity=Severity.INFO,
    scope=Scope.ROW,
    title="dòng đã được thay thế",
    message="Dòng «{value}» lấy theo tệp nhận sau: «{newer}».",
    fix="Không cần làm gì.",
    source="Quy ước, mục 6",
    no_formula="Phụ thuộc các tệp khác của đơn vị.",
)
NOT_COUNTED = Rule(
    code="PH01",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    title="đơn vị phối hợp nhập ô của đơn vị chủ trì",
    message="Đơn vị phối hợp nhập ô «{header}» của đơn vị chủ trì; ô này không được tính.",
    fix="Chỉ nhập «Kết quả thực hiện» và «Khó khăn, vướng mắc; đề xuất, kiến nghị».",
    source="Quy ước, mục 4 và 5",
    no_formula="Các ô này khóa ở dòng phối hợp của biểu mẫu.",
)
NOT_READ = Rule(
    code="PH02",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    title="ô của đơn vị phối hợp có công thức lỗi",
    message="Ô «{header}» có công thức lỗi hoặc chưa được tính ({why}), nên không đọc được.",
    fix="Gõ nội dung thay cho công thức rồi gửi lại.",
    source="Quy ước, mục 5",
    no_formula="Ô lỗi được công thức báo riêng trước tiên.",
)
CHANGED_ROW = Rule(
    code="DG05",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="content",
    title="nội dung dòng khác với kế hoạch hiện hành",
    message="Biểu mẫu cũ: nội dung dòng «{value}» khác với kế hoạch hiện hành.",
    fix=_NEW_FORM,
    source="Quy ước, mục 5",
    no_formula="Phụ thuộc phiên bản kế hoạch.",
)

RULES = (
    UNREADABLE,
    OTHER_PLAN,
    OTHER_PERIOD,
    UNKNOWN_UNIT,
    CONTRADICTION,
    NO_SHEET,
    NO_COLUMN,
    UNKNOWN_IDENTITY,
    NO_IDENTITY,
    OLD_FORMAT,
    OTHER_VERSION,
    NOT_A_SPREADSHEET,
    DUPLICATE,
    SUPERSEDED,
    ROW_REPLACED,
    NOT_COUNTED,
    NOT_READ,
    CHANGED_ROW,
)
