"""Documents written into ``bao-cao/KỲ``: never over what somebody edited there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from par_xl.insight.dossier import Dossier
from par_xl.ledger import Ledger, read_ledger
from par_xl.system.files import copy_to, file_sha256, take_away
from par_xl.system.inside import inside
from par_xl.workspace.checkout import at_work
from par_xl.workspace.dossier import open_dossier
from par_xl.workspace.layout import Folder

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
        written = Ledger(read_ledger(folder.ledger)).documents()
        aside: list[tuple[Path, Path]] = []
        with place.staging() as staging, ExitStack() as on_error:
            for path, content in wanted.items():
                staging.put(path, content)
                there, known = file_sha256(path), written.get(folder.name(path))
                if there in (None, staging.sha256(path)) or (known and there == known[0]):
                    continue
                kept = _free(path)
                on_error.callback(take_away, kept)
                copy_to(path, kept)
                staging.expect(path, there)
                aside.append((path, kept))
            grouped = inside(home, group).glob("*") if group is not None else ()
            for path in sorted({*grouped, *(home / name for name in sometimes)} - wanted.keys()):
                known = written.get(folder.name(path))
                if known and file_sha256(folder.place(folder.name(path))) == known[0]:
                    staging.remove(path, is_needed=False)
            staging.commit()
            on_error.pop_all()
    return Published(dossier, tuple(wanted), tuple(aside), place.notes)


def _free(path: Path) -> Path:
    """A name beside it that is not taken."""
    names = (path.with_name(f"{path.stem}_da-sua-{n}{path.suffix}") for n in count(1))
    return next(name for name in names if not name.exists())
