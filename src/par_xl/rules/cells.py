"""Rules on the cells to fill themselves, whatever their column: broken, merged, in old fonts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from par_xl.rules.entry import BY_FIELD, FOR_COORDINATING, INPUT
from par_xl.rules.rule import COORDINATING, Example, FilledRow, Rule, Scope, Words
from par_xl.terms.old_fonts import has_old_font
from par_xl.terms.text import Cell, is_blank
from par_xl.terms.words import Severity

TO_UNICODE = "Chuyển sang phông Unicode (Times New Roman) rồi gõ lại ô này."
TYPE_VALUE = "Gõ giá trị thay cho công thức; khi dán thì chọn «Dán giá trị» (Paste Values)."
_FIELDS = tuple(column.field for column in INPUT)
_UNMERGE = "Bỏ gộp ô (Unmerge Cells) rồi nhập từng ô."


def _broken(row: FilledRow) -> Iterable[Words]:
    return [
        {"field": field, "header": BY_FIELD[field].header, "why": why}
        for field, why in row.broken.items()
    ]


def _merged(row: FilledRow) -> Iterable[Words]:
    return [
        {"field": column.field, "header": column.header}
        for column in INPUT
        if column.field in row.merged
    ]


def _in_old_font(row: FilledRow) -> Iterator[Words]:
    for field in _FIELDS:
        cell = row.cells.get(field)
        if isinstance(cell, str) and has_old_font(cell):
            yield {"field": field, "header": BY_FIELD[field].header}


def _own(found: Iterable[Words]) -> Iterator[Words]:
    """Return what lies in the two columns that a coordinating unit fills."""
    return (words for words in found if words["field"] in FOR_COORDINATING)


def _lead_cells(row: FilledRow) -> Iterator[Words]:
    for column in INPUT:
        if not column.for_coordinating and not is_blank(row.cells.get(column.field)):
            yield {"field": column.field, "header": column.header}


_GOING: Mapping[str, Cell] = {"status": "Đang thực hiện", "progress": 0.5}

BROKEN = Rule(
    code="OO01",
    severity=Severity.ERROR,
    scope=Scope.ROW,
    title="ô nhập có công thức lỗi",
    message="Ô «{header}» có công thức lỗi hoặc chưa được tính ({why}).",
    fix=TYPE_VALUE,
    source="Quy ước, mục 5",
    broken=_broken,
    no_formula="Ô lỗi làm hỏng mọi phép so sánh, nên công thức báo riêng trước tiên; công "
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
        title="ô nhập bị gộp",
        message="Ô «{header}» bị gộp (merge) với ô khác, không biết nội dung thuộc dòng, cột nào.",
        fix=_UNMERGE,
        source="Quy ước, mục 5",
        broken=_merged,
        no_formula="Công thức không biết ô có bị gộp hay không.",
        passes=Example(_GOING),
        fails=Example(_GOING, merged=frozenset({"result"})),
    ),
    Rule(
        code="OO03",
        severity=Severity.ERROR,
        scope=Scope.ROW,
        title="chữ gõ bằng phông cũ",
        message="Ô «{header}» gõ bằng phông chữ cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
        fix=TO_UNICODE,
        source="Quy ước, mục 5; Nghị định 30/2020/NĐ-CP, Phụ lục I (Unicode TCVN 6909:2001)",
        broken=_in_old_font,
        no_formula="Công thức không dò được từng chữ cái.",
        passes=Example({**_GOING, "result": "Cộng hòa"}),
        fails=Example({**_GOING, "result": "Céng hßa"}),
    ),
    Rule(
        code="PH01",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="đơn vị phối hợp nhập ô của đơn vị chủ trì",
        message="Đơn vị phối hợp nhập ô «{header}» của đơn vị chủ trì; ô này không được tính.",
        fix="Chỉ nhập «Kết quả thực hiện» và «Khó khăn, vướng mắc; đề xuất, kiến nghị».",
        source="Quy ước, mục 4 và 5",
        broken=_lead_cells,
        no_formula="Các ô này khóa ở dòng phối hợp của biểu mẫu.",
        passes=Example({"result": "Đã cung cấp số liệu"}),
        fails=Example({"result": "Đã cung cấp số liệu", "progress": 0.5}),
    ),
    Rule(
        code="PH02",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="ô của đơn vị phối hợp có công thức lỗi",
        message="Ô «{header}» có công thức lỗi hoặc chưa được tính ({why}), nên không đọc được.",
        fix="Gõ nội dung thay cho công thức rồi gửi lại.",
        source="Quy ước, mục 5",
        broken=_broken,
        no_formula="Ô lỗi được công thức báo riêng trước tiên.",
        passes=Example({"result": "Đã cung cấp số liệu"}),
        fails=Example({}, broken={"result": "#N/A"}),
    ),
    Rule(
        code="PH03",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="ô của đơn vị phối hợp gõ bằng phông cũ",
        message="Ô «{header}» gõ bằng phông chữ cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
        fix=TO_UNICODE,
        source="Quy ước, mục 5; Nghị định 30/2020/NĐ-CP, Phụ lục I (Unicode TCVN 6909:2001)",
        broken=lambda row: _own(_in_old_font(row)),
        no_formula="Công thức không dò được từng chữ cái.",
        passes=Example({"result": "Cộng hòa"}),
        fails=Example({"result": "Céng hßa"}),
    ),
    Rule(
        code="PH04",
        severity=Severity.WARNING,
        scope=Scope.ROW,
        roles=COORDINATING,
        title="ô của đơn vị phối hợp bị gộp",
        message="Ô «{header}» bị gộp (merge) với ô khác; chỉ đọc được nội dung ở ô đầu.",
        fix=_UNMERGE,
        source="Quy ước, mục 5",
        broken=lambda row: _own(_merged(row)),
        no_formula="Công thức không biết ô có bị gộp hay không.",
        passes=Example({"result": "Đã cung cấp số liệu"}),
        fails=Example({"result": "Đã cung cấp số liệu"}, merged=frozenset({"result"})),
    ),
)
