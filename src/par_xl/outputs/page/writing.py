"""The page as bytes: its template filled, everything escaped, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from textwrap import wrap
from typing import TYPE_CHECKING

from par_xl.insight.levels import COLOURS, Level
from par_xl.insight.period_data import PeriodData
from par_xl.outputs.page.content import content
from par_xl.terms.text import shown
from par_xl.terms.words import NOTHING, Authority, Index, PeriodKind, number, percent

if TYPE_CHECKING:
    from jinja2 import Template


def write_page(data: PeriodData, draft: bool) -> bytes:
    """Return the public page of a period; the same data gives the same bytes."""
    from markupsafe import Markup

    told = content(data, draft)
    style = _kept("style.css") + _level_colours() + _mark(told.draft)
    html = _template().render(
        page=told,
        style=Markup(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        colours=COLOURS,
        authorities=list(Authority),
        indices=list(Index),
        kinds=list(PeriodKind),
        nothing=NOTHING,
    )
    return shown(html).encode()


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(number=number, percent=percent, place=_place, wrapped=_wrapped)
    return environment.from_string(_kept("template.html"))


def _place(value: float) -> str:
    """Return a number within a picture."""
    return f"{value:.1f}".removesuffix(".0")


def _wrapped(name: str) -> list[str]:
    """Return the lines of a bar's name, whatever font the reader has."""
    return wrap(name, 40) or [NOTHING]


def _kept(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _level_colours() -> str:
    """Return a label's colour: dark on the pale bar, so that both are read."""
    return "".join(f".{level.value}{{background:{COLOURS[level].pale}}}\n" for level in Level)


def _mark(draft: str | None) -> str:
    """Say DỰ THẢO on every sheet of paper."""
    return f'@page{{@top-right{{content:"{draft}";font:bold 12pt sans-serif}}}}\n' if draft else ""
