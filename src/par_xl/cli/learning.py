"""What helps to learn: faults explained, and the whole job on an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.cli.command import EXIT_DONE, EXIT_FAULTS, Command, a_path

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command, example="par-xl explain NG04")
@click.argument("code", metavar="[MÃ]", required=False)
def explain(code: str | None) -> None:
    """Giải thích một mã lỗi và cách sửa; không ghi mã thì liệt kê mọi mã."""
    from par_xl import explain as explained
    from par_xl import show

    if code is None:
        show.codes(explained.explanations().values())
    else:
        show.explanation(explained.explain(code))


@click.command(cls=Command, example="par-xl demo thu-nghiem")
@click.argument("directory", metavar="[THƯ_MỤC]", required=False, type=a_path)
def demo(directory: Path | None) -> int:
    """Chạy thử toàn bộ công việc trên kế hoạch mẫu, với số liệu ví dụ."""
    from pathlib import Path

    from par_xl import demo as example
    from par_xl import show, show_work

    root = directory or example.next_free(Path("par-xl-demo"))
    with show_work.progress("Đang chạy thử") as progress:
        made = example.demo(root, progress=progress)
    show_work.outcome(made.outcome)
    show.line(f"Biểu mẫu: {made.folder.forms(example.PERIOD)}")
    show.line(f"Tệp đã nộp (ví dụ): {made.folder.submitted(example.PERIOD)}")
    show.line(f"Báo cáo, công văn, phiếu đôn đốc, trang công khai: {made.documents[0].parent}")
    show.next_step(f"mở {made.outcome.master} bằng Excel, xem trang «Tổng quan» trước")
    return EXIT_FAULTS if made.outcome.has_faults else EXIT_DONE
