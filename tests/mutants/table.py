"""Which modules get mutants, and which tests have to see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .places import SOURCES

_RULES = (
    "test_rules.py",
    "test_rules_borders.py",
    "test_rules_judged.py",
    "test_form_formulas.py",
    "test_one_registry.py",
)
_MERGE = ("test_merge_rows.py", "test_merge_states.py")
_MORE = {
    "rules/files.py": ("test_rules_on_files.py", "test_arriving.py"),
    "rules/rows.py": ("test_rules_on_files.py",),
    "rules/initiatives.py": ("test_rules_on_files.py",),
    "rules/values.py": ("test_rules_values.py",),
}


def _modules() -> Mapping[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {"merge/rates.py": ("test_rates.py",)}
    for folder, tests in (("merge", _MERGE), ("rules", _RULES)):
        for path in sorted((SOURCES / folder).glob("[!_]*.py")):
            name = f"{folder}/{path.name}"
            found[name] = (*tests, *_MORE.get(name, ()))
    return found


MODULES = _modules()
"""The test files of each module: quick ones, without LibreOffice."""
EVERY = tuple(dict.fromkeys(file for files in MODULES.values() for file in files))
