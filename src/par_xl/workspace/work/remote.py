"""What a cluster's workers run, and how a job and its files travel to them."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from par_xl.workspace.work.crew import Task, work_at
from par_xl.workspace.work.desk import Desk, Sent, ToMark
from par_xl.workspace.work.job import Job, program_sha256

PROGRAM = program_sha256(), ".".join(map(str, sys.version_info[:2]))
"""What is sent is read only by the same program under the same Python."""
ABOUT = PROGRAM, find_spec("pyarrow") is not None
"""What whoever is to help is asked for, by its name."""
ABOUT_NAME = f"{__name__}:ABOUT"


class OtherProgramError(Exception):
    """A worker that came later is no help: it runs another program."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A job as it is sent, once for each worker."""

    sha256: str
    program: tuple[str, str]
    content: bytes = field(repr=False, compare=False)


def pack(job: Job) -> Packed:
    """A job made ready to be sent."""
    content = pickle.dumps(job)
    return Packed(hashlib.sha256(content).hexdigest(), PROGRAM, content)


def at_desk(packed: Packed, task: Task, content: bytes) -> list[bytes]:
    """One batch worked through at this worker's desk."""
    if packed.program != PROGRAM:
        from distributed import get_worker

        raise OtherProgramError(get_worker().address)
    return work_at(_desk(packed), task, pickle.loads(content))


@lru_cache(maxsize=2)
def _desk(packed: Packed) -> Desk:
    return Desk(pickle.loads(packed.content))


def same(packed: Packed) -> Packed:
    """The job, as the outcome of a task."""
    return packed


def sees(path: str, sha256: str) -> bool:
    """Whether there is that file at that path."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def files_of(item: Any) -> Sequence[Sent]:
    """The files that one of a batch's items is about."""
    if isinstance(item, Sent):
        return (item,)
    return (item.sent,) if isinstance(item, ToMark) else item[1]


def each_with(batch: Sequence[Any], change: Callable[[Sent], Sent]) -> list[Any]:
    """A batch with each of its files changed."""
    changed: list[Any] = []
    for item in batch:
        if isinstance(item, Sent):
            changed.append(change(item))
        elif isinstance(item, ToMark):
            changed.append(replace(item, sent=change(item.sent)))
        else:
            unit, files = item
            changed.append((unit, [change(sent) for sent in files]))
    return changed


def by_content(sent: Sent) -> Sent:
    """A file with its bytes.

    Raises:
        ChangedWhileReadError: it was changed, or is gone.
    """
    return replace(sent, path=None, content=sent.read())


def by_path(sent: Sent) -> Sent:
    """A file by the path under which others see it, too."""
    return replace(sent, path=sent.path and sent.path.absolute(), content=None)
