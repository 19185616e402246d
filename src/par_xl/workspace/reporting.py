"""The report of a period and the part of it that goes into another one, as Word documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from par_xl.insight.dossier import Dossier
from par_xl.terms.messages import N_
from par_xl.workspace.layout import Folder
from par_xl.workspace.publishing import Published, publish
from par_xl.workspace.templates import Template, read_template


def report(folder: Folder, period: str, today: date | None = None) -> Published:
    """Write ``bao-cao-KỲ.docx`` and ``phan-long-ghep-KỲ.docx`` of the period's last merge.

    Only the first is written into the office's own template: the other one has no head.

    Raises:
        ParXlError: there is no result to report, a document is open, the template can't be used.
    """
    from par_xl.outputs.report.report import reports
    from par_xl.outputs.word import write_document

    template = read_template(folder, Template.REPORT)

    def make(dossier: Dossier) -> Mapping[str, bytes]:
        code = dossier.period.code
        whole, part = reports(dossier)
        return {
            f"bao-cao-{code}.docx": write_document(whole, template),
            f"phan-long-ghep-{code}.docx": write_document(part),
        }

    return publish(
        folder, period, N_("đang lập báo cáo kỳ {period}").format(period=period), make, today
    )
