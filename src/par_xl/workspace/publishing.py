"""Documents written into ``bao-cao/KỲ``: never over what somebody edited there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from par_xl.insight.dossier import Dossier
from par_xl.system.files import file_sha256
from par_xl.system.inside import inside
from par_xl.workspace.dossier import open_dossier
from par_xl.workspace.folder.documents import Written, documents_content, read_documents
from par_xl.workspace.folder.staging import Staging
from par_xl.workspace.layout import Folder
from par_xl.workspace.workplace import at_work

Make = Callable[[Dossier], Mapping[str, bytes]]
"""From a dossier to documents by their names within ``bao-cao/KỲ``."""


@dataclass(frozen=True)
class Published:
    """Documents that lie there now, of what they tell; ``aside`` are those that somebody had
    edited, each with where it is now."""

    dossier: Dossier
    files: tuple[Path, ...]
    aside: tuple[tuple[Path, Path], ...]
    notes: tuple[str, ...]
    """What was put in order first."""


def publish(
    folder: Folder,
    period: str,
    doing: str,
    make: Make,
    today: date | None = None,
    group: str | None = None,
    sometimes: Iterable[str] = (),
) -> Published:
    """Write a period's documents, all or none.

    What was edited since it was written is kept beside the new one, under another name. Of the
    sub-folder *group*, and of those named *sometimes*, documents that are not made any more are
    taken away, edited ones are not.

    Raises:
        ParXlError: there is no result to write of, somebody has a document open, or it can't be
            written.
    """
    with at_work(folder, doing) as place:
        dossier = open_dossier(folder, period, today)
        home = folder.documents(period)
        wanted = {inside(home, name): text for name, text in make(dossier).items()}
        place.take(wanted)
        record = read_documents(folder)
        aside: list[tuple[Path, Path]] = []
        with place.staging() as staging:
            for path, content in wanted.items():
                there, known = file_sha256(path), record.get(folder.name(path))
                made = hashlib.sha256(content).hexdigest()
                record[folder.name(path)] = Written(sha256=made, is_final=dossier.stamp.is_closed)
                if there == made:
                    continue
                staging.put(path, content)
                if there is not None and (known is None or there != known.sha256):
                    kept = _free(path)
                    staging.keep(path, kept)
                    aside.append((path, kept))
            grouped = inside(home, group).glob("*") if group is not None else ()
            _clear(
                folder, staging, {*grouped, *(home / name for name in sometimes)}, record, wanted
            )
            staging.put(folder.documents_record, documents_content(record))
            staging.commit()
    return Published(dossier, tuple(wanted), tuple(aside), place.notes)


def _clear(
    folder: Folder,
    staging: Staging,
    there: Iterable[Path],
    record: dict[str, Written],
    wanted: Mapping[Path, bytes],
) -> None:
    for path in sorted(there):
        name = folder.name(path)
        if path in wanted or name not in record:
            continue
        if file_sha256(folder.place(name)) == record.pop(name).sha256:
            staging.remove(path, is_needed=False)


def _free(path: Path) -> Path:
    """A name beside it that is not taken."""
    names = (path.with_name(f"{path.stem}_da-sua-{n}{path.suffix}") for n in count(1))
    return next(name for name in names if not name.exists())
