"""What Office's own schemas, of every version from 2010 on, say of a file."""

from __future__ import annotations

from pathlib import Path

from openxml_audit import (  # type: ignore[import-untyped]
    FileFormat,
    OpenXmlValidator,
    ValidationSeverity,
)

VERSIONS = (
    FileFormat.OFFICE_2010,
    FileFormat.OFFICE_2013,
    FileFormat.OFFICE_2016,
    FileFormat.OFFICE_2019,
    FileFormat.OFFICE_2021,
    FileFormat.MICROSOFT_365,
)
OLDEST_AND_NEWEST = (VERSIONS[0], VERSIONS[-1])


def schema_errors(path: Path, version: FileFormat) -> list[str]:
    """What that version of Office would find wrong."""
    result = OpenXmlValidator(file_format=version).validate(path)
    return [str(each) for each in result.errors if each.severity is ValidationSeverity.ERROR]
