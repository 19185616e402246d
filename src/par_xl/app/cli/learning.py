"""What helps to learn: faults explained, and the whole job on an example."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAULTS,
    STATUSES_OF_FORMS,
    Argument,
    Command,
    a_path,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command, example="par-xl explain NG04", short_help="Giải thích một mã lỗi và cách sửa."
)
@click.argument(
    "code", cls=Argument, metavar="[MÃ]", required=False, told="mã lỗi (mặc định: liệt kê mọi mã)"
)
def explain(code: str | None) -> None:
    """Giải thích một mã lỗi và cách sửa; không ghi mã thì liệt kê mọi mã."""
    from par_xl.app import show
    from par_xl.terms import explain as explained

    if code is None:
        show.codes(explained.explanations().values())
    else:
        show.explanation(explained.explain(code))


@click.command(
    cls=Command,
    example="par-xl demo thu-nghiem",
    short_help="Chạy thử toàn bộ công việc trên số liệu ví dụ.",
    writes="THƯ_MỤC: biểu mẫu, tệp đã nộp, kết quả tổng hợp, báo cáo; không đụng gì ở nơi khác.",
    statuses=STATUSES_OF_FORMS,
)
@click.argument(
    "directory",
    cls=Argument,
    metavar="[THƯ_MỤC]",
    required=False,
    type=a_path,
    told="thư mục mới (mặc định: par-xl-demo)",
)
def demo(directory: Path | None) -> int:
    """Chạy thử toàn bộ công việc trên kế hoạch mẫu, với số liệu ví dụ."""
    from pathlib import Path

    from par_xl.app import demo as example
    from par_xl.app import show
    from par_xl.app.show import work as show_work

    root = directory or example.next_free(Path("par-xl-demo"))
    with show_work.progress(_("Đang chạy thử")) as progress:
        made = example.demo(root, progress=progress)
    show_work.outcome(made.outcome)
    forms, submitted = made.folder.forms(example.PERIOD), made.folder.submitted(example.PERIOD)
    show.line(_("Biểu mẫu: {path}").format(path=forms))
    show.line(_("Tệp đã nộp (ví dụ): {path}").format(path=submitted))
    documents = made.documents[0].parent
    show.line(_("Báo cáo, công văn, phiếu đôn đốc, trang công khai: {path}").format(path=documents))
    show.next_step(
        _("mở {path} bằng Excel, xem trang «Tổng quan» trước").format(path=made.outcome.master)
    )
    return EXIT_FAULTS if made.outcome.has_faults else EXIT_DONE
