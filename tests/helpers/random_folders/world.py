"""A plan and all that came in, laid out in a folder and merged."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from builders import NOW, YEAR, make_folder
from fuzz.worker import parsed_here
from merged import without_masters
from par_xl import workspace
from par_xl.workspace.layout import Folder

from .forms import (
    ON_BOOKS,
    ON_SHEETS,
    Filled,
    changed,
    corrected,
    filled,
    other_version,
    saved_again,
    whole,
)
from .plans import UNITS, RandomPlan, plans

_ODD = (
    "HC", "báo cáo (bản cuối)", "sub/Tổng hợp", "a/b/c/d", " dấu cách ", "CHỮ HOA", "e\u0301 tách",
    "công văn số 12", "#1 100%", "'nháy'", "~tạm", "=1+1", "rất dài " * 12,
)  # fmt: skip
_FOREIGN = ("công văn.pdf", "sub/ảnh.jpg", "ghi chú.txt", "~$HC.xlsx", ".ẩn.xlsx", "không đuôi")
_REFUSED = (b"", b"not a workbook", b"PK\x03\x04 cut off")


@dataclass(frozen=True)
class Sent:
    """A file that came in, last changed at that ``minute`` of its ``day`` of receipt."""

    name: str
    content: bytes
    day: date
    minute: int

    @property
    def is_seen(self) -> bool:
        """Whether it is no hidden file and none of Excel's lock files."""
        return not any(part.startswith((".", "~$")) for part in self.name.split("/"))

    def __repr__(self) -> str:
        return f"{self.name!r} ({len(self.content)} bytes, {self.day}, minute {self.minute})"


@dataclass(frozen=True)
class World:
    """``files`` in no order; ``before`` are the files of the same period a year before."""

    drawn: RandomPlan
    files: tuple[Sent, ...]
    before: tuple[Sent, ...]

    @property
    def period(self) -> str:
        return self.drawn.period

    @contextmanager
    def laid(self, files: Sequence[Sent] | None = None) -> Iterator[Folder]:
        """The folder with these files, or all of them, written in their order."""
        with tempfile.TemporaryDirectory(prefix="par-xl-") as root:
            folder = make_folder(Path(root) / "work", self.drawn.rows)
            self.lay_earlier(folder)
            for each in self.files if files is None else files:
                put(folder, self.period, each)
            yield folder

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        # Hypothesis would show every byte.
        printer.text(repr(self))

    def lay_earlier(self, folder: Folder) -> None:
        """Put the result of the year before in its place, where there is one."""
        if self._earlier is not None:
            path = folder.results(self._year_before).json
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(self._earlier)

    def merge(self, folder: Folder, workers: int = 1) -> bytes:
        """Merge the folder without its master; the JSON."""
        with without_masters():
            self.outcome(folder, workers)
        return folder.results(self.period).json.read_bytes()

    def outcome(self, folder: Folder, workers: int = 1) -> Any:
        """Merge the folder, odd files read in this process; what the merge says of itself."""
        with parsed_here():
            return workspace.merge(
                folder, self.period, self.drawn.as_of, now=NOW, by="X", workers=workers
            )

    @property
    def _year_before(self) -> str:
        return f"2023{self.period[4:]}"

    @cached_property
    def _earlier(self) -> bytes | None:
        """The result of the year before; None where nothing came in then."""
        if not self.before:
            return None
        with tempfile.TemporaryDirectory(prefix="par-xl-") as root:
            folder = make_folder(Path(root) / "work", self.drawn.rows)
            for each in self.before:
                put(folder, self._year_before, each)
            with without_masters():
                workspace.merge(folder, self._year_before, now=NOW, by="X", workers=1)
            return folder.results(self._year_before).json.read_bytes()


def put(folder: Folder, period: str, file: Sent) -> None:
    """Write a file where files of the period come in."""
    path = folder.submitted(period) / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.content)
    moment = datetime.combine(file.day, time()) + timedelta(minutes=file.minute)
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def names(suffix: str = ".xlsx") -> st.SearchStrategy[str]:
    """Odd names; a number in front keeps each from being another's."""
    return st.sampled_from(_ODD).map(lambda odd: odd + suffix)


@st.composite
def worlds(draw: st.DrawFn, files: int = 5, odd: bool = True) -> World:
    """A folder with up to so many files; *odd* says whether workbooks may be damaged, too."""
    drawn = draw(plans())
    sent: list[bytes] = []
    told: list[Filled] = []
    # By chance alone: hypothesis, left to itself, makes the same few folders.
    rng = Random(f"{draw(st.integers(0, 2**32))} {drawn}")
    for _ in range(rng.randint(2, files)):
        sent.append(draw(_contents(rng, drawn, sent, told, odd)))
    arrived = [replace(draw(_arrival(drawn)), name=draw(_named(n))) for n in range(len(sent))]
    minutes: set[tuple[bytes, date, int]] = set()
    arriving = []
    for file, content in zip(arrived, sent, strict=True):
        minute = file.minute
        # Two files of the same bytes and moment nobody can put in order.
        while (content, file.day, minute) in minutes:
            minute += 1
        minutes.add((content, file.day, minute))
        arriving.append(replace(file, content=content, minute=minute))
    if odd:
        foreign = draw(st.lists(st.sampled_from(_FOREIGN), max_size=2, unique=True))
        arriving += [replace(draw(_arrival(drawn)), name=n, content=b"text") for n in foreign]
    return World(drawn, tuple(arriving), _earlier(drawn) if draw(st.integers(0, 2)) == 0 else ())


def _earlier(drawn: RandomPlan) -> tuple[Sent, ...]:
    """What came in a year before: all that can be measured was, and much was done."""
    period = f"2023{drawn.period[4:]}"
    content = whole(drawn, "HC", date(2023, 5, 2)).written(drawn.plan, period)
    return (Sent("a.xlsx", content, date(2023, 6, 1), 600),)


@st.composite
def _named(draw: st.DrawFn, number: int) -> str:
    suffix = ".XLSX" if draw(st.integers(0, 9)) == 0 else ".xlsx"
    place = draw(names(suffix))
    folder, slash, name = place.rpartition("/")
    return f"{folder}{slash}{number} {name}"


@st.composite
def _arrival(draw: st.DrawFn, drawn: RandomPlan) -> Sent:
    month = 12 if drawn.period == YEAR else 6
    # Few days and moments, before and after the deadline, so that many files share them.
    day = date(2024, month, draw(st.sampled_from((7, 9, 10))))
    return Sent("", b"", day, draw(st.sampled_from((1, 480, 481, 1_000, 1_430))))


@st.composite
def _contents(
    draw: st.DrawFn,
    rng: Random,
    drawn: RandomPlan,
    sent: list[bytes],
    told: list[Filled],
    odd: bool,
) -> bytes:
    """The bytes of one more file, beside those *sent*; what it says joins *told*."""
    plan, period = drawn.plan, drawn.period
    what = rng.choice(_WHAT)
    if what == "corrected" and told:
        told.append(draw(corrected(drawn, rng.choice(told))))
        return told[-1].written(plan, period)
    if what == "again" and sent:
        return rng.choice(sent)
    if what == "no form" and odd:
        return rng.choice(_REFUSED)
    if what == "saved again" and sent and (plain := [each for each in sent if is_book(each)]):
        return saved_again(rng.choice(plain))
    if what == "whole":
        told.append(whole(drawn, rng.choice(UNITS)))
        return told[-1].written(plan, period)
    form = draw(filled(drawn, told))
    if what == "other period" and odd:
        return form.written(plan, rng.choice(sorted(set(plan.periods) - {period})))
    told.append(form)
    if what == "other version" and odd:
        return form.written(other_version(plan), period)
    content = form.written(plan, period)
    if what == "changed" and odd:
        return changed(content, rng.randrange(len(ON_SHEETS) + len(ON_BOOKS)))
    return content


_WHAT = (
    ["form"] * 4
    + ["corrected"] * 4
    + ["changed"] * 4
    + ["whole"] * 5
    + ["again", "saved again", "no form", "other period", "other version"]
)


def is_book(content: bytes) -> bool:
    """Whether a file is a workbook as spreadsheet programs write it."""
    return content.startswith(b"PK") and len(content) > 1_000
