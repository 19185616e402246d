"""The work of a period: folder, forms, check, merge, log."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from par_xl.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_FAULTS,
    STATUSES_OF_FORMS,
    Argument,
    Command,
    a_path,
    as_of_option,
    folder_given,
    folder_in_order,
    folder_option,
    period_argument,
    read_number,
    received_option,
    say_put_in_order,
    workers_option,
)

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
    from par_xl import office, show

    folder = office.init(directory)
    show.done(f"Đã tạo thư mục làm việc: {folder.root}")
    show.line(f"Kế hoạch mẫu: {folder.plan}")
    show.next_step("mở kế hoạch bằng Excel để sửa; rồi vào thư mục đó, chạy: par-xl plan check")


@click.command(
    cls=Command,
    example="par-xl forms 2024-06 --unit HCTC",
    short_help="Lập biểu mẫu của kỳ cho các đơn vị.",
    writes="bieu-mau/KỲ, mỗi đơn vị một tệp; tệp đã có người nhập thì giữ nguyên.",
)
@period_argument
@click.option(
    "--unit",
    metavar="MÃ",
    help="Chỉ lập biểu mẫu của một đơn vị, ghi mã hoặc tên (mặc định: mọi đơn vị).",
)
@click.option("--standard", is_flag=True, help="Lập biểu mẫu chuẩn, dùng chung cho mọi đơn vị.")
@folder_option
def forms(period: str, unit: str | None, standard: bool, folder: Path | None) -> None:
    """Lập biểu mẫu của kỳ (ví dụ 2024-06) cho các đơn vị."""
    from par_xl import office, show, show_work

    where = folder_in_order(folder)
    with show_work.progress("Đang lập biểu mẫu") as progress:
        made = office.forms(where, period, unit, standard, progress=progress)
    show.done(f"Đã lập {len(made.written)} biểu mẫu.")
    for path in made.written:
        show.line(str(path))
    for path in made.kept:
        show.warn(f"Giữ nguyên {path}: đã có người nhập. Muốn lập lại thì chuyển tệp này đi.")
    show.next_step(f"gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {made.inbox}")


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
    from par_xl import office, show, show_work

    where = folder_in_order(folder)
    with show_work.progress("Đang kiểm tra") as progress:
        checked = office.check(where, paths, progress)
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
@click.option(
    "--scheduler",
    metavar="ĐỊA_CHỈ",
    help="Giao việc cho cụm máy Dask ở địa chỉ này, ví dụ tcp://10.0.0.5:8786.",
)
@click.option(
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
    from par_xl import office, show_work
    from par_xl.errors import ParXlError

    if number is not None:
        if as_of or received:
            raise ParXlError(
                "--as-recorded lấy các ngày từ nhật ký, không dùng cùng --as-of, --received.",
                f"Bỏ --as-of, --received: par-xl merge {period} --as-recorded {number}.",
            )
        where = folder_in_order(folder)
        with show_work.progress("Đang dựng lại") as progress:
            rebuilt = office.rebuild(where, period, number, progress, workers, scheduler)
        show_work.rebuilt(rebuilt)
        return EXIT_DONE
    where = folder_in_order(folder)
    with show_work.progress("Đang đọc") as progress:
        outcome = office.merge(
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
@click.option(
    "--verify",
    is_flag=True,
    help="Đối chiếu nhật ký với các tệp đã lưu và tệp tổng hợp; nêu tên tệp nào không khớp.",
)
@folder_option
def log(period: str | None, verify: bool, folder: Path | None) -> int:
    """Xem các lần đã tổng hợp, chốt của một kỳ, hay của mọi kỳ; lần mới nhất ở cuối."""
    from par_xl import show
    from par_xl.errors import ParXlError
    from par_xl.ledger import read_ledger

    where = folder_given(folder)
    try:
        say_put_in_order(where)
    except ParXlError as error:
        # What the ledger says can be read all the same.
        show.error(error)
    known = read_ledger(where.ledger)
    lines = [each for each in known if period in (None, each.period)]
    if lines:
        show.ledger(lines)
        show.line(f"Nhật ký có {len(known)} dòng; mã dòng cuối: {known[-1].hash()[:16]}.")
    elif results := sorted(each.name for each in where.merged.glob(f"{period or '*'}.json")):
        show.warn(f"Không có nhật ký, mà tong-hop có: {', '.join(results)}.")
        show.line(
            "→ Chép lại .par-xl/ledger.jsonl từ bản sao lưu; không có thì tổng hợp lại, nhật ký "
            "được lập mới."
        )
    else:
        show.line(f"Chưa tổng hợp kỳ {period} lần nào." if period else "Chưa tổng hợp lần nào.")
        show.next_step(f"tổng hợp bằng: par-xl merge {period or 'KỲ'}")
    if not verify:
        return EXIT_DONE
    from par_xl import office

    verified = office.verify(where)
    show.verified(verified)
    return EXIT_FAILED if verified.is_broken else EXIT_DONE
