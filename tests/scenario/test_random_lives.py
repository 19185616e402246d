"""What must hold of every life of a folder: whatever comes in, is mended, withdrawn, merged,
closed, opened, undone and changed in the plan, and in whatever order.

Each property gets a few examples, always the same; ``PAR_XL_EXAMPLES=100`` asks for others.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import PlanTables, plan_rows
from filling import carelessly, honestly
from merged import without_masters
from office import Office
from own_clock import own_clock
from par_xl.workspace.layout import Folder
from random_folders import examples

UNITS = """
| Mã đơn vị | Tên đơn vị       | Loại      |
| HC        | Phòng Hành chính | phòng     |
| TH        | Phòng Tổng hợp   | phòng     |
| TT        | Trung tâm        | trung tâm |
"""
PERIODS = """
| Kỳ      | Tên kỳ       | Loại kỳ | Từ ngày    | Đến ngày   | Gửi trước ngày |
| 2023-12 | Năm 2023     | năm     | 15/12/2022 | 14/12/2023 | 10/12/2023     |
| 2024-06 | 6 tháng 2024 | 6 tháng | 15/12/2023 | 14/6/2024  | 10/6/2024      |
| 2024-12 | Năm 2024     | năm     | 15/12/2023 | 14/12/2024 | 10/12/2024     |
"""
ITEMS = """
| TT    | Điểm tối đa | Đơn vị tính | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |
| 1     | 3           |             |                |                 |                      |
| 1.1   | 1           |             | HC             | TT              | 31/3/2024            |
| 1.2   | 2           | %           | TH             |                 |                      |
| 1.2.a |             |             | HC; TH         |                 | Hằng năm             |
| 1.2.b |             |             | TH; TT         | HC              | Thường xuyên         |
| S1    |             |             |                |                 |                      |
| S1.1  |             |             | TT; HC         |                 | Quý IV/2024          |
| P1    |             |             |                |                 |                      |
| P1.1  |             | hồ sơ       | TH             |                 | Hằng quý             |
"""
CODES = ("2023-12", "2024-06", "2024-12")
_BEGINS = datetime(2023, 11, 25, 9)  # noqa: DTZ001 - the office's own clock


class Life:
    """An office of which chance decides what happens next."""

    def __init__(self, office: Office, rng: Random) -> None:
        self.office, self.rng = office, rng

    def happens(self, what: str) -> None:
        """Let one thing happen, some days after the one before."""
        clock = self.office.clock
        clock.now += timedelta(days=self.rng.randrange(1, 34), hours=self.rng.randrange(9))
        getattr(self, what)()

    @property
    def period(self) -> str:
        """One of the periods that have begun, mostly the last."""
        today = f"{self.office.clock.now + timedelta(days=30):%Y-%m}"
        begun = [code for code in CODES if code <= today] or [CODES[0]]
        return begun[-1] if self.rng.random() < 0.7 else self.rng.choice(begun)

    def arrives(self) -> None:
        period = self.period
        self.office.make_forms(period)
        units = [path.stem.partition("_")[0] for path in self._forms(period)]
        unit = self.rng.choice(sorted(units))
        # Of the same name it takes the place of the one before.
        name = self.rng.choice((f"{unit}.xlsx", f"{unit} lần {self.rng.randrange(9)}.xlsx"))
        now = self.office.clock.now
        done = datetime(int(period[:4]), 3, self.rng.randrange(1, 28)).date()  # noqa: DTZ001
        fill = self.rng.choice((honestly, carelessly))(done, self.rng)
        self.office.send(period, unit, fill, on=f"{now:%Y-%m-%d} {now.hour}", name=name)

    def _forms(self, period: str) -> Iterator[Path]:
        return (self.office.folder.root / "bieu-mau" / period).glob("*.xlsx")

    def _sent(self) -> list[Path]:
        return sorted(self.office.folder.inbox.rglob("*.xlsx"))

    def a_copy_arrives(self) -> None:
        if sent := self._sent():
            path = self.rng.choice(sent)
            copy = path.with_name(f"bản sao {self.rng.randrange(9)}.xlsx")
            shutil.copy2(path, copy)

    def no_form_arrives(self) -> None:
        now = self.office.clock.now
        name = self.rng.choice(("hỏng.xlsx", "HC.xlsx"))
        self.office.arrives(self.period, name, b"PK\x03\x04 cut off", f"{now:%Y-%m-%d}")

    def is_withdrawn(self) -> None:
        if sent := self._sent():
            self.rng.choice(sent).unlink()

    def merged(self) -> None:
        office, period = self.office, self.period
        office.folder.submitted(period).mkdir(parents=True, exist_ok=True)
        if period in office.closed:
            office.merge_closed(period)
            return
        office.merge(period)
        before = office.folder.results(period).json.read_bytes()
        office.merge(period)
        assert office.folder.results(period).json.read_bytes() == before

    def is_closed(self) -> None:
        period = self.period
        if period not in self.office.closed:
            self.office.folder.submitted(period).mkdir(parents=True, exist_ok=True)
            self.office.merge(period)
            self.office.close(period)

    def is_reopened(self) -> None:
        if self.office.closed:
            self.office.reopen(self.rng.choice(sorted(self.office.closed)))

    def is_undone(self) -> None:
        if self.office.stood:
            self.office.undo()

    def plan_changes(self) -> None:
        office, rng = self.office, self.rng
        change: Callable[[], None] = rng.choice(
            (
                lambda: office.change("Phụ lục I", "1.2.a", Đơn_vị_chủ_trì=rng.choice(_LEADS)),
                lambda: office.change("Phụ lục II", "S1.1", Đơn_vị_chủ_trì=rng.choice(_LEADS)),
                lambda: office.change("Phụ lục I", "1.1", Thời_gian_hoàn_thành=rng.choice(_DUE)),
                lambda: office.change("Phụ lục III", "P1.1", Từ_kỳ=rng.choice((None, *CODES))),
                lambda: office.change("Phụ lục III", "P1.1", Mục_tiêu_2024=rng.choice((50, 70))),
                self._points_move,
            )
        )
        change()

    def _points_move(self) -> None:
        one = self.rng.choice((0.5, 1, 1.5))
        self.office.change("Phụ lục I", "1.1", Điểm_tối_đa=one)
        self.office.change("Phụ lục I", "1.2", Điểm_tối_đa=3 - one)


_LEADS = ("HC", "TH", "TT; HC", "Tất cả", "phòng", "HC; TH")
_DUE = ("31/3/2024", "Hằng năm", "Thường xuyên", "Quý IV/2023")
HAPPENS = (
    *["arrives"] * 6,
    *["merged"] * 5,
    *("a_copy_arrives", "no_form_arrives", "is_withdrawn", "is_closed"),
    *("is_reopened", "is_undone", "plan_changes", "plan_changes"),
)


def _tables() -> PlanTables:
    tables = plan_rows(ITEMS, units=UNITS, periods=PERIODS)
    tables["Phụ lục III"][1] |= {"Từ kỳ": None, "Mục tiêu 2024": 60}
    return tables


@contextmanager
def _office() -> Iterator[Office]:
    with (
        tempfile.TemporaryDirectory(prefix="par-xl-") as root,
        own_clock(_BEGINS) as clock,
        without_masters(),
    ):
        folder = Folder(Path(root) / "folder")
        folder.root.mkdir()
        office = Office(folder, clock, _tables())
        office.save_plan()
        yield office


def _live(seed: int) -> None:
    """Live a life; after each merge the second reckoning agrees (see ``Office.merge``)."""
    # By chance alone: hypothesis, left to itself, lets the same thing happen again and again.
    rng = Random(f"life {seed}")
    with _office() as office:
        life = Life(office, rng)
        for what in rng.choices(HAPPENS, k=_LENGTH):
            life.happens(what)
        life.happens("merged")
        office.check_recorded()
        office.done("log", "--verify")


_LENGTH = 30


@examples(2)
@given(st.integers(0, 2**32))
def test_the_second_reckoning_agrees_whatever_happens(seed: int) -> None:
    _live(seed)


@pytest.mark.long
@examples(40)
@given(st.integers(2**32, 2**33))
def test_it_agrees_in_many_lives(seed: int) -> None:
    _live(seed)
