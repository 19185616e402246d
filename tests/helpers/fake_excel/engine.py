"""The engine: what xlwings' ``Engine`` and ``apps`` want, and values on their way to and fro."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .impl_app import App
from .values import ERROR_NAMES

if TYPE_CHECKING:
    from .excel import FakeExcel


class Engine:
    """What ``xw.Engine(impl=…)`` wants."""

    name = "excel"
    type = "desktop"

    def __init__(self, excel: FakeExcel) -> None:
        self.excel = excel

    @property
    def apps(self) -> Apps:
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        if x is None or (isinstance(x, float) and math.isnan(x)):
            return ""
        # numpy's and pandas' scalars; NaT is no date.
        value = x.item() if hasattr(x, "item") else x
        if isinstance(value, dt.datetime):
            return "" if value != value else _plain(value)
        return value

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, dt.datetime):
                return datetime_builder(**_parts(value))
            if isinstance(value, int) and value in ERROR_NAMES:
                return ERROR_NAMES[value] if err_to_str else None
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


def _plain(value: dt.datetime) -> dt.datetime:
    """Without pandas' own class and without a time zone, of which Excel knows none."""
    return dt.datetime(**_parts(value))  # noqa: DTZ001


def _parts(value: dt.datetime) -> dict[str, Any]:
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {name: getattr(value, name) for name in names}


class Apps(base_classes.Apps):
    """The one pretended Excel."""

    def __init__(self, engine: Engine) -> None:
        self.app = App(engine.excel)

    def keys(self) -> list[int]:
        return [self.app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter([self.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self.app.pid:
            raise KeyError("Could not find an Excel instance with this PID.")
        return self.app
