"""The public page as readers have it: on a phone, at a desk, on paper, read out."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import chromium
from chromium import shown
from page_of import with_past
from par_xl.outputs.page.writing import write_page
from par_xl.terms.words import Index
from par_xl.workspace.documents import read_period_data
from par_xl.workspace.layout import Folder

pytestmark = pytest.mark.long


PHONE, SMALL_PHONE, DESK = 360, 320, 1280
PAPER = 687
"""Dots across a sheet of A4 within its margins."""
*EARLIER, LAST = ("2023-12", "2024-06", "2024-12", "2025-06", "2025-12")
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    reason = chromium.why_not()
    if reason:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium.started() as started:
        yield started


@pytest.fixture(scope="module")
def page(demo_folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample plan's page with all that a page can hold: marks of a draft, earlier periods."""
    data = read_period_data(demo_folder, "2024-06")
    data = with_past(replace(data, period=data.plan.periods[LAST]), *EARLIER)
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(write_page(data, draft=True))
    return path


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_has_no_barriers(browser: Browser, page: Path, width: int) -> None:
    with shown(browser, page, width) as seen:
        seen.page.evaluate(UNFOLD)
        assert seen.barriers() == []
        assert seen.said == [] and seen.asked == [page.as_uri()]


def test_the_page_is_no_wider_than_its_window(browser: Browser, page: Path) -> None:
    with shown(browser, page, PHONE) as seen:
        seen.page.evaluate(UNFOLD)
        for width in (SMALL_PHONE, PHONE, 768, DESK):
            seen.page.set_viewport_size({"width": width, "height": 740})
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


CUT = """() => [...document.querySelectorAll('svg text')].filter(text => {
    const box = text.getBBox(), room = text.ownerSVGElement.viewBox.baseVal
    return box.x < -2 || box.y < -2
        || box.x + box.width > room.width + 2 || box.y + box.height > room.height + 2
}).map(text => text.textContent)"""
DRAWN = """() => [...document.querySelectorAll('svg text, svg rect, svg circle, svg polyline')]
    .map(part => [part.tagName, getComputedStyle(part).fill, getComputedStyle(part).stroke])"""
GRID = "rgb(201, 201, 201)"
"""The lines behind a trend say nothing that its numbers don't."""


def test_charts_are_whole_and_seen_without_colours(browser: Browser, page: Path) -> None:
    with shown(browser, page, PHONE) as seen:
        assert seen.page.evaluate(CUT) == []
        parts = seen.page.evaluate(DRAWN)
    assert {tag for tag, _, _ in parts} == {"text", "rect", "circle", "polyline"}
    for tag, fill, stroke in parts:
        if tag == "text":
            assert _contrast_with_white(fill) >= 4.5
        elif stroke != GRID:
            assert _contrast_with_white(stroke) >= 3


def _contrast_with_white(colour: str) -> float:
    shares = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_the_first_stop_of_the_keyboard_leads_to_the_content(browser: Browser, page: Path) -> None:
    with shown(browser, page, PHONE) as seen:
        seen.page.keyboard.press("Tab")
        first = seen.page.locator(":focus")
        box = first.bounding_box()
        assert first.inner_text() == "Đến nội dung chính" and box is not None and box["x"] >= 0
        seen.page.keyboard.press("Enter")
        assert seen.page.locator(":focus").get_attribute("id") == "noi-dung"


def test_lists_are_unfolded_and_tables_whole_on_paper(
    browser: Browser, page: Path, tmp_path: Path
) -> None:
    """And every sheet of a draft says that it is one."""
    paper = tmp_path / "page.pdf"
    with shown(browser, page, DESK) as seen:
        seen.page.pdf(path=paper, prefer_css_page_size=True)
        tasks = seen.page.locator("details li").all_text_contents()
    text = subprocess.run(
        ["pdftotext", paper, "-"], capture_output=True, check=True
    ).stdout.decode()
    *sheets, end = text.split("\f")
    assert end == "" and all("DỰ THẢO" in sheet for sheet in sheets)
    printed = "".join(text.split())
    for index in Index:
        (sheet,) = [each for each in sheets if f"{index.label}: số việc" in each]
        assert f"Toàn chỉ số {index.label}" in " ".join(sheet.split())
    assert len(tasks) > 50
    assert [task for task in tasks if "".join(task.split())[:20] not in printed] == []


def test_a_name_without_a_space_cuts_no_table_on_paper(
    browser: Browser, demo_folder: Folder, tmp_path: Path
) -> None:
    data = read_period_data(demo_folder, "2024-06")
    first, *rest = data.result.areas
    long = first.model_copy(update={"name": "Khôngcókhoảngtrắng" * 12})
    result = data.result.model_copy(update={"areas": [long, *rest]})
    path = tmp_path / "page.html"
    path.write_bytes(write_page(replace(data, result=result), draft=True))
    with shown(browser, path, PAPER) as seen:
        seen.page.emulate_media(media="print")
        widths = seen.page.locator("table").evaluate_all("all => all.map(t => t.offsetWidth)")
        assert max(widths) <= PAPER


def test_the_page_weighs_little(page: Path) -> None:
    assert page.stat().st_size < 100_000
