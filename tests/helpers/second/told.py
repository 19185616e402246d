"""Where a result's JSON and the second reckoning differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from math import isclose
from string import ascii_uppercase
from typing import Any

from .forms import read_form
from .period import Arrived, Entry, Reckoned

Json = Mapping[str, Any]
GROUPS = {
    "units": ("unit",),
    "areas": ("index", "area"),
    "area_authorities": ("index", "area", "authority"),
    "indices": ("index",),
    "index_authorities": ("index", "authority"),
    "authorities": ("authority",),
}


def differences(json: Json, mine: Reckoned) -> list[str]:
    """Everything that the two say otherwise, in words for whoever reads a failing test."""
    return [*_files(json, mine), *_entries(json, mine), *_scores(json, mine), *_groups(json, mine)]


def lost(json: Json, arrived: Iterable[Arrived]) -> list[str]:
    """Every filled row, and every file, of which neither an entry, a score nor a finding tells."""
    states = {each["file"]: each["state"] for each in json["submissions"]}
    told = {(each["file"], each["sheet"], _row(each["cell"])) for each in json["findings"]}
    parts = [*json["entries"], *json["scores"]]
    counted = {(p["file"], p["sheet"], p["row"]) for p in parts if not p["in_error"]}
    found = []
    for each in arrived:
        if states.get(each.name) != "accepted":
            if each.name not in {name for name, _, _ in told}:
                found.append(f"nobody tells of {each.name}")
            continue
        form = read_form(each.content)
        assert form is not None
        places = {(each.name, line.sheet, line.number) for line in form.filled}
        found += [f"lost: {place}" for place in sorted(places - counted - told)]
    return found


def _row(cell: str | None) -> int:
    return int((cell or "").lstrip(ascii_uppercase) or 0)


def _other(what: str, found: Any, mine: Any) -> Iterator[str]:
    if isinstance(mine, Fraction) and isinstance(found, int | float):
        if isclose(found, mine, rel_tol=1e-9, abs_tol=1e-12):
            return
    elif found == mine:
        return
    shown = float(mine) if isinstance(mine, Fraction) else mine
    yield f"{what}: {found!r} there, {shown!r} here"


def _files(json: Json, mine: Reckoned) -> Iterator[str]:
    yield from _other("as of", json["as_of"], mine.as_of.isoformat())
    lost = [(each["file"], each["unit"], each["rows"]) for each in json["gone"]]
    yield from _other("gone", lost, mine.gone)
    there = {each["file"]: each for each in json["submissions"]}
    yield from _other("files", sorted(there), sorted(mine.files))
    for name, file in mine.files.items():
        part = there.get(name, {})
        state = "superseded" if file.state == "replaced" else file.state
        yield from _other(f"unit of {name}", part.get("unit"), file.unit)
        yield from _other(f"state of {name}", part.get("state"), state)
        yield from _other(f"rows of {name}", part.get("rows_filled"), file.filled)
        yield from _other(f"wrong rows of {name}", part.get("rows_in_error"), file.in_error)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _entries(json: Json, mine: Reckoned) -> Iterator[str]:
    there = {(e["key"], e["unit"]): e for e in json["entries"] if e["role"] == "lead"}
    yield from _other("assignments", sorted(there), sorted(mine.entries))
    for key in there.keys() & mine.entries.keys():
        for field, value in _fields(mine.entries[key]).items():
            yield from _other(f"{key} {field}", there[key][field], value)
    helped = {(e["key"], e["unit"]): e["in_error"] for e in json["entries"] if e["role"] != "lead"}
    yield from _other("helped", sorted(helped.items()), sorted(mine.helped.items()))


def _fields(entry: Entry) -> dict[str, Any]:
    return {
        "state": entry.state,
        "due": _iso(entry.due),
        "in_error": entry.in_error,
        "status": entry.status,
        "progress": entry.progress,
        "completed_on": _iso(entry.done_on),
        "value": entry.value,
        "result": entry.result or None,
        "evidence": entry.evidence or None,
        "explanation": entry.why or None,
        "difficulty": entry.trouble or None,
        "carried_from": entry.carried_from,
        "owes_explanation": entry.owes,
        "file": entry.file,
    }


def _scores(json: Json, mine: Reckoned) -> Iterator[str]:
    there = {each["key"]: each for each in json["scores"]}
    order = [key for key in mine.plan.rows if key in mine.scores]
    yield from _other("criteria", [*there], order)
    for key, score in mine.scores.items():
        part = there.get(key, {})
        for field, value in {
            "unit": score.unit,
            "maximum": score.maximum,
            "self_score": score.score,
            "value": score.value,
            "in_error": score.in_error,
            "owes_explanation": score.owes,
        }.items():
            yield from _other(f"score of {key}, {field}", part.get(field), value)


def _groups(json: Json, mine: Reckoned) -> Iterator[str]:
    units = [unit.code for unit in mine.plan.filing(mine.period)]
    yield from _other("units", [each["unit"] for each in json["units"]], units)
    areas = [(each["index"], each["area"]) for each in json["areas"]]
    yield from _other("areas", areas, mine.plan.areas)
    for name, fields in GROUPS.items():
        for group in json[name]:
            keep = {field: group[field] for field in fields}
            for field, value in mine.counted(keep).items():
                yield from _other(f"{keep} {field}", group[field], value)
    for unit in json["units"]:
        code = unit["unit"]
        yield from _other(f"{code} sent", unit["submission"], mine.sent.get(code))
        helps = [
            key
            for key in mine.plan.leads(mine.period)
            if code in mine.plan.helps(mine.period, mine.plan.rows[key])
        ]
        yield from _other(f"{code} coordinates", unit["coordinated"], len(helps))
        helped = sum(not wrong for (_, u), wrong in mine.helped.items() if u == code)
        yield from _other(f"{code} coordinated", unit["coordinated_reported"], helped)
