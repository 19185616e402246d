"""The page for citizens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from par_xl.cli.command import Command, folder_in_order, folder_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command, example="par-xl page 2024-06 --draft")
@click.argument("period", metavar="KỲ")
@click.option(
    "--draft",
    is_flag=True,
    help="Lập bản dự thảo để xem trước, kể cả khi còn tiêu chí tái dựng, chưa kiểm chứng.",
)
@folder_option
def page(period: str, draft: bool, folder: Path | None) -> None:
    """Lập trang công khai của kỳ: một tệp HTML để đăng lên cổng thông tin điện tử."""
    from par_xl import show
    from par_xl.documents.page.publisher import APPROVAL, approval
    from par_xl.office.paging import page as write

    made = write(folder_in_order(folder), period, draft)
    stamp = made.dossier.stamp
    for note in made.notes:
        show.warn(note)
    for path in made.files:
        show.done(f"Đã lập trang công khai: {path}")
    for path, kept in made.aside:
        show.warn(f"{path.name} đã có người sửa; bản đó giữ ở {kept}")
    show.line(f"{stamp.text}.")
    if not approval(made.dossier.plan.info):
        show.line(
            "Trang chưa ghi văn bản phê duyệt việc công khai: thêm dòng "
            f"«{APPROVAL}» vào trang tính «Thông tin» của ke-hoach.xlsx rồi lập lại."
        )
    if draft or stamp.draft:
        show.warn("Trang mang chữ DỰ THẢO: không đăng bản này.")
        show.next_step(
            "xem bằng trình duyệt; khi không còn tiêu chí tái dựng và đã chốt kỳ thì lập lại: "
            f"par-xl page {period}"
        )
    else:
        show.next_step("xem bằng trình duyệt, trình phê duyệt rồi đăng nguyên tệp này")
