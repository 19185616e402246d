"""The work of a period: folder, forms, check, merge, log."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_FAULTS,
    STATUSES_OF_FORMS,
    Argument,
    Command,
    a_path,
    as_of_option,
    folder_in_order,
    folder_option,
    folder_to_read,
    period_argument,
    read_number,
    received_option,
    workers_option,
)
from par_xl.app.cli.texts import option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
    example="par-xl init cchc-2024",
    writes="THƯ_MỤC: ke-hoach.xlsx và các thư mục bieu-mau, da-nop, tra-lai, tong-hop.",
    short_help="Tạo thư mục làm việc với kế hoạch mẫu.",
)
@click.argument(
    "directory",
    cls=Argument,
    metavar="THƯ_MỤC",
    type=a_path,
    told="thư mục sẽ tạo, hoặc thư mục đã có mà chưa có ke-hoach.xlsx",
)
def init(directory: Path) -> None:
    """Tạo thư mục làm việc với kế hoạch mẫu."""
    from par_xl import workspace
    from par_xl.app import show

    folder = workspace.init(directory)
    show.done(_("Đã tạo thư mục làm việc: {path}").format(path=folder.root))
    show.line(_("Kế hoạch mẫu: {path}").format(path=folder.plan))
    show.next_step(_("mở kế hoạch bằng Excel để sửa; rồi vào thư mục đó, chạy: par-xl plan check"))


@click.command(
    cls=Command,
    example="par-xl forms 2024-06 --unit HCTC",
    short_help="Lập biểu mẫu của kỳ cho các đơn vị.",
    writes="bieu-mau/KỲ, mỗi đơn vị một tệp; tệp đã có người nhập thì giữ nguyên.",
)
@period_argument
@option(
    "--unit",
    metavar="MÃ",
    help="Chỉ lập biểu mẫu của một đơn vị, ghi mã hoặc tên (mặc định: mọi đơn vị).",
)
@option("--standard", is_flag=True, help="Lập biểu mẫu chuẩn, dùng chung cho mọi đơn vị.")
@folder_option
def forms(period: str, unit: str | None, standard: bool, folder: Path | None) -> None:
    """Lập biểu mẫu của kỳ (ví dụ 2024-06) cho các đơn vị."""
    from par_xl import workspace
    from par_xl.app import show
    from par_xl.app.show import work as show_work

    where = folder_in_order(folder)
    with show_work.progress(_("Đang lập biểu mẫu")) as progress:
        made = workspace.forms(where, period, unit, standard, progress=progress)
    show.done(_("Đã lập {count} biểu mẫu.").format(count=len(made.written)))
    for path in made.written:
        show.line(str(path))
    for path in made.kept:
        show.warn(
            _("Giữ nguyên {path}: đã có người nhập. Muốn lập lại thì chuyển tệp này đi.").format(
                path=path
            )
        )
    show.next_step(
        _("gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {path}").format(path=made.inbox)
    )


@click.command(
    cls=Command,
    example="par-xl check da-nop/2024-06/HCTC_2024-06.xlsx",
    short_help="Kiểm tra từng tệp biểu mẫu, không tổng hợp.",
    writes="tra-lai/KỲ: bản đánh dấu lỗi của tệp có lỗi hoặc cảnh báo.",
    statuses=STATUSES_OF_FORMS,
)
@click.argument(
    "paths",
    cls=Argument,
    metavar="TỆP...",
    told="một hay nhiều biểu mẫu đã điền (.xlsx)",
    nargs=-1,
    required=True,
    type=a_path,
)
@folder_option
def check(paths: tuple[Path, ...], folder: Path | None) -> int:
    """Kiểm tra các tệp biểu mẫu, không tổng hợp; bản đánh dấu lỗi ghi vào tra-lai."""
    from par_xl import workspace
    from par_xl.app import show
    from par_xl.app.show import work as show_work

    where = folder_in_order(folder)
    with show_work.progress(_("Đang kiểm tra")) as progress:
        checked = workspace.check(where, paths, progress)
    for each in checked:
        show.checked(each)
    faulty = any(each.submission.refused or each.submission.rows_in_error for each in checked)
    return EXIT_FAULTS if faulty else EXIT_DONE


@click.command(
    cls=Command,
    example="par-xl merge 2024-06 --as-of 10/6/2024",
    short_help="Tổng hợp các biểu mẫu đã nộp của kỳ.",
    writes="tong-hop/KỲ.xlsx, tong-hop/KỲ.json, tiep-nhan.xlsx; tra-lai/KỲ: tệp có lỗi hoặc "
    "cảnh báo.",
    statuses=STATUSES_OF_FORMS,
)
@period_argument
@as_of_option
@received_option
@workers_option
@option(
    "--scheduler",
    metavar="ĐỊA_CHỈ",
    help="Giao việc cho cụm máy Dask ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.",
)
@option(
    "--as-recorded",
    "number",
    metavar="LẦN",
    callback=read_number,
    help="Dựng lại đúng lần tổng hợp đã ghi trong nhật ký, từ các tệp đã lưu; không đụng tệp nay.",
)
@folder_option
def merge(
    period: str,
    as_of: date | None,
    received: date | None,
    workers: int | None,
    scheduler: str | None,
    number: int | None,
    folder: Path | None,
) -> int:
    """Tổng hợp các biểu mẫu trong da-nop/KỲ; kỳ đã chốt: chỉ ghi riêng các tệp đến sau."""
    from par_xl import workspace
    from par_xl.app.show import work as show_work
    from par_xl.terms.errors import ParXlError

    if number is not None:
        if as_of or received:
            raise ParXlError(
                _("--as-recorded lấy các ngày từ nhật ký, không dùng cùng --as-of, --received."),
                _("Bỏ --as-of, --received: par-xl merge {period} --as-recorded {number}.").format(
                    period=period, number=number
                ),
            )
        where = folder_in_order(folder)
        with show_work.progress(_("Đang dựng lại")) as progress:
            rebuilt = workspace.rebuild(where, period, number, progress, workers, scheduler)
        show_work.rebuilt(rebuilt)
        return EXIT_DONE
    where = folder_in_order(folder)
    with show_work.progress(_("Đang đọc")) as progress:
        outcome = workspace.merge(
            where,
            period,
            as_of,
            received,
            progress=progress,
            workers=workers,
            scheduler=scheduler,
        )
    show_work.outcome(outcome)
    return EXIT_FAULTS if outcome.has_faults else EXIT_DONE


@click.command(
    cls=Command,
    example="par-xl log 2024-06 --verify",
    short_help="Xem các lần đã tổng hợp, chốt.",
    statuses="0 đã xem, với --verify là mọi thứ khớp; 2 chưa làm được, hoặc có chỗ không khớp.",
)
@click.argument(
    "period",
    cls=Argument,
    metavar="[KỲ]",
    required=False,
    told="chỉ xem kỳ này (mặc định: mọi kỳ)",
)
@option(
    "--verify",
    is_flag=True,
    help="Đối chiếu nhật ký với các tệp đã lưu và tệp tổng hợp; nêu tên tệp nào không khớp.",
)
@folder_option
def log(period: str | None, verify: bool, folder: Path | None) -> int:
    """Xem các lần đã tổng hợp, chốt của một kỳ, hay của mọi kỳ; lần mới nhất ở cuối."""
    from par_xl.app import show
    from par_xl.app.show import ledger as show_ledger
    from par_xl.ledger import Ledger, read_ledger

    where = folder_to_read(folder)
    known = read_ledger(where.ledger)
    lines = [each for each in Ledger(known).lines if period in (None, each.period)]
    if lines:
        show_ledger.ledger(lines)
        show.line(
            _("Nhật ký có {count} dòng; mã dòng cuối: {hash}.").format(
                count=len(known), hash=known[-1].hash()[:16]
            )
        )
    elif results := sorted(
        each.name for each in where.merged.glob("*.json") if period in (None, each.stem)
    ):
        show.warn(_("Không có nhật ký, mà tong-hop có: {files}.").format(files=", ".join(results)))
        show.line(
            _(
                "→ Chép lại .par-xl/ledger.jsonl từ bản sao lưu; không có thì tổng hợp lại, nhật "
                "ký được lập mới."
            )
        )
    else:
        show.line(
            _("Chưa tổng hợp kỳ {period} lần nào.").format(period=period)
            if period
            else _("Chưa tổng hợp lần nào.")
        )
        show.next_step(_("tổng hợp bằng: par-xl merge {period}").format(period=period or _("KỲ")))
    if not verify:
        return EXIT_DONE
    from par_xl import workspace

    verified = workspace.verify(where)
    show_ledger.verified(verified)
    return EXIT_FAILED if verified.is_broken else EXIT_DONE
