"""README, CI and the package agree with each other."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]


def test_ci_runs_readmes_test_command() -> None:
    commands = re.findall(r"```\n(.*?)\n```", (ROOT / "README.md").read_text(), re.S)
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text()
    assert "pytest" in commands[1] and "par-xl demo" in commands[0]


def _messages(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Messages with their plural forms; the catalogue's head left out."""

    def forms(text: object) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(map(str, text))  # type: ignore[call-overload]

    return {forms(message.id): forms(message.string) for message in catalogue if message.id}


def test_compiled_messages_are_not_stale() -> None:
    folder = ROOT / "src" / "par_xl" / "locale" / "vi" / "LC_MESSAGES"
    with (folder / "par_xl.po").open("rb") as text, (folder / "par_xl.mo").open("rb") as compiled:
        assert _messages(read_po(text)) == _messages(read_mo(compiled))


def test_no_path_or_host_of_a_machine_is_committed() -> None:
    words = re.compile(r"/work/|/root/|pypi\.org|pythonhosted|\.library")
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if parts[0] in ("src", "tests", "docs", ".ci", "macros") and path.suffix in (
            ".py", ".md", ".toml", ".csv", ".po", "",
        ) and path.is_file() and path != Path(__file__):  # fmt: skip
            assert not words.search(path.read_text(encoding="utf-8", errors="ignore")), path
