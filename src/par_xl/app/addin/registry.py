"""The Windows registry as the doctor needs it: read, never written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Protocol


class Registry(Protocol):
    """Keys are written ``HKCU\\Software\\…``; what is not there is empty."""

    def values(self, key: str) -> Mapping[str, object]:
        """The values of a key, by name in small letters; ``""`` is its default value."""

    def keys(self, key: str) -> tuple[str, ...]:
        """The names of the keys under a key."""


class NoRegistry:
    """That of a computer without Windows."""

    def values(self, key: str) -> Mapping[str, object]:
        """Nothing."""
        return {}

    def keys(self, key: str) -> tuple[str, ...]:
        """Nothing."""
        return ()


if sys.platform == "win32":
    import winreg

    _ROOTS = {
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }
    # A 32-bit Office registers itself where a 64-bit Python does not look, and the reverse.
    _VIEWS = (winreg.KEY_WOW64_32KEY, winreg.KEY_WOW64_64KEY)

    class _WindowsRegistry:
        def values(self, key: str) -> Mapping[str, object]:
            found: dict[str, object] = {}
            for opened in _opened(key):
                for number in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _kind = winreg.EnumValue(opened, number)
                    found[name.lower()] = value
            return found

        def keys(self, key: str) -> tuple[str, ...]:
            found: dict[str, None] = {}
            for opened in _opened(key):
                for number in range(winreg.QueryInfoKey(opened)[0]):
                    found[winreg.EnumKey(opened, number)] = None
            return tuple(found)

    def _opened(key: str) -> Iterator[winreg.HKEYType]:
        root, _, path = key.partition("\\")
        for view in _VIEWS:
            try:
                opened = winreg.OpenKey(_ROOTS[root], path, 0, winreg.KEY_READ | view)
            except OSError:
                continue
            with opened:
                yield opened

    def this_registry() -> Registry:
        """The registry of this computer."""
        return _WindowsRegistry()

else:

    def this_registry() -> Registry:
        """The registry of this computer."""
        return NoRegistry()
