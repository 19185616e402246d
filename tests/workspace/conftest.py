"""These tests are about the folder: what they read and write in it again and again, from the same,
is read and written once; not in the long run. What it says is for the tests of other rooms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import pytest

from killed_merge import Trial
from par_xl.form.request import FormRequest
from par_xl.form.workbook import write_form
from par_xl.intake.arrival import Arrival
from par_xl.intake.check import check_content
from par_xl.outputs.manual_reading import read_manual_entries
from par_xl.outputs.master.entries import MasterEntries
from par_xl.outputs.master.request import MasterRequest
from par_xl.outputs.master.workbook import write_master
from par_xl.plan.model import Period, Plan
from par_xl.plan.reader import check_plan_content

_KNOWN: dict[tuple[object, ...], Any] = {}


def _once(act: Callable[..., Any], of: tuple[Any, ...], *key: object) -> Any:
    """What *act* gives; the same where the key is. *of* is kept: identities are parts of keys."""
    whole = (act, os.environ.get("LANGUAGE"), *key)
    if whole not in _KNOWN:
        _KNOWN[whole] = act(*of), of
    return _KNOWN[whole][0]


def _plan(content: bytes, name: str) -> Any:
    return _once(check_plan_content, (content, name), content, name)


def _checked(content: bytes, arrival: Arrival, plan: Plan, wanted: Period | None) -> Any:
    days: tuple[date | None, ...] = (arrival.received_on, arrival.today, arrival.changed_on)
    key = (content, arrival.file, *days, id(plan), wanted and wanted.code)
    return _once(check_content, (content, arrival, plan, wanted), *key)


def _form(request: FormRequest) -> Any:
    rest = (repr(getattr(request, each.name)) for each in fields(request) if each.name != "plan")
    return _once(write_form, (request,), id(request.plan), *rest)


def _typed(content: bytes, name: str, *about: Any) -> Any:
    return _once(read_manual_entries, (content, name, *about), content, name, repr(about))


def _written(request: MasterRequest, entries: MasterEntries) -> bytes:
    content = BytesIO()
    write_master(request, entries, content)
    return content.getvalue()


def _master(request: MasterRequest, entries: MasterEntries, file: BinaryIO) -> None:
    """What else it is written from, the ledger's last line has hashes of."""
    log = [line.text() for line in request.log]
    rest = (request.at, request.typed, request.shown, request.totals)
    file.write(
        _once(_written, (request, entries), *log, repr(rest), request.result.model_dump_json())
    )


@contextmanager
def _known(config: pytest.Config) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if config.getoption("markexpr") == "long":
            yield
            return
        patch.setattr("par_xl.plan.reader.check_plan_content", _plan)
        patch.setattr("par_xl.intake.check.check_content", _checked)
        patch.setattr("par_xl.workspace.marking.write_form", _form)
        patch.setattr("par_xl.workspace.making.write_form", _form)
        patch.setattr("par_xl.outputs.master.workbook.write_master", _master)
        patch.setattr("par_xl.workspace.results.read_manual_entries", _typed)
        yield


@pytest.fixture(scope="module", autouse=True)
def known(request: pytest.FixtureRequest) -> Iterator[None]:
    """Plans, forms and masters that are read or written again are known."""
    with _known(request.config):
        yield


@pytest.fixture(scope="session")
def trial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A folder with something to merge, to be copied for each try."""
    with _known(request.config):
        return Trial(tmp_path_factory.mktemp("trial"))
