"""The form's free rows, declared once, and the rules on them: initiatives, proposals, main tasks.

Plan, II.1 (initiatives) and its last paragraph (proposals to amend it); contract, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from par_xl.terms.messages import N_
from par_xl.terms.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from par_xl.terms.finding import Finding
from functools import partial

from par_xl.rules.cells import TO_UNICODE, TYPE_VALUE
from par_xl.rules.rule import Scope, file_rule
from par_xl.terms.words import Severity

KINDS = (N_("Sáng kiến"), N_("Đề xuất sửa đổi Kế hoạch"), N_("Nhiệm vụ trọng tâm kỳ tới"))


class IdeaColumn(NamedTuple):
    """A column of the free rows. ``width`` is in characters of the standard font."""

    header: str
    width: float
    prompt: str


COLUMNS = {
    "kind": IdeaColumn("Loại", 17, f"Chọn loại nội dung: {'; '.join(KINDS)}."),
    "text": IdeaColumn("Nội dung", 47, "Nêu ngắn gọn sáng kiến, đề xuất hoặc nhiệm vụ trọng tâm."),
    "area": IdeaColumn("Lĩnh vực", 20, "Lĩnh vực, chỉ số mà nội dung này góp phần nâng cao."),
    "author": IdeaColumn("Tác giả", 17, "Tác giả hoặc đơn vị đề xuất."),
    "effect": IdeaColumn("Hiệu quả", 32, "Hiệu quả đã có hoặc dự kiến."),
    "status": IdeaColumn("Tình trạng", 15, "Ví dụ: đang thử nghiệm, đã áp dụng, chờ xem xét."),
    "decision": IdeaColumn("Quyết định công nhận", 17, "Số, ngày quyết định công nhận, nếu có."),
}


@dataclass(frozen=True, slots=True)
class Initiative:
    """One free row, read; ``row`` is its number in Excel on its ``sheet``.

    ``typed`` holds its texts as they stood there, ``broken`` the cells that held an error value.
    """

    kind: str
    text: str
    area: str
    author: str
    effect: str
    status: str
    decision: str
    sheet: str
    row: int
    columns: Mapping[str, int]
    typed: Mapping[str, str]
    broken: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[Finding, ...] = ()

    def values(self) -> dict[str, str]:
        """Its texts by field, as read."""
        return {name: getattr(self, name) for name in COLUMNS}


def read_kind(text: str) -> str | None:
    """Return the kind that *text* names, letter case and spaces aside; None for any other."""
    return _KINDS.get(fold(text))


_KINDS = {fold(kind): str(kind) for kind in KINDS}


_CHOICES = "; ".join(KINDS)


_rule = partial(
    file_rule,
    scope=Scope.INITIATIVE,
    source="Kế hoạch, mục II.1 và đoạn cuối; quy ước, mục 4",
    no_check="Trang này nhập tự do, không có cột “Kiểm tra”.",
)

NO_KIND = _rule(
    "SK01",
    "chưa chọn Loại, hoặc Loại không có trong danh sách",
    "{chosen}, nên chưa biết đưa nội dung này vào mục nào của báo cáo.",
    "{near}Chọn một trong: " + _CHOICES + ".",
    Severity.WARNING,
    sample={"chosen": N_("“{kind}” không phải là một loại").format(kind="ý tưởng")},
    passes="“Loại”: Sáng kiến.",
    fails="“Loại”: ý tưởng.",
)
NO_TEXT = _rule(
    "SK02",
    "chưa ghi Nội dung",
    "Dòng đã nhập nhưng ô “Nội dung” để trống.",
    "Ghi nội dung sáng kiến, đề xuất hoặc nhiệm vụ; nếu không có thì xóa trắng cả dòng.",
    Severity.WARNING,
    passes="“Loại”: Sáng kiến; “Nội dung”: Trả kết quả tại nhà.",
    fails="“Loại”: Sáng kiến; “Nội dung” để trống.",
)
BROKEN = _rule(
    "SK03",
    "ô sáng kiến, đề xuất có công thức lỗi",
    "Ô “{header}” có công thức lỗi hoặc chưa được tính ({value}), nên không đọc được.",
    TYPE_VALUE,
    Severity.WARNING,
    sample={"header": "Hiệu quả", "value": "#REF!"},
    passes="“Hiệu quả”: giảm 30% thời gian giải quyết.",
    fails="“Hiệu quả”: #REF!.",
)
OLD_FONT = _rule(
    "SK04",
    "ô sáng kiến, đề xuất gõ bằng phông cũ",
    "Ô “{header}” gõ bằng phông chữ cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
    TO_UNICODE,
    Severity.WARNING,
    sample={"header": "Nội dung"},
    passes="“Nội dung”: Cộng hòa.",
    fails="“Nội dung”: Céng hßa.",
)
KIND_READ = _rule(
    "SK05",
    "Loại được đọc theo danh sách",
    "“{value}” được đọc là {read}.",
    "Không cần làm gì.",
    Severity.INFO,
    sample={"value": "SÁNG KIẾN", "read": "Sáng kiến"},
    passes="“Loại”: Sáng kiến.",
    fails="“Loại”: SÁNG KIẾN.",
)
NO_COLUMN = file_rule(
    "SK06",
    "trang Sáng kiến, đề xuất mất hoặc thừa tiêu đề cột",
    "Trang “{sheet}” không có tiêu đề cột {wanted}: nội dung nhập ở cột đó chưa được tính.",
    "Nội dung đó ghi ở trang “Kết quả kiểm tra” của biểu mẫu trả lại: chép vào đúng cột rồi gửi "
    "lại tệp đó.",
    Severity.WARNING,
    sample={"sheet": "Sáng kiến, đề xuất", "wanted": "“Nội dung”"},
    passes="Tiêu đề “Loại”, “Nội dung” như biểu mẫu đã gửi.",
    fails="Tiêu đề “Nội dung” bị gõ đè thành “Tên sáng kiến”.",
)

RULES = (NO_KIND, NO_TEXT, BROKEN, OLD_FONT, KIND_READ, NO_COLUMN)
