"""The short run of the fuzzer: the long one is ``python -m tests.fuzz``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import pytest

from fuzz import oracle
from fuzz.package import members_of
from fuzz.runner import fuzz
from fuzz.seeds import Seed, seeds
from fuzz.verdict import judge
from fuzz.worker import DEPTHS, check, mutation, tried, undamaged
from hostile_files import zipped

SEED = 2024
COUNT = 120


@pytest.mark.long
def test_damaged_forms_are_read_as_they_are_or_refused() -> None:
    outcomes = fuzz(SEED, range(COUNT))
    assert not outcomes.failures
    assert outcomes.total == COUNT and set(outcomes.counts) == set(DEPTHS)
    for depth, counted in outcomes.counts.items():
        refused = sum(count for kind, count in counted.items() if kind.startswith("refused"))
        assert counted["same"] and refused, (depth, counted)
    assert outcomes.counts["cells"]["changed"]


def test_the_same_seed_gives_the_same_mutations() -> None:
    first = [mutation(SEED, number) for number in range(6)]
    assert first == [mutation(SEED, number) for number in range(6)]
    assert first != [mutation(SEED + 1, number) for number in range(6)]


# --- The independent reader sees what is wrong ---------------------------------------------------


def _small() -> Seed:
    return next(seed for seed in seeds() if seed.name == "small")


def _changed(old: bytes, new: bytes) -> bytes:
    parts = {piece.name.decode(): piece.data for piece in members_of(_small().content).pieces}
    sheet = parts["xl/worksheets/sheet2.xml"]
    assert old in sheet
    return zipped(parts | {"xl/worksheets/sheet2.xml": sheet.replace(old, new)})


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_it_agrees_about_every_form_that_is_whole(seed: Seed) -> None:
    told, book = undamaged(seed), oracle.read(seed.content, PurePath(seed.file).suffix)
    assert judge(told, told, book, seed.plan).kind == "same"
    assert told.rows_accepted >= 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>0.75</v>", b"<v>0.25</v>"),
        (b"<v>0.35</v>", b"<v>0.53</v>"),
        (b"<v>45353</v>", b"<v>45354</v>"),
        (b"<v>0.35</v>", b""),
        (b'r="G7"', b'r="G9"'),
    ],
)
def test_a_wrong_value_is_seen(old: bytes, new: bytes) -> None:
    """A reader that still says what stood there before the change."""
    small = _small()
    book = oracle.read(_changed(old, new), ".xlsx")
    verdict = judge(undamaged(small), undamaged(small), book, small.plan)
    assert verdict.kind == "wrong"


def test_a_lost_row_is_seen() -> None:
    small = _small()
    whole = undamaged(small)
    less = replace(whole, rows=whole.rows[1:])
    for book in (oracle.read(small.content, ".xlsx"), None):
        verdict = judge(less, whole, book, small.plan)
        assert verdict.kind == "wrong" and "lost" in verdict.why


def test_a_wrong_unit_and_a_refusal_without_a_finding_are_seen() -> None:
    small = _small()
    whole, book = undamaged(small), oracle.read(small.content, ".xlsx")
    other = replace(whole, unit=small.plan.units["TH"])
    assert judge(other, whole, book, small.plan).kind == "wrong"
    silent = replace(whole, refused=True, rows=(), file_findings=())
    assert judge(silent, whole, book, small.plan).kind == "wrong"


def test_whatever_is_raised_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise KeyError("a")

    monkeypatch.setattr("fuzz.worker.check_content", failing)
    assert tried(mutation(SEED, 1)).kind == "traceback"


def test_what_nobody_can_say_must_be_as_before() -> None:
    small = _small()
    told = check(small, _changed(b"<v>0.35</v>", b"<v>0.53</v>"))
    assert judge(told, undamaged(small), None, small.plan).kind == "wrong"
    assert judge(undamaged(small), undamaged(small), None, small.plan).kind == "same"
    book = oracle.read(_changed(b"<v>0.35</v>", b"<v>0.53</v>"), ".xlsx")
    assert judge(told, undamaged(small), book, small.plan).kind == "changed"
