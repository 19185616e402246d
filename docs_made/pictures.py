"""The pictures in ``docs/hinh``: which they are, and how they are drawn from real workbooks."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from docs_made.package import Package
from docs_made.pages import ROOT
from docs_made.shown import Picture, cut_out, told
from docs_made.terminal import Office

FOLDER = "docs/hinh"
_COLOURS = 64
_FORM, _STANDARD, _RETURNED = (
    "bieu-mau/2024-06/KT_2024-06.xlsx",
    "bieu-mau/2024-06/chuan/bieu-mau-chuan.xlsx",
    "tra-lai/2024-06/HCTC_2024-06.xlsx",
)
_COVER, _FIRST = "Trang đầu", "Phụ lục I"
_PICTURES = (
    Picture(
        "chon-don-vi",
        _STANDARD,
        _COVER,
        "A5:F18",
        typed=(
            (_COVER, "B5", "Phòng Kinh tế"),
            (_COVER, "B8", "Nguyễn Văn A"),
            (_COVER, "B9", "0233 000 000"),
            (_COVER, "B10", "Trần Thị B, Trưởng phòng"),
            (_FIRST, "F8", "Hoàn thành"),
            (_FIRST, "L8", "Báo cáo số 15/BC-KT ngày 20/5/2024"),
            (_FIRST, "F9", "Đang thực hiện"),
        ),
        width=1000,
    ),
    Picture(
        "nhap-tung-dong",
        _FORM,
        _FIRST,
        "B3:N10",
        left_out=("I:K", "4:4", "9:9"),
        typed=(
            (_FIRST, "F6", "Hoàn thành"),
            (_FIRST, "H6", date(2024, 5, 20)),
            (_FIRST, "L6", "Báo cáo 15/BC-KT ngày 20/5/2024"),
            (_FIRST, "F7", "Hoàn thành"),
            (_FIRST, "F8", "Đang thực hiện"),
            (_FIRST, "F10", "Hoàn thành"),
            (_FIRST, "G10", 0.9),
        ),
    ),
    Picture(
        "ket-qua-kiem-tra",
        _RETURNED,
        "Kết quả kiểm tra",
        "A1:I7",
        left_out=("3:4",),
        typed=((_FIRST, "M6", "Chậm do chờ hướng dẫn của bộ"),),
    ),
    Picture(
        "o-bi-danh-dau",
        _RETURNED,
        "Phụ lục III",
        "B3:K14",
        left_out=("G:J", "4:12"),
        width=1000,
    ),
    Picture("ke-hoach", "ke-hoach.xlsx", _FIRST, "A1:T8", left_out=("D:E", "H:I", "L:S")),
    Picture("tong-quan", "tong-hop/2024-06.xlsx", "Tổng quan", "A1:M35", width=1200),
)


def sources(office: Office) -> Iterator[tuple[Picture, Package, str]]:
    """Each picture with what is to be printed for it, and its hash."""
    root = office.merged
    for picture in _PICTURES:
        book = cut_out((root / picture.book).read_bytes(), picture)
        yield picture, book, told(book, picture)


def file_of(picture: Picture) -> str:
    """The picture's path from the root."""
    return f"{FOLDER}/{picture.name}.png"


def draw(those: Sequence[tuple[Picture, Package]]) -> None:
    """Draw pictures with LibreOffice, and write them."""
    sys.path.append(str(ROOT / "tests" / "helpers"))
    from libreoffice import LibreOffice

    with tempfile.TemporaryDirectory() as temporary, LibreOffice(locale="vi-VN") as client:
        for picture, book in those:
            path = Path(temporary, f"{picture.name}.xlsx")
            path.write_bytes(book.packed())
            with client.open(path) as document:
                if picture.typed:
                    document.recalculate()
                document.save_as(path.with_suffix(".pdf"))
            kept = ROOT / file_of(picture)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(_png(path.with_suffix(".pdf"), picture.width))


def _png(pdf: Path, width: int) -> bytes:
    """The first page without the white around, so wide."""
    from PIL import Image, ImageChops

    printed = ["pdftoppm", "-png", "-r", "200", "-singlefile", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(printed, check=True)
    page = Image.open(pdf.with_suffix(".png")).convert("RGB")
    shown = page.crop(ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox())
    size = (width, round(shown.height * width / shown.width))
    written = io.BytesIO()
    small = shown.resize(size, Image.Resampling.LANCZOS).quantize(_COLOURS)
    small.save(written, "PNG", optimize=True)
    return written.getvalue()
