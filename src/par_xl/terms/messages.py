"""The interface's language, from standard message catalogues: Vietnamese, or English.

Texts stand in the code in Vietnamese; they are what catalogues are looked up by. What is only
shown is translated where it is said: ``_("Đã lập {count} biểu mẫu.").format(count=3)`` with
``from gettext import gettext as _``. What is kept (findings, errors, anything that may be written
into a file) is a `Message`: Vietnamese, but it knows its template and values, from which
`translated` makes it again for the screen. The locale's own messages in ``vi`` are those of the
command-line library.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

DOMAIN = "par_xl"
VARIABLE = "PAR_XL_LANG"
VIETNAMESE, ENGLISH = "vi", "en"


def use_language() -> None:
    """Speak the language that ``PAR_XL_LANG`` names; without it, or with another, Vietnamese."""
    given = os.environ.get(VARIABLE, "").strip().lower()
    os.environ["LANGUAGE"] = ENGLISH if given[:2] == ENGLISH else VIETNAMESE
    # pathlib takes as long to load as all our commands, and not every command needs it.
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    gettext.bindtextdomain(DOMAIN, os.path.join(package, "locale"))  # noqa: PTH118
    gettext.textdomain(DOMAIN)


class Message(str):
    """A Vietnamese text made from a template with names in braces, and their values.

    Values that are messages themselves are translated with it; all others stand as they are:
    what people typed, names in a workbook. Without values it is its template.
    """

    template: str
    values: Mapping[str, str] | None

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Self:
        """Fill in a template; *values* None: it has none yet, or needs none."""
        text, texts = str(template), None
        if values is not None:
            texts = {n: v if isinstance(v, str) else str(v) for n, v in values.items()}
            # Plain texts alone: no template reaches anything else through them.
            text = text.format(**{name: str(value) for name, value in texts.items()})
        made = super().__new__(cls, text)
        made.template, made.values = str(template), texts
        return made

    def format(self, *_none: object, **values: object) -> Message:
        """Return the message with these values."""
        return Message(self.template, values)

    def __reduce__(self) -> tuple[type[Message], tuple[str, Mapping[str, str] | None]]:
        # It comes back from other processes as it was.
        return Message, (self.template, self.values)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """In JSON it is its Vietnamese text, read back as a message without values."""
        from pydantic_core import core_schema

        def validated(given: object) -> Message:
            if not isinstance(given, str):
                raise ValueError("no text")
            return given if isinstance(given, Message) else Message(given)

        return core_schema.no_info_plain_validator_function(
            validated, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


def N_(text: str) -> str:  # noqa: N802 - the name that catalogues' tools know
    """Mark a text that is kept in Vietnamese, and translated only where it is shown."""
    return Message(text)


def joined(texts: Iterable[str], between: str = " ") -> str:
    """Texts as one with *between* between them; each that is a message is translated."""
    values = {f"_{at}": text for at, text in enumerate(texts)}
    return Message(between.join(f"{{{name}}}" for name in values), values)


def translated(text: str) -> str:
    """Return a message in the language of the interface; what no catalogue has stays as it is."""
    if not text:
        return text
    if not isinstance(text, Message):
        return gettext.gettext(text)
    said = gettext.gettext(text.template)
    if text.values is None:
        return said
    values = text.values.items()
    return said.format(**{n: translated(v) if isinstance(v, Message) else v for n, v in values})


def to_json(text: str) -> Any:
    """Return a text as JSON can hold it, so that `from_json` makes the same message of it again."""
    if not isinstance(text, Message):
        return text
    if text.values is None:
        return [text.template]
    return [text.template, {name: to_json(value) for name, value in text.values.items()}]


def from_json(found: Any) -> str:
    """Return what `to_json` made JSON of.

    Raises:
        ValueError: it is something else.
    """
    match found:
        case str():
            return found
        case [str(template)]:
            return Message(template)
        case [str(template), dict(values)] if _names(template) <= values.keys():
            return Message(template, {name: from_json(value) for name, value in values.items()})
    raise ValueError("no message")


def _names(template: str) -> set[str]:
    """Return the names in braces.

    Raises:
        ValueError: more than a name stands there.
    """
    names = set()
    for _, name, spec, conversion in Formatter().parse(template):
        if name is not None:
            if spec or conversion or not name.isidentifier():
                raise ValueError("no template of a message")
            names.add(name)
    return names
