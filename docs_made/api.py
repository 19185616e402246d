"""``python -m docs_made.api FOLDER``: pages of the public modules, from their docstrings.

They are not kept. ``python -W error`` makes every warning end it; CI does so.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

from docs_made.pages import ROOT


def public_modules() -> list[str]:
    """The modules that CONTRIBUTING.md names as public."""
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = guide.partition("| module | has |")[2].partition("\n\n")[0]
    rows = (line.split("|")[1] for line in table.splitlines()[2:])
    return [name for row in rows for name in re.findall(r"`(par_xl[\w.]*)`", row)]


def main(out: Path) -> None:
    """Write the pages."""
    import pdoc

    for module in map(import_module, public_modules()):
        # pdoc sees only what is there: some names are loaded when first asked for.
        for name in getattr(module, "__all__", ()):
            getattr(module, name)
    pdoc.render.configure(docformat="google")
    pdoc.pdoc(*public_modules(), output_directory=out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
