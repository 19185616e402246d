"""What the docs show is what commands print and workbooks hold today; the files kept in
``workbook/``, ``docs/`` and the package are what the code writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import par_xl
from docs_made.blocks import filled
from docs_made.clock import clocked_modules
from docs_made.examples import content_of, example_files
from docs_made.guide import PDF, html_now, source
from docs_made.manifest import Manifest
from docs_made.package import MAIN
from docs_made.pages import ROOT, pages, pages_now
from docs_made.pictures import FOLDER, file_of, sources
from docs_made.shown import told
from docs_made.terminal import Office, WrongPageError, office
from par_xl.plan.reader import check_plan_content

ANEW = "make it anew: python -m docs_made"
WORKBOOKS = (
    "workbook/ke-hoach.xlsx",
    "workbook/bieu-mau-chuan.xlsx",
    "workbook/bieu-mau-tra-lai-vi-du.xlsx",
    "workbook/tong-hop-vi-du.xlsx",
)
WRITTEN = (
    "docs/huong-dan/ma-loi.md",
    "src/par_xl/terms/explained.json",
    "docs/architecture.svg",
    "docs/huong-dan/tra-cuu.md",
)


@pytest.fixture(scope="module")
def terminals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("terminals")) as made:
        yield made


@pytest.fixture(scope="module")
def generated(terminals: Office) -> Mapping[str, bytes]:
    return example_files(terminals)


def test_no_other_workbook_is_kept(generated: Mapping[str, bytes]) -> None:
    assert set(generated) == {*WORKBOOKS, *WRITTEN}
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "workbook").glob("*.xls*")}
    assert kept == set(WORKBOOKS)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_kept_workbook_is_what_the_code_writes(name: str, generated: Mapping[str, bytes]) -> None:
    kept = content_of(name, (ROOT / name).read_bytes())
    made = content_of(name, generated[name])
    assert isinstance(kept, dict) and isinstance(made, dict) and list(kept) == list(made)
    # Whole parts would make an endless message.
    assert [part for part in made if kept[part] != made[part]] == [], ANEW


@pytest.mark.parametrize("name", WRITTEN)
def test_a_kept_page_is_what_the_code_says(name: str, generated: Mapping[str, bytes]) -> None:
    assert (ROOT / name).read_bytes() == generated[name], ANEW


def test_the_sample_plan_has_no_faults() -> None:
    path = ROOT / "workbook" / "ke-hoach.xlsx"
    plan, faults = check_plan_content(path.read_bytes(), path.name)
    assert faults == []
    assert plan is not None


@pytest.mark.long
def test_what_pages_show_is_what_commands_print(terminals: Office) -> None:
    stale = [
        page.relative_to(ROOT).as_posix()
        for page, text in pages_now(terminals)
        if text != page.read_text(encoding="utf-8")
    ]
    assert stale == [], ANEW


def test_pictures_show_workbooks_as_they_are_now(terminals: Office) -> None:
    manifest = Manifest()
    now = {file_of(picture): hash_ for picture, _, hash_ in sources(terminals)}
    assert [name for name in now if manifest.is_stale(name, now[name])] == [], ANEW
    assert manifest.files == {*now, PDF}
    kept = list((ROOT / FOLDER).iterdir())
    assert {path.relative_to(ROOT).as_posix() for path in kept} == set(now)
    assert max(path.stat().st_size for path in kept) < 150_000


def test_every_picture_is_on_a_page() -> None:
    shown = {
        (page.parent / name).resolve()
        for page in pages()
        for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    shown = {picture for picture in shown if picture.parent == ROOT / FOLDER}
    assert shown == set((ROOT / FOLDER).iterdir())


def test_the_printed_guide_is_its_page_on_two_sheets() -> None:
    assert not Manifest().is_stale(PDF, source(html_now())), ANEW
    if shutil.which("pdfinfo") is None and not os.environ.get("CI"):
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    printed = subprocess.run(["pdfinfo", ROOT / PDF], capture_output=True, text=True, check=True)
    assert re.search(r"^Pages: +2$", printed.stdout, re.M)
    assert re.search(r"^Page size: .*\(A4\)$", printed.stdout, re.M)


def test_what_a_picture_shows_makes_it_stale(terminals: Office) -> None:
    picture, book, before = next(sources(terminals))
    seen, unseen = (
        next(
            cell.get("r")
            for row in book.xml(book.sheet(picture.sheet)).iter(f"{MAIN}row")
            for cell in row
            if (int(row.get("r")) in picture.rows) is within
        )
        for within in (True, False)
    )
    book.type(picture.sheet, unseen, "khác")
    assert told(book, picture) == before
    book.type(picture.sheet, seen, "khác")
    assert told(book, picture) != before


PAGE = r"""
<!-- chạy: par-xl init cchc-2024 -->
<!-- hết -->
<!-- thư mục: demo -->
<!-- chép: da-nop\2024-06\TH_2024-06.xlsx -> TH-sua.xlsx -->
<!-- ngày: 11/6/2024 14:30 -->
<!-- sửa: TH-sua.xlsx | Phụ lục III | H14 | 3/6/2024 -->
<!-- chuyển: TH-sua.xlsx -> ..\thu\TH-sua.xlsx -->
<!-- chép: ..\thu\TH-sua.xlsx -> TH-sua.xlsx -->
<!-- sửa: ke-hoach.xlsx | Gia hạn | B2 | TH -->
<!-- sửa: ke-hoach.xlsx | Gia hạn | C2 | 14/6/2024 -->
<!-- sửa: ke-hoach.xlsx | Gia hạn | A2 | 2024-07 -->
<!-- chạy (lỗi): par-xl plan check | dòng 2 -->
<!-- hết -->
<!-- sửa: ke-hoach.xlsx | Gia hạn | A2 | 2024-06 -->
<!-- chạy: par-xl check TH-sua.xlsx -->
```text
stale
```
<!-- hết -->
<!-- sửa: TH-sua.xlsx | Phụ lục III | F14 | -->
<!-- chạy: par-xl check TH-sua.xlsx | dòng 2 -->
<!-- hết -->
<!-- chạy (ẩn): par-xl init ..\moi -->
<!-- chạy: cd ..\moi -->
<!-- hết -->
<!-- chạy (lỗi): par-xl close 2024-06 | dòng -1 -->
<!-- hết -->
"""


def test_a_page_is_filled_in(terminals: Office) -> None:
    now = filled(PAGE, terminals)
    assert "stale" not in now
    assert "D:\\> par-xl init cchc-2024\n✔ Đã tạo thư mục làm việc: cchc-2024\n" in now
    assert "  Kế hoạch mẫu: cchc-2024\\ke-hoach.xlsx\n" in now
    assert "ke-hoach.xlsx, Gia hạn, ô A2: Không có kỳ “2024-07”" in now
    assert "D:\\cchc-2024> par-xl check TH-sua.xlsx\n✔ TH-sua.xlsx: đã kiểm tra, không có" in now
    assert "…\n  Lỗi TT01 TH-sua.xlsx, Phụ lục III, ô F14: " in now
    assert "D:\\cchc-2024> cd ..\\moi\n```\n" in now
    assert "D:\\moi> par-xl close 2024-06\n…\nCách xử lý: " in now
    assert filled(now, terminals) == now


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<!-- chạy: par-xl merge 2024-06 -->\n<!-- hết -->", "line 1: .*\nit ended with 2:\nLỗi"),
        ("\n<!-- chạy (lỗi): par-xl init a -->\n<!-- hết -->", "line 2: .*\nit ended with 0"),
        ("<!-- chạy: par-xl init a -->\n<!-- ngày: 1/6/2024 -->", "has no <!-- hết -->"),
        ("<!-- chạy: rm a -->\n<!-- hết -->", "no command that a page can run"),
        ("<!-- chạy: par-xl init a | dòng 9 -->\n<!-- hết -->", "prints 3 lines; there is no 9"),
        ("<!-- chép: ../a -> b -->", "lies outside"),
        ("<!-- chay: par-xl init a -->", "no such marker"),
        ("<!-- hết -->", "nothing to end"),
    ],
)
def test_what_a_page_must_not_ask_for(page: str, told: str, terminals: Office) -> None:
    with pytest.raises(WrongPageError, match=told):
        filled(page, terminals)


def test_who_looks_at_the_clock_is_given_the_one_that_stands_still() -> None:
    known = {module.__file__ for module in clocked_modules()}
    # Excel's tab and what looks after it print nothing that a page shows.
    rooms = Path(par_xl.__path__[0]).rglob("*.py")
    lookers = [
        path
        for path in rooms
        if re.search(r"\b(?:date\.today|datetime\.now)\(", path.read_text(encoding="utf-8"))
        and not {"excel", "addin"} & set(path.parts)
    ]
    assert len(lookers) > 5
    assert [path for path in lookers if str(path) not in known] == []
