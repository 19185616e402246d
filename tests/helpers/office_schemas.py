"""What Office's own schemas, of the oldest and newest version in use, say of a file."""

from __future__ import annotations

from pathlib import Path

from openxml_audit import (  # type: ignore[import-untyped]
    FileFormat,
    OpenXmlValidator,
    ValidationSeverity,
)

OLDEST_AND_NEWEST = (FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365)
"""Those between know what the oldest knows, and nothing that the newest doesn't."""


def schema_errors(path: Path, version: FileFormat) -> list[str]:
    """What that version of Office would find wrong."""
    result = OpenXmlValidator(file_format=version).validate(path)
    return [str(each) for each in result.errors if each.severity is ValidationSeverity.ERROR]
