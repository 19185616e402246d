"""``python -m scripts.kit``: make the offline kit for Windows."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import click

from par_xl.app.addin.build import build
from scripts.kit.compose import compose, packed
from scripts.kit.fetching import fetch, would_install
from scripts.kit.tried import try_here
from scripts.kit.wheels import PLATFORM, PYTHONS, Wheel, faults, pinned, wanted
from scripts.packing import sdist, wheel_of_sdist
from scripts.pins import ROOT, path_of, read


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "dist",
    help="The folder that the kit goes into.",
)
@click.option("--try-here", "trying", is_flag=True, help="Try its installer on this machine too.")
def main(out: Path, trying: bool) -> None:
    """Fetch the pinned wheels for Windows, see that they suffice, and pack the kit."""
    out.mkdir(parents=True, exist_ok=True)
    pins = read(path_of("run"))
    with tempfile.TemporaryDirectory() as made:
        folder, scratch = Path(made, "goi"), Path(made, "scratch")
        folder.mkdir()
        scratch.mkdir()
        own = wheel_of_sdist(sdist(scratch), folder)
        for python in PYTHONS:
            fetch(wanted(pins, python), python, folder)
        wheels = [Wheel(path) for path in sorted(folder.iterdir())]
        if wrong := faults(wheels):
            raise click.ClickException("\n".join(wrong))
        for python in PYTHONS:
            would_install(wanted(pinned(wheels, pins), python), python, folder)
        kit = compose(wheels, pins, build())
        path = out / f"par-xl-{Wheel(own).version}-windows.zip"
        packed(kit, path)
        if trying:
            try_here(own)
            click.echo("Installed here; with a damaged wheel, refused")
    content = path.read_bytes()
    told = f"{hashlib.sha256(content).hexdigest()}  {path.name}\n"
    path.with_name(f"{path.name}.sha256").write_text(told, "utf-8")
    click.echo(
        f"Written: {path}, {len(content) / 1e6:.0f} MB, {len(wheels)} wheels for Python "
        f"{', '.join(PYTHONS)} on {PLATFORM}; each set complete, and taken by pip without an index"
    )


if __name__ == "__main__":
    main()
