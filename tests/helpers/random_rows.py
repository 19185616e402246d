"""Rows as units fill them, drawn at random over all fields: honest, sloppy and wrong ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from random import Random

from par_xl.rules.asked import Asked
from par_xl.rules.entry import INPUT
from par_xl.terms.text import EPOCH, Cell
from par_xl.terms.words import Role, Status

NBSP = "\u00a0"
THIN_SPACES = ("\u2003", "\u2009", "\u202f")
INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u200c", "\u200d", "\u2060")
MAXIMA = (None, None, 0.5, 2.0, 0.25, 1.75, 12.5)
BLANKS = (" ", "   ", NBSP, f" {NBSP}", "\n", "\t", " \r\n ", "\u202f", *INVISIBLE[:3])
TONES = "\u0300\u0301\u0303\u0309\u0323"
MISTAKES = (0.6, 0.3, 0.1)
"""The shares of wrong rows with one mistake, with two, and with three."""

Cells = dict[str, Cell]


@dataclass(frozen=True)
class Span:
    """The days by which rows are judged."""

    plan_start: date
    start: date
    end: date
    today: date = date.max

    @property
    def send_before(self) -> date:
        """The day before which the period's report is to be sent."""
        return self.end - timedelta(4)

    def inside(self, rng: Random) -> date:
        """A day of the period, over or still to come."""
        return _between(rng, self.start, self.end)


PAST = Span(date(2023, 8, 4), date(2024, 6, 15), date(2024, 12, 14))
"""A period whose days, swapped with their months, also fall before it in the same year."""


class Kind(Enum):
    """How a row was drawn."""

    HONEST = "typed as the prompts say"
    SLOPPY = "the same, spelt as people spell"
    WRONG = "with mistakes"


@dataclass(frozen=True)
class Row:
    """What is asked in a row, and what stands in its cells."""

    asked: Asked
    cells: Mapping[str, Cell]
    kind: Kind

    @property
    def has_due_date(self) -> bool:
        return self.asked.due is not None

    @property
    def maximum(self) -> float | None:
        return self.asked.maximum

    @property
    def is_in_percent(self) -> bool:
        return self.asked.is_in_percent


LEADS = (Role.LEAD,)
ROLES = (Role.LEAD, Role.LEAD, Role.LEAD, Role.SCORING, Role.COORDINATING)
"""Of ten rows in a form, six are led."""


def random_rows(
    seed: int, count: int, span: Span = PAST, roles: Sequence[Role] = LEADS
) -> list[Row]:
    """Rows, a third of each kind; the same for the same *seed*, *span* and *roles*."""
    rng = Random(seed)
    kinds = tuple(Kind)
    return [_row(rng, span, kinds[number % len(kinds)], roles) for number in range(count)]


def _row(rng: Random, span: Span, kind: Kind, roles: Sequence[Role]) -> Row:
    asked = _asked(rng, span, rng.choice(roles))
    blank = kind is not Kind.WRONG and rng.random() < 0.04
    cells = {} if blank else _honest(rng, span, asked)
    if kind is Kind.SLOPPY or (kind is Kind.WRONG and rng.random() < 0.4):
        cells = _sloppy(rng, cells)
    if kind is Kind.WRONG:
        cells |= _mistaken(rng, span, asked)
    typed = {field: value for field, value in cells.items() if value is not None}
    return Row(asked, typed, kind)


def _asked(rng: Random, span: Span, role: Role) -> Asked:
    """What a row asks: due long ago, at the end of the period, later, or at no set time."""
    is_measured = rng.random() < 0.8
    dues = (None, None, span.start, span.inside(rng), span.end, date(span.end.year, 12, 31))
    return Asked(
        role=role,
        due=rng.choice(dues),
        maximum=rng.choice(MAXIMA[2:] if role is Role.SCORING else MAXIMA),
        is_measured=is_measured,
        is_in_percent=is_measured and rng.random() < 0.8,
        plan_start=span.plan_start,
        period_start=span.start,
        period_end=span.end,
        send_before=span.send_before,
    )


def _mistaken(rng: Random, span: Span, asked: Asked) -> Cells:
    """Mistakes, a few at once; some in cells that the row doesn't take."""
    cells: Cells = {}
    (count,) = rng.choices((1, 2, 3), MISTAKES)
    for mistake in rng.sample(_MISTAKES, count):
        changed = mistake(rng, span, asked.maximum)
        if rng.random() < 0.3:
            changed = {field: _respelt(rng, field, value) for field, value in changed.items()}
        cells |= changed
    if asked.role is not Role.LEAD and rng.random() < 0.7:
        cells = {field: value for field, value in cells.items() if field in asked.open}
    return cells


# What an official gives who reads the prompts.

_RESULTS = (
    "Đã ban hành kế hoạch", "- Đã tham mưu UBND tỉnh\n- Đã tổ chức 02 lớp tập huấn", "=1+1",
    "Hoàn thành 12/15 nhiệm vụ, đạt 80%", "+ Đang lấy ý kiến các sở", "Đang rà soát " * 30,
)  # fmt: skip
_DOCUMENTS = (
    "Báo cáo 12/BC-VP ngày 05/6/2024", "Quyết định số 1234/QĐ-UBND, trang 5", "Số 1",
    "https://quangtri.gov.vn/van-ban?so=12",
)  # fmt: skip
_REASONS = ("Chưa có hướng dẫn của bộ", "Không thuộc phạm vi", "Thiếu kinh phí; đã đề nghị bổ sung")
_VALUES: Sequence[Cell] = (95.0, 12.5, 0.0, 1250.0)


def _honest(rng: Random, span: Span, asked: Asked) -> Cells:
    """A row typed as its prompts say."""
    told: list[str] = []
    cells: Cells = {}
    if asked.role is Role.LEAD:
        cells, told = _answered(rng, span, asked)
    scores = asked.maximum is not None and not str(cells.get("status")).startswith("Không")
    if scores and asked.role is not Role.COORDINATING:
        maximum = asked.maximum or 0.0
        score = rng.choice((0.0, maximum, maximum / 2, int(maximum * rng.random() * 100) / 100))
        cells["self_score"] = score
        if score:
            told.append(rng.choice(("evidence", "explanation")))
    also = [field for field in _TOLD if field in asked.open]
    told += rng.sample(also, rng.randrange(1 if told else 0, len(also) + 1) or 1)
    return cells | {field: rng.choice(_TOLD[field]) for field in told}


def _answered(rng: Random, span: Span, asked: Asked) -> tuple[Cells, list[str]]:
    """Status, progress and day of a row that a unit leads; and what has to be told of it."""
    status = rng.choice((Status.DONE, Status.DONE, *Status))
    cells: Cells = {"status": status.label}
    told = ["explanation"] if status is Status.NOT_APPLICABLE else []
    if status is Status.DONE:
        done_on = span.inside(rng)
        cells |= {"progress": rng.choice((None, 1.0)), "completed_on": done_on}
        is_late = asked.due is not None and done_on > asked.due
        told.append("explanation" if is_late else rng.choice(("evidence", "explanation")))
    elif status is Status.IN_PROGRESS:
        shares = (0.0, 0.05, 0.5, 0.8, 1 / 3, 1.0, round(rng.random(), 3))
        cells["progress"] = rng.choice(shares)
    elif status is Status.NOT_STARTED:
        cells["progress"] = rng.choice((None, 0.0))
    is_open = status in (Status.IN_PROGRESS, Status.NOT_STARTED)
    if is_open and asked.due is not None and asked.due < asked.send_before:
        told.append("explanation")
    return cells, told


_TOLD: Mapping[str, Sequence[Cell]] = {
    "value": _VALUES,
    "result": _RESULTS,
    "evidence": _DOCUMENTS,
    "explanation": _REASONS,
    "difficulty": _REASONS,
}


# The same, spelt as people spell.


def _sloppy(rng: Random, cells: Mapping[str, Cell]) -> Cells:
    """The cells with some spelt otherwise, and white space in some that were empty."""
    spelt: Cells = {}
    for column in INPUT:
        value = cells.get(column.field)
        if column.field == "evidence" and value is not None and rng.random() < 0.1:
            value = rng.choice(_BARE)
        if value is None:
            spelt[column.field] = rng.choice(BLANKS) if rng.random() < 0.08 else None
        else:
            # A status in other letters hides what is wrong behind it.
            again = rng.random() < (0.25 if column.field == "status" else 0.6)
            spelt[column.field] = _respelt(rng, column.field, value) if again else value
    return spelt


_BARE: Sequence[Cell] = ("0", "125", 125.0, "12/2024", "-", "...", "95%")
"""Documents that nobody finds; and what stands for none."""


def _respelt(rng: Random, field: str, value: Cell) -> Cell:
    """The value as somebody in a hurry, or another program, would have put it."""
    if isinstance(value, date):
        return _day(rng, value)
    if isinstance(value, float):
        return _share(rng, value) if field == "progress" else _number(rng, value)
    if not isinstance(value, str) or not value.strip():
        return value
    changes = (_SPACING, _HIDDEN) if field in ("progress", "completed_on", "self_score") else _TEXT
    for _ in range(rng.randint(1, 2)):
        value = rng.choice(rng.choice(changes))(rng, value)
    return value


def _day(rng: Random, value: date) -> Cell:
    serial = float((value - EPOCH).days)
    if rng.random() < 0.2:
        return rng.choice((serial, serial + 0.4375))
    year, month, day = str(value.year), str(value.month), str(value.day)
    if rng.random() < 0.5:
        month, day = month.zfill(2), day.zfill(2)
    parts = [year, month, day] if rng.random() < 0.3 else [day, month, year]
    text = rng.choice(("/", "/", "-", ".", " / ", "- ", f".{NBSP}")).join(parts)
    return _spaced(rng, text)


def _share(rng: Random, value: float) -> Cell:
    if value == 1 and rng.random() < 0.1:
        # What =0.7+0.2+0.1 and =1.1+2.2-2.3 come to.
        return rng.choice((0.7 + 0.2 + 0.1, 1.1 + 2.2 - 2.3))
    percent = float(f"{100 * value:.6g}")
    if percent >= 2 and rng.random() < 0.3:
        return rng.choice((percent, _number(rng, percent)))
    if rng.random() < 0.2:
        return _number(rng, value)
    return _spaced(rng, _digits(rng, percent) + rng.choice(("%", "%", " %", f"{NBSP}%", "  %")))


def _number(rng: Random, value: float) -> str:
    return _spaced(rng, _digits(rng, value))


def _digits(rng: Random, value: float) -> str:
    text = f"{value:.6g}" if rng.random() < 0.7 else f"{value:.2f}"
    if "e" in text:
        text = f"{value:.8f}"
    if value >= 0 and rng.random() < 0.1:
        text = rng.choice(("+", "0")) + text
    return text.replace(".", rng.choice(",,."))


def _spaced(rng: Random, text: str) -> str:
    (changes,) = rng.choices((None, _SPACING, _HIDDEN), (5, 3, 2))
    return rng.choice(changes)(rng, text) if changes else text


def _hidden(rng: Random, text: str) -> str:
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(INVISIBLE) + text[place:]


def _tone_moved(rng: Random, text: str) -> str:
    """A tone on the vowel beside the one that carries it, as old keyboards put it."""
    letters = [
        unicodedata.normalize("NFD", letter) for letter in unicodedata.normalize("NFC", text)
    ]
    moves = list(_tone_moves(letters))
    if not moves:
        return text
    here, there, tone = rng.choice(moves)
    letters[here] = letters[here].replace(tone, "")
    letters[there] += tone
    return unicodedata.normalize("NFC", "".join(letters))


def _tone_moves(letters: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for here, letter in enumerate(letters):
        for tone in set(letter) & set(TONES):
            for there in (here - 1, here + 1):
                if 0 <= there < len(letters) and letters[there][0] in "aeiouyAEIOUY":
                    yield here, there, tone


_Change = Callable[[Random, str], str]
_SPACING: Sequence[_Change] = (
    lambda _, text: f" {text}",
    lambda _, text: f"{text}  ",
    lambda _, text: f"{NBSP}{text}",
    lambda _, text: f"{text}{NBSP}",
    lambda _, text: f"\t{text}",
    lambda _, text: f"{text}\n",
    lambda _, text: f"{text}\r\n",
    lambda _, text: text.replace(" ", "  "),
    lambda _, text: text.replace(" ", NBSP),
    lambda _, text: text.replace(" ", "\n", 1),
    lambda rng, text: text.replace(" ", rng.choice(THIN_SPACES)),
    lambda rng, text: f"{text}{rng.choice(THIN_SPACES)}",
)
_HIDDEN: Sequence[_Change] = (_hidden, _hidden, lambda _, text: f"\ufeff{text}")
_CASE: Sequence[_Change] = (
    lambda _, text: text.upper(),
    lambda _, text: text.lower(),
    lambda _, text: text.title(),
    lambda _, text: text.swapcase(),
)
_UNICODE: Sequence[_Change] = (
    lambda _, text: unicodedata.normalize("NFD", text),
    _tone_moved,
)
_TEXT = (_SPACING, _SPACING, _CASE, _UNICODE, _HIDDEN)


# What is wrong.

_OTHER_STATUSES: Sequence[Cell] = (
    "Đã hoàn thành", "Hoan thanh", "Hoàn thành.", "Hoàn thành 100%", "Xong", "Hoànthành", "Chưa",
    "Không phát sinh", "Ðang thực hiện", "Thực hiện", "x", "-", 1.0, 0.0, 0.8,
)  # fmt: skip
_NO_SHARES: Sequence[Cell] = (
    "gần xong", "80 phần trăm", "khoảng 80%", "%", "80%%", "12/15", "1.250,5", "1,250.5", "1.2.3",
    "--5", "(5)", "1e1", "5,", ",5", "10:30", "$5", "½", "x",
)  # fmt: skip
_UNCLEAR_SHARES: Sequence[Cell] = (1.5, 1.01, 1.99, "1,5", "1.2", "1,000001", "1.000")
_FAR_SHARES: Sequence[Cell] = (
    -0.1, -80.0, -0.001, 100.5, 120.0, 3000.0, "150%", "100,5 %", "-5%", "-0,1", "101", "1000%",
)  # fmt: skip
_NO_DAYS: Sequence[Cell] = (
    "31/4/2024", "30/2/2024", "29/2/2023", "31/6/2024", "7/13/2024", "0/7/2024", "5/0/2024",
    "5/7/24", "5/7", "7/2024", "tháng 7", "ngày 5/7/2024", "5/7/2024.", "05/07/02024", "5,7,2024",
    "-5/7/2024", "45478", "2024-07-05 10:30", "5/7/2024 (dự kiến)", "Quý III/2024", "20240705", "x",
    -5.0, 0.0, 5.7, 2024.0, 9999.0, 80001.0, 20240705.0, "32/7/2024", "2024/13/5", "2024-07",
)  # fmt: skip
_TYPO_YEARS = (204, 224, 1024, 1899, 1900, 1924, 1926, 1928, 2014, 2034, 2118, 2120, 2204, 2924)
_NO_SCORES: Sequence[Cell] = (
    "đạt", "0,5 điểm", "0,5đ", "1/2", "50%", "0,5/2", ".5", "5,", "1.5.0", "~1", "1.250,5", "x",
)  # fmt: skip
_PERHAPS_SHARES: Sequence[Cell] = (0.95, 1.2, 0.005, 1.0, 1 / 3, 0.875, "0,95", "1", "0.5", "0,95%")
_ABOVE: Sequence[float] = (0.01, 0.02, 0.5, 1.0, 80.0)


def _between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(rng.randint(0, max(0, (last - first).days)))


def _nothing(rng: Random) -> Cell:
    return None if rng.random() < 0.7 else rng.choice(BLANKS)


def _day_or_text(rng: Random, value: date) -> Cell:
    return value if rng.random() < 0.6 else _day(rng, value)


def _strange_year(rng: Random, span: Span, _: float | None) -> Cells:
    day = span.inside(rng)
    typed = date(rng.choice(_TYPO_YEARS), day.month, min(day.day, 28))
    return {"completed_on": _day_or_text(rng, typed) if typed > EPOCH else _day(rng, typed)}


def _swapped(rng: Random, span: Span, _: float | None) -> Cells:
    """A day of the period with day and month swapped, where the result lies before it."""
    days = [span.start + timedelta(n) for n in range((span.end - span.start).days + 1)]
    swapped = [date(day.year, day.day, day.month) for day in days if day.day <= 12]
    before = [day for day in swapped if span.plan_start <= day < span.start]
    return {"completed_on": _day_or_text(rng, rng.choice(before or swapped))}


def _coming(rng: Random, span: Span, _: float | None) -> Cells:
    tomorrow = min(span.today, span.end - timedelta(1)) + timedelta(1)
    return {"completed_on": _day_or_text(rng, _between(rng, tomorrow, span.end))}


def _done_below_all(rng: Random, _: Span, __: float | None) -> Cells:
    share: Cell = rng.choice((0.0, 0.5, 0.99, 0.999, "50%", "99 %", "0,5", 50.0))
    return {"status": Status.DONE.label, "progress": share}


def _begun_though_not(rng: Random, _: Span, __: float | None) -> Cells:
    share: Cell = rng.choice((0.001, 0.1, 1.0, 5.0, "5%", "10", "0,1"))
    return {"status": Status.NOT_STARTED.label, "progress": share}


def _in_progress(rng: Random, _: Span, __: float | None) -> Cells:
    return {"status": Status.IN_PROGRESS.label, "progress": _nothing(rng)}


def _without_a_day(rng: Random, _: Span, __: float | None) -> Cells:
    return {"status": Status.DONE.label, "progress": None, "completed_on": _nothing(rng)}


def _without_a_reason(rng: Random, _: Span, __: float | None) -> Cells:
    return {"status": Status.NOT_APPLICABLE.label, "explanation": _nothing(rng)}


def _without_a_document(rng: Random, _: Span, __: float | None) -> Cells:
    told = {"evidence": _nothing(rng), "explanation": _nothing(rng)}
    return {"status": Status.DONE.label, "progress": None, **told}


def _scored_without_a_document(rng: Random, _: Span, maximum: float | None) -> Cells:
    told = {"evidence": _nothing(rng), "explanation": _nothing(rng)}
    score = rng.choice((0.01, 0.1, (maximum or 1) / 2, maximum or 1))
    return {"status": Status.IN_PROGRESS.label, "progress": 0.5, "self_score": score, **told}


def _above_the_maximum(rng: Random, _: Span, maximum: float | None) -> Cells:
    return {"self_score": round((maximum or 0) + rng.choice(_ABOVE), 2)}


_Mistake = Callable[[Random, Span, float | None], Cells]
# Seen in some rows only: with points, in percent, with a due date, or with nothing worse beside
# them.
_OFTEN_UNSEEN: Sequence[_Mistake] = (
    _swapped,
    _in_progress,
    _without_a_day,
    lambda rng, *_: {"self_score": rng.choice(_NO_SCORES)},
    lambda rng, *_: {"self_score": rng.choice((-0.5, -0.01, -1.0, "-0,5", "-1"))},
    _above_the_maximum,
    _scored_without_a_document,
    _without_a_document,
    lambda rng, *_: {"value": rng.choice(_PERHAPS_SHARES)},
)
_MISTAKES: Sequence[_Mistake] = (
    *_OFTEN_UNSEEN,
    *_OFTEN_UNSEEN,
    lambda rng, *_: {"status": _nothing(rng)},
    lambda rng, *_: {"status": rng.choice(_OTHER_STATUSES)},
    _without_a_reason,
    lambda rng, *_: {"progress": rng.choice(_NO_SHARES)},
    lambda rng, *_: {"progress": rng.choice(_UNCLEAR_SHARES)},
    lambda rng, *_: {"progress": rng.choice(_FAR_SHARES)},
    _done_below_all,
    _begun_though_not,
    lambda rng, *_: {"completed_on": rng.choice(_NO_DAYS)},
    lambda rng, span, _: {
        "completed_on": _day_or_text(rng, span.end + timedelta(rng.randint(1, 400)))
    },
    lambda rng, span, _: {
        "completed_on": _day_or_text(rng, span.plan_start - timedelta(rng.randint(1, 4000)))
    },
    _strange_year,
    _coming,
    lambda rng, *_: {"result": rng.choice(("Céng hßa x· héi", "B¸o c¸o quý I"))},
    lambda rng, *_: {"value": rng.choice(("12/15 xã", "chưa có", "95,5", "95%", "1.250,5"))},
    lambda rng, *_: {"self_score": _nothing(rng)},
    lambda rng, *_: {"explanation": _nothing(rng)},
)
