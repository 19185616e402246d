"""Three years lived through in one folder, step by step; after each a second reckoning agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from three_years import STEPS, plan_tables

from libreoffice import LibreOffice
from office import SHEETS, Office
from own_clock import own_clock
from par_xl.workspace.layout import Folder


class Life:
    """The office, and how far it has come."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.lived = 0
        self.failed: str | None = None

    def until(self, step: Callable[[Office], None]) -> None:
        """Live up to the end of a step."""
        for each in STEPS[self.lived : STEPS.index(step) + 1]:
            if self.failed:
                pytest.fail(f"the story ended in: {self.failed}")
            self.failed = each.__name__
            each(self.office)
            self.lived, self.failed = self.lived + 1, None


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    root = tmp_path_factory.mktemp("years") / "folder"
    root.mkdir()
    with own_clock(datetime(2023, 11, 20, 9)) as clock:  # noqa: DTZ001 - the office's own
        yield Life(Office(Folder(root), clock, plan_tables()))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_the_second_reckoning_agrees(life: Life, step: Callable[[Office], None]) -> None:
    life.until(step)


@pytest.mark.long
@pytest.mark.parametrize("period", ["2023-12", "2024-12", "2026-06"])
def test_masters_calculated_again_show_the_same(
    life: Life, libreoffice: LibreOffice, period: str
) -> None:
    life.until(STEPS[-1])
    with libreoffice.open(life.office.folder.results(period).master) as document:
        document.recalculate()
        assert document.formula_errors() == []
        life.office.check_master(period, {name: document.values(name) for name in SHEETS})
