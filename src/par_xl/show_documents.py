"""What the command line prints of documents that were written."""

from __future__ import annotations

from par_xl import show
from par_xl.office.publishing import Published


def published(what: Published, of: str) -> None:
    """Say what was written; what somebody had edited, and where that is now."""
    for note in what.notes:
        show.warn(note)
    show.done(f"Đã lập {of} kỳ {what.dossier.period.code}:")
    for path in what.files:
        show.line(str(path))
    for path, kept in what.aside:
        show.warn(f"{path.name} đã có người sửa: bản đã sửa giữ ở {kept}")
    for text in what.dossier.stamp.lines:
        show.line(text)
