"""The language of what the command-line library itself says: standard message catalogues."""

from __future__ import annotations

import gettext
import os
from importlib.resources import files

_DOMAIN = "par_xl"


def use_vietnamese() -> None:
    """Let click speak Vietnamese; our own texts are Vietnamese as they stand."""
    os.environ["LANGUAGE"] = "vi"
    gettext.bindtextdomain(_DOMAIN, str(files("par_xl") / "locale"))
    gettext.textdomain(_DOMAIN)
