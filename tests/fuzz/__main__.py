"""``python -m tests.fuzz``, from the project's root."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

# As under pytest: the tests' own modules are found by their bare names.
TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "helpers")]
sys.exit(import_module("fuzz.command").main())
