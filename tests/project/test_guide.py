"""What the administrator's guide quotes is what the program says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "huong-dan" / "tong-hop.md"
_BREAKS = re.compile("…|ke-hoach[.]xlsx")
"""What varies, and what the code has a name for."""
_OF_WINDOWS = "is not recognized"


def quoted() -> list[str]:
    """The messages in the first column of the chapter on troubles; … stands for what varies."""
    _, chapter = re.split(r"^## 12\. .*$", GUIDE.read_text(encoding="utf-8"), flags=re.M)
    cells = re.findall(r"^\| ([^|]+) \|", chapter.split("\n## ")[0], flags=re.M)
    return [text for cell in cells for text in re.findall("“(.+?)”", cell)]


def literals(source: str) -> Iterator[str]:
    """The texts in a module, with … for what is put into them."""
    for node in ast.walk(ast.parse(source)):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [p.value if isinstance(p, ast.Constant) else "…" for p in parts]
        yield re.sub(r"\{\w*\}", "…", "".join(map(str, texts)))


def test_troubles_are_quoted_as_they_are_said() -> None:
    wanted = {
        text: re.compile(".*".join(re.escape(part.strip()) for part in _BREAKS.split(text)))
        for text in quoted()
        if _OF_WINDOWS not in text
    }
    assert len(wanted) > 8
    for path in (ROOT / "src" / "par_xl").rglob("*.py"):
        said = list(literals(path.read_text(encoding="utf-8")))
        made = [
            re.compile(".+".join(map(re.escape, text.split("…"))))
            for text in said
            if len(text) > 20 and "…" in text
        ]
        for text, pattern in list(wanted.items()):
            if any(map(pattern.search, said)) or any(each.fullmatch(text) for each in made):
                del wanted[text]
    assert list(wanted) == []
