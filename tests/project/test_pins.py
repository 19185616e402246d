"""The pinned files agree with pyproject.toml and with each other, and name no host."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.kit.wheels import TRIED
from scripts.pins import FOLDER, NAMES, ROOT, Pin, path_of, project, read

PROJECT = project()["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = {
    "run": PROJECT["dependencies"],
    "build": project()["build-system"]["requires"],
    "cluster": PROJECT["dependencies"] + EXTRAS["cluster"] + EXTRAS["large"],
    "dev": PROJECT["dependencies"]
    + [each for extra in EXTRAS.values() for each in extra if not each.startswith("par-xl")],
}


def _kept(pins: Iterable[Pin]) -> dict[tuple[str, str], Pin]:
    return {(pin.name, pin.version): pin for pin in pins}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_pinned(name: str) -> None:
    pins = read(path_of(name))
    for each in map(Requirement, ASKED[name]):
        versions = [pin.version for pin in pins if pin.name == canonicalize_name(each.name)]
        assert versions, f"{each} is not pinned: python -m scripts.pin"
        assert all(Version(version) in each.specifier for version in versions), each


@pytest.mark.parametrize("name", NAMES)
def test_each_pin_has_hashes_and_no_host(name: str) -> None:
    text = path_of(name).read_text("utf-8")
    assert "--only-binary :all:" in text and "://" not in text and "index" not in text
    for pin in read(path_of(name)):
        assert pin.hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in pin.hashes), pin.name


def test_all_files_pin_the_same() -> None:
    every = _kept(read(path_of("dev")))
    for name in NAMES:
        for key, pin in _kept(read(path_of(name))).items():
            assert pin.hashes == every[key].hashes, key


def test_no_other_file_lies_there() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{name}.txt" for name in NAMES)


def test_pinned_files_that_are_named_are_there() -> None:
    named = re.compile(r"\brequirements[/\\]\w+\.txt|\bconstraints[\w-]*\.txt")
    places = [ROOT / "README.md", ROOT / ".ci" / "run"]
    places += [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    found = [(path, file) for path in places for file in named.findall(path.read_text("utf-8"))]
    assert len(found) > 4
    assert [each for each in found if not (ROOT / each[1].replace("\\", "/")).is_file()] == []


def test_versions_of_python_are_those_that_were_tried() -> None:
    told = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if ":: 3." in each]
    assert told == list(TRIED)
    assert PROJECT["requires-python"] == f">={TRIED[0]}"
