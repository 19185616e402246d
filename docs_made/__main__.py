"""``python -m docs_made``: everything that the docs show, made anew where it is stale."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from docs_made.examples import content_of, example_files
from docs_made.guide import PDF, html_now, print_pdf, source
from docs_made.manifest import Manifest
from docs_made.pages import ROOT, pages_now
from docs_made.pictures import draw, file_of, sources
from docs_made.terminal import Office, WrongPageError, office


@click.command()
@click.option("--all", "everything", is_flag=True, help="Draw again what isn't stale, too.")
def main(everything: bool) -> None:
    """Make anew what the docs show. It needs LibreOffice, pdftoppm and Chromium."""
    with tempfile.TemporaryDirectory() as temporary, office(Path(temporary)) as terminals:
        for name, content in example_files(terminals).items():
            kept = ROOT / name
            if not kept.exists() or content_of(name, content) != content_of(
                name, kept.read_bytes()
            ):
                _write(kept, content)
        _pages(terminals)
        manifest = Manifest()
        drawn = _pictures(terminals, manifest, everything)
        _guide(manifest, everything)
        manifest.write({*drawn, PDF})


def _pages(terminals: Office) -> None:
    try:
        for page, text in pages_now(terminals):
            if text != page.read_text(encoding="utf-8"):
                _write(page, text.encode())
    except WrongPageError as error:
        raise click.ClickException(str(error)) from error


def _pictures(terminals: Office, manifest: Manifest, everything: bool) -> set[str]:
    now = {file_of(picture): (picture, book, hash_) for picture, book, hash_ in sources(terminals)}
    stale = [name for name in now if everything or manifest.is_stale(name, now[name][2])]
    if stale:
        draw([now[name][:2] for name in stale])
    for name in stale:
        manifest.take(name, now[name][2])
        click.echo(f"Drawn: {name}")
    return set(now)


def _guide(manifest: Manifest, everything: bool) -> None:
    html = html_now()
    if everything or manifest.is_stale(PDF, source(html)):
        print_pdf(html)
        manifest.take(PDF, source(html))
        click.echo(f"Printed: {PDF}")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    click.echo(f"Written: {path.relative_to(ROOT)}")


main()
