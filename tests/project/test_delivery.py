"""README, CI and the package agree with each other."""

from __future__ import annotations

import re
import tarfile
import zipfile
from pathlib import Path

import pytest

from par_xl.app.addin.build import macro
from par_xl.app.excel.ribbon import BUTTONS
from scripts.packing import sdist, wheel, wheel_of_sdist

ROOT = Path(__file__).parents[2]


def test_ci_runs_readmes_test_command() -> None:
    commands = re.findall(r"```\n(.*?)\n```", (ROOT / "README.md").read_text(), re.S)
    assert len(commands) == 2
    # Of commands joined by "&&" only the last would end it by itself.
    assert f"\n{commands[1]} || exit\n" in (ROOT / ".ci" / "run").read_text()
    assert "pytest" in commands[1] and "par-xl demo" in commands[0]


def test_no_path_of_this_machine_is_kept() -> None:
    kept = [
        path
        for name in ("src", "tests", "docs", "macros", "scripts")
        for path in (ROOT / name).rglob("*")
    ]
    texts = [p for p in kept if p.suffix in (".py", ".md", ".csv", ".po") and p.is_file()]
    assert len(texts) > 50
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert f"{ROOT}/" not in text and f"{Path.home()}/" not in text, path


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The sdist, the wheel made from it, and that made from the tree."""
    out, other = tmp_path_factory.mktemp("packages"), tmp_path_factory.mktemp("other")
    packed = sdist(out)
    return packed, wheel_of_sdist(packed, out), wheel(other)


def test_the_wheel_has_what_it_needs_and_no_more(packages: tuple[Path, Path, Path]) -> None:
    sources = ROOT / "src"
    wanted = {
        path.relative_to(sources).as_posix(): path
        for path in (sources / "par_xl").rglob("*")
        if path.is_file() and path.suffix not in (".po", ".pyc")
    }
    macros = ROOT / "macros"
    wanted |= {f"par_xl/macros/{p.name}": p for p in macros.iterdir() if p.suffix != ".md"}
    with zipfile.ZipFile(packages[1]) as package:
        kept = {name for name in package.namelist() if ".dist-info/" not in name}
        assert kept == set(wanted)
        for name in (
            "py.typed",
            "terms/explained.json",
            "macros/ribbon.xml",
            "plan/sample/par_index.csv",
        ):
            assert package.read(f"par_xl/{name}") == wanted[f"par_xl/{name}"].read_bytes()
        told = {name.partition(".dist-info/")[2] for name in package.namelist()} - {""}
    assert told == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def test_the_sdist_makes_the_same_wheel(packages: tuple[Path, Path, Path]) -> None:
    _packed, made_from_it, made_from_tree = packages
    assert made_from_it.read_bytes() == made_from_tree.read_bytes()


def test_the_sdist_has_no_leftovers(packages: tuple[Path, Path, Path]) -> None:
    with tarfile.open(packages[0]) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert {name.partition("/")[0] for name in names} == {
        *("src", "tests", "benchmarks", "docs_made", "scripts", "requirements", "macros", "docs"),
        *(
            "workbook",
            "README.md",
            "README.vi.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "SECURITY.md",
            "LICENSE",
            "pyproject.toml",
            "PKG-INFO",
        ),
        ".gitignore",
    }
    assert [n for n in names if re.search(r"__pycache__|\.pyc$|_cache/|^docs/.*\.tmp$", n)] == []


def test_every_button_is_told_of_in_the_users_page() -> None:
    labels = re.findall(r'<button id="\w+" label="([^"]+)"', macro("ribbon.xml"))
    page = (ROOT / "docs" / "huong-dan" / "the-excel.md").read_text(encoding="utf-8")
    assert len(labels) == len(BUTTONS)
    assert [label for label in labels if f"| {label} |" not in page] == []


def test_the_readmes_say_the_same() -> None:
    english, vietnamese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md")
    )
    for word, same in {"DIR": "THƯ_MỤC", "FILE": "TỆP", "OLD": "CŨ", "NEW": "MỚI"}.items():
        english = re.sub(rf"(?<=[a-z] ){word}\b|(?<=CŨ ){word}\b", same, english)
    for pattern in (
        r"^#+(?= )",
        r"```\n(.*?)\n```",
        r"^\|",
        r"(?<!README\.)(?<!`)`([^`\n]+)`(?!`)",
    ):
        found = [re.findall(pattern, text, re.M | re.S) for text in (english, vietnamese)]
        assert sorted(found[0]) == sorted(found[1]), pattern
    links = [re.findall(r"\]\(([^)]+)\)", text) for text in (english, vietnamese)]
    assert links[0][0] == "README.vi.md" and links[1][0] == "README.md"
    assert links[0][1:] == links[1][1:]
