"""Forked children: what one says to the process that started it, and when it is ended."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable

HUNG = "hung"
"""What is said for a child that had to be ended, or ended itself, before it said anything."""
_MEMORY = 4 << 30
Send = Callable[[object], None]


def in_child(
    run: Callable[[Send], None], seconds: int | None = None, patience: float | None = None
) -> object:
    """What *run* sends from a forked child, or ``HUNG``.

    *seconds* are of processor time and limit memory, too; *patience* is by the clock. Raises
    ``RuntimeError`` where *run* itself breaks.
    """
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        try:
            os.setpgid(0, 0)
            if seconds is not None:
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
                resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            _be_quiet()
            run(lambda said: _write(into, {"said": said}))
        except BaseException:
            _write(into, {"broken": traceback.format_exc()})
        finally:
            os._exit(0)
    os.close(into)
    try:
        told = _read(out, patience)
    finally:
        os.close(out)
        _end(child)
    if not told:
        return HUNG
    found = json.loads(told)
    if "broken" in found:
        raise RuntimeError(found["broken"])
    return found["said"]


def _read(out: int, patience: float | None) -> bytes:
    """All until the child closes its end, or until *patience* is over: then nothing."""
    until = None if patience is None else time.monotonic() + patience
    told = b""
    while True:
        left = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([out], [], [], left)[0]:
            return b""
        part = os.read(out, 1 << 16)
        if not part:
            return told
        told += part


def _write(into: int, said: object) -> None:
    told = json.dumps(said).encode()
    while told:
        told = told[os.write(into, told) :]


def _end(child: int) -> None:
    """End the child, and what it started and left behind."""
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _be_quiet() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
