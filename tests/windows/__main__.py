"""``python -m tests.windows``, from the project's root: the long run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

os.environ["PAR_XL_WINDOWS"] = "all"
sys.exit(pytest.main(["-n", "0", *sys.argv[1:], str(Path(__file__).parent)]))
