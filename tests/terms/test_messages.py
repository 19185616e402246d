"""Message catalogues: nothing untranslated, nothing unused, nothing stale; what is kept in
Vietnamese is told in English on the screen."""

from __future__ import annotations

import gettext
import pickle
from collections.abc import Callable
from string import Formatter

import pytest

from par_xl.rules.explain import explanation
from par_xl.rules.registry import RULES
from par_xl.rules.rule import Rule
from par_xl.terms import messages
from par_xl.terms.messages import N_, from_json, joined, to_json, translated
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


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    """What the sources say now."""
    return catalogues.messages()


def test_every_message_is_translated_and_none_is_unused(found: dict[str, set[str]]) -> None:
    kept = {str(each.id): str(each.string) for each in catalogues.catalogue("en") if each.id}
    assert sorted(found.keys() - kept.keys()) == [], ANEW
    assert sorted(kept.keys() - found.keys()) == [], ANEW
    assert [text for text, said in kept.items() if not said] == []
    assert [text for text, said in kept.items() if names(text) != names(said)] == []


def test_the_catalogue_stands_as_it_is_written(found: dict[str, set[str]]) -> None:
    path = catalogues.LOCALE / "en" / "LC_MESSAGES" / "par_xl.po"
    again = catalogues.up_to_date(catalogues.catalogue("en"), found)
    assert path.read_bytes() == catalogues.written(again), ANEW


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_compiled_catalogue_is_not_stale(language: str) -> None:
    assert not catalogues.is_stale(language), ANEW


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_finding_is_told_in_english(rule: Rule) -> None:
    told = explanation(rule)
    for text in (told.message, told.fix):
        said = translated(text)
        assert said != text, text


WHO = N_("{by} (máy {host}) {doing}")
"""A message of which names may be messages, too."""


@pytest.mark.usefixtures("english")
def test_values_that_are_messages_are_translated_and_others_never() -> None:
    made = WHO.format(by="không rõ", host=N_("không rõ"), doing="{by}")
    assert made == "không rõ (máy không rõ) {by}"
    assert translated(made) == "không rõ (computer unknown) is {by}"
    assert translated(joined(("không rõ", N_("không rõ")), "; ")) == "không rõ; unknown"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "again", [lambda text: pickle.loads(pickle.dumps(text)), lambda text: from_json(to_json(text))]
)
def test_a_message_comes_back_as_it_was(again: Callable[[str], str]) -> None:
    for text in (WHO.format(by="An", host=joined(["a", N_("không rõ")]), doing=3), N_("không rõ")):
        assert again(text) == text
        assert translated(again(text)) == translated(text) != text


@pytest.mark.parametrize(
    "planted",
    [3, [], ["{a}", {}], ["{a.format}", {"a": ["x"]}], ["{a:>9999999}", {"a": "x"}]],
)
def test_nothing_else_is_taken_for_a_message(planted: object) -> None:
    """Whoever can write into ``.par-xl`` gets no template of their own filled in."""
    with pytest.raises(ValueError):
        from_json(planted)


@pytest.mark.usefixtures("english")
def test_in_another_s_program_texts_stay_vietnamese() -> None:
    before = gettext.textdomain()
    try:
        gettext.textdomain("messages")
        assert translated("không rõ") == "không rõ"
    finally:
        gettext.textdomain(before)
