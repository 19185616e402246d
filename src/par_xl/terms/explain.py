"""Every code explained, as the rules say it in ``explained.json``: no rule has to be loaded."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from gettext import gettext as _

from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import from_json
from par_xl.terms.words import Severity

_EXPLAINED = "explained.json"
"""Written by ``rules.explain``; a test says when it is stale."""

_LEVELS = {level.value: level for level in Severity}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fault explained; ``passes``, ``fails`` and ``in_form`` are empty for the plan's faults."""

    code: str
    severity: Severity
    title: str
    message: str
    fix: str
    source: str
    looks_at: str = ""
    passes: str = ""
    fails: str = ""
    in_form: str = ""
    """How the form itself tells: `Kiểm tra`, a limit on typing, or why it can't."""


@cache
def explanations() -> dict[str, Explanation]:
    """All explanations by code: errors before warnings before infos, then the plan's faults."""
    # pathlib takes longer to load than all the rest here.
    path = os.path.join(os.path.dirname(__file__), _EXPLAINED)  # noqa: PTH118, PTH120
    with open(path, "rb") as file:  # noqa: PTH123
        kept = json.load(file)
    texts = ({name: from_json(text) for name, text in each.items()} for each in kept)
    return {
        each["code"]: Explanation(**{**each, "severity": _LEVELS[each["severity"]]})  # type: ignore[arg-type]
        for each in texts
    }


def explain(code: str) -> Explanation:
    """One code explained, however it is typed.

    Raises:
        ParXlError: there is no such code.
    """
    known = explanations()
    found = known.get(code.strip().upper())
    if found is None:
        from par_xl.terms.text import nearest

        near = nearest(code, known)
        raise ParXlError(
            _("Không có mã lỗi “{code}”."),
            _("Có phải là {near}? Xem mọi mã lỗi bằng: par-xl explain.")
            if near
            else _("Xem mọi mã lỗi bằng: par-xl explain."),
            code=code,
            near=near,
        )
    return found
