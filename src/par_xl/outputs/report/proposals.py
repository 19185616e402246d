"""V. What units ask for: difficulties and proposals, and changes to the plan."""

from __future__ import annotations

from par_xl.outputs.blocks import Block, Paragraph
from par_xl.outputs.report.assessment import shown
from par_xl.outputs.report.matter import Matter
from par_xl.outputs.report.pledges import listed
from par_xl.rules.initiatives import KINDS


def difficulties(matter: Matter) -> list[Block]:
    """The units' difficulties and proposals in their words."""
    return shown(matter, matter.gathered.difficulties)


def amendments(matter: Matter) -> list[Block]:
    """Proposals to amend the plan (its last paragraph)."""
    return listed(matter, matter.initiatives(KINDS[1]))


NONE = Paragraph("Trong kỳ, các đơn vị không có đề xuất, kiến nghị.")
