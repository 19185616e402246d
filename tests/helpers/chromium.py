"""Chromium as the client that shows and prints our page in tests; axe looks for barriers in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def why_not() -> str | None:
    """Say why Chromium can't be used here, or None if it can."""
    return None if _executable() else "Chromium (chromium) is not installed"


def _executable() -> str | None:
    return shutil.which("chromium")


@contextmanager
def started() -> Iterator[Browser]:
    """A headless Chromium of the system's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable())
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Shown:
    """A page as a reader has it: ``said`` is what came on the console, ``asked`` what it loaded."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def barriers(self) -> list[str]:
        """What axe finds wrong."""
        rules = {"runOnly": {"type": "tag", "values": list(_RULES)}}
        found = Axe().run(self.page, options=rules).response["violations"]
        return [
            f"{each['id']}: {node['html']}: {node['failureSummary']}"
            for each in found
            for node in each["nodes"]
        ]


@contextmanager
def shown(browser: Browser, path: Path, width: int, height: int = 740) -> Iterator[Shown]:
    """The file opened in a window of that size."""
    page = browser.new_page(viewport={"width": width, "height": height})
    seen = Shown(page)
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("request", lambda request: seen.asked.append(request.url))
    try:
        page.goto(path.as_uri())
        yield seen
    finally:
        page.close()
