"""A command line as cmd.exe and then the C runtime of the started program read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_CMD = re.compile(r'"(?P<cmd>[A-Z]:\\[^"]+\\System32\\cmd\.exe)" /C (?P<line>[^"].*)', re.I)


@dataclass(frozen=True)
class Started:
    """The program that runs last: where, with which arguments, and where its errors go."""

    directory: str
    argv: list[str]
    log: str


def arguments(command: str, environment: Mapping[str, str] | None = None) -> Started:
    """What ``command`` starts; raises ValueError for anything but ``X: && cd … && program …``."""
    whole = _CMD.fullmatch(command)
    if not whole:
        raise ValueError(f"not cmd.exe by its full path: {command}")
    line = _expanded(whole["line"], environment or {})
    *before, last = _commands(line)
    drive, entering = (part.strip() for part in before)
    entered = re.fullmatch(r'cd "([^"]+)"', entering)
    if not re.fullmatch("[A-Za-z]:", drive) or not entered:
        raise ValueError(f"unexpected before the program: {before}")
    program, log = _redirected(last)
    return Started(entered[1], _split(program.strip()), log)


def _expanded(line: str, environment: Mapping[str, str]) -> str:
    """%NAME% is replaced before anything else is looked at, quotes or not."""
    known = {name.upper(): value for name, value in environment.items()}
    known["CMDCMDLINE"] = line
    return re.sub("%([^%]+)%", lambda found: known.get(found[1].upper(), found[0]), line)


def _commands(line: str) -> list[str]:
    """Split at ``&&`` outside quotes; a quote is a quote for cmd even after a backslash."""
    parts, quoted, at = [""], False, 0
    while at < len(line):
        letter = line[at]
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "&|<^()":
            if line[at : at + 2] != "&&":
                raise ValueError(f"a bare {letter} at {at}: {line}")
            parts.append("")
            at += 2
            continue
        parts[-1] += letter
        at += 1
    if quoted:
        raise ValueError(f"a quote is not closed: {line}")
    return parts


def _redirected(command: str) -> tuple[str, str]:
    found = re.fullmatch(r'((?:[^">]|"[^"]*")*) 2> "([^"]+)"\s*', command)
    if not found:
        raise ValueError(f"errors are not redirected once, at the end: {command}")
    return found[1], found[2]


def _split(text: str) -> list[str]:
    """Arguments by the rules of Microsoft's C runtime."""
    words, rest = [], text
    while rest:
        word, quoted, at = "", False, 0
        while at < len(rest) and (quoted or rest[at] not in " \t"):
            slashes = len(rest[at:]) - len(rest[at:].lstrip("\\"))
            at += slashes
            if at < len(rest) and rest[at] == '"':
                word += "\\" * (slashes // 2)
                if slashes % 2:
                    word += '"'
                elif quoted and rest[at + 1 : at + 2] == '"':
                    word += '"'
                    at += 1
                else:
                    quoted = not quoted
                at += 1
            else:
                word += "\\" * slashes
                if not slashes:
                    word += rest[at]
                    at += 1
        words.append(word)
        rest = rest[at:].lstrip(" \t")
    return words
