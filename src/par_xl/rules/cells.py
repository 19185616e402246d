"""Rules on the cells to fill themselves, whatever their column: broken, merged, in old fonts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from par_xl.rules.entry import BY_FIELD, INPUT
from par_xl.rules.rule import (
    ANY_ROLE,
    COORDINATING,
    LEAD_OR_SCORING,
    Example,
    FilledRow,
    Rule,
    Scope,
    Words,
)
from par_xl.terms.messages import N_, joined
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import Cell, is_blank
from par_xl.terms.words import Role, Severity

TO_UNICODE = "Trong UniKey chọn bảng mã “Unicode”, phông chữ Times New Roman, rồi gõ lại ô này."
TYPE_VALUE = "Gõ giá trị thay cho công thức; khi dán thì chọn “Dán giá trị” (Paste Values)."
_FIELDS = tuple(column.field for column in INPUT)
_UNMERGE = "Bỏ gộp ô (Unmerge Cells) rồi nhập từng ô."


def _broken(row: FilledRow) -> Iterable[Words]:
    return [
        {"field": field, "header": BY_FIELD[field].header, "why": why}
        for field, why in row.broken.items()
    ]


def _merged(row: FilledRow) -> Iterable[Words]:
    return [_named(field) for field in _FIELDS if field in row.merged and field in row.asked.open]


def _in_old_font(row: FilledRow) -> Iterable[Words]:
    taken = row.asked.open
    return [
        _named(field)
        for field, cell in row.cells.items()
        if type(cell) is str and field in taken and has_old_font(cell)
    ]


def _named(field: str) -> dict[str, str]:
    return {"field": field, "header": BY_FIELD[field].header}


def _not_taken(row: FilledRow) -> Iterable[Words]:
    taken = row.asked.open
    closed = [f for f, cell in row.cells.items() if cell is not None and f not in taken]
    found = []
    for field in closed:
        is_score = field == "self_score" and row.asked.role is not Role.COORDINATING
        if not is_score and not is_blank(row.cells[field]):
            headers = [f"“{column.header}”" for column in INPUT if column.field in taken]
            found.append({**_named(field), "taken": joined(headers, ", ")})
    return found


_GOING: Mapping[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}

BROKEN = Rule(
    code="OO01",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    roles=LEAD_OR_SCORING,
    title="ô nhập có công thức lỗi",
    message="Ô “{header}” có công thức lỗi hoặc chưa được tính ({why}).",
    fix=TYPE_VALUE,
    source="Quy ước, mục 5",
    broken=_broken,
    no_check="Ô lỗi làm hỏng mọi phép so sánh, nên công thức báo riêng trước tiên; công "
    "thức chưa tính thì Excel tự tính khi mở.",
    passes=Example(_GOING),
    fails=Example({"status": "Đang thực hiện"}, broken={"progress": "#REF!"}),
)

RULES = (
    BROKEN,
    Rule(
        code="OO02",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        roles=LEAD_OR_SCORING,
        title="ô nhập bị gộp",
        message="Ô “{header}” bị gộp (merge) với ô khác, không biết nội dung thuộc dòng, cột nào.",
        fix=_UNMERGE,
        source="Quy ước, mục 5",
        broken=_merged,
        no_check="Công thức không biết ô có bị gộp hay không.",
        passes=Example(_GOING),
        fails=Example(_GOING, merged=frozenset({"result"})),
    ),
    Rule(
        code="OO03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        roles=LEAD_OR_SCORING,
        title="chữ gõ bằng phông cũ",
        message="Ô “{header}” gõ bằng phông chữ cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
        fix=TO_UNICODE,
        source="Quy ước, mục 5; Nghị định 30/2020/NĐ-CP, Phụ lục I (Unicode TCVN 6909:2001)",
        broken=_in_old_font,
        no_check="Công thức không dò được từng chữ cái.",
        passes=Example({**_GOING, "result": "Cộng hòa"}),
        fails=Example({**_GOING, "result": "Céng hßa"}),
    ),
    Rule(
        code="PH01",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=ANY_ROLE,
        title="nhập ô mà dòng này không cần",
        message="Ô “{header}” không dùng ở dòng này nên không được tính.",
        fix="Xóa nội dung ở ô này; dòng này chỉ nhập: {taken}.",
        source="Quy ước, mục 4 và 5",
        sample={"taken": N_("các ô màu vàng")},
        broken=_not_taken,
        no_check="Ô này khóa trong biểu mẫu; dòng vẫn được tính.",
        passes=Example({"result": "Đã cung cấp số liệu"}, role=Role.COORDINATING),
        fails=Example({"result": "Đã cung cấp", "progress": 0.5}, role=Role.COORDINATING),
    ),
    Rule(
        code="PH02",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="ô của đơn vị phối hợp có công thức lỗi",
        message="Ô “{header}” có công thức lỗi hoặc chưa được tính ({why}), nên không đọc được.",
        fix="Gõ nội dung thay cho công thức rồi gửi lại.",
        source="Quy ước, mục 5",
        broken=_broken,
        no_check="Ô lỗi được công thức báo riêng trước tiên.",
        passes=Example({"result": "Đã cung cấp số liệu"}, role=Role.COORDINATING),
        fails=Example({}, broken={"result": "#N/A"}, role=Role.COORDINATING),
    ),
    Rule(
        code="PH03",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="ô của đơn vị phối hợp gõ bằng phông cũ",
        message="Ô “{header}” gõ bằng phông chữ cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
        fix=TO_UNICODE,
        source="Quy ước, mục 5; Nghị định 30/2020/NĐ-CP, Phụ lục I (Unicode TCVN 6909:2001)",
        broken=_in_old_font,
        no_check="Công thức không dò được từng chữ cái.",
        passes=Example({"result": "Cộng hòa"}, role=Role.COORDINATING),
        fails=Example({"result": "Céng hßa"}, role=Role.COORDINATING),
    ),
    Rule(
        code="PH04",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="ô của đơn vị phối hợp bị gộp",
        message="Ô “{header}” bị gộp (merge) với ô khác; chỉ đọc được nội dung ở ô đầu.",
        fix=_UNMERGE,
        source="Quy ước, mục 5",
        broken=_merged,
        no_check="Công thức không biết ô có bị gộp hay không.",
        passes=Example({"result": "Đã cung cấp số liệu"}, role=Role.COORDINATING),
        fails=Example(
            {"result": "Đã cung cấp số liệu"}, merged=frozenset({"result"}), role=Role.COORDINATING
        ),
    ),
)
