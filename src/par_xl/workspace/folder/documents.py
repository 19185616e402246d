"""What was written into ``bao-cao``: what differs from it, somebody edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from par_xl.system.files import read_file
from par_xl.system.names import plain_path
from par_xl.workspace.layout import Folder


class Written(BaseModel):
    """A document as it was written: a hash of it, and whether its period was closed then."""

    model_config = ConfigDict(frozen=True)
    sha256: str
    is_final: bool


_RECORD = TypeAdapter(dict[Annotated[str, AfterValidator(plain_path)], Written])


def read_documents(folder: Folder) -> dict[str, Written]:
    """Documents that were written, by name; none where nobody can tell any more."""
    if not folder.documents_record.exists():
        return {}
    try:
        return _RECORD.validate_json(read_file(folder.documents_record))
    except ValidationError:
        # Whatever lies there then counts as edited, and is kept.
        return {}


def documents_content(record: Mapping[str, Written]) -> bytes:
    """The same as the file's content."""
    return _RECORD.dump_json(dict(record), indent=1)
