"""Message catalogues: nothing untranslated, nothing unused, nothing stale; what is kept in
Vietnamese is told in English on the screen."""

from __future__ import annotations

import gettext
import pickle
from pathlib import Path
from string import Formatter

import pytest

from par_xl.rules.explain import explanation
from par_xl.rules.registry import RULES
from par_xl.rules.rule import Rule
from par_xl.terms import messages
from scripts import messages as catalogues

ANEW = "python -m scripts.messages"


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(messages.VARIABLE, "en")
    # So that it is put back afterwards.
    monkeypatch.setenv("LANGUAGE", "vi")
    messages.use_language()


def names(text: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(text) if name is not None}


def test_every_message_is_translated_and_none_is_unused() -> None:
    kept = {str(each.id): str(each.string) for each in catalogues.catalogue("en") if each.id}
    found = catalogues.messages()
    assert sorted(found.keys() - kept.keys()) == [], ANEW
    assert sorted(kept.keys() - found.keys()) == [], ANEW
    assert [text for text, said in kept.items() if not said] == []
    assert [text for text, said in kept.items() if names(text) != names(said)] == []


def test_the_catalogue_stands_as_it_is_written() -> None:
    path = catalogues.LOCALE / "en" / "LC_MESSAGES" / "par_xl.po"
    again = catalogues.up_to_date(catalogues.catalogue("en"), catalogues.messages())
    assert path.read_bytes() == catalogues.written(again), ANEW


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_compiled_catalogue_is_not_stale(language: str) -> None:
    assert not catalogues.is_stale(language), ANEW


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_finding_is_told_in_english(rule: Rule) -> None:
    told = explanation(rule)
    for text in (told.message, told.fix):
        said = messages.translated(text)
        assert said != text, text


@pytest.mark.usefixtures("english")
def test_texts_told_as_one_come_back_from_other_processes_as_they_were() -> None:
    several = messages.Several(("không rõ", "mọi dòng"), before="Cột: ")
    again = pickle.loads(pickle.dumps(several))
    assert again == several == "Cột: không rõ; mọi dòng"
    assert messages.translated(again) == "Cột: unknown; all rows"


@pytest.mark.usefixtures("english")
def test_without_its_catalogue_the_program_speaks_vietnamese(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kept_texts, "locale_folder", lambda: str(tmp_path))
    kept_texts._catalogue.cache_clear()
    kept_texts._made_messages.cache_clear()
    try:
        assert messages.translated("không rõ") == "không rõ"
    finally:
        kept_texts._catalogue.cache_clear()
        kept_texts._made_messages.cache_clear()


@pytest.mark.usefixtures("english")
def test_in_another_s_program_texts_stay_vietnamese() -> None:
    before = gettext.textdomain()
    try:
        gettext.textdomain("messages")
        assert messages.translated("không rõ") == "không rõ"
    finally:
        gettext.textdomain(before)
