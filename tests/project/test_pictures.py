"""Form and master turned into pages: pictures to look at, and nothing in them cut to ###.

``PAR_XL_PICTURES=FOLDER pytest tests/project/test_pictures.py`` keeps the PNG files in FOLDER.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from libreoffice import LibreOffice
from par_xl.app.demo import PERIOD
from par_xl.terms.words import DRAFT, RECONSTRUCTED
from par_xl.workspace.layout import Folder

OVERVIEW = "Tổng quan"


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go."""
    kept = os.environ.get("PAR_XL_PICTURES")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module", params=["form", "standard", "master"])
def printed(
    libreoffice: LibreOffice,
    demo_folder: Folder,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Path:
    """A workbook as it is printed, once for all that is looked at."""
    name = str(request.param)
    pdf = tmp_path_factory.mktemp("printed") / f"{name}.pdf"
    with libreoffice.open(_paths(demo_folder)[name]) as document:
        document.save_as(pdf)
    return pdf


def _paths(folder: Folder) -> dict[str, Path]:
    return {
        "form": folder.submitted(PERIOD) / f"HCTC_{PERIOD}.xlsx",
        "standard": folder.standard_form(PERIOD),
        "master": folder.results(PERIOD).master,
    }


@pytest.mark.long
def test_pages_are_drawn(libreoffice: LibreOffice, printed: Path, pictures: Path) -> None:
    drawn = libreoffice.render(printed, pictures, pages=3)
    assert len(drawn) == 3
    # An empty page of that size takes some 2,000 bytes.
    assert all(picture.stat().st_size > 10_000 for picture in drawn)


@pytest.mark.short("form")
def test_nothing_is_cut_or_broken_in_print(printed: Path) -> None:
    done = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, check=True)
    text, name = done.stdout.decode(), printed.stem
    assert not re.search(r"###|#REF|#NAME|#VALUE|#DIV|Err:", text)
    assert re.search(r"Trang 2/\d+", text)
    if name == "master":
        assert DRAFT in text and RECONSTRUCTED in text
        first, *others = text.split("\f")
        assert "Chưa gửi" in first and first.rstrip().splitlines()[-1].lstrip().startswith(OVERVIEW)
        assert not [page for page in others if re.search(rf"^ *{OVERVIEW} ", page, re.M)]
        # Drawn by the chart alone: its title, and rates without decimals.
        assert "Tỷ lệ hoàn thành theo lĩnh vực" in first
        assert len(re.findall(r"\b\d+%", first)) >= 18
    else:
        first, *others = text.split("\f")
        # One page to sign: by when it is sent, how far it is filled, room for the leader's name.
        for told in ("10/6/2024", "Chủ nhật 09/6", "ĐÃ NHẬP ĐẾN ĐÂU", "LÃNH ĐẠO ĐƠN VỊ"):
            assert told in first, told
        # All on how to fill the form stands on one page, from its first step to the last colour.
        (guide,) = (page for page in others if "CÁCH NHẬP" in page)
        assert "MÀU CỦA Ô" in guide and "nên xem lại" in guide
