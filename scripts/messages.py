"""The message catalogues: ``python -m scripts.messages`` brings them up to date.

English messages that are missing are added without a translation, those that nothing uses any
more are taken out, and all catalogues are compiled. The names of what is missing are printed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from par_xl.app.cli import cli
from par_xl.plan.faults import PLAN_FAULTS
from par_xl.plan.takeover.report import Confidence
from par_xl.rules.explain import explanation
from par_xl.rules.registry import RULES
from par_xl.terms.words import CorrectionState, FileState, Severity, Timeliness
from par_xl.workspace.watching import Phase

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "par_xl"
LOCALE = SOURCES / "locale"
_HEAD = """\
# Brought up to date and compiled by: python -m scripts.messages
msgid ""
msgstr ""
"Project-Id-Version: par_xl\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_SHOWN_TERMS = (Severity, FileState, Timeliness, CorrectionState, Phase, Confidence)


def messages() -> dict[str, set[str]]:
    """Every message of the code, with the files or declarations that have it."""
    found: dict[str, set[str]] = {}
    for place, text in (*_marked(), *_of_commands(cli, "par-xl"), *_declared()):
        if _says_something(text):
            found.setdefault(text, set()).add(place)
    return found


def _says_something(text: str) -> bool:
    """Whether a text is more than names in braces."""
    return any(literal.strip() for literal, *_ in Formatter().parse(text))


def _marked() -> Iterator[tuple[str, str]]:
    """Texts in ``_("…")`` and ``N_("…")``."""
    extracted = extract_from_dir(
        SOURCES, [("**.py", "python")], keywords={"_": None, "N_": None}, strip_comment_tags=True
    )
    for file, _line, text, _comments, _context in extracted:
        assert isinstance(text, str), f"{file}: {text!r} is more than one text"
        yield Path(file).as_posix(), text


def _of_commands(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """What commands say of themselves, as they were declared."""
    for text in command.texts() if hasattr(command, "texts") else ():
        yield name, text
    for parameter in command.params:
        for text in parameter.texts() if hasattr(parameter, "texts") else ():
            yield name, text
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _of_commands(each, f"{name} {each.name}")


def _declared() -> Iterator[tuple[str, str]]:
    """Rules, faults of the plan, terms that the screen shows."""
    for rule in RULES:
        told = explanation(rule)
        texts = (told.title, rule.message, rule.fix, rule.looks_at, rule.no_check, rule.source)
        examples = (each for each in (rule.passes, rule.fails) if isinstance(each, str))
        yield from ((rule.code, text) for text in (*texts, *examples))
    for fault in PLAN_FAULTS.values():
        yield from ((fault.code, text) for text in (fault.title, fault.message, fault.fix))
    for terms in _SHOWN_TERMS:
        yield from ((terms.__name__, term.label) for term in terms)


def catalogue(language: str) -> Catalog:
    """A language's catalogue as it is kept."""
    return read_po(io.BytesIO(_path(language).read_bytes()), locale=language)


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "par_xl.po"


def up_to_date(kept: Catalog, found: dict[str, set[str]]) -> Catalog:
    """A catalogue with just the messages of the code; what was translated stays so."""
    new = Catalog(kept.locale, fuzzy=False)
    for text, places in sorted(found.items()):
        known = kept.get(text)
        new[text] = Message(
            text, known.string if known else "", locations=[(place, 0) for place in sorted(places)]
        )
    return new


def written(what: Catalog) -> bytes:
    """A catalogue as people edit it: no day and no person, it depends on nothing but the code."""
    content = io.BytesIO()
    content.write(_HEAD.format(language=what.locale).encode())
    write_po(content, what, width=100, omit_header=True, include_lineno=False)
    return content.getvalue()


def is_stale(language: str) -> bool:
    """Whether the compiled catalogue says something else; its head tells the day, and babel's
    version."""
    path = _path(language).with_suffix(".mo")
    if not path.exists():
        return True
    with path.open("rb") as file:
        return _said(read_mo(file)) != _said(catalogue(language))


def _said(what: Catalog) -> dict[object, object]:
    """Messages with their plural forms; the catalogue's head left out."""
    return {_forms(each.id): _forms(each.string) for each in what if each.id}


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(map(str, text))  # type: ignore[call-overload]


def main() -> None:
    """Bring all catalogues up to date."""
    english = up_to_date(catalogue("en"), messages())
    _path("en").write_bytes(written(english))
    for path in LOCALE.glob("*/LC_MESSAGES/par_xl.po"):
        if is_stale(path.parts[-3]):
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue(path.parts[-3]))
    missing = [message.id for message in english if message.id and not message.string]
    for text in missing:
        click.echo(f"not translated: {text!r}")
    click.echo(f"{len(english)} messages, {len(missing)} not translated")


if __name__ == "__main__":
    main()
