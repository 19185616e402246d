"""A merge cut off between two files, as if the machine had died there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from killed_merge import Trial, next_merge


def cut_off(trial: Trial, monkeypatch: pytest.MonkeyPatch, moved: int = 1) -> Path:
    """A folder in which a merge was cut off when so many files had taken their places."""
    root = trial.fresh()
    replace, left = os.replace, moved

    def cut(source: Path, target: Path) -> None:
        nonlocal left
        if Path(target).parent.name == "tong-hop":
            if not left:
                raise KeyboardInterrupt
            left -= 1
        replace(source, target)

    with monkeypatch.context() as now:
        now.setattr(os, "replace", cut)
        # As if it had not been given the time to put things back.
        now.setattr("par_xl.workspace.checkout.Session._put_back", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            next_merge(root)
    return root
