"""Records kept by content, so that what did not change is not worked out again.

``.par-xl/cache`` may be deleted at any time. What is damaged, old or of another program is
thrown away, never trusted.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from par_xl.intake.check import Arrival
from par_xl.system.files import file_bytes
from par_xl.system.inside import inside
from par_xl.workspace.work.job import Job
from par_xl.workspace.work.record import UNIT, Record

_SUFFIX = ".bin"


class Store:
    """The records of one job, one file each."""

    def __init__(self, cache: Path, period: str, fingerprint: str) -> None:
        """*cache* is the folder for all jobs; where it can't be written, a passing one serves."""
        self._period = inside(cache, period)
        self._folder = inside(self._period, fingerprint[:16])
        self._passing: Path | None = None
        self._used: set[str] = set()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            self._move_out()

    def get(self, key: str) -> Record | None:
        """A record that was kept; None where there is none that is whole and still holds."""
        try:
            record = Record(file_bytes(self._place(key)))
        except (OSError, ValueError):
            return None
        if not record.head.is_lasting:
            return None
        self._used.add(key)
        return record

    def put(self, key: str, content: bytes) -> Record:
        """Keep a record, at least until the job is done."""
        self._used.add(key)
        path = self._place(key)
        try:
            path.write_bytes(content)
        except OSError:
            # A full disk or a folder that somebody deleted: kept elsewhere, for now.
            self._move_out()
            self._place(key).write_bytes(content)
        return Record(content)

    def unit(self, key: str, record: Record) -> bytes:
        """What a record says of its unit."""
        return self.piece(key, record, UNIT)

    def piece(self, key: str, record: Record, name: str) -> bytes:
        """A piece of a record that was got or put."""
        start, length = record.place(name)
        with self._place(key).open("rb") as file:
            file.seek(start)
            return file.read(length)

    def _place(self, key: str) -> Path:
        return inside(self._folder, f"{key}{_SUFFIX}")

    def _move_out(self) -> None:
        passing = Path(tempfile.mkdtemp(prefix="par-xl-"))
        for key in self._used:
            with contextlib.suppress(OSError):
                shutil.copy(self._place(key), passing)
        self._folder = self._passing = passing

    def tidy(self) -> None:
        """Throw away what this period's job did not use."""
        if self._passing is not None:
            return
        for folder in _entries(self._period):
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)
        for path in _entries(self._folder):
            if path.stem not in self._used:
                with contextlib.suppress(OSError):
                    path.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._passing is not None:
            shutil.rmtree(self._passing, ignore_errors=True)


@contextlib.contextmanager
def fresh_store(job: Job) -> Iterator[Store]:
    """A store for one time: whoever could write into the cache has no say in what comes of it."""
    with (
        tempfile.TemporaryDirectory(prefix="par-xl-") as passing,
        Store(Path(passing), job.period.code, job.fingerprint()) as store,
    ):
        yield store


def _entries(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return ()


def key_of(arrival: Arrival, sha256: str) -> str:
    """What a file's record is kept under: all that it depends on beside the job."""
    in_future = arrival.changed_on if (arrival.changed_on or arrival.today) > arrival.today else ""
    return _key(arrival.file, arrival.received_on.isoformat(), str(in_future), sha256)


def key_of_unit(unit: str, files: Iterable[str]) -> str:
    """What a unit's record is kept under; *files* are the keys of its files, the oldest first."""
    return _key(f"\0{unit}", *files)


def _key(*told: str) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
