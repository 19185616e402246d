"""What is done with a folder: plan, forms, check, merge, watch, close, log; and how to learn it."""

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
    command_group,
    folder_in_order,
    folder_option,
    folder_to_read,
    option,
    period_argument,
    read_number,
    received_option,
    workers_option,
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


@click.command(
    cls=Command,
    example="par-xl watch 2024-06",
    short_help="Theo dõi da-nop/KỲ: kiểm tra, tổng hợp ngay khi có tệp.",
    writes="như lệnh merge, mỗi khi có tệp mới; bấm Ctrl+C để dừng.",
    statuses=STATUSES_OF_FORMS,
)
@period_argument
@as_of_option
@received_option
@workers_option
@folder_option
def watch(
    period: str,
    as_of: date | None,
    received: date | None,
    workers: int | None,
    folder: Path | None,
) -> int:
    """Theo dõi da-nop/KỲ: tệp vừa để vào được kiểm tra, trả lại, tổng hợp ngay."""
    from par_xl import workspace
    from par_xl.app.show import watch as show_watch

    where = folder_in_order(folder)
    screen = show_watch.Screen(where, period)
    watcher = workspace.Watcher(where, period, as_of, received, workers, screen.progress)
    last = None
    try:
        with screen:
            for state in watcher.states():
                last = state
                screen.show(state)
    except KeyboardInterrupt:
        show_watch.stopped(period, last)
    if last is not None and last.has_faults:
        return EXIT_FAULTS
    if last is not None and last.problem is not None and last.merge_number is None:
        return EXIT_FAILED
    return EXIT_DONE


@click.command(
    cls=Command,
    example="par-xl close 2024-06",
    short_help="Chốt kỳ: kết quả không còn là dự thảo.",
    writes="tong-hop: tệp tổng hợp không còn chữ DỰ THẢO; bản trước đó được giữ lại.",
)
@period_argument
@folder_option
def close(period: str, folder: Path | None) -> None:
    """Chốt kỳ: kết quả không còn là dự thảo; tệp đến sau ghi riêng, không tính."""
    from par_xl import workspace
    from par_xl.app.show import work as show_work

    where = folder_in_order(folder)
    with show_work.progress(_("Đang chốt kỳ")) as progress:
        closed = workspace.close(where, period, progress=progress)
    show_work.closed(closed)


@click.command(
    cls=Command,
    example="par-xl undo",
    short_help="Hoàn tác lần tổng hợp hoặc chốt cuối cùng.",
    writes="tong-hop: kết quả của lần trước; kết quả vừa hoàn tác được giữ lại, không mất.",
)
@folder_option
def undo(folder: Path | None) -> None:
    """Hoàn tác lần tổng hợp hoặc chốt kỳ cuối cùng của mọi kỳ: kết quả trở lại như trước đó."""
    from par_xl import workspace
    from par_xl.app.show import ledger as show_ledger

    undone = workspace.undo(folder_in_order(folder))
    show_ledger.undone(undone)


@command_group
def plan() -> None:
    """Kế hoạch (ke-hoach.xlsx): xem lỗi, lấy phụ lục từ tệp có sẵn."""


@plan.command(
    "check",
    cls=Command,
    example="par-xl plan check",
    statuses="0 kế hoạch không có lỗi; 2 có lỗi, hoặc chưa đọc được.",
)
@folder_option
def plan_check(folder: Path | None) -> int:
    """Kiểm tra lỗi của kế hoạch."""
    from par_xl import workspace
    from par_xl.app import show

    where = folder_to_read(folder)
    findings = workspace.plan_faults(where)
    if not findings:
        show.done(_("Kế hoạch {path}: không có lỗi.").format(path=where.plan))
        return EXIT_DONE
    show.warn(_("Kế hoạch {path} có {count} lỗi.").format(path=where.plan, count=len(findings)))
    show.findings(findings)
    show.next_step(_("sửa các ô trên bằng Excel, lưu lại rồi chạy lại: par-xl plan check"))
    return EXIT_FAILED


@plan.command(
    "import",
    cls=Command,
    example="par-xl plan import phu-luc-165.docx",
    writes="ke-hoach-nhap.xlsx (hoặc tên ghi ở --out) trong thư mục làm việc.",
    short_help="Lấy các phụ lục từ tệp Word, Excel vào một kế hoạch mới.",
)
@click.argument(
    "path",
    cls=Argument,
    metavar="TỆP",
    type=a_path,
    told="tệp .docx hoặc .xlsx có các bảng phụ lục",
)
@option(
    "--index",
    metavar="PHỤ_LỤC",
    help="Phụ lục của các bảng không ghi rõ: I (PAR INDEX), II (SIPAS) hoặc III (PAPI).",
)
@option(
    "--out",
    metavar="TÊN",
    help="Tên tệp kế hoạch mới trong thư mục làm việc (mặc định: ke-hoach-nhap.xlsx).",
)
@folder_option
def plan_import(path: Path, index: str | None, out: str | None, folder: Path | None) -> None:
    """Lấy các phụ lục từ tệp Word hoặc Excel vào một kế hoạch mới để rà soát.

    Kế hoạch đang dùng không bị sửa. Tệp mới có trang «Nhập từ tệp» cho biết từng dòng, từng cột
    được đọc thế nào và mức chắc chắn.
    """
    from par_xl.app.show import plan as show_plan
    from par_xl.workspace.taking_over import take_plan_over

    show_plan.taken(take_plan_over(folder_in_order(folder), path, index, out))
