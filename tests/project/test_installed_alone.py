"""Which Pythons the wheel is tried on."""

from __future__ import annotations

from scripts.installed_alone import Python, oldest_and_newest

_HERE = [Python(version, f"/{version}") for version in ("3.11.10", "3.13.0", "3.11.2", "3.12.1")]


def test_the_oldest_and_the_newest() -> None:
    assert [each.version for each in oldest_and_newest(_HERE)] == ["3.11.2", "3.13.0"]


def test_one_is_tried_once() -> None:
    assert oldest_and_newest(_HERE[:1]) == _HERE[:1]
    assert oldest_and_newest([]) == []
