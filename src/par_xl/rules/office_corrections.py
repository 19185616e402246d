"""Đính chính: what the consolidating unit puts right in what units reported, row by row of a sheet
of the master, and the rules on it."""

from __future__ import annotations

from functools import partial

from par_xl.rules.entry import KEY, Column
from par_xl.rules.rule import file_rule
from par_xl.terms.finding import cell_name
from par_xl.terms.messages import N_
from par_xl.terms.office_correction import OfficeCorrection
from par_xl.terms.words import Severity
from par_xl.workbooks.look import Kind

SHEET = "Đính chính"
CLEARED = "(xóa)"
"""As `Giá trị mới`: the cell is to hold nothing."""
COLUMNS = (
    Column("unit", "Đơn vị", Kind.TEXT, 18, "Chọn trong danh sách; mã đơn vị cũng được."),
    Column("code", KEY.header, Kind.CODE, 10, "TT của dòng, như ở trang phụ lục: 1.1.1; hoặc "
           "PAR_INDEX/1.1.1."),
    Column("column", "Cột", Kind.TEXT, 18, "Chọn cột của biểu mẫu cần đính chính."),
    Column("value", "Giá trị mới", Kind.CODE, 20, "Ghi như đơn vị ghi trong biểu mẫu: Hoàn thành, "
           f"80%, 05/6/2024, 7,5. Ghi {CLEARED} để xóa trắng ô."),
    Column("reason", "Lý do", Kind.TEXT, 24, "Bắt buộc: vì sao đính chính, theo thông tin nào."),
    Column("by", "Người đính chính", Kind.TEXT, 15, "Bắt buộc: họ và tên."),
    Column("on", "Ngày", Kind.DAY, 11, "Để trống là ngày tổng hợp."),
    Column("outcome", "Kết quả", Kind.TEXT, 48),
    Column("mark", "Dấu", Kind.TEXT, 12),
)  # fmt: skip
"""Of the sheet, as wide as a screen of 1366 pixels shows at once; the last two are ours. `Dấu`,
hidden, keeps from merge to merge what the unit had reported when the correction was first taken,
and whether it has ended."""
TYPED = COLUMNS[:-2]
HEADERS = {column.field: column.header for column in COLUMNS}
PLACES = {column.field: place for place, column in enumerate(COLUMNS)}
"""Which column (from 0) each is."""
FIRST_ROW = 6
"""Number, in Excel, of the first row below the header, as a merge writes the sheet."""


def master_file(period: str) -> str:
    """Name of the master, of a period by its code, as findings and entries have it."""
    return f"tong-hop/{period}.xlsx"


def place_of(typed: OfficeCorrection, field: str) -> str:
    """Name of the cell in which a field of a row was typed."""
    return cell_name(typed.row - 1, PLACES[field])


_rule = partial(
    file_rule,
    severity=Severity.WARNING,
    source="Quy ước, mục 5 và 9",
    no_check="Trang “Đính chính” thuộc tệp tổng hợp, không thuộc biểu mẫu.",
)
NOT_FILLED = _rule(
    "DC01",
    "đính chính còn thiếu ô",
    "Chưa lấy đính chính ở dòng {row}: ô “{header}” để trống.",
    "Ghi “{header}” ở dòng đó của trang “Đính chính” rồi tổng hợp lại; không đính chính nữa thì "
    "xóa cả dòng.",
    sample={"row": "6", "header": "Lý do"},
    passes="Có đủ đơn vị, mã dòng, cột, giá trị mới, lý do, người đính chính.",
    fails="“Lý do” để trống.",
)
UNCLEAR = _rule(
    "DC02",
    "đính chính chưa rõ đơn vị, dòng, cột hoặc ngày",
    "Chưa lấy đính chính ở dòng {row}: {what}.",
    "{cure} Rồi tổng hợp lại.",
    sample={
        "row": "6",
        "what": N_("kế hoạch không có dòng “{code}”").format(code="9.9.9"),
        "cure": N_("Ghi “Mã dòng” như ở trang phụ lục."),
    },
    passes="“Mã dòng”: 1.1.1.",
    fails="“Mã dòng”: 9.9.9, mà kế hoạch không có dòng này.",
)
BREAKS_RULE = _rule(
    "DC03",
    "đính chính làm dòng sai quy tắc",
    "Chưa lấy đính chính ở dòng {row}: lấy thì dòng {key} của {unit} có lỗi {codes}. {why}",
    "{cure} Sửa giá trị mới, hoặc đính chính thêm ô còn lại của dòng {key}, rồi tổng hợp lại.",
    sample={
        "row": "6",
        "key": "PAR_INDEX/1.1.1",
        "unit": "HCTC",
        "codes": "TD03",
        "why": N_("Tiến độ phải từ 0% đến 100%."),
        "cure": N_("Ghi tiến độ từ 0% đến 100%."),
    },
    passes="“Tiến độ (%)” thành 80% ở dòng “Đang thực hiện”.",
    fails="“Tiến độ (%)” thành 180%.",
)
SAID_ANEW = _rule(
    "DC04",
    "đơn vị gửi lại nội dung khác với đính chính",
    "Dòng {row}: sau khi đính chính, {unit} gửi lại dòng {key}, “{header}”: {found}, không phải "
    "{new}. Vẫn dùng giá trị đính chính.",
    "Hỏi lại đơn vị. Theo đơn vị thì xóa dòng đó ở trang “Đính chính”; giữ đính chính thì ghi "
    "“Ngày” là ngày quyết định. Rồi tổng hợp lại.",
    sample={
        "row": "6",
        "key": "PAR_INDEX/1.1.1",
        "unit": "HCTC",
        "header": "Tiến độ (%)",
        "found": "“60%”",
        "new": "“80%”",
    },
    passes="Đơn vị gửi lại đúng giá trị đã đính chính.",
    fails="Đính chính 50% thành 80%, sau đó đơn vị gửi lại 60%.",
)
CORRECTED = _rule(
    "DC05",
    "ô được phòng tổng hợp đính chính",
    "{office} đính chính “{header}”: {found} thành {new}. Lý do: {reason}. Người đính chính: {by}, "
    "ngày {on}.",
    "Giá trị mới đã ghi sẵn trong biểu mẫu trả lại. Đúng thì gửi lại tệp đó để xác nhận; chưa đúng "
    "thì sửa, gửi lại và báo phòng tổng hợp.",
    sample={
        "office": "HCTC",
        "header": "Tiến độ (%)",
        "found": "“50%”",
        "new": "“80%”",
        "reason": N_("Đơn vị báo qua điện thoại"),
        "by": "A",
        "on": "10/6/2024",
    },
    passes="Không có đính chính, hoặc đơn vị đã gửi lại đúng như vậy.",
    fails="Phòng tổng hợp đính chính 50% thành 80%.",
)

RULES = (NOT_FILLED, UNCLEAR, BREAKS_RULE, SAID_ANEW, CORRECTED)
