"""The report's annexes, in their order and with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from gettext import gettext as _

from par_xl.outputs.blocks import Annex, Block
from par_xl.outputs.report import list_annexes, rate_annexes
from par_xl.outputs.report.data import AnnexName, ReportData
from par_xl.terms.messages import N_

_ANNEXES: dict[AnnexName, Callable[[ReportData], Iterator[Block]]] = {
    AnnexName.AREAS: rate_annexes.by_area,
    AnnexName.UNITS: rate_annexes.by_unit,
    AnnexName.CHARTS: rate_annexes.charts,
    AnnexName.CHASE: list_annexes.chase,
    AnnexName.EXPLANATIONS: list_annexes.explanations,
    AnnexName.POINTS: list_annexes.points,
    AnnexName.IDEAS: list_annexes.ideas,
    AnnexName.TREND: rate_annexes.over_time,
    AnnexName.WORDS: list_annexes.own_words,
}
_ANNEX = N_("Phụ lục")
_NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_PORTRAIT = (AnnexName.CHARTS, AnnexName.WORDS)


def annexes(data: ReportData) -> tuple[Annex, ...]:
    """Return the annexes that have something in them; *data* knows their numbers from now on."""
    found = {name: blocks for name, make in _ANNEXES.items() if (blocks := tuple(make(data)))}
    numbers = dict(zip(found, _NUMBERS, strict=False))
    data.numbers.update({name: f"{_ANNEX} {at}" for name, at in numbers.items()})
    return tuple(
        Annex(f"{_(_ANNEX)} {numbers[name]}", _(name.label), blocks, name not in _PORTRAIT)
        for name, blocks in found.items()
    )
