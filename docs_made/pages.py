"""The pages that are filled in: all of ``docs/`` and the READMEs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docs_made.blocks import filled
from docs_made.terminal import Office, WrongPageError

ROOT = Path(__file__).resolve().parent.parent


def pages() -> list[Path]:
    """All pages that may hold marked blocks or pictures."""
    return [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("README*"))]


def pages_now(office: Office) -> Iterator[tuple[Path, str]]:
    """Each page as it is to be read now.

    Raises:
        WrongPageError: a page can't be filled in.
    """
    for page in pages():
        try:
            yield page, filled(page.read_text(encoding="utf-8"), office)
        except WrongPageError as error:
            raise WrongPageError(f"{page.relative_to(ROOT)}, {error}") from error
