"""What the docs show is what commands print and workbooks hold today."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from docs_made.blocks import filled
from docs_made.clock import clocked_modules
from docs_made.desk import Office, WrongPageError, office
from docs_made.pages import ROOT, pages, pages_now

ANEW = "make it anew: python -m docs_made"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("desks")) as made:
        yield made


def test_what_pages_show_is_what_commands_print() -> None:
    stale = [
        page.relative_to(ROOT).as_posix()
        for page, text in pages_now(pages())
        if text != page.read_text(encoding="utf-8")
    ]
    assert stale == [], ANEW


PAGE = r"""
<!-- chạy: par-xl init cchc-2024 -->
<!-- hết -->
<!-- thư mục: demo -->
<!-- chép: da-nop\2024-06\TH_2024-06.xlsx -> TH-sua.xlsx -->
<!-- ngày: 11/6/2024 14:30 -->
<!-- sửa: TH-sua.xlsx | Phụ lục III | Q22 | 3/6/2024 -->
<!-- chạy: par-xl check TH-sua.xlsx -->
```text
stale
```
<!-- hết -->
<!-- chạy (ẩn): par-xl init ..\moi -->
<!-- chạy: cd ..\moi -->
<!-- hết -->
<!-- chạy (lỗi): par-xl close 2024-06 | dòng -1 -->
<!-- hết -->
"""


def test_a_page_is_filled_in(desks: Office) -> None:
    now = filled(PAGE, desks)
    assert "stale" not in now
    assert "D:\\> par-xl init cchc-2024\n✔ Đã tạo thư mục làm việc: cchc-2024\n" in now
    assert "  Kế hoạch mẫu: cchc-2024\\ke-hoach.xlsx\n" in now
    assert "D:\\cchc-2024> par-xl check TH-sua.xlsx\n✔ TH-sua.xlsx: đã kiểm tra, không có" in now
    assert "D:\\cchc-2024> cd ..\\moi\n```\n" in now
    assert "D:\\moi> par-xl close 2024-06\n…\nCách xử lý: " in now
    assert filled(now, desks) == now


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
def test_what_a_page_must_not_ask_for(page: str, told: str, desks: Office) -> None:
    with pytest.raises(WrongPageError, match=told):
        filled(page, desks)


def test_who_looks_at_the_clock_is_given_the_one_that_stands_still() -> None:
    known = {module.__file__ for module in clocked_modules()}
    # Excel's tab and what looks after it print nothing that a page shows.
    rooms = (ROOT / "src" / "par_xl").rglob("*.py")
    lookers = [
        path
        for path in rooms
        if re.search(r"\b(?:date\.today|datetime\.now)\(", path.read_text(encoding="utf-8"))
        and not {"excel", "addin"} & set(path.parts)
    ]
    assert len(lookers) > 5
    assert [path for path in lookers if str(path) not in known] == []
