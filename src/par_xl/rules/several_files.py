"""Rules on how several files of one unit go together."""

from __future__ import annotations

from par_xl.rules.rule import ANY_ROLE, Rule, Scope, told_rule
from par_xl.terms.words import Severity

DUPLICATE = told_rule(
    "TE13",
    "gửi trùng",
    "Nội dung giống hệt tệp «{value}» đã được tính.",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "HC.xlsx"},
    passes="Gửi lần hai với nội dung đã sửa.",
    fails="Gửi hai lần cùng một nội dung.",
)
SUPERSEDED = told_rule(
    "TE14",
    "đã được thay thế",
    "Mọi dòng đã nhập trong tệp này đều có bản nhận sau thay thế (tệp «{value}»).",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "HC-sua.xlsx"},
    passes="Tệp gửi sau chỉ có một số dòng, các dòng khác vẫn lấy ở tệp trước.",
    fails="Tệp gửi sau có đủ mọi dòng của tệp gửi trước.",
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
    message="Dòng «{value}» vẫn lấy theo tệp này: tệp nhận sau («{newer}») để trống dòng đó.",
    fix="Không cần làm gì; nếu dòng này không còn đúng thì nhập lại trong tệp gửi sau.",
    source="Quy ước, mục 5 và 6",
    no_formula="Phụ thuộc các tệp khác của đơn vị.",
    sample={"value": "PAR_INDEX/1.1", "newer": "HC-sua.xlsx"},
    passes="Tệp gửi sau nhập lại mọi dòng.",
    fails="Dòng 1.1 báo cáo trong tệp gửi ngày 5/6; tệp gửi ngày 7/6 để trống dòng đó.",
)

RULES = (DUPLICATE, SUPERSEDED, ROW_REPLACED, ROW_KEPT)
