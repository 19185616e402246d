"""Starts the pretended Excel in a Python process whose PYTHONPATH holds this folder."""

import os
import sys
from pathlib import Path

# Processes that this one starts are not the one that Excel started.
_SCRIPT = os.environ.pop("PAR_XL_TEST_EXCEL", None)

if _SCRIPT:
    if not os.environ.get("PAR_XL_TEST_PACKAGES"):
        # What par_xl does not bring, no user has; importing it would take most of the time.
        lacking = dict.fromkeys(("matplotlib", "numpy", "pandas", "polars"))
        sys.modules.update(lacking)  # type: ignore[arg-type]
    # Last, so that nothing of the tests hides what the process imports itself.
    sys.path.append(str(Path(__file__).parents[2]))
    from fake_excel.script import start_from

    start_from(Path(_SCRIPT))
