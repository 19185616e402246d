"""Documents of a period that is closed no more: they don't say that they are a draft."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from par_xl.system.files import file_sha256
from par_xl.workspace.folder.documents import documents_content, read_documents
from par_xl.workspace.folder.staging import Staging
from par_xl.workspace.layout import Folder


@dataclass(frozen=True)
class Withdrawn:
    """How many documents were taken away; those that somebody had edited, which stay."""

    count: int = 0
    edited: tuple[Path, ...] = ()


def withdraw(folder: Folder, staging: Staging, period: str, kept: Path) -> Withdrawn:
    """Take away what was written while the period was closed, and keep it in *kept*."""
    record, home = read_documents(folder), folder.documents(period)
    edited: list[Path] = []
    count = 0
    for name, written in list(record.items()):
        path = folder.place(name)
        if not (written.is_final and path.is_relative_to(home) and path.exists()):
            continue
        if file_sha256(path) != written.sha256:
            edited.append(path)
            continue
        staging.remove(path, is_needed=False)
        staging.keep(path, kept / "bao-cao" / path.relative_to(home))
        del record[name]
        count += 1
    if count:
        staging.put(folder.documents_record, documents_content(record))
    return Withdrawn(count, tuple(edited))
