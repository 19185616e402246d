"""Rules on a row's identity and on the cells themselves."""

from __future__ import annotations

from collections.abc import Mapping

from par_xl.entry import INPUT
from par_xl.rules.formula import BROKEN_TITLE
from par_xl.rules.rule import Example, FilledRow, Rule, Scope
from par_xl.text import has_old_font
from par_xl.words import Severity

_KEY_FIX = "Lấy lại biểu mẫu của kỳ này, chép nội dung sang đúng dòng rồi gửi lại."


def _in_old_font(row: FilledRow) -> Mapping[str, str] | None:
    for column in INPUT:
        cell = row.cells.get(column.field)
        if isinstance(cell, str) and has_old_font(cell):
            return {"field": column.field, "header": column.header}
    return None


def _broken(row: FilledRow) -> Mapping[str, str] | None:
    for field, why in row.broken.items():
        return {"field": field, "why": why}
    return None


def _merged(row: FilledRow) -> Mapping[str, str] | None:
    for column in INPUT:
        if column.field in row.merged:
            return {"field": column.field}
    return None


NO_KEY = Rule(
    code="DG01",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    title="dòng đã nhập không có Mã dòng",
    message="Có nội dung nhập ở dòng không có «Mã dòng», nên không biết thuộc nhiệm vụ nào.",
    fix="Chuyển nội dung lên đúng dòng nhiệm vụ của biểu mẫu rồi xóa dòng này.",
    source="Quy ước, mục 5",
    no_formula="Công thức chỉ có ở các dòng của biểu mẫu.",
)
UNKNOWN_KEY = Rule(
    code="DG02",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    title="Mã dòng không có trong kế hoạch",
    message="Mã dòng «{value}» không có trong kế hoạch.",
    fix=_KEY_FIX,
    source="Quy ước, mục 5",
    no_formula="Cột «Mã dòng» khóa và ẩn; chỉ sai khi bị sửa ngoài biểu mẫu.",
)
FOREIGN_KEY = Rule(
    code="DG03",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    title="dòng không thuộc đơn vị",
    message="Dòng «{value}» không giao cho {unit} chủ trì hay phối hợp.",
    fix="Xóa nội dung đã nhập ở dòng này; nếu thấy phân công sai thì báo phòng tổng hợp.",
    source="Quy ước, mục 4 và 5",
    no_formula="Chỉ biểu mẫu chuẩn có dòng của đơn vị khác; ở đó cột «Kiểm tra» có báo.",
)
DOUBLED_KEY = Rule(
    code="DG04",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    field="key",
    title="Mã dòng có nhiều lần",
    message="Mã dòng «{value}» có {times} lần (các ô {cells}), không biết lấy dòng nào.",
    fix="Giữ lại một dòng đúng, xóa các dòng chép thừa.",
    source="Quy ước, mục 5",
    no_formula="Biểu mẫu khóa, không chèn được dòng; chỉ xảy ra khi bị sửa ngoài biểu mẫu.",
)

RULES = (
    NO_KEY,
    UNKNOWN_KEY,
    FOREIGN_KEY,
    DOUBLED_KEY,
    Rule(
        code="OO01",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        title=BROKEN_TITLE,
        message="Ô có công thức lỗi hoặc chưa được tính ({why}).",
        fix="Gõ giá trị thay cho công thức; khi dán thì chọn «Dán giá trị» (Paste Values).",
        source="Quy ước, mục 5",
        broken=_broken,
        no_formula="Ô lỗi làm hỏng mọi phép so sánh, nên công thức báo riêng trước tiên; công "
        "thức chưa tính thì Excel tự tính khi mở.",
        passes=Example({"status": "Đang thực hiện", "progress": 0.5}),
        fails=Example({"status": "Đang thực hiện", "progress": None}, broken={"progress": "#REF!"}),
    ),
    Rule(
        code="OO02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        title="ô nhập bị gộp",
        message="Ô nhập bị gộp (merge) với ô khác, không biết nội dung thuộc dòng, cột nào.",
        fix="Bỏ gộp ô (Unmerge Cells) rồi nhập từng ô.",
        source="Quy ước, mục 5",
        broken=_merged,
        no_formula="Công thức không biết ô có bị gộp hay không.",
        passes=Example({"status": "Đang thực hiện", "progress": 0.5}),
        fails=Example({"status": "Đang thực hiện", "progress": 0.5}, merged=frozenset({"result"})),
    ),
    Rule(
        code="OO03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        title="chữ gõ bằng phông cũ",
        message="Ô «{header}» gõ bằng phông chữ cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
        fix="Chuyển sang phông Unicode (Times New Roman) rồi gõ lại ô này.",
        source="Quy ước, mục 5; Nghị định 30/2020/NĐ-CP, Phụ lục I (Unicode TCVN 6909:2001)",
        broken=_in_old_font,
        no_formula="Công thức không dò được từng chữ cái.",
        passes=Example({"status": "Đang thực hiện", "progress": 0.5, "result": "Cộng hòa"}),
        fails=Example({"status": "Đang thực hiện", "progress": 0.5, "result": "Céng hßa"}),
    ),
)
