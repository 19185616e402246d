"""The form's free rows, declared once: initiatives, proposals, next period's main tasks.

Plan, II.1 (initiatives) and its last paragraph (proposals to amend it); contract, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from par_xl.terms.messages import N_
from par_xl.terms.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from par_xl.terms.finding import Finding

KINDS = (N_("Sáng kiến"), N_("Đề xuất sửa đổi Kế hoạch"), N_("Nhiệm vụ trọng tâm kỳ tới"))


@dataclass(frozen=True, slots=True)
class IdeaColumn:
    """A column of the free rows. ``width`` is in characters of the standard font."""

    header: str
    width: float
    prompt: str


COLUMNS = {
    "kind": IdeaColumn("Loại", 24, f"Chọn loại nội dung: {'; '.join(KINDS)}."),
    "text": IdeaColumn("Nội dung", 60, "Nêu ngắn gọn sáng kiến, đề xuất hoặc nhiệm vụ trọng tâm."),
    "area": IdeaColumn("Lĩnh vực", 26, "Lĩnh vực, chỉ số mà nội dung này góp phần nâng cao."),
    "author": IdeaColumn("Tác giả", 22, "Tác giả hoặc đơn vị đề xuất."),
    "effect": IdeaColumn("Hiệu quả", 40, "Hiệu quả đã có hoặc dự kiến."),
    "status": IdeaColumn("Tình trạng", 20, "Ví dụ: đang thử nghiệm, đã áp dụng, chờ xem xét."),
    "decision": IdeaColumn("Quyết định công nhận", 26, "Số, ngày quyết định công nhận, nếu có."),
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
    """The kind that *text* names, letter case and spaces aside; None for any other."""
    return _KINDS.get(fold(text))


_KINDS = {fold(kind): str(kind) for kind in KINDS}
