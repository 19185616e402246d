"""Rules on a file: its bytes, whose form it is, and how several files of one unit go together."""

from __future__ import annotations

from pathlib import PurePosixPath

from par_xl.rules.rows import NEW_FORM
from par_xl.rules.rule import ANY_ROLE, Rule, Scope, file_rule
from par_xl.terms.finding import Finding
from par_xl.terms.messages import N_, joined
from par_xl.terms.words import Severity
from par_xl.workbooks.book import SPREADSHEETS

_SAVE_AGAIN = (
    "Mở tệp bằng Excel, lưu lại dạng .xlsx (không đặt mật khẩu) rồi gửi lại; nếu Excel cũng không "
    "mở được thì gửi lại từ tệp gốc của đơn vị."
)
_COPY_OVER = (
    "Lấy lại biểu mẫu của kỳ này, chép nội dung sang bằng “Dán giá trị” (Paste Values) rồi gửi lại."
)

UNREADABLE = file_rule(
    "TE01",
    "không mở được tệp",
    "Không đọc được tệp: {why}.",
    _SAVE_AGAIN,
    sample={"why": N_("tệp hỏng hoặc tải về chưa đủ")},
    passes="Biểu mẫu .xlsx lưu bằng Excel, WPS hoặc LibreOffice.",
    fails="Tệp tải về dở dang, chỉ có một nửa.",
)
WRONG_NAME = file_rule(
    "TE16",
    "đuôi tệp không đúng với nội dung",
    "Tên tệp có đuôi {suffix} nhưng bên trong là {why}.",
    "Gửi chính tệp biểu mẫu Excel; nếu nội dung đúng thì mở bằng Excel, chọn “Lưu thành” (Save "
    "As) dạng .xlsx. Không đổi đuôi tệp bằng cách đổi tên.",
    sample={"suffix": ".xlsx", "why": N_("tệp văn bản (ví dụ .csv)")},
    passes="Tệp HCTC_2024-06.xlsx lưu từ Excel.",
    fails="Tệp .csv đổi tên thành .xlsx.",
)
ENCRYPTED = file_rule(
    "TE17",
    "tệp đặt mật khẩu",
    "Không mở được: {why}.",
    "Mở tệp bằng Excel, vào Tệp › Thông tin › Bảo vệ sổ làm việc, bỏ mật khẩu, lưu lại rồi gửi "
    "lại.",
    sample={"why": N_("tệp đặt mật khẩu để mở")},
    passes="Biểu mẫu khóa ô nhưng không đặt mật khẩu mở tệp.",
    fails="Tệp lưu với “Mã hóa bằng mật khẩu”.",
)
TOO_LARGE = file_rule(
    "TE18",
    "tệp quá lớn",
    "Tệp quá lớn: {why}.",
    "Xóa ảnh chèn trong tệp và các hàng, cột thừa, hoặc: " + _COPY_OVER[0].lower() + _COPY_OVER[1:],
    sample={"why": N_("tệp 80 MB, quá 30 MB")},
    passes="Biểu mẫu vài trăm KB; tài liệu kiểm chứng gửi riêng.",
    fails="Tệp 80 MB vì chèn ảnh chụp văn bản vào trang tính.",
)
UNSAFE = file_rule(
    "TE19",
    "tệp có cấu trúc bất thường",
    "Tệp không do chương trình bảng tính tạo ra: {why}.",
    _COPY_OVER,
    sample={"why": N_("có phần mang tên không an toàn “{name}”").format(name="../../x.xml")},
    passes="Tệp lưu từ Excel, WPS hoặc LibreOffice.",
    fails="Tệp nén có phần mang tên “../../x.xml”.",
)
TOO_HEAVY = file_rule(
    "TE20",
    "đọc tệp quá lâu hoặc quá tốn bộ nhớ",
    "Đã dừng đọc tệp: {why}.",
    "Mở tệp bằng Excel, chọn các hàng và cột trống ở ngoài bảng, xóa (Delete) rồi lưu; hoặc: "
    + _COPY_OVER[0].lower()
    + _COPY_OVER[1:],
    sample={
        "why": joined(
            (
                N_("trang “{name}” có ô {cell} ở rất xa bảng").format(
                    name="Phụ lục I", cell="XFD1048576"
                ),
                N_("đọc tốn quá {seconds} giây xử lý của máy").format(seconds=30),
            ),
            "; ",
        )
    },
    passes="Bảng chỉ có các dòng của biểu mẫu.",
    fails="Lỡ tay gõ một dấu cách vào ô XFD1048576.",
)

_RIGHT_FORM = (
    "Dùng biểu mẫu đúng đơn vị, đúng kỳ gửi kèm kết quả kiểm tra này: chép nội dung còn đúng sang "
    "rồi gửi biểu mẫu đó; không thấy tệp gửi kèm thì hỏi phòng tổng hợp."
)

OTHER_PLAN = file_rule(
    "TE02",
    "không phải biểu mẫu của kế hoạch này",
    "Tệp không lập từ kế hoạch này (mã kế hoạch trong tệp: {value}; đúng là: {wanted}).",
    _RIGHT_FORM,
    sample={"value": "KH-TINH-KHAC", "wanted": "KH-165"},
    passes="Biểu mẫu lập từ kế hoạch đang dùng.",
    fails="Biểu mẫu của kế hoạch tỉnh khác, hoặc của kế hoạch 5 năm trước.",
)
OTHER_PERIOD = file_rule(
    "TE03",
    "biểu mẫu của kỳ khác",
    "Biểu mẫu của kỳ {said}, không phải kỳ {wanted}.",
    "Nếu đúng là báo cáo của kỳ {said} thì báo phòng tổng hợp; nếu không: "
    + _RIGHT_FORM[0].lower()
    + _RIGHT_FORM[1:],
    sample={"said": "2024-12", "wanted": "2024-06"},
    passes="Biểu mẫu 2024-06 để trong da-nop/2024-06.",
    fails="Biểu mẫu 2024-12 để trong da-nop/2024-06.",
)
UNKNOWN_UNIT = file_rule(
    "TE04",
    "không rõ đơn vị báo cáo",
    "{what}",
    "{near}Ghi đúng tên đơn vị ở ô “Đơn vị báo cáo” trên “Trang đầu” rồi gửi lại.",
    sample={
        "what": N_("Không có đơn vị “{unit}” gửi báo cáo trong kỳ này.").format(
            unit="Phòng Hành chánh"
        )
    },
    passes="Biểu mẫu chuẩn đã chọn “Đơn vị báo cáo” trong danh sách.",
    fails="Biểu mẫu chuẩn chưa chọn “Đơn vị báo cáo”.",
)
RENAMED = N_(
    " Nếu đơn vị vừa đổi tên thì không phải sửa biểu mẫu: phòng tổng hợp ghi tên cũ vào “Tên gọi "
    "khác” ở trang “Đơn vị” của ke-hoach.xlsx rồi tổng hợp lại."
)
"""Added where the head names a unit that the plan does not know."""
OLD_FORM = file_rule(
    "TE32",
    "biểu mẫu theo mẫu cũ",
    "Biểu mẫu lập theo mẫu số {value}, hiện dùng mẫu số {wanted}.",
    "Xem lại nội dung trong biểu mẫu trả lại, nhập phần còn thiếu rồi gửi biểu mẫu đó.",
    sample={"value": "1", "wanted": "2"},
    passes="Biểu mẫu phòng tổng hợp gửi cho kỳ này.",
    fails="Chép đè lên tệp của kỳ trước, lập theo mẫu khi chưa có “Trang đầu”.",
)
CONTRADICTION = file_rule(
    "TE05",
    "đầu biểu mẫu mâu thuẫn với bên trong",
    "Ô “{header}” ghi “{value}” nhưng biểu mẫu được lập cho {wanted}.",
    _RIGHT_FORM + "{renamed}",
    sample={
        "header": "Đơn vị báo cáo",
        "value": "Phòng Tổng hợp",
        "wanted": "“Phòng Hành chính”",
        "renamed": RENAMED,
    },
    passes="Ô “Đơn vị báo cáo” ghi đúng đơn vị được cấp biểu mẫu.",
    fails="Lấy biểu mẫu của phòng khác rồi gõ đè tên phòng mình.",
)
NO_SHEET = file_rule(
    "TE06",
    "thiếu hoặc thừa trang phụ lục",
    "Trang tính “{wanted}” {why}.",
    "Xem lại nội dung trong biểu mẫu trả lại (có đúng một trang “{wanted}”) rồi gửi lại chính tệp "
    "đó; không đổi tên, không xóa, không chép thêm trang.",
    sample={"wanted": "Phụ lục II", "why": N_("không có trong tệp")},
    passes="Đủ ba trang “Phụ lục I”, “Phụ lục II”, “Phụ lục III”, mỗi trang một lần.",
    fails="Xóa trang “Phụ lục II” hoặc đổi tên trang đó.",
)
NO_COLUMN = file_rule(
    "TE07",
    "thiếu hoặc thừa cột",
    "Trang “{sheet}”: cột “{wanted}” {why}.",
    "Xem lại nội dung trong biểu mẫu trả lại (có đúng một cột “{wanted}”), nhập phần còn thiếu rồi "
    "gửi lại chính tệp đó; không xóa cột, không đổi tiêu đề.",
    sample={"sheet": "Phụ lục I", "wanted": "Tài liệu kiểm chứng", "why": N_("không có")},
    passes="Cột bị ẩn hoặc chuyển chỗ, tiêu đề còn nguyên.",
    fails="Xóa cột “Tài liệu kiểm chứng” hoặc đổi tiêu đề của nó.",
)
UNKNOWN_IDENTITY = file_rule(
    "TE08",
    "không phải biểu mẫu",
    "Tệp không phải là biểu mẫu báo cáo của kế hoạch: không có trang nhận dạng và không có ô "
    "“Đơn vị báo cáo”, “Kỳ báo cáo”.",
    NEW_FORM,
    passes="Biểu mẫu do phòng tổng hợp gửi.",
    fails="Một bảng Excel tự lập, không theo biểu mẫu.",
)
NO_IDENTITY = file_rule(
    "TE09",
    "mất trang nhận dạng",
    "Trang nhận dạng ẩn của biểu mẫu không còn; đơn vị và kỳ lấy theo đầu biểu mẫu.",
    "Kiểm tra đơn vị và kỳ có đúng không; lần sau gửi chính tệp biểu mẫu đã nhận.",
    Severity.WARNING,
    passes="Biểu mẫu còn nguyên các trang ẩn.",
    fails="Chép ba trang phụ lục sang một tệp Excel mới.",
)
OLD_FORMAT = file_rule(
    "TE10",
    "định dạng tệp cũ",
    "Tệp ở dạng {value}, có thể mất định dạng và công thức kiểm tra.",
    "Lần sau lưu và gửi dạng .xlsx.",
    Severity.WARNING,
    sample={"value": ".xls"},
    passes="Tệp lưu dạng .xlsx.",
    fails="Tệp lưu dạng .xls của Excel 97–2003, hoặc .ods.",
)
OTHER_VERSION = file_rule(
    "TE11",
    "biểu mẫu của phiên bản kế hoạch khác",
    "Biểu mẫu lập từ phiên bản {value} của kế hoạch, hiện hành là phiên bản {wanted}; chỉ nhận "
    "các dòng còn khớp.",
    "Lấy biểu mẫu mới cho lần báo cáo sau; kiểm tra các dòng bị báo lỗi.",
    Severity.WARNING,
    sample={"value": "1", "wanted": "2"},
    passes="Biểu mẫu lập từ phiên bản kế hoạch hiện hành.",
    fails="Kế hoạch đã lên phiên bản 2, đơn vị gửi biểu mẫu lập từ phiên bản 1.",
)
NOT_A_SPREADSHEET = file_rule(
    "TE12",
    "không phải tệp bảng tính",
    "Không phải là bảng tính, là tệp ẩn (tên bắt đầu bằng dấu chấm), hoặc là liên kết tới thư mục "
    "khác, nên không tổng hợp.",
    "Không cần làm gì; nếu đây là báo cáo thì gửi lại bằng biểu mẫu Excel với tên bình thường; "
    "nếu là liên kết thì chép chính các tệp vào da-nop.",
    Severity.INFO,
    passes="Trong da-nop chỉ có biểu mẫu.",
    fails="Công văn .pdf gửi kèm, để chung trong da-nop.",
)
MAYBE_A_REPORT = file_rule(
    "TE30",
    "có thể là báo cáo, nhưng không đọc được dạng này",
    "Tệp dạng {value} không tổng hợp được; nếu là báo cáo thì đơn vị vẫn bị coi là chưa gửi.",
    "Nếu là thư hoặc tệp nén: lấy biểu mẫu ra để vào da-nop. Nếu là bảng tính dạng khác: mở ra, "
    "lưu lại dạng .xlsx. Rồi tổng hợp lại.",
    Severity.INFO,
    sample={"value": ".zip"},
    passes="Biểu mẫu .xlsx để thẳng trong da-nop.",
    fails="Biểu mẫu còn nằm trong tệp nén .zip, trong thư .eml, hoặc lưu dạng .xlsb, .et.",
)
UNREAD = file_rule(
    "TE31",
    "không mở được để đọc",
    "Không mở được tệp để đọc: không có quyền đọc, đang bị chương trình khác giữ, hoặc không phải "
    "là tệp (liên kết tới nơi khác, ống dẫn, thiết bị). Đơn vị bị coi là chưa gửi tệp này.",
    "Đóng tệp ở nơi đang mở, cấp quyền đọc, hoặc chép chính tệp của đơn vị vào da-nop (thay cho "
    "liên kết); rồi tổng hợp lại.",
    passes="Mọi tệp trong da-nop đều mở được bằng Excel.",
    fails="Tệp chép vào da-nop từ tài khoản khác, phòng tổng hợp không có quyền đọc.",
)
MACROS = file_rule(
    "TE21",
    "tệp có macro",
    "Tệp có macro; macro không bao giờ được chạy, chỉ đọc nội dung các ô.",
    "Lần sau lưu và gửi dạng .xlsx, không kèm macro.",
    Severity.WARNING,
    passes="Biểu mẫu .xlsx không có macro.",
    fails="Tệp .xlsm có macro tự viết.",
)
LINKS = file_rule(
    "TE22",
    "tệp có liên kết tới tệp khác",
    "Tệp có liên kết tới tệp khác ({value}); số liệu lấy theo giá trị đã lưu, có thể đã cũ.",
    "Vào Dữ liệu › Sửa liên kết (Edit Links) › Ngắt liên kết (Break Link), kiểm tra số liệu rồi "
    "gửi lại.",
    Severity.WARNING,
    sample={"value": "tong-hop-rieng.xlsx"},
    passes="Ô nhập chứa giá trị, không chứa công thức lấy từ tệp khác.",
    fails="Ô “Số liệu thực hiện” lấy bằng công thức từ tệp tong-hop-rieng.xlsx.",
)
COPY = file_rule(
    "TE27",
    "trang phụ lục bị chép thêm",
    "Trang “{value}” là bản chép thêm của một trang phụ lục, không biết lấy trang nào.",
    "Chỗ khác nhau giữa hai trang ghi ở trang “Kết quả kiểm tra” của biểu mẫu trả lại: chép phần "
    "cần giữ vào trang gốc rồi gửi lại chính tệp đó.",
    sample={"value": "Phụ lục I (2)"},
    passes="Mỗi phụ lục một trang.",
    fails="Chép trang “Phụ lục I” thành “Phụ lục I (2)” rồi nhập ở cả hai trang.",
)
HIDDEN_SHEET = file_rule(
    "TE29",
    "trang phụ lục bị ẩn",
    "Trang “{value}” đang bị ẩn: người mở tệp không thấy, nhưng nội dung trong đó vẫn được tính.",
    "Bỏ ẩn trang “{value}” (bấm chuột phải vào tên một trang, chọn “Bỏ ẩn” (Unhide)), xem lại nội "
    "dung; nếu có chỗ sai thì sửa rồi gửi lại.",
    Severity.WARNING,
    sample={"value": "Phụ lục I"},
    passes="Cả ba trang phụ lục đều hiện khi mở tệp.",
    fails="Ẩn trang “Phụ lục III” vì đơn vị không nhập gì ở đó.",
)
ALIAS = file_rule(
    "TE23",
    "tên đơn vị viết khác",
    "Đơn vị báo cáo “{value}” được hiểu là “{wanted}”.",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "P. HC", "wanted": "Phòng Hành chính"},
    passes="Ô “Đơn vị báo cáo” ghi “Phòng Hành chính”.",
    fails="Ô “Đơn vị báo cáo” ghi “P. HC” là tên gọi khác của phòng.",
)
SPELLING = file_rule(
    "TE24",
    "tên trang hoặc tiêu đề cột viết khác",
    "Tên trang hoặc tiêu đề “{value}” được hiểu là “{wanted}”.",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "TÌNH TRẠNG THỰC HIỆN", "wanted": "Tình trạng thực hiện"},
    passes="Tiêu đề “Tình trạng thực hiện” như biểu mẫu đã gửi.",
    fails="Tiêu đề gõ lại thành “TÌNH TRẠNG THỰC HIỆN”.",
)
FUTURE = file_rule(
    "TE25",
    "ngày sửa tệp ở tương lai",
    "Ngày sửa cuối của tệp là {value}, sau hôm nay; đồng hồ máy của đơn vị có thể sai.",
    "Phòng tổng hợp kiểm tra “Ngày nhận” trong tiep-nhan.xlsx; đơn vị chỉnh lại đồng hồ máy tính.",
    Severity.WARNING,
    sample={"value": "01/01/2035"},
    passes="Tệp sửa lần cuối hôm nay hoặc trước đó.",
    fails="Tệp ghi ngày sửa 01/01/2035.",
)
NO_APPROVER = file_rule(
    "TE26",
    "chưa có lãnh đạo đơn vị duyệt",
    "Ô “Lãnh đạo đơn vị duyệt” để trống.",
    "Ghi họ tên, chức vụ lãnh đạo đơn vị đã duyệt báo cáo ở “Trang đầu” rồi gửi lại.",
    Severity.WARNING,
    passes="Ô “Lãnh đạo đơn vị duyệt” ghi: Nguyễn Văn B, Trưởng phòng.",
    fails="Ô “Lãnh đạo đơn vị duyệt” để trống.",
)

_MAYBE_REPORTS = {
    *(".xlsb", ".xlt", ".xltx", ".xltm", ".xlam", ".csv", ".et", ".ett", ".numbers", ".fods"),
    *(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".eml", ".msg"),
    *SPREADSHEETS,
}
"""Endings of other programs' spreadsheets, of archives and of mail; our own, where something
behind them hides them."""


def other_file(name: str) -> Finding:
    """Return what is told of a file in ``da-nop`` that is no submission (contract, section 2)."""
    path = PurePosixPath(name.rstrip(" ."))
    is_hidden = any(part.startswith(".") for part in path.parts)
    if not is_hidden and PurePosixPath(name).suffix.lower() in SPREADSHEETS:
        # It would be one, if it could be read.
        return UNREAD.at(name)
    if not is_hidden and (suffix := path.suffix.lower()) in _MAYBE_REPORTS:
        return MAYBE_A_REPORT.at(name, value=suffix)
    return NOT_A_SPREADSHEET.at(name)


DUPLICATE = file_rule(
    "TE13",
    "gửi trùng",
    "Nội dung giống hệt tệp “{value}” đã được tính.",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "HC.xlsx"},
    passes="Gửi lần hai với nội dung đã sửa.",
    fails="Gửi hai lần cùng một nội dung.",
)
SUPERSEDED = file_rule(
    "TE14",
    "đã được thay thế",
    "Mọi dòng đã nhập trong tệp này đều có bản nhận sau thay thế (tệp “{value}”).",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "HC-sua.xlsx"},
    passes="Tệp gửi sau chỉ có một số dòng, các dòng khác vẫn lấy ở tệp trước.",
    fails="Tệp gửi sau có đủ mọi dòng của tệp gửi trước.",
)
REPLACED = file_rule(
    "TE34",
    "tệp bị trả lại đã được thay",
    "Tệp này không nhận được, nhưng đơn vị đã có tệp nhận sau được nhận: “{value}”.",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "HC-gui-lai.xlsx"},
    passes="Mỗi đơn vị gửi một tệp mở được.",
    fails="Ngày 5/6 gửi tệp hỏng, ngày 6/6 gửi lại tệp tốt: không phải sửa tệp hỏng nữa.",
)
GONE = file_rule(
    "TE35",
    "tệp đã nhận không còn",
    "Tệp của {unit} đã tổng hợp trước đây, nay không còn trong da-nop: {rows} dòng đã nhập không "
    "được tính nữa.",
    "Phòng tổng hợp chép lại tệp vào da-nop rồi tổng hợp lại, không phải hỏi đơn vị (bản lưu: "
    "{kept}, chép ra rồi đặt lại tên như cũ). Nếu chủ ý bỏ tệp thì không cần làm gì.",
    Severity.WARNING,
    source="Quy ước, mục 2",
    sample={"unit": "HCTC", "rows": "12", "kept": ".par-xl/kho/9f/9f2c41"},
    passes="Tệp đã tổng hợp được giữ nguyên, đổi tên hoặc chuyển sang thư mục con của da-nop/KỲ.",
    fails="Dọn thư mục da-nop, xóa nhầm tệp đã tổng hợp.",
)
ROW_REPLACED = Rule(
    code="TE15",
    severity=Severity.INFO,
    scope=Scope.ROW,
    title="dòng đã được thay thế",
    message="Dòng “{value}” lấy theo tệp nhận sau: “{newer}”.",
    fix="Không cần làm gì.",
    source="Quy ước, mục 6",
    no_check="Phụ thuộc các tệp khác của đơn vị.",
    roles=ANY_ROLE,
    sample={"value": "PAR_INDEX/1.1", "newer": "HC-sua.xlsx"},
    passes="Ba người gửi ba tệp, mỗi tệp nhập những dòng khác nhau.",
    fails="Dòng 1.1 có trong cả tệp gửi ngày 5/6 và tệp gửi ngày 7/6.",
)
ROW_KEPT = Rule(
    code="TE28",
    severity=Severity.INFO,
    scope=Scope.ROW,
    roles=ANY_ROLE,
    title="dòng lấy theo tệp gửi trước",
    message="Dòng “{value}” vẫn lấy theo tệp này: tệp nhận sau (“{newer}”) để trống dòng đó.",
    fix="Không cần làm gì; nếu dòng này không còn đúng thì nhập lại trong tệp gửi sau.",
    source="Quy ước, mục 5 và 6",
    no_check="Phụ thuộc các tệp khác của đơn vị.",
    sample={"value": "PAR_INDEX/1.1", "newer": "HC-sua.xlsx"},
    passes="Tệp gửi sau nhập lại mọi dòng.",
    fails="Dòng 1.1 báo cáo trong tệp gửi ngày 5/6; tệp gửi ngày 7/6 để trống dòng đó.",
)
ROW_CARRIED = Rule(
    code="TE33",
    severity=Severity.INFO,
    scope=Scope.ROW,
    title="dòng đã hoàn thành ở kỳ trước",
    message="Dòng “{value}” đã hoàn thành từ kỳ {period}: giữ nguyên kết quả đó.",
    fix="Không cần làm gì; nếu dòng này không còn đúng thì nhập lại trong biểu mẫu kỳ này.",
    source="Quy ước, mục 6",
    no_check="Phụ thuộc kết quả các kỳ trước.",
    sample={"value": "PAR_INDEX/1.1", "period": "2024-06"},
    passes="Dòng hoàn thành kỳ trước còn nguyên trong biểu mẫu kỳ này.",
    fails="Dòng hoàn thành kỳ trước bị xóa trắng trong biểu mẫu kỳ này.",
)

RULES = (
    UNREADABLE,
    WRONG_NAME,
    ENCRYPTED,
    TOO_LARGE,
    UNSAFE,
    TOO_HEAVY,
    OTHER_PLAN,
    OTHER_PERIOD,
    UNKNOWN_UNIT,
    OLD_FORM,
    CONTRADICTION,
    NO_SHEET,
    NO_COLUMN,
    UNKNOWN_IDENTITY,
    NO_IDENTITY,
    OLD_FORMAT,
    OTHER_VERSION,
    NOT_A_SPREADSHEET,
    MAYBE_A_REPORT,
    UNREAD,
    MACROS,
    LINKS,
    COPY,
    HIDDEN_SHEET,
    ALIAS,
    SPELLING,
    FUTURE,
    NO_APPROVER,
    DUPLICATE,
    SUPERSEDED,
    REPLACED,
    GONE,
    ROW_REPLACED,
    ROW_KEPT,
    ROW_CARRIED,
)
