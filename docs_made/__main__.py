"""``python -m docs_made``: everything that the docs show, made anew."""

from __future__ import annotations

from pathlib import Path

import click

from docs_made.desk import WrongPageError
from docs_made.examples import content_of, example_files
from docs_made.pages import ROOT, pages, pages_now


@click.command()
def main() -> None:
    """Make anew what the docs show; what is as it should be is not written."""
    for name, content in example_files().items():
        kept = ROOT / name
        if not kept.exists() or content_of(name, kept.read_bytes()) != content_of(name, content):
            _write(kept, content)
    for page, text in _filled():
        if text != page.read_text(encoding="utf-8"):
            _write(page, text.encode())


def _filled() -> list[tuple[Path, str]]:
    try:
        return list(pages_now(pages()))
    except WrongPageError as error:
        raise click.ClickException(str(error)) from error


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    click.echo(f"Written: {path.relative_to(ROOT)}")


main()
