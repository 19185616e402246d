"""The add-in's file, and which version it says it is; light, since the doctor needs no more."""

from __future__ import annotations

import io
import re
import zipfile

ADDIN = "par_xl.xlam"
VERSION_PROPERTY = "par_xl"
"""The custom property of the document that holds the version of par_xl."""

_VERSION = re.compile(rf'name="{VERSION_PROPERTY}"[^>]*><vt:lpwstr>([^<]{{1,40}})</vt:lpwstr>')


def version_of(content: bytes) -> str | None:
    """Which version of par_xl built this add-in; None where it is none that was built."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            properties = package.read("docProps/custom.xml").decode()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return None
    found = _VERSION.search(properties)
    return found[1] if found else None
