"""What is told in English: whether anything Vietnamese is left in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from par_xl.app.cli import cli
from par_xl.terms import messages
from par_xl.terms.finding import Finding

_QUOTED = re.compile(r"“[^”]*”")
"""Names in workbooks, and what people typed, are told as they stand there."""
_VIETNAMESE = re.compile(
    "[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.IGNORECASE
)
_NAMES = ("NĐ-CP", "Sáng kiến, đề xuất", "Phụ lục")
"""A decree's sign and sheets, which need no quotation marks."""


@contextmanager
def in_english() -> Iterator[None]:
    """The interface speaks English meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(messages.VARIABLE, messages.ENGLISH)
        # So that it is put back afterwards.
        patch.setenv("LANGUAGE", messages.VIETNAMESE)
        for command in (cli, *cli.commands.values()):
            # click makes it once, in the language of that time.
            patch.setattr(command, "_help_option", None)
        messages.use_language()
        yield


def is_vietnamese(text: str) -> bool:
    """Whether something Vietnamese is left, but for what is quoted."""
    bare = _QUOTED.sub("", text)
    for name in _NAMES:
        bare = bare.replace(name, "")
    return _VIETNAMESE.search(bare) is not None


def not_english(findings: Iterable[Finding]) -> list[str]:
    """What of findings is still Vietnamese when it is told in English."""
    with in_english():
        told = [messages.translated(text) for each in findings for text in (each.message, each.fix)]
    return [text for text in told if is_vietnamese(text)]
