"""How the indices and their areas went over the periods, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from par_xl.insight.course import SAME, Course, courses
from par_xl.insight.dossier import Dossier
from par_xl.merge.result import Rates
from par_xl.plan.model import Period
from par_xl.terms.words import NOTHING, Index, number


@dataclass(frozen=True, slots=True)
class CourseRow:
    """Rates of one area (or of the whole index) beside the periods; None where there is none."""

    name: str
    rates: tuple[float | None, ...]
    change: str


@dataclass(frozen=True, slots=True)
class IndexCourse:
    """The course of one index as a whole, and of its areas."""

    index: Index
    periods: tuple[Period, ...]
    whole: CourseRow
    areas: tuple[CourseRow, ...]

    @property
    def rows(self) -> tuple[CourseRow, ...]:
        return (*self.areas, self.whole)


def index_courses(dossier: Dossier) -> tuple[IndexCourse, ...]:
    """The course of each index; none where this is the first period."""
    result = dossier.result
    found = courses(dossier.plan, dossier.period, result.indices, result.areas, dossier.past)
    codes = sorted({code for course in found for code, _ in course.points})
    if len(codes) < 2:
        return ()
    periods = tuple(dossier.plan.periods[code] for code in codes)
    return tuple(
        _index(part.index, periods, [course for course in found if course.index is part.index])
        for part in result.indices
    )


def _index(index: Index, periods: tuple[Period, ...], found: Sequence[Course]) -> IndexCourse:
    whole, *areas = (_row(course, periods) for course in found)
    return IndexCourse(index, periods, whole, tuple(areas))


def _row(course: Course, periods: Sequence[Period]) -> CourseRow:
    rates = {code: _shown(rates) for code, rates in course.points}
    return CourseRow(
        name=course.name,
        rates=tuple(rates.get(period.code) for period in periods),
        change=_change(course),
    )


def _shown(rates: Rates) -> float | None:
    """Nothing of what nobody reported on."""
    return rates.completion_rate if rates.reporting_rate else None


def _change(course: Course) -> str:
    before = course.year_before
    if course.change is None or before is None:
        return NOTHING
    if _shown(course.now) is None or _shown(before) is None:
        return NOTHING
    if abs(course.change) < SAME:
        return "không đổi"
    way = "tăng" if course.change > 0 else "giảm"
    return f"{way} {number(abs(course.change) * 100)} điểm %"
