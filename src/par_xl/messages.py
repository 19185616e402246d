"""The language of what the command-line library itself says: standard message catalogues."""

from __future__ import annotations

import gettext
import os

_DOMAIN = "par_xl"


def use_vietnamese() -> None:
    """Let click speak Vietnamese; our own texts are Vietnamese as they stand."""
    os.environ["LANGUAGE"] = "vi"
    # pathlib takes as long to load as all our commands, and not every command needs it.
    here = os.path.dirname(__file__)  # noqa: PTH120
    gettext.bindtextdomain(_DOMAIN, os.path.join(here, "locale"))  # noqa: PTH118
    gettext.textdomain(_DOMAIN)
