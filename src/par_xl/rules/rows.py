"""Rules on which row of the plan a row is, and on what the plan says in it."""

from __future__ import annotations

from par_xl.rules.rule import ANY_ROLE, Rule, Scope, file_rule
from par_xl.terms.messages import N_
from par_xl.terms.words import Severity

NEW_FORM = "Lấy lại biểu mẫu của kỳ này từ phòng tổng hợp, chép nội dung sang rồi gửi lại."
_KEY_FIX = "Chép nội dung sang đúng dòng của biểu mẫu trả lại rồi gửi lại."

NO_KEY = Rule(
    code="DG01",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    roles=ANY_ROLE,
    title="dòng đã nhập không có Mã dòng",
    message="Có nội dung nhập ở dòng không có “Mã dòng”, nên không biết thuộc nhiệm vụ nào.",
    fix="Nội dung này ghi ở trang “Kết quả kiểm tra” của biểu mẫu trả lại: chép vào đúng dòng rồi "
    "gửi lại.",
    source="Quy ước, mục 5",
    no_check="Công thức chỉ có ở các dòng của biểu mẫu.",
    passes="Nội dung nhập ở dòng nhiệm vụ có sẵn của biểu mẫu.",
    fails="Chèn thêm một dòng dưới bảng rồi nhập kết quả vào đó.",
)
UNKNOWN_KEY = Rule(
    code="DG02",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    roles=ANY_ROLE,
    title="Mã dòng không có trong kế hoạch",
    message="Mã dòng “{value}” không có trong kế hoạch.",
    fix=_KEY_FIX,
    source="Quy ước, mục 5",
    no_check="Cột “Mã dòng” khóa và ẩn; chỉ sai khi bị sửa ngoài biểu mẫu.",
    sample={"value": "PAR_INDEX/9.9"},
    passes="Mã dòng PAR_INDEX/1.1.1 như biểu mẫu đã gửi.",
    fails="Mã dòng bị sửa thành PAR_INDEX/9.9.",
)
FOREIGN_KEY = Rule(
    code="DG03",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    roles=ANY_ROLE,
    title="dòng không thuộc đơn vị báo cáo",
    message="Trong kỳ này, dòng “{value}” không giao cho {unit} chủ trì, phối hợp hay chấm điểm.",
    fix="Xóa nội dung đã nhập ở dòng này; nếu thấy phân công sai thì báo phòng tổng hợp.",
    source="Quy ước, mục 4 và 5",
    no_check="Chỉ biểu mẫu chuẩn có dòng của đơn vị khác; ở đó cột “Kiểm tra” báo: Sai.",
    sample={"value": "PAR_INDEX/1.1", "unit": "Phòng Hành chính"},
    passes="Biểu mẫu chuẩn: chỉ nhập các dòng không bị tô xám.",
    fails="Biểu mẫu chuẩn: nhập vào dòng xám của đơn vị khác.",
)
DOUBLED_KEY = Rule(
    code="DG04",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    roles=ANY_ROLE,
    title="Mã dòng có nhiều lần",
    message="Mã dòng “{value}” có {times} lần (các ô {cells}), không biết lấy dòng nào.",
    fix="Các dòng đó ghi ở trang “Kết quả kiểm tra” của biểu mẫu trả lại: chép dòng đúng vào bảng "
    "rồi gửi lại.",
    source="Quy ước, mục 5",
    no_check="Biểu mẫu khóa, không chèn được dòng; chỉ xảy ra khi bị sửa ngoài biểu mẫu.",
    sample={"value": "PAR_INDEX/1.1", "times": "2", "cells": "Phụ lục I!A12, Phụ lục I!A13"},
    passes="Mỗi nhiệm vụ một dòng.",
    fails="Chép dòng 1.1 thành hai dòng, mỗi dòng một kết quả.",
)
CHANGED_ROW = Rule(
    code="DG05",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="content",
    roles=ANY_ROLE,
    title="nội dung dòng khác với kế hoạch hiện hành",
    message="Biểu mẫu cũ: dòng {key} có nội dung “{value}”, khác với kế hoạch hiện hành.",
    fix="Đọc nội dung mới của dòng này trong biểu mẫu trả lại, nhập lại cho khớp rồi gửi lại.",
    source="Quy ước, mục 5",
    no_check="Phụ thuộc phiên bản kế hoạch.",
    sample={"key": "PAR_INDEX/1.1", "value": "Ban hành kế hoạch năm"},
    passes="Kế hoạch có phiên bản mới, nội dung dòng 1.1 vẫn như trong biểu mẫu cũ.",
    fails="Kế hoạch có phiên bản mới, nội dung dòng 1.1 đã đổi; đơn vị gửi biểu mẫu cũ.",
)
SHIFTED_ROW = Rule(
    code="DG09",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="code",
    roles=ANY_ROLE,
    title="dòng bị xếp lệch với Mã dòng",
    message="“TT” và nội dung là của dòng {value}, nhưng Mã dòng (cột ẩn) là của dòng {wanted}: "
    "bảng đã bị sắp xếp hoặc dán lệch.",
    fix="Chép nội dung sang đúng dòng của biểu mẫu trả lại rồi gửi lại; không sắp xếp bảng.",
    source="Quy ước, mục 5",
    no_check="Biểu mẫu khóa, không sắp xếp được; chỉ xảy ra khi bị sửa ngoài biểu mẫu.",
    sample={"value": "1.2", "wanted": "1.1"},
    passes="Sắp xếp cả bảng, kể cả cột ẩn: mỗi dòng vẫn đi cùng mã của nó.",
    fails="Chọn các cột nhìn thấy rồi sắp xếp, cột ẩn “Mã dòng” đứng yên.",
)
LOCKED_CHANGED = Rule(
    code="DG06",
    severity=Severity.WARNING,
    scope=Scope.ROW,
    roles=ANY_ROLE,
    title="ô khóa bị sửa",
    looks_at="ô khóa",
    message="Ô khóa “{header}” bị {found}; vẫn lấy theo kế hoạch: {wanted}.",
    fix="Không cần làm gì; nếu thấy kế hoạch sai thì báo phòng tổng hợp, không sửa trong biểu mẫu.",
    source="Quy ước, mục 4 và 5",
    no_check="Công thức không biết kế hoạch; ô khóa chỉ sửa được khi bỏ bảo vệ trang.",
    sample={
        "header": "Điểm tối đa",
        "found": N_("sửa thành “{found}”").format(found="2"),
        "wanted": "“1”",
    },
    passes="Ô “Điểm tối đa” vẫn là 1 như biểu mẫu đã gửi.",
    fails="Bỏ bảo vệ trang, sửa “Điểm tối đa” từ 1 thành 2.",
)
LOCKED_COLUMN_GONE = file_rule(
    "DG07",
    "cột khóa bị xóa hoặc đổi tên",
    "Trang “{sheet}” không còn cột khóa “{wanted}”; nội dung cột này lấy theo kế hoạch.",
    "Không cần làm gì; lần sau không xóa cột, chỉ nhập vào ô màu vàng.",
    Severity.WARNING,
    sample={"sheet": "Phụ lục I", "wanted": "Cơ quan thực hiện"},
    passes="Cột “Cơ quan thực hiện” bị ẩn hoặc chuyển sang chỗ khác.",
    fails="Cột “Cơ quan thực hiện” bị xóa.",
)
ROWS_GONE = file_rule(
    "DG08",
    "dòng phải báo cáo bị xóa khỏi biểu mẫu",
    "Trang “{sheet}” thiếu {count} dòng đơn vị chủ trì hoặc chấm điểm: {codes}. Các dòng này tính "
    "là chưa báo cáo, trừ khi có trong tệp khác của đơn vị.",
    "Nhập các dòng đó trong biểu mẫu trả lại, hoặc lấy lại biểu mẫu của kỳ này.",
    Severity.WARNING,
    sample={"sheet": "Phụ lục I", "count": "1", "codes": "1.2"},
    passes="Dòng không có gì để báo cáo thì để trống, không xóa.",
    fails="Xóa cả dòng 1.2 mà đơn vị chủ trì.",
)

RULES = (
    NO_KEY,
    UNKNOWN_KEY,
    FOREIGN_KEY,
    DOUBLED_KEY,
    CHANGED_ROW,
    SHIFTED_ROW,
    LOCKED_CHANGED,
    LOCKED_COLUMN_GONE,
    ROWS_GONE,
)
