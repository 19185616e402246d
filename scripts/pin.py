"""``python -m scripts.pin``: write the pinned files in ``requirements/`` anew.

Versions that stand there stay, unless pyproject.toml no longer allows them; with ``--upgrade`` each
is the newest that it allows. It needs uv, which nothing else here does: ``pip install uv``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from scripts.pins import NAMES, ROOT, path_of, project

_HEAD = """\
# Written by: python -m scripts.pin
# {what}; with a hash of each file.
--only-binary :all:
"""
_WHAT = {
    "dev": "All that the tests need",
    "run": "All that par_xl needs to run",
    "build": "All that builds the package",
    "cluster": "All that par_xl needs to run, on a cluster and with more than 200,000 entries too",
}
_EXTRAS = {"dev": ("dev",), "run": (), "cluster": ("cluster", "large")}


@click.command()
@click.option("--upgrade", is_flag=True, help="To the newest versions.")
def main(upgrade: bool) -> None:
    """Write the pinned files anew."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        raise click.ClickException("uv is needed: pip install uv")
    with tempfile.TemporaryDirectory() as made:
        for name in NAMES:
            kept = path_of(name)
            if name == "dev" and upgrade:
                kept.unlink(missing_ok=True)
            pinned = _resolved(uv, name, Path(made))
            kept.write_text(_HEAD.format(what=_WHAT[name]) + pinned, "utf-8")
            click.echo(f"Written: {kept}")


def _resolved(uv: str, name: str, made: Path) -> str:
    """The pins of one file, for all platforms and versions of Python that the project allows."""
    out = made / f"{name}.txt"
    if path_of(name).exists():
        # What uv finds there it keeps where it can.
        shutil.copy(path_of(name), out)
    wanted = made / "wanted.in"
    wanted.write_text("\n".join(project()["build-system"]["requires"]), "utf-8")
    source = str(wanted if name == "build" else ROOT / "pyproject.toml")
    extras = [f"--extra={extra}" for extra in _EXTRAS.get(name, ())]
    if name != "dev":
        extras += ["--constraints", str(path_of("dev"))]
    same = ["--universal", "--python-version", project()["project"]["requires-python"][2:]]
    # No host of an index, and no path of this machine.
    plain = ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
    command = [uv, "pip", "compile", "-q", "--no-config", *same, *plain, *extras, "-o", str(out)]
    subprocess.run([*command, source], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return "".join(
        line
        for line in out.read_text("utf-8").splitlines(keepends=True)
        if not line.startswith(("#", "--"))
    )


if __name__ == "__main__":
    main()
