"""Before forms come back: how to learn it, the folder, its plan, its forms."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from par_xl import workspace
from par_xl.app import show
from par_xl.app.cli.command import (
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_FAULTS,
    STATUSES_OF_FORMS,
    a_path,
    argument,
    command,
    folder_in_order,
    folder_option,
    folder_to_read,
    group,
    option,
    period_argument,
)
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from par_xl.plan.takeover.report import Note
    from par_xl.terms.explain import Explanation
    from par_xl.workspace.taking_over import PlanTaken


@command(example="par-xl explain NG04", short_help="Giải thích một mã lỗi và cách sửa.")
@argument("code", metavar="[MÃ]", required=False, help="mã lỗi (mặc định: liệt kê mọi mã)")
def explain(code: str | None) -> None:
    """Giải thích một mã lỗi và cách sửa; không ghi mã thì liệt kê mọi mã."""
    from par_xl.terms import explain as explained

    if code is not None:
        found = explained.explain(code)
        head = f"{translated(found.severity.label)} {found.code}"
        head = show.coloured(found.severity, head, bold=True)
        show.print_line(f"{head} {show.bold(translated(found.title))}")
        texts = {
            _("Xem xét:"): found.looks_at,
            _("Sai ở đâu:"): found.message,
            _("Cách sửa:"): found.fix,
            _("Ví dụ đúng:"): found.passes,
            _("Ví dụ sai:"): found.fails,
            _("Trong biểu mẫu:"): found.in_form,
            _("Căn cứ:"): f"{translated(found.source)}.",
        }
        for name, text in texts.items():
            if text:
                show.print_line(f"  {show.bold(name)} {translated(text)}")
        return
    show.few(explained.explanations().values(), _print_title)
    show.next_step(_("xem từng mã bằng: par-xl explain MÃ, ví dụ par-xl explain NG04"))


def _print_title(what: Explanation) -> None:
    head = show.coloured(what.severity, what.code)
    show.print_line(f"{head}  {translated(what.severity.label):<9} {translated(what.title)}")


@command(
    example="par-xl demo thu-nghiem",
    short_help="Chạy thử toàn bộ công việc trên số liệu ví dụ.",
    writes="THƯ_MỤC: biểu mẫu, tệp đã nộp, kết quả tổng hợp, báo cáo; không đụng gì ở nơi khác.",
    statuses=STATUSES_OF_FORMS,
)
@argument(
    "directory",
    metavar="[THƯ_MỤC]",
    required=False,
    type=a_path,
    help="thư mục mới (mặc định: par-xl-demo)",
)
def demo(directory: Path | None) -> int:
    """Chạy thử toàn bộ công việc trên kế hoạch mẫu, với số liệu ví dụ."""
    from pathlib import Path

    from par_xl.app import demo as example
    from par_xl.app.cli.merging import print_merge

    root = directory or example.next_free(Path("par-xl-demo"))
    with show.progress(_("Đang chạy thử")) as progress:
        made = example.demo(root, progress=progress)
    print_merge(made.outcome)
    show.line(_("Biểu mẫu: {path}"), path=made.folder.forms(example.PERIOD))
    show.line(_("Tệp đã nộp (ví dụ): {path}"), path=made.folder.submitted(example.PERIOD))
    show.line(
        _("Báo cáo, công văn, phiếu đôn đốc, trang công khai: {path}"),
        path=made.documents[0].parent,
    )
    show.next_step(_("mở {path} bằng Excel, xem trang “Tổng quan” trước"), path=made.outcome.master)
    return EXIT_FAULTS if made.outcome.has_faults else EXIT_DONE


@command(
    example="par-xl init cchc-2024",
    writes="THƯ_MỤC: ke-hoach.xlsx và các thư mục bieu-mau, da-nop, tra-lai, tong-hop.",
    short_help="Tạo thư mục làm việc với kế hoạch mẫu, hoặc tiếp theo kế hoạch cũ.",
)
@argument(
    "directory",
    metavar="THƯ_MỤC",
    type=a_path,
    help="thư mục sẽ tạo, hoặc thư mục đã có mà chưa có ke-hoach.xlsx",
)
@option(
    "--from",
    "previous",
    metavar="CŨ",
    type=a_path,
    help="Thư mục làm việc của kế hoạch trước: lấy đơn vị, thiết lập, kết quả các năm và các dòng "
    "chưa hoàn thành.",
)
@option(
    "--plan",
    "new",
    metavar="TỆP",
    type=a_path,
    help="Kế hoạch mới đã có phụ lục (ví dụ ke-hoach-nhap.xlsx); đi với --decisions.",
)
@option(
    "--decisions",
    metavar="TỆP",
    type=a_path,
    help="Tệp so-sanh-ke-hoach.xlsx đã quyết định (par-xl plan compare).",
)
def init(directory: Path, previous: Path | None, new: Path | None, decisions: Path | None) -> None:
    """Tạo thư mục làm việc với kế hoạch mẫu, hoặc tiếp theo kế hoạch của một thư mục cũ.

    Với --from, kế hoạch mới có đơn vị, thiết lập, kết quả công bố của kế hoạch cũ và các dòng
    chưa hoàn thành ở kỳ mới nhất; dòng đã hoàn thành thì không chuyển.
    """
    if previous is not None:
        from par_xl.app.cli.comparing import print_followed
        from par_xl.plan.workbook import write_plan
        from par_xl.workspace.following import follow

        rows, old = follow(previous, new, decisions)
        print_followed(workspace.init(directory, write_plan(rows)), rows, old)
        return
    if new is not None or decisions is not None:
        raise ParXlError(
            _("--plan và --decisions đi với --from."),
            _("Ghi thư mục làm việc của kế hoạch cũ: par-xl init THƯ_MỤC --from CŨ."),
        )
    folder = workspace.init(directory)
    show.done(_("Đã tạo thư mục làm việc: {path}"), path=folder.root)
    show.line(_("Kế hoạch mẫu: {path}"), path=folder.plan)
    show.next_step(_("mở kế hoạch bằng Excel để sửa; rồi vào thư mục đó, chạy: par-xl plan check"))


@group
def plan() -> None:
    """Kế hoạch (ke-hoach.xlsx): xem lỗi, lấy phụ lục từ tệp có sẵn."""


@plan.command(
    "check",
    example="par-xl plan check",
    statuses="0 kế hoạch không có lỗi; 2 có lỗi, hoặc chưa đọc được.",
)
@folder_option
def plan_check(folder: Path | None) -> int:
    """Kiểm tra lỗi của kế hoạch; in số dòng, nhiệm vụ, tiêu chí, điểm giao cho từng đơn vị."""
    from par_xl.app.cli.workload import print_workload
    from par_xl.terms.words import Severity

    where = folder_to_read(folder)
    made, findings = workspace.check_plan(where)
    if made is not None:
        show.done(_("Kế hoạch {path}: không có lỗi."), path=where.plan)
        show.findings(findings)
        print_workload(made)
        return EXIT_DONE
    errors = [each for each in findings if each.severity is Severity.ERROR]
    show.warn(_("Kế hoạch {path} có {count} lỗi."), path=where.plan, count=len(errors))
    show.findings(findings)
    show.next_step(_("sửa các ô trên bằng Excel, lưu lại rồi chạy lại: par-xl plan check"))
    return EXIT_FAILED


@plan.command(
    "import",
    example="par-xl plan import phu-luc-1.docx phu-luc-2.docx phu-luc-3.xlsx",
    writes="ke-hoach-nhap.xlsx (hoặc tên ghi ở --out) trong thư mục làm việc.",
    short_help="Lấy các phụ lục từ tệp Word, Excel vào một kế hoạch mới.",
)
@argument(
    "paths",
    metavar="TỆP...",
    nargs=-1,
    required=True,
    type=a_path,
    help="một hay nhiều tệp .docx, .xlsx có các bảng phụ lục",
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
def plan_import(
    paths: Sequence[Path], index: str | None, out: str | None, folder: Path | None
) -> None:
    """Lấy các phụ lục từ tệp Word, Excel vào một kế hoạch mới để rà soát.

    Ghi nhiều tệp theo thứ tự nào cũng được; một tệp không đọc được thì không ghi gì.

    Kế hoạch đang dùng không bị sửa. Tệp mới có trang “Nhập từ tệp” cho biết từng dòng, từng cột
    được đọc thế nào và mức chắc chắn.
    """
    from par_xl.workspace.taking_over import take_plan_over

    print_taken_over(take_plan_over(folder_in_order(folder), paths, index, out))


def print_taken_over(made: PlanTaken) -> None:
    """Print which columns were read as what, what is not sure, the new plan's faults."""
    from par_xl.plan.takeover.report import REPORT_SHEET, Confidence, Subject
    from par_xl.terms.words import PLAN_FILE

    def say(line: Note) -> None:
        if line.about is Subject.COLUMN:
            sure = _(line.sure.label).lower()
            show.line("  " + _("Cột {text} ({sure})"), text=translated(line.text), sure=sure)
        else:
            show.line(_read_as(line))

    files = Subject.FILE, Subject.TABLE
    show.few([line for line in made.report if line.about in (*files, Subject.COLUMN)], say)
    rows = _("{sheet}: {count} dòng")
    counts = [rows.format(sheet=index.sheet, count=count) for index, count in made.taken.items()]
    show.done(_("Đã ghi {path} ({rows})."), path=made.path, rows="; ".join(counts))
    sure = [line.sure for line in made.report if line.about not in files]
    numbers = show.counted(sure, Confidence)
    show.line(_("Mức chắc chắn của các dòng, cột, ô: {numbers}."), numbers=numbers)
    told = (line for line in made.report if line.about not in (*files, Subject.COLUMN))
    unsure = [_read_as(line) for line in told if line.sure is Confidence.UNSURE]
    text = _("… và {count} điều không chắc khác, ở trang “{sheet}”.")
    show.few(unsure, show.warn, text, sheet=REPORT_SHEET)
    if made.findings:
        show.warn(_("Kế hoạch mới có {count} lỗi cần sửa."), count=len(made.findings))
        show.findings(made.findings)
    else:
        show.done(_("Kế hoạch mới không có lỗi."))
    show.next_step(
        _(
            "mở {file} bằng Excel, xem trang “{sheet}”, sửa rồi lưu; khi đã đúng thì cất {plan} cũ "
            "đi, đổi tên tệp mới thành {plan} và chạy: par-xl plan check"
        ),
        file=made.path.name,
        sheet=REPORT_SHEET,
        plan=PLAN_FILE,
    )


def _read_as(line: Note) -> str:
    """Where something stands in the file, and what it was read as."""
    row = _("hàng {row}").format(row=line.row) if line.row is not None else ""
    code = f"TT {line.code}" if line.code else ""
    place = ", ".join(filter(None, (translated(line.source), row, line.sheet, code)))
    return ": ".join(filter(None, (place, translated(line.text))))


@command(
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
    where = folder_in_order(folder)
    with show.progress(_("Đang lập biểu mẫu")) as progress:
        made = workspace.forms(where, period, unit, standard, progress=progress)
    for note in made.notes:
        show.warn(translated(note))
    show.done(_("Đã lập {count} biểu mẫu."), count=len(made.written))
    show.few(map(str, made.written), show.line)
    text = _("Giữ nguyên {path}: đã có người nhập. Muốn lập lại thì chuyển tệp này đi.")
    show.few(made.kept, lambda path: show.warn(text, path=path))
    show.next_step(_("gửi biểu mẫu cho các đơn vị; tệp gửi về để vào {path}"), path=made.inbox)
