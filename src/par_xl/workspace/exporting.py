"""A period's tables written for other systems."""

from __future__ import annotations

from par_xl.outputs.tables import Format, write_tables
from par_xl.terms.messages import N_
from par_xl.workspace.layout import Folder
from par_xl.workspace.publishing import Published, publish

_GROUP = "du-lieu"


def export(folder: Folder, period: str, kind: Format) -> Published:
    """Write entries, rates and their dictionary into ``bao-cao/KỲ/du-lieu``.

    Raises:
        ParXlError: the period was not merged yet, or they can't be written.
    """
    return publish(
        folder,
        period,
        N_("đang xuất dữ liệu kỳ {period}").format(period=period),
        lambda dossier: {
            f"{_GROUP}/{name}": content for name, content in write_tables(dossier, kind).items()
        },
    )
