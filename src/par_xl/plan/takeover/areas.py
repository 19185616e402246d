"""Areas of the appendices that were taken over: those of the plan, and those it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from par_xl.plan.items import parent_code
from par_xl.plan.takeover.finish import Row
from par_xl.plan.takeover.told import About, Sure, Told
from par_xl.terms.messages import N_
from par_xl.terms.text import as_text, fold
from par_xl.terms.words import Index

SHEET = "Lĩnh vực"


def with_areas(
    areas: Sequence[Row], index: Index, items: Sequence[Row], source: str
) -> tuple[list[Row], list[Told]]:
    """The plan's areas, and the topmost row of each item that lies in none of them."""
    told: list[Told] = []
    own = {
        _text(row, "Mã"): row for row in areas if fold(_text(row, "Chỉ số")) == fold(index.label)
    }
    by_code = {_text(row, "TT"): row for row in items if row.get("TT")}
    parents = {parent_code(code) for code in by_code}
    added: dict[str, Row] = {}
    for code in by_code:
        if code in parents or _is_within(code, own):
            continue
        root = code.partition(".")[0]
        if root in by_code and root not in added:
            added[root] = {
                "Chỉ số": index.label,
                "Mã": root,
                "Tên lĩnh vực": by_code[root].get("Nội dung"),
                "Điểm tối đa": by_code[root].get("Điểm tối đa"),
                "Nguồn": source,
            }
            text = N_("thêm lĩnh vực {code} ({content}) theo phụ lục").format(
                code=root, content=_text(by_code[root], "Nội dung")
            )
            told.append(Told(About.PLAN, Sure.FAIR, text, sheet=SHEET, code=root))
    for code, row in own.items():
        name, there = _text(row, "Tên lĩnh vực"), _text(by_code.get(code, {}), "Nội dung")
        if there and fold(name) != fold(there):
            text = N_("tên lĩnh vực giữ theo kế hoạch «{name}»; phụ lục ghi «{other}»").format(
                name=name, other=there
            )
            told.append(Told(About.PLAN, Sure.UNSURE, text, sheet=SHEET, code=code))
    return [*areas, *added.values()], told


def _is_within(code: str, areas: dict[str, Row]) -> bool:
    nearest: str | None = code
    while nearest is not None and nearest not in areas:
        nearest = parent_code(nearest)
    return nearest is not None


def _text(row: Row, header: str) -> str:
    value = row.get(header)
    return value if isinstance(value, str) else as_text(value)  # type: ignore[arg-type]
