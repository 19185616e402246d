"""How many examples a property gets: a fixed few, or as many as the command asks for."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

ASKED = int(os.environ.get("PAR_XL_EXAMPLES", "0"))
"""Examples for each property, other ones each time; 0: the usual few, always the same."""

SMALLER = "PAR_XL_SMALLER" in os.environ
"""Whether a failing example is to be made smaller."""


def examples(few: int, share: float = 1.0) -> Callable[[Any], Any]:
    """Settings for so many examples; of those asked for, a *share* where each takes long."""
    return settings(
        max_examples=max(1, int(ASKED * share)) if ASKED else few,
        derandomize=not ASKED,
        database=None,
        # To make a failing folder smaller may take minutes.
        phases=(Phase.generate, Phase.shrink) if SMALLER else (Phase.generate,),
        deadline=None,
        # Each example writes and reads whole workbooks.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
