"""Documents of a merged period in ``bao-cao/KỲ``: never over what somebody edited there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from gettext import gettext as _
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from par_xl.insight.debts import Debt, debts, new_deadline
from par_xl.insight.period_data import PeriodData
from par_xl.ledger import Ledger, LedgerLine, read_ledger
from par_xl.merge.rates import Tallies
from par_xl.merge.result import Result
from par_xl.merge.stamp import Stamp
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import read_plan
from par_xl.plan.units import Unit
from par_xl.system.files import (
    UnreadError,
    file_sha256,
    read_file,
    read_sha256,
)
from par_xl.system.paths import inside
from par_xl.terms.errors import ParXlError
from par_xl.terms.messages import N_, translated
from par_xl.terms.words import PLAN_FILE, RECONSTRUCTED, day
from par_xl.workspace.checkout import open_session
from par_xl.workspace.history import History
from par_xl.workspace.layout import Folder
from par_xl.workspace.lookup import period_named
from par_xl.workspace.period_plan import kept_plan, plan_for
from par_xl.workspace.period_result import damaged, entries_of, read_result
from par_xl.workspace.store import Store

if TYPE_CHECKING:
    from par_xl.outputs.tables import Format


def read_period_data(folder: Folder, period: str, today: date | None = None) -> PeriodData:
    """All that documents of a period are made from, as its last merge left it.

    Raises:
        ParXlError: the plan has faults or no such period, there was no merge of it yet, or what
            lies in ``tong-hop`` is not what the merge wrote.
    """
    present = read_plan(folder.plan)
    ledger = Ledger(read_ledger(folder.ledger))
    planned = plan_for(folder, ledger, period)
    result, line = _result(folder, ledger, planned.period)
    plan = _plan(folder, line, present)
    wanted = period_named(plan, period)
    places, store = folder.results(period), Store(folder.store)
    entries = result.entries or entries_of(result, places.json, places.entries)
    present_history = history = History(folder, plan, wanted)
    read = ((name, sha256) for name, sha256 in line.inputs.items() if name != PLAN_FILE)
    if all(_is_whole(store, sha256, PurePath(name).suffix) for name, sha256 in read):
        # What the master is compared with; else what lies there now.
        history = History(folder, plan, wanted, line)
    return PeriodData(
        plan=plan,
        period=wanted,
        result=result,
        entries=entries,
        tallies=tuple(Tallies(plan, entries).assigned()),
        past=history.past(),
        entries_before=history.entries_before(),
        stamp=Stamp.of(result, line.at),
        today=today or date.today(),  # noqa: DTZ011 - the office's own day
        is_plan_newer=not planned.is_kept and plan != present,
        past_changed=tuple(present_history.changed_since(ledger, line)),
    )


def _result(folder: Folder, ledger: Ledger, period: Period) -> tuple[Result, LedgerLine]:
    """Return what lies there, and the merge that wrote it."""
    code, json = period.code, folder.results(period.code).json
    line, written = ledger.current_merge(code), ledger.written(code)
    result = read_result(json)
    is_recorded = written and written.outputs.get(folder.name(json)) == read_sha256(json)
    if result is None and not json.exists() and line is None:
        raise ParXlError(
            _("Kỳ {period} chưa tổng hợp lần nào, nên chưa có số liệu để lập văn bản.").format(
                period=code
            ),
            _("Tổng hợp trước: par-xl merge {period}.").format(period=code),
        )
    if result is not None and line is None:
        raise ParXlError(
            _("Nhật ký không có lần tổng hợp nào của kỳ {period}, mà {file} còn đó.").format(
                period=code, file=folder.name(json)
            ),
            _(
                "Chép lại .par-xl/ledger.jsonl từ bản sao lưu; không có thì tổng hợp lại, nhật ký "
                "được lập mới: par-xl merge {period}."
            ).format(period=code),
        )
    if result is None or line is None or not is_recorded:
        raise damaged(json, code)
    return result, line


def _plan(folder: Folder, line: LedgerLine, present: Plan) -> Plan:
    """Return the plan that was merged with; who signs, and where mail goes, as it stands now."""
    if (kept := kept_plan(folder, line)) is None:
        return present
    merged, _content = kept
    units = {
        code: replace(unit, email=present.units[code].email) if code in present.units else unit
        for code, unit in merged.units.items()
    }
    return replace(merged, info=present.info, units=units)


def _is_whole(store: Store, sha256: str, suffix: str) -> bool:
    try:
        return store.is_whole(sha256, suffix)
    except UnreadError:
        return False


SLIPS = "phieu-don-doc"
Make = Callable[[PeriodData], Mapping[str, bytes]]
"""From a period's data to documents by their names within ``bao-cao/KỲ``."""


@dataclass(frozen=True)
class Published:
    """Documents that lie there now, of what they tell; ``aside`` are those that somebody had
    edited, each with where it is now."""

    data: PeriodData
    files: tuple[Path, ...]
    aside: tuple[tuple[Path, Path], ...]
    notes: tuple[str, ...]
    """What was put in order first."""


def publish(
    folder: Folder,
    period: str,
    doing: str,
    make: Make,
    today: date | None = None,
    may_go: Iterable[str] = (),
) -> Published:
    """Write a period's documents, all or none.

    What was edited since it was written is kept beside the new one, under another name. Documents
    that are not made any more and whose names fit the patterns *may_go* are taken away, edited
    ones are not.

    Raises:
        ParXlError: there is no result to write of, somebody has a document open, or it can't be
            written.
    """
    with open_session(folder, doing) as session:
        data = read_period_data(folder, period, today)
        home, documents = folder.documents(period), session.ledger.documents()

        def is_as_written(path: Path) -> bool:
            known = documents.get(folder.name(path))
            return known is not None and file_sha256(folder.place(folder.name(path))) == known[0]

        wanted = {inside(home, name): text for name, text in make(data).items()}
        session.take(wanted)
        aside: list[tuple[Path, Path]] = []
        for path, content in wanted.items():
            session.put(path, content)
            is_new = path.exists() and file_sha256(path) != session.sha256(path)
            if is_new and not is_as_written(path):
                aside.append((path, session.keep_aside(path)))
        for path in sorted({path for name in may_go for path in home.glob(name)} - wanted.keys()):
            if is_as_written(path):
                session.remove(path, is_needed=False)
        session.commit()
    return Published(data, tuple(wanted), tuple(aside), session.notes)


class Template(Enum):
    """The office's own Word templates, by their names in the working folder."""

    REPORT = "mau-bao-cao.docx"
    LETTER = "mau-cong-van.docx"
    SLIP = "mau-phieu.docx"


def read_template(folder: Folder, which: Template) -> bytes | None:
    """Read a template; None where the folder has none, and the built-in one stands in.

    Raises:
        ParXlError: it can't be read, or can't be used.
    """
    path = folder.place(which.value)
    if not path.exists():
        return None
    # Word's parser takes time to load, and most folders have no template.
    from par_xl.outputs.word.template import open_template

    content = read_file(path)
    open_template(content, path.name)
    return content


def report(folder: Folder, period: str, today: date | None = None) -> Published:
    """Write ``bao-cao-KỲ.docx`` and ``phan-long-ghep-KỲ.docx`` of the period's last merge.

    Only the first is written into the office's own template: the other one has no head.

    Raises:
        ParXlError: there is no result to report, a document is open, the template can't be used.
    """
    from par_xl.outputs.report.report import reports
    from par_xl.outputs.word import write_document

    template = read_template(folder, Template.REPORT)

    def make(data: PeriodData) -> Mapping[str, bytes]:
        whole, part = reports(data)
        return {
            f"bao-cao-{period}.docx": write_document(whole, template),
            f"phan-long-ghep-{period}.docx": write_document(part),
        }

    doing = N_("đang lập báo cáo kỳ {period}").format(period=period)
    return publish(folder, period, doing, make, today)


def page(folder: Folder, period: str, draft: bool = False, today: date | None = None) -> Published:
    """Write the page that citizens read; with *draft* it is marked as one in any case.

    Raises:
        ParXlError: there are criteria that nobody has checked, and it is to be no *draft*, or it
            can't be written.
    """
    from par_xl.outputs.page.writing import write_page

    def make(data: PeriodData) -> Mapping[str, bytes]:
        if data.stamp.is_reconstructed and not draft:
            reopened = ""
            if data.stamp.is_closed:
                reopened = f"par-xl reopen {period}; "
            raise ParXlError(
                _("Kỳ {period} còn {rows}, nên chưa lập được trang để công khai.").format(
                    period=period, rows=translated(RECONSTRUCTED)
                ),
                _(
                    "Đối chiếu các dòng có chữ “tái dựng” hay “recall” ở cột Nguồn của "
                    "ke-hoach.xlsx với văn bản chính thức, sửa cột Nguồn rồi tổng hợp lại: "
                    "{reopened}par-xl merge {period} --plan current. Muốn xem trước bản dự "
                    "thảo thì chạy: par-xl page {period} --draft."
                ).format(reopened=reopened, period=period),
            )
        return {f"trang-cong-khai-{period}.html": write_page(data, draft)}

    doing = N_("đang lập trang công khai kỳ {period}").format(period=period)
    return publish(folder, period, doing, make, today)


def export(folder: Folder, period: str, kind: Format) -> Published:
    """Write entries, rates and their dictionary into ``bao-cao/KỲ/du-lieu``.

    Raises:
        ParXlError: the period was not merged yet, or they can't be written.
    """
    from par_xl.outputs.tables import write_tables

    def make(data: PeriodData) -> Mapping[str, bytes]:
        tables = write_tables(data, kind)
        return {f"du-lieu/{name}": content for name, content in tables.items()}

    doing = N_("đang xuất dữ liệu kỳ {period}").format(period=period)
    return publish(folder, period, doing, make)


@dataclass(frozen=True)
class Reminded:
    """How every unit stands; ``until`` is the last day set for what is owed, None before the
    deadline. ``published`` are the documents, None where only a list was wanted."""

    data: PeriodData
    debts: tuple[Debt, ...]
    until: date | None
    published: Published | None

    @property
    def without_mail(self) -> tuple[Unit, ...]:
        """Units that a draft of mail would have been for, had the plan an address of them."""
        from par_xl.outputs.reminders.mail import addresses

        return tuple(
            debt.unit
            for debt in self.debts
            if (debt.is_awaited if self.until is None else debt.owes) and not addresses(debt.unit)
        )


def remind(
    folder: Folder,
    period: str,
    deadline: date | None = None,
    mail: bool = False,
    today: date | None = None,
) -> Reminded:
    """List who owes what of a period, and from its deadline on write the reminders.

    Before the deadline nothing is written, but drafts of friendly mail with *mail*. *deadline* is
    the last day for what is owed.

    Raises:
        ParXlError: the deadline has passed, there is no result, a document is open, or a template
            can't be used.
    """
    today = today or date.today()  # noqa: DTZ011 - the office's own day
    if deadline is not None and deadline < today:
        raise ParXlError(
            _("Hạn mới {day} đã qua (hôm nay là {today}).").format(
                day=day(deadline), today=day(today)
            ),
            _("Chọn một ngày từ hôm nay trở đi, ví dụ bỏ --deadline để dùng hạn mặc định."),
        )
    ledger = Ledger(read_ledger(folder.ledger))
    is_early = today < plan_for(folder, ledger, period).period.send_before
    if is_early and not mail:
        data = read_period_data(folder, period, today)
        return Reminded(data, debts(data), None, None)
    templates = {each: read_template(folder, each) for each in (Template.LETTER, Template.SLIP)}

    def last_day(data: PeriodData) -> date:
        return deadline or new_deadline(data.period, data.today)

    def make(data: PeriodData) -> Mapping[str, bytes]:
        if is_early:
            return _friendly_mail(data)
        return _reminders(data, last_day(data), templates)

    doing = N_("đang lập văn bản đôn đốc kỳ {period}").format(period=period)
    # What it says of a unit may not hold any more.
    may_go = [f"{SLIPS}/*", *([] if is_early else [letter_name(period)])]
    published = publish(folder, period, doing, make, today, may_go)
    data = published.data
    until = None if is_early else last_day(data)
    return Reminded(data, debts(data), until, published)


def _reminders(
    data: PeriodData, until: date, templates: Mapping[Template, bytes | None]
) -> Mapping[str, bytes]:
    """Letter, slips and drafts of mail that carry them."""
    from par_xl.outputs.reminders.letters import Reminder, letter, slip
    from par_xl.outputs.reminders.mail import addresses, chasing
    from par_xl.outputs.word import write_document

    reminder, found = Reminder(data, until), debts(data)
    made: dict[str, bytes] = {}
    if chased := [debt for debt in found if debt.is_chased]:
        made[letter_name(data.period.code)] = write_document(
            letter(reminder, chased, len(found)), templates[Template.LETTER]
        )
    for debt in found:
        if debt.owes:
            content = write_document(slip(reminder, debt), templates[Template.SLIP])
            made[f"{SLIPS}/{debt.unit.code}.docx"] = content
            if addresses(debt.unit):
                made[f"{SLIPS}/{debt.unit.code}.eml"] = chasing(reminder, debt, content)
    return made


def _friendly_mail(data: PeriodData) -> Mapping[str, bytes]:
    """Drafts of mail to those who have still to report."""
    from par_xl.outputs.reminders.letters import Reminder
    from par_xl.outputs.reminders.mail import addresses, friendly

    reminder = Reminder(data, data.period.send_before - timedelta(days=1))
    return {
        f"{SLIPS}/{debt.unit.code}.eml": friendly(reminder, debt)
        for debt in debts(data)
        if debt.is_awaited and addresses(debt.unit)
    }


def letter_name(period: str) -> str:
    """Name of the letter to all units that are late."""
    return f"cong-van-don-doc-{period}.docx"
