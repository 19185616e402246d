"""The guides as they stand in the kit: pages for a browser, since Windows opens no Markdown."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = "huong-dan"
_PAGE = """\
<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<style>
body {{ max-width: 60em; margin: 1em auto; padding: 0 1em; font: 16px/1.5 Calibri, sans-serif; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #9fb3c8; padding: 3px 8px; text-align: left; vertical-align: top; }}
pre {{ background: #f2f2f2; padding: 8px; white-space: pre-wrap; }}
img {{ max-width: 100%; }}
</style></head>
<body>
{body}</body></html>
"""
_OTHER_GUIDE = re.compile(r"\b([\w-]+)\.md\b")
_COMMENT = re.compile(r"^ *<!-- .* -->\n", re.M)


def guides(docs: Path) -> dict[str, bytes]:
    """Guides, with the pictures that they show, by their names in the kit."""
    found = {}
    for path in docs.joinpath(FOLDER).iterdir():
        if path.suffix == ".md":
            page = _html(path.read_text("utf-8"))
            found[f"{FOLDER}/{path.stem}.html"] = page.encode()
        else:
            found[f"{FOLDER}/{path.name}"] = path.read_bytes()
    found |= {f"hinh/{path.name}": path.read_bytes() for path in docs.glob("hinh/*.png")}
    return found


def _html(text: str) -> str:
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(_OTHER_GUIDE.sub(r"\1.html", _COMMENT.sub("", text)))
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(inline))
    body = parser.renderer.render(tokens, parser.options, {})
    (title,) = re.findall("<h1[^>]*>(.*)</h1>", body)
    return _PAGE.format(title=re.sub("<[^>]*>", "", title), body=body)


def _anchor(heading: Token) -> str:
    """What a git host calls a heading: links are written for that."""
    text = "".join(child.content for child in heading.children or ())
    return "".join(c for c in text.lower() if c.isalnum() or c in "-_ ").replace(" ", "-")
