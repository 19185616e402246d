"""The official's guide as PDF: its page turned into HTML, and printed by Chromium on A4."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

from docs_made.manifest import hash_of
from docs_made.pages import ROOT

PAGE = "docs/huong-dan/dien-bieu-mau.md"
PDF = "docs/huong-dan/dien-bieu-mau.pdf"
_STYLE = Path(__file__).with_name("guide.css")
_CLASSES = {"chon-don-vi": "beside", "o-bi-danh-dau": "narrow"}
"""How wide pictures stand that aren't as wide as the text; ``beside``: with text beside them."""
_IMAGE = re.compile(
    r'<p><img src="(?P<path>[^"]*/(?P<name>[^"/]+)\.png)" alt="(?P<told>[^"]*)" ?/?></p>'
)
_FOOT = (
    '<div style="width: 100%; padding: 0 15mm; text-align: right; color: #555;'
    ' font: 8.5pt Carlito, sans-serif">Trang <span class="pageNumber"></span>/'
    '<span class="totalPages"></span></div>'
)


def html_now() -> str:
    """The guide as it is printed; pictures are named from the page."""
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    body = MarkdownIt("commonmark").enable("table").render(text)
    (title,) = re.findall("<h1>(.*)</h1>", body)
    style = _STYLE.read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>\n'
        f"<style>\n{style}</style></head>\n<body>\n{_IMAGE.sub(_figure, body)}</body></html>\n"
    )


def _figure(found: re.Match[str]) -> str:
    width = _CLASSES.get(found["name"], "wide")
    return (
        f'<figure class="{width}"><img src="{found["path"]}" alt="">'
        f"<figcaption>{found['told']}</figcaption></figure>"
    )


def source(html: str) -> str:
    """A hash of what the PDF is made from: the HTML with its pictures."""
    here = (ROOT / PAGE).parent
    pictures = [hash_of((here / path).read_bytes()) for path in _pictures(html)]
    return hash_of("\n".join([html, _FOOT, *pictures]).encode())


def _pictures(html: str) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', html)


def print_pdf(html: str) -> None:
    """Write the PDF."""
    sys.path.append(str(ROOT / "tests" / "helpers"))
    from chromium import started

    folder = (ROOT / PAGE).parent
    with tempfile.TemporaryDirectory() as temporary, started() as browser:
        whole = re.sub(
            r'(?<=<img src=")[^"]+', lambda found: (folder / found[0]).resolve().as_uri(), html
        )
        path = Path(temporary, "guide.html")
        path.write_text(whole, encoding="utf-8")
        page = browser.new_page()
        page.goto(path.as_uri())
        page.pdf(
            path=ROOT / PDF,
            prefer_css_page_size=True,
            print_background=True,
            tagged=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_FOOT,
        )
