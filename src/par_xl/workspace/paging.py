"""The public page of a period, written into ``bao-cao/KỲ``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from gettext import gettext as _

from par_xl.insight.dossier import Dossier
from par_xl.ledger import Ledger, read_ledger
from par_xl.outputs.page.writing import write_page
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import RECONSTRUCTED
from par_xl.workspace.layout import Folder
from par_xl.workspace.publishing import Published, publish
from par_xl.workspace.undoing import reopening


def page(folder: Folder, period: str, draft: bool = False, today: date | None = None) -> Published:
    """Write the page that citizens read; with *draft* it is marked as one in any case.

    Raises:
        ParXlError: rows that nobody has checked are among the criteria and no *draft* was asked
            for, or it can't be written.
    """

    def made(dossier: Dossier) -> Mapping[str, bytes]:
        code = dossier.period.code
        if dossier.stamp.is_reconstructed and not draft:
            fix = _(
                "Đối chiếu các dòng có chữ «tái dựng» hay «recall» ở cột Nguồn của ke-hoach.xlsx "
                "với văn bản chính thức, sửa cột Nguồn rồi tổng hợp lại: {reopening}par-xl merge "
                "{period}. Muốn xem trước bản dự thảo thì chạy: par-xl page {period} --draft."
            )
            reopened = ""
            if dossier.stamp.is_closed:
                told = reopening(Ledger(read_ledger(folder.ledger)), code)
                reopened = _("{reopening}, rồi ").format(reopening=told)
            raise ParXlError(
                _("Kỳ {period} còn {rows}, nên chưa lập được trang để công khai.").format(
                    period=code, rows=translated(RECONSTRUCTED)
                ),
                fix.format(reopening=reopened, period=code),
            )
        return {f"trang-cong-khai-{code}.html": write_page(dossier, draft)}

    return publish(
        folder,
        period,
        N_("đang lập trang công khai kỳ {period}").format(period=period),
        made,
        today,
    )
