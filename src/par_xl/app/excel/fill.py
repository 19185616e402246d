"""The fill of a cell in every detail, so that it can be given back as it was."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

_NONE = -4142
_GRADIENTS = (4000, 4001)
_AUTOMATIC = -4105


class Fill(BaseModel):
    """A fill as Excel's Interior has it: RGB as one number, blue first; None where not set."""

    model_config = ConfigDict(frozen=True)

    pattern: int
    color: int | None = None
    theme: int | None = None
    tint: float | None = None
    pattern_color: int | None = None
    pattern_theme: int | None = None
    pattern_tint: float | None = None


def read_fill(interior: Any) -> Fill | None:
    """The fill of a cell; None for a gradient, which can't be given back and so is left alone."""
    pattern = int(interior.Pattern)
    if pattern in _GRADIENTS:
        return None
    if pattern == _NONE:
        return Fill(pattern=pattern)
    # Excel tells a colour also of what has none of its own.
    is_plain = _whole(interior.ColorIndex) == _AUTOMATIC
    is_automatic = _whole(interior.PatternColorIndex) == _AUTOMATIC
    return Fill(
        pattern=pattern,
        color=None if is_plain else _whole(interior.Color),
        theme=_theme(interior, "ThemeColor"),
        tint=interior.TintAndShade,
        pattern_color=None if is_automatic else _whole(interior.PatternColor),
        pattern_theme=None if is_automatic else _theme(interior, "PatternThemeColor"),
        pattern_tint=None if is_automatic else interior.PatternTintAndShade,
    )


def write_fill(interior: Any, fill: Fill) -> None:
    """Give a cell the fill it had. Setting a colour resets its shade, so the order counts."""
    interior.Pattern = fill.pattern
    if fill.pattern == _NONE:
        return
    if fill.pattern_theme is not None:
        interior.PatternThemeColor = fill.pattern_theme
        interior.PatternTintAndShade = fill.pattern_tint or 0.0
    elif fill.pattern_color is not None:
        interior.PatternColor = fill.pattern_color
    else:
        interior.PatternColorIndex = _AUTOMATIC
    if fill.theme is not None:
        interior.ThemeColor = fill.theme
    elif fill.color is not None:
        interior.Color = fill.color
    else:
        interior.ColorIndex = _AUTOMATIC
    if fill.tint is not None:
        interior.TintAndShade = fill.tint


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _theme(interior: Any, name: str) -> int | None:
    try:
        return _whole(getattr(interior, name))
    except Exception:
        # Excel refuses to say the theme's colour of a fill that has none.
        return None
