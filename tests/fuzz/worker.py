"""Mutations done one after the other in a process that is watched: a line for each, as JSON."""

from __future__ import annotations

import contextlib
import json
import resource
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from random import Random
from typing import IO, Any

from builders import HALF
from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_content
from par_xl.intake.submission import Submission
from par_xl.workbooks import sandbox
from par_xl.workspace.marking import marked_form

from . import oracle, parts, raw, zips
from .seeds import Seed, seeds
from .told import SilentError
from .verdict import Verdict, judge

DEPTHS = {"bytes": raw.damage, "members": zips.damage, "cells": parts.damage}
_TURN = ("cells", "bytes", "cells", "members")
_HANDED_BACK = 8
"""Of so many mutations one is handed back, too, and read again."""
_LONGEST = 32_766
_SPACE = 3_000_000_000
"""Bytes of address space of a worker."""
PEAK = 900_000_000
"""Bytes that checking one file may take, what else is parsed in a process of its own included."""
SECONDS = 10.0
"""What a process apart may take; the product itself gives it longer."""
_RECEIVED, _TODAY = date(2024, 6, 7), date(2024, 6, 20)


@dataclass(frozen=True)
class Mutation:
    """One damaged form."""

    number: int
    depth: str
    seed: Seed
    content: bytes
    told: str


def mutation(seed: int, number: int, further: Path | None = None) -> Mutation:
    """The mutation of that number; seed and number alone decide it."""
    chance = Random(f"{seed}:{number}")
    depth = _TURN[number % len(_TURN)]
    forms = [form for form in seeds(further) if form.name != "xls" or depth == "bytes"]
    weights = [_WEIGHTS.get(form.name, 1) for form in forms]
    form = chance.choices(forms, weights)[0]
    content, told = DEPTHS[depth](chance, form.content)
    return Mutation(number, depth, form, content, told)


_WEIGHTS = {"small": 24, "openpyxl": 10, "standard": 6, "ods": 2, "xls": 2, "sample": 1}
"""The larger a form, the longer it takes to damage and to read."""


def check(form: Seed, content: bytes) -> Submission:
    """As a merge checks it."""
    arrival = Arrival(form.file, _RECEIVED, _TODAY)
    return check_content(content, arrival, form.plan, form.plan.periods[HALF])


@cache
def undamaged(form: Seed) -> Submission:
    """What a form comes to before it is damaged."""
    return check(form, form.content)


def tried(damaged: Mutation) -> Verdict:
    """Check one damaged form, and judge what came of it."""
    again = None
    try:
        told = check(damaged.seed, damaged.content)
        if damaged.number % _HANDED_BACK == 0:
            again = handed_back(damaged.seed, told)
    except BaseException:  # Rust's panics are no Exceptions.
        return Verdict("traceback", traceback.format_exc(limit=-3))
    try:
        book = oracle.read(damaged.content, PurePath(damaged.seed.file).suffix)
    except (SilentError, UnicodeDecodeError):
        book = None
    verdict = judge(told, undamaged(damaged.seed), book, damaged.seed.plan)
    if again is None or verdict.kind == "wrong":
        return verdict
    # What was wrong with the workbook is not wrong with the form that is handed back.
    lost = [row for row in rows_of(told) if row not in rows_of(again)]
    return Verdict("wrong", f"handed back otherwise: {lost}") if lost else verdict


def handed_back(form: Seed, told: Submission) -> Submission | None:
    """What the form comes to that is handed back; None where no form can be made."""
    content = marked_form(form.plan, told, told.findings)
    return None if told.refused else check(replace(form, file="trả lại.xlsx"), content)


def rows_of(told: Submission) -> list[tuple[str, dict[str, str]]]:
    """What counts of a form, as typed."""
    # A cell of Excel's holds no more.
    return sorted(
        (row.key, {field: text[:_LONGEST] for field, text in row.typed.items()})
        for row in told.rows
        if row.accepted is not None
    )


def run(seed: int, numbers: range, further: Path | None, answer: IO[str]) -> None:
    """Do these mutations; what is begun and what came of it goes to *answer*, line by line."""
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    sandbox.SECONDS = SECONDS
    for form in seeds(further):
        assert not undamaged(form).refused and undamaged(form).rows_accepted, form.name
    for number in numbers:
        damaged = mutation(seed, number, further)
        _tell(answer, {"number": number, "depth": damaged.depth, "form": damaged.seed.name,
                       "told": damaged.told})  # fmt: skip
        _forget_peak()
        start = time.monotonic()
        # Most are parsed in this process: one start of Python for each would take an hour.
        here = contextlib.nullcontext() if number % 10 == 0 else parsed_here()
        with here:
            verdict = tried(damaged)
            took, peak = time.monotonic() - start, _peak()
        if peak > PEAK:
            verdict = Verdict("memory", f"{peak / 1e6:.0f} MB; {verdict}")
        _tell(answer, {**asdict(verdict), "seconds": took, "peak": peak})


def _tell(answer: IO[str], told: dict[str, Any]) -> None:
    answer.write(json.dumps(told) + "\n")
    answer.flush()


@contextlib.contextmanager
def parsed_here() -> Iterator[None]:
    """What is parsed in another process is parsed in this one, with the same bytes going in and
    the same JSON coming out."""

    def run_here(content: bytes, told_back: IO[bytes], name: str, why: str) -> None:
        told_back.write(sandbox.answer(content, name))

    before = sandbox._run
    sandbox._run = run_here
    try:
        yield
    finally:
        sandbox._run = before


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """Most memory since it was forgotten, in bytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
