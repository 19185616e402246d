"""What a report leaves for people to fill in, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import gettext as _

from par_xl.insight.dossier import Dossier
from par_xl.outputs.report.matter import free_rows
from par_xl.rules.initiatives import KINDS


def gaps(dossier: Dossier) -> Iterator[str]:
    """The gaps, in the order in which the report has them."""
    plan, year = dossier.plan, dossier.period.year
    if not plan.info.get("Số ký hiệu kế hoạch") or not plan.info.get("Ngày ban hành"):
        yield (
            _(
                "số, ngày của Kế hoạch ở đoạn mở đầu (lấy từ «Số ký hiệu kế hoạch», «Ngày ban "
                "hành» ở trang «Thông tin» của ke-hoach.xlsx)"
            )
        )
    yield _("văn bản chỉ đạo, tuyên truyền, kiểm tra ở mục I (chỗ ghi [Bổ sung])")
    if not any(target.year == year for target in plan.targets):
        yield (
            _(
                "cam kết của Chánh Văn phòng năm {year} (lấy từ trang «Mục tiêu» của "
                "ke-hoach.xlsx; chưa có nên báo cáo không có mục này)"
            ).format(year=year)
        )
    if not free_rows(dossier.result, KINDS[2]):
        yield _("nhiệm vụ trọng tâm ở mục IV (chỗ ghi [Bổ sung]): chưa có đơn vị nào đề xuất")
