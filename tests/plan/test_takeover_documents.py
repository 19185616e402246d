"""Appendices as provinces write them: what is taken over, and that nothing is wrong in silence."""

from __future__ import annotations

from functools import cache

import pytest

from appendix_documents import Document, Measured, measure, sample_base
from appendix_documents_excel import EXCEL
from appendix_documents_harder import HARDER
from appendix_documents_word import WORD
from appendix_layouts import layout
from par_xl.plan.takeover.takeover import take_over

TEN = (*WORD, *EXCEL)
DOCUMENTS = {document.name: document for document in (*TEN, *HARDER)}
ENOUGH = 0.95
"""Share of tasks whose words, leads, coordinating units, time, authority and area are right."""


@cache
def _measured(document: Document) -> Measured:
    return measure(document)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_wrong_is_told(name: str) -> None:
    found = _measured(DOCUMENTS[name])
    assert found.silent == []
    assert found.more == []


def test_nearly_all_tasks_are_fully_right() -> None:
    found = [_measured(document) for document in TEN]
    wrong = [told for each in found for told in each.told]
    assert sum(len(each.right) for each in found) >= ENOUGH * sum(each.tasks for each in found), (
        wrong
    )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_layout(seed: int) -> None:
    found = measure(layout(seed))
    assert (found.silent, found.more) == ([], [])
    assert len(found.right) >= ENOUGH * found.tasks, found.told


def test_documents_come_together_in_any_order() -> None:
    files = [(each.content(), each.name) for each in (WORD[0], WORD[2], WORD[3])]
    one, other = (take_over(order, sample_base()) for order in (files, files[::-1]))
    assert one == other
    alone = [take_over([file], sample_base()) for file in files]
    for draft in alone:
        for index in draft.taken:
            assert one.rows[index.sheet] == draft.rows[index.sheet]
