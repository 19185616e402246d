"""What a master shows, against the second reckoning (contract, section 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from math import isclose
from typing import Any

from .period import Reckoned
from .plan import SHEETS

Grid = Sequence[Sequence[Any]]
_COUNTS = {
    "Nhiệm vụ được giao": "assigned",
    "Phải thực hiện": "applicable",
    "Chưa báo cáo": "not_reported",
    "Trong đó: đã báo cáo, chưa hợp lệ": "in_error",
    "Không áp dụng": "not_applicable",
    "Hoàn thành đúng hạn": "done_on_time",
    "Hoàn thành quá hạn": "done_late",
    "Chưa hoàn thành, quá hạn": "overdue",
    "Đang thực hiện, trong hạn": "in_progress",
    "Chưa thực hiện, chưa đến hạn": "not_started",
    "Tỷ lệ hoàn thành": "completion_rate",
    "Tỷ lệ hoàn thành đúng hạn": "on_time_rate",
    "Tỷ lệ báo cáo": "reporting_rate",
    "Tiến độ theo trọng số": "weighted_progress",
    "Điểm tự đánh giá": "self_score",
    "Điểm tối đa của tiêu chí đã chấm": "score_maximum",
    "Điểm còn có thể đạt": "recoverable",
    "Tỷ lệ điểm": "score_rate",
}
_STATES = {
    "not_reported": "Chưa báo cáo",
    "not_applicable": "Không áp dụng",
    "done_on_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
    "overdue": "Chưa hoàn thành, quá hạn",
    "in_progress": "Đang thực hiện, trong hạn",
    "not_started": "Chưa thực hiện, chưa đến hạn",
}
_IN_ERROR = "Đã báo cáo, chưa hợp lệ"
_INDICES = {"PAR_INDEX": "PAR INDEX", "SIPAS": "SIPAS", "PAPI": "PAPI"}
_AUTHORITIES = {None: "Cả hai", "office": "Văn phòng", "province": "Cấp tỉnh"}
_SENT = {
    "on_time": "Đúng hạn",
    "late": "Gửi muộn",
    "missing": "Chưa gửi",
    "not_due": "Chưa đến hạn",
    "refused": "Bị trả lại",
}


def shown_otherwise(sheets: Mapping[str, Grid], mine: Reckoned) -> list[str]:
    """Every count, rate, score and state of a master that is not the one reckoned here; *sheets*
    are its cells' values."""
    return [
        *_units(_table(sheets["Theo đơn vị"], "Đơn vị"), mine),
        *_areas(_table(sheets["Theo lĩnh vực"], "Lĩnh vực"), mine),
        *_rows(sheets, mine),
    ]


def _table(grid: Grid, header: str) -> list[dict[str, Any]]:
    """The rows below a header, by header text."""
    at = next(number for number, row in enumerate(grid) if header in row)
    places = {name: place for place, name in enumerate(grid[at]) if isinstance(name, str)}
    return [
        {name: row[place] for name, place in places.items() if place < len(row)}
        for row in grid[at + 1 :]
    ]


def _other(where: str, shown: Any, mine: Any) -> Iterator[str]:
    if mine is None:
        mine = "–"
    if isinstance(mine, Fraction | int) and isinstance(shown, int | float):
        if isclose(shown, mine, rel_tol=1e-9, abs_tol=1e-9):
            return
    elif shown == mine:
        return
    yield f"master, {where}: {shown!r} there, {mine!r} here"


def _counts(where: str, row: Mapping[str, Any], counted: Mapping[str, Any]) -> Iterator[str]:
    for header, name in _COUNTS.items():
        yield from _other(f"{where}, {header}", row[header], counted[name])


def _units(rows: Sequence[Mapping[str, Any]], mine: Reckoned) -> Iterator[str]:
    there = {row["Đơn vị"]: row for row in rows}
    for unit in mine.plan.filing(mine.period):
        row = there.get(unit.code, {})
        yield from _counts(unit.code, row, mine.counted({"unit": unit.code}))
        yield from _other(f"{unit.code} sent", row["Gửi báo cáo"], _SENT[mine.sent[unit.code]])


def _areas(rows: Sequence[Mapping[str, Any]], mine: Reckoned) -> Iterator[str]:
    there = {(row["Chỉ số"], row["Mã"], row["Thẩm quyền"]): row for row in rows}
    groups: list[dict[str, str]] = [{"index": index} for index in _INDICES]
    groups += [{"index": index, "area": area} for index, area in mine.plan.areas]
    for authority in _AUTHORITIES:
        every = [*groups, {}] if authority else groups
        for group in every:
            keep = {**group, **({"authority": authority} if authority else {})}
            label = _INDICES.get(group.get("index", ""))
            key = (label, group.get("area"), _AUTHORITIES[authority])
            if key not in there:
                yield f"master: no line {key}"
                continue
            yield from _counts(str(key), there[key], mine.counted(keep))


def _rows(sheets: Mapping[str, Grid], mine: Reckoned) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    scored: set[str] = set()
    for index, sheet in SHEETS.items():
        for row in _table(sheets[sheet], "TT"):
            key, unit = f"{index}/{row['TT']}", row["Đơn vị"]
            if row["Vai trò"] == "Chủ trì":
                seen.add((key, unit))
                yield from _row(row, key, unit, mine)
            elif row["Vai trò"] == "Chấm điểm":
                scored.add(key)
                found = mine.scores.get(key)
                if found is not None:
                    yield from _other(f"scorer of {key}", unit, found.unit)
                    yield from _same(f"score of {key}", row["Điểm tự đánh giá"], found.score)
    yield from _other("assignments", sorted(seen), sorted(mine.entries))
    yield from _other("criteria", sorted(scored), sorted(mine.scores))


def _row(row: Mapping[str, Any], key: str, unit: str, mine: Reckoned) -> Iterator[str]:
    entry = mine.entries.get((key, unit))
    if entry is None:
        return
    where = f"{key} of {unit}"
    state = _IN_ERROR if entry.in_error else _STATES[entry.state]
    yield from _other(f"{where}, state", row["Trạng thái"], state)
    for header, value in {
        "Tình trạng thực hiện": entry.status,
        "Tiến độ (%)": entry.progress,
        "Ngày hoàn thành": entry.done_on,
        "Tài liệu kiểm chứng": entry.evidence or None,
    }.items():
        there = _plain(row[header], is_day=header == "Ngày hoàn thành")
        yield from _same(f"{where}, {header}", there, value)


def _same(where: str, shown: Any, mine: Any) -> Iterator[str]:
    if (shown, mine) not in ((None, None), ("", None)):
        yield from _other(where, shown, mine)


def _plain(cell: Any, is_day: bool) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if is_day and isinstance(cell, int | float):
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(cell))
    return None if cell == "" else cell
