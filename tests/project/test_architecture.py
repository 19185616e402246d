"""docs/architecture.md says how the code hangs together; here it is held against the code."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs_made.architecture import Floor, floors

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "par_xl"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PACKAGES = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
FLOORS = floors(PAGE)


def test_every_module_has_its_floor() -> None:
    there = {path.stem for path in SOURCES.glob("*.py")} - {"__init__"}
    there |= {path.parent.name for path in SOURCES.glob("*/__init__.py")}
    told = [name for floor in FLOORS for name in floor.names]
    assert sorted(told) == sorted(there)


def upward(source: str, module: str, every: list[Floor]) -> Iterator[str]:
    """What *module* imports from floors that stand after its own."""
    rank = {name: number for number, floor in enumerate(every) for name in floor.names}
    own = rank[module]
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{each.name}" for each in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "par_xl" and rank.get(rest.split(".")[0], -1) > own:
                yield name


def test_imports_go_one_way() -> None:
    found = {
        (path.relative_to(SOURCES).as_posix(), name)
        for path in SOURCES.rglob("*.py")
        if (module := path.relative_to(SOURCES).with_suffix("").parts[0]) != "__init__"
        for name in upward(path.read_text("utf-8"), module, FLOORS)
    }
    assert found == set()


@pytest.mark.parametrize(
    "source",
    [
        "import par_xl.workspace",
        "from par_xl import workspace",
        "def f():\n from par_xl.workspace import x",
    ],
)
def test_an_upward_import_is_seen(source: str) -> None:
    assert list(upward(source, "plan", FLOORS))
    assert not list(upward(source, "app", FLOORS))


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        re.split(r"[<>=\[ ]", line)[0].lower()
        for line in (
            *project["dependencies"],
            *(each for extra in extras.values() for each in extra),
        )
    } - {project["name"]}
    _, _, table = PACKAGES.partition("## Dependencies")
    told = {
        name.split(" (extra")[0].lower(): [cell.strip() for cell in rest.split("|")]
        for name, rest in re.findall(r"^\| (?!package|-)([^|]+?) \| (.*?) \|$", table, re.M)
    }
    assert told.keys() == wanted
    assert [name for name, cells in told.items() if not all(cells[:2])] == []


def test_every_program_in_the_tests_is_explained() -> None:
    clients = ROOT / "tests" / "helpers" / "clients"
    npm = json.loads((clients / "package.json").read_text("utf-8"))["dependencies"]
    wheel = re.search(r"^([\w-]+)==", (clients / "poi.txt").read_text("utf-8"), re.M)
    assert wheel is not None
    table = PACKAGES.partition("## Programs in the tests")[2].partition("## ")[0].lower()
    assert [name for name in (*npm, wheel[1]) if name not in table] == []


def test_paths_named_in_the_guides_exist() -> None:
    for name in ("architecture.md", "decisions.md", "dependencies.md"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        for path in re.findall(r"`((?:[\w-]+/)+[\w-]+\.(?:py|xml|md|html))`", text):
            assert any((base / path).exists() for base in (ROOT, SOURCES)), (name, path)
