"""Same in, same out: what must hold of every plan and of whatever comes in, however it is merged.

Each property gets a few examples, always the same ones. For as many as one likes, other ones each
time (each takes some 0.3 s): ``PAR_XL_EXAMPLES=500 pytest -n 0 tests/merge/test_same_in_same_out.py
tests/merge/test_nothing_lost.py``; with ``PAR_XL_SMALLER=1``, too, what fails is made smaller.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libreoffice import LibreOffice
from par_xl.rules.files import DUPLICATE, GONE
from par_xl.terms.words import FileState
from par_xl.workspace import workers as workers_module
from par_xl.workspace.layout import Folder
from random_folders import Sent, World, examples, names, worlds
from random_folders.forms import saved_again, with_rows_shuffled
from random_folders.world import is_book, put

Parts = dict[str, Any]
"""A JSON, or a part of one."""
GROUPS = ("areas", "area_authorities", "indices", "index_authorities", "authorities")
COUNTED = ("entries", "scores", "initiatives", *GROUPS)
chances = st.integers(0, 2**32).map(Random)


def moved_in_time(files: Sequence[Sent], rng: Random) -> list[Sent]:
    """The files at other moments of their days: which came before which stays as it was."""
    kept: dict[tuple[date, int], int] = {}
    for day in {file.day for file in files}:
        minutes = sorted({file.minute for file in files if file.day == day})
        others = sorted(rng.sample(range(1_440), len(minutes)))
        kept |= {(day, was): now for was, now in zip(minutes, others, strict=True)}
    return [replace(file, minute=kept[file.day, file.minute]) for file in files]


@examples(3)
@given(worlds(), chances)
def test_the_order_of_writing_does_not_show(world: World, rng: Random) -> None:
    """The same files, in whatever order they were written, at whatever moment of their day, give
    the same JSON byte for byte."""
    with world.laid() as folder:
        alone = world.merge(folder)
    files = moved_in_time(rng.sample(world.files, len(world.files)), rng)
    with world.laid(files) as folder:
        assert world.merge(folder) == alone


@pytest.mark.long
@examples(2, share=0.1)
@given(worlds(), st.integers(2, 3), chances)
def test_other_processes_do_not_show(world: World, workers: int, rng: Random) -> None:
    """Other processes come to the same JSON, byte for byte."""
    with world.laid() as folder:
        alone = world.merge(folder)
    files = rng.sample(world.files, len(world.files))
    with world.laid(files) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers_module, "_FEW", -1)
        assert world.merge(folder, workers) == alone


def _seen(folder: Folder) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of change of every file."""
    return {
        path.relative_to(folder.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.root.rglob("*")
        if path.is_file()
    }


@examples(3)
@given(worlds(), st.integers(1, 2))
def test_merging_again_changes_nothing(world: World, workers: int) -> None:
    """Merged again at the same as-of date, no file changes and the merge keeps its number."""
    with world.laid() as folder:
        world.outcome(folder)
        before = _seen(folder)
        outcome = world.outcome(folder, workers)
        assert not outcome.changed
        assert not outcome.returned
        assert outcome.summary.merge_number == 1
        assert _seen(folder) == before


# One file more.


def _kept(parts: Sequence[Parts], **other: str | None) -> list[Parts]:
    """The parts in which none of these fields has this value."""
    return [p for p in parts if all(p[field] != value for field, value in other.items())]


def _led(result: Parts, unit: str | None) -> list[Parts]:
    """What a unit leads."""
    return [e for e in result["entries"] if e["unit"] == unit and e["role"] == "lead"]


def _of(result: Parts, file: str) -> Parts:
    return next((each for each in result["submissions"] if each["file"] == file), {})


def _others(result: Parts, unit: str | None, file: str) -> Parts:
    """All that a file of *unit* must not change."""
    counted = [*_led(result, unit), *(s for s in result["scores"] if s["unit"] == unit)]
    own = {
        each["file"] for each in result["submissions"] if each["unit"] == unit and unit is not None
    }
    return {
        "head": [result[name] for name in ("schema", "period", "as_of", "plan", "reconstructed")],
        "files": _kept(result["submissions"], file=file, unit=unit or ""),
        "units": _kept(result["units"], unit=unit),
        "entries": _kept(result["entries"], unit=unit),
        "scores": _kept(result["scores"], unit=unit),
        "initiatives": _kept(result["initiatives"], unit=unit),
        **{
            group: [part for part in result[group] if not any(_counts_in(e, part) for e in counted)]
            for group in GROUPS
        },
        "findings": [each for each in result["findings"] if each["file"] not in {file, *own}],
    }


def _counts_in(entry: Parts, group: Parts) -> bool:
    fields = [field for field in ("index", "area", "authority") if field in group]
    return all(entry[field] == group[field] for field in fields)


@examples(3)
@given(worlds(), st.integers(0, 9))
def test_one_file_more_changes_only_what_is_its_own(world: World, place: int) -> None:
    """A file that is added changes its unit and the totals that the unit is part of; all else
    stays."""
    added = world.files[place % len(world.files)]
    with world.laid([file for file in world.files if file is not added]) as folder:
        before = json.loads(world.merge(folder))
        put(folder, world.period, added)
        after = json.loads(world.merge(folder))
    unit = _of(after, added.name).get("unit")
    assert _others(after, unit, added.name) == _others(before, unit, added.name)
    files = [_by_itself(each) for each in _kept(after["submissions"], file=added.name)]
    assert files == [_by_itself(each) for each in before["submissions"]]
    if _of(after, added.name).get("refused"):
        # It may say that its unit tried, but it counts nowhere.
        assert [after[part] for part in COUNTED] == [before[part] for part in COUNTED]


def _by_itself(part: Parts) -> Parts:
    """What a file is by itself, whatever others of its unit came."""
    return {**part, "state": "refused" if part["refused"] else "read"}


@pytest.mark.long
@examples(3)
@given(worlds(), st.integers(0, 9))
def test_a_file_taken_away_again_leaves_no_trace(world: World, place: int) -> None:
    """Once a file that was added is gone again, the JSON is the one before, but for its number and
    that it is gone."""
    added = world.files[place % len(world.files)]
    with world.laid([file for file in world.files if file is not added]) as folder:
        before = json.loads(world.merge(folder))
        put(folder, world.period, added)
        world.merge(folder)
        (folder.submitted(world.period) / added.name).unlink()
        after = json.loads(world.merge(folder))
    assert before.pop("merge_number") <= after.pop("merge_number")
    told = [each for each in after["findings"] if each["code"] == GONE.code]
    assert [each["file"] for each in after.pop("gone")] == [each["file"] for each in told]
    assert {each["file"] for each in told} <= {added.name} and before.pop("gone") == []
    after["findings"] = [each for each in after["findings"] if each not in told]
    assert after == before


@pytest.mark.long
@examples(3)
@given(worlds())
def test_what_is_sent_twice_counts_once(world: World) -> None:
    """A copy of the last file that comes later still adds only that it is a copy."""
    # Of files of one moment the hash would say which came last.
    files = [replace(file, minute=number) for number, file in enumerate(world.files)]
    last = max(files, key=lambda file: (file.day, file.minute))
    again = replace(last, name="again.xlsx", day=last.day + timedelta(1))
    results = []
    for sent in (files, [*files, again]):
        with world.laid(sent) as folder:
            results.append(_told_apart(json.loads(world.merge(folder))))
    one, other = results
    copy = other["submissions"].pop(again.name, {})
    told = [each["code"] for each in other["findings"].pop(again.name)]
    if copy.get("state") == FileState.DUPLICATE:
        assert told == [DUPLICATE.code]
        assert other == one
    else:  # What can't be read counts nowhere, however often it comes.
        assert copy.get("state", FileState.REFUSED) == FileState.REFUSED
        assert [other[part] for part in COUNTED] == [one[part] for part in COUNTED]


# The same forms with their rows in another order, under other names, and saved by other programs.


@pytest.mark.long
@examples(3)
@given(worlds(odd=False), st.integers(0, 2**32))
def test_the_order_of_rows_in_a_form_changes_no_number(world: World, seed: int) -> None:
    """Rows that were sorted in Excel count as before: their keys say which they are."""
    results = []
    for change in (saved_again, lambda content: with_rows_shuffled(content, Random(seed))):
        # Of files of one moment the hash would say which came last.
        files = [
            replace(file, minute=number, content=change(file.content))
            for number, file in enumerate(world.files)
        ]
        with world.laid(files) as folder:
            result = json.loads(world.merge(folder))
        told = Counter((f["code"], f["file"], f["sheet"]) for f in result["findings"])
        for part in (*result["entries"], *result["scores"]):
            del part["row"]
        results.append({**_hashless(result), "findings": told})
    one, other = results
    assert other == one


def _told_apart(result: Parts) -> Parts:
    """The JSON with its findings by file: in which order the files are listed is no matter."""
    by_file: dict[str, list[Parts]] = {}
    for found in result["findings"]:
        by_file.setdefault(found["file"], []).append(found)
    files = {each["file"]: each for each in result["submissions"]}
    return {**result, "findings": by_file, "submissions": files}


def _renamed(value: Any, to: Mapping[str, str]) -> Any:
    """A JSON in which every text that holds a name holds the other one."""
    if isinstance(value, dict):
        return {key: _renamed(each, to) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, to) for each in value]
    if isinstance(value, str):
        for name, other in to.items():
            value = value.replace(name, other)
    return value


@pytest.mark.long
@examples(3)
@given(worlds(), st.data(), chances, st.booleans())
def test_names_never_decide(
    world: World, data: st.DataObject, rng: Random, is_in_place: bool
) -> None:
    """Files under other names, elsewhere in the folder, change nothing in the JSON but names:
    whether they came so, or were renamed after a merge."""
    files = [file for file in world.files if file.is_seen]
    order = rng.sample(range(len(files)), len(files))
    back = {}
    renamed = []
    for number, file in zip(order, files, strict=True):
        suffix = Path(file.name).suffix
        name = f"{data.draw(names(suffix)).removesuffix(suffix)} {number:02}{suffix}"
        back[name] = file.name
        renamed.append(replace(file, name=name))
    with world.laid(files) as folder:
        one = json.loads(world.merge(folder))
        if is_in_place:
            shutil.rmtree(folder.submitted(world.period))
            for file in renamed:
                put(folder, world.period, file)
            other = json.loads(world.merge(folder))
    if not is_in_place:
        with world.laid(renamed) as folder:
            other = json.loads(world.merge(folder))
    # Longest first: no name stands in another's place.
    other = _renamed(other, dict(sorted(back.items(), key=lambda pair: -len(pair[0]))))
    books = {each["file"] for each in one["submissions"]}
    for result in (one, other):
        # Files that are no forms are listed by name.
        result["findings"].sort(key=lambda f: "" if f["file"] in books else f["file"])
        del result["merge_number"]
    assert other == one


def _hashless(result: Parts) -> Parts:
    apart = _told_apart(result)
    for part in apart["submissions"].values():
        del part["sha256"]
    return apart


@pytest.mark.long
@examples(3)
@given(worlds(files=2), st.integers(1, 15))
def test_saved_again_by_openpyxl_only_the_hash_changes(world: World, which: int) -> None:
    """Forms opened and saved by another program come to the same in everything but their hash;
    also what was a copy of another file still is one."""
    first = world.files[0]
    twin = replace(first, name="twin.xlsx")
    world = replace(world, files=(*world.files, twin))
    again = [
        replace(file, content=saved_again(file.content))
        if is_book(file.content) and which >> number & 1
        else file
        for number, file in enumerate(world.files)
    ]
    _same_but_for_the_hash(world, again)


def _same_but_for_the_hash(world: World, again: Sequence[Sent]) -> None:
    results = []
    for files in (world.files, again):
        # Of files of one moment the hash would say which came last.
        apart = [replace(file, minute=number) for number, file in enumerate(files)]
        with world.laid(apart) as folder:
            # LibreOffice stores every line break as Excel does.
            result = _renamed(json.loads(world.merge(folder)), {"\r\n": "\n"})
        results.append(_hashless(result))
    one, other = results
    for part in one:
        assert other[part] == one[part]


@pytest.mark.long
@examples(2, share=0.1)
@given(world=worlds(files=2, odd=False))
def test_saved_again_by_libreoffice_only_the_hash_changes(
    libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    """Forms opened and saved in LibreOffice come to the same in everything but their hash."""
    place = tmp_path_factory.mktemp("saved")
    again = []
    for file in world.files:
        source, target = place / "source.xlsx", place / "target.xlsx"
        source.write_bytes(file.content)
        with libreoffice.open(source) as document:
            document.save_as(target)
        again.append(replace(file, content=target.read_bytes()))
    _same_but_for_the_hash(world, again)
