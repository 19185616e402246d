"""Who answers for the page, as of when, and which documents it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from par_xl.insight.dossier import Dossier
from par_xl.plan.settings import PAGE_APPROVAL
from par_xl.terms.text import read_day
from par_xl.terms.words import day


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about, and what it says."""

    name: str
    text: str


def facts(dossier: Dossier) -> tuple[Fact, ...]:
    """What is known of it; what `Thông tin` leaves empty is left out."""
    plan, period = dossier.plan, dossier.period
    collector = plan.unit_named(plan.info.get("Đơn vị tổng hợp", ""))
    found = (
        Fact("Cơ quan chịu trách nhiệm", plan.info.get("Cơ quan", "")),
        Fact("Đơn vị tổng hợp số liệu", collector.name if collector else ""),
        Fact("Kế hoạch", plan.name),
        Fact("Số, ngày ban hành kế hoạch", ", ".join(_issued(plan.info))),
        Fact("Văn bản phê duyệt việc công khai", plan.info.get(PAGE_APPROVAL, "")),
        Fact("Kỳ", f"{period.name}, từ {day(period.start)} đến {day(period.end)}"),
        Fact("Số liệu", f"{dossier.stamp.text}; quá hạn tính đến {day(dossier.result.as_of)}"),
    )
    return tuple(fact for fact in found if fact.text)


def _issued(info: Mapping[str, str]) -> Iterator[str]:
    if number := info.get("Số ký hiệu kế hoạch"):
        yield f"số {number}"
    if issued := info.get("Ngày ban hành"):
        found = read_day(issued)
        yield f"ngày {day(found) if found else issued}"
