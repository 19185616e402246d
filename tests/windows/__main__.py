"""``python -m tests.windows``, from the project's root: the long run.

``python -m tests.windows suite [PYTEST'S ARGUMENTS]``: all other tests on Windows' Python.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

if sys.argv[1:2] == ["suite"]:
    sys.path.insert(0, str(HERE.parent))
    from windows import suite

    sys.exit(suite.main(sys.argv[2:]))
os.environ["PAR_XL_WINDOWS"] = "all"
sys.exit(pytest.main(["-n", "0", *sys.argv[1:], str(HERE)]))
