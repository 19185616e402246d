"""The user in front of the pretended Excel: what dialogs ask, and what is answered."""

# ruff: noqa: N802, N803

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from .com import Com, ComError

T = TypeVar("T")
FOLDER_PICKER = 4
CHOICES = {
    "ok": ("ok",),
    "ok_cancel": ("ok", "cancel"),
    "yes_no": ("yes", "no"),
    "yes_no_cancel": ("yes", "no", "cancel"),
}
"""The keys of xlwings' ``App.alert(buttons=…)`` and what each lets the user press."""


class Alert(NamedTuple):
    """A message box that was shown."""

    prompt: str
    title: str
    buttons: str
    mode: str | None


class Asked(NamedTuple):
    """An input box that was shown."""

    prompt: str
    title: str | None
    default: object


class Picked(NamedTuple):
    """A folder picker that was shown."""

    title: str
    initial: str
    several: bool


class UnansweredError(AssertionError):
    """A dialog was shown for which the test prepared no (possible) answer."""


class Answers:
    """What the user will answer, a queue for each kind of dialog.

    A message box that only has "OK" takes nothing from the queue.
    """

    def __init__(
        self,
        alerts: Iterable[str] = (),
        inputs: Iterable[str | None] = (),
        folders: Iterable[str | None] = (),
    ) -> None:
        """*alerts*: "yes", "no" …; *inputs* and *folders*: None is Cancel."""
        self.alerts = deque(alerts)
        self.inputs = deque(inputs)
        self.folders = deque(folders)

    def to_alert(self, alert: Alert) -> str:
        choices = CHOICES[alert.buttons]
        if choices == ("ok",):
            return "ok"
        answer = _next(self.alerts, alert)
        if answer not in choices:
            raise UnansweredError(f"{answer!r} is no button of {alert}")
        return answer

    def to_input(self, asked: Asked) -> str | None:
        return _next(self.inputs, asked)

    def to_folder(self, picked: Picked) -> str | None:
        return _next(self.folders, picked)


def _next(queue: deque[T], dialog: object) -> T:
    if not queue:
        raise UnansweredError(f"no answer was prepared for {dialog}")
    return queue.popleft()


class SelectedItems(Com):
    """The paths picked; ``items(1)`` and ``items.Item(1)`` are the first."""

    def __init__(self, paths: list[str]) -> None:
        self.paths = paths

    @property
    def Count(self) -> int:
        return len(self.paths)

    def Item(self, Index: int) -> str:
        if not 1 <= Index <= len(self.paths):
            raise ComError("Subscript out of range")
        return self.paths[Index - 1]

    __call__ = Item

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)


class FolderDialog(Com):
    """Office's folder picker."""

    Title = "Browse"
    InitialFileName = ""
    AllowMultiSelect = False

    def __init__(self, answers: Answers, shown: list[Picked]) -> None:
        self.answers = answers
        self.shown = shown
        self.paths: list[str] = []

    def Show(self) -> int:
        """-1 when a folder was picked, 0 for Cancel."""
        picked = Picked(self.Title, self.InitialFileName, self.AllowMultiSelect)
        self.shown.append(picked)
        answer = self.answers.to_folder(picked)
        self.paths = [] if answer is None else [answer]
        return 0 if answer is None else -1

    @property
    def SelectedItems(self) -> SelectedItems:
        return SelectedItems(self.paths)
