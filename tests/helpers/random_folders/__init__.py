"""Working folders drawn at random by hypothesis: a plan, an earlier year, and what came in."""

from __future__ import annotations

from .examples import ASKED, examples
from .plans import RandomPlan, plans
from .world import Sent, World, names, worlds

__all__ = ["ASKED", "RandomPlan", "Sent", "World", "examples", "names", "plans", "worlds"]
