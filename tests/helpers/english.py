"""English words in texts that users see."""

from __future__ import annotations

import re

ENGLISH = {
    "Sheet", "Sheet1", "None", "none", "True", "False", "TRUE", "FALSE", "true", "false", "nan",
    "NaN", "NaT", "null", "status", "Status", "state", "State", "Error", "error", "Warning",
    "warning", "info", "unit", "Unit", "period", "Period", "role", "lead", "Lead", "coordinating",
    "office", "province", "accepted", "refused", "superseded", "duplicate", "missing", "late",
    "overdue", "progress", "score", "value", "result", "row", "Row", "file", "File", "cell",
    "done", "Total", "total", "Date", "date", "Name", "undefined", "Traceback", "datetime",
}  # fmt: skip
"""What slips out of a program into a cell."""

STOP_WORDS = {
    *(word.lower() for word in ENGLISH),
    "the", "and", "not", "with", "from", "this", "that", "these", "which", "what", "when", "where",
    "will", "would", "should", "must", "cannot", "could", "has", "have", "been", "was", "were",
    "is", "are", "of", "for", "or", "if", "by", "at", "invalid", "unknown", "unexpected", "failed",
    "please", "open", "save", "close", "sheet", "column", "columns", "rows", "cells", "values",
    "files", "folder", "workbook", "option", "options", "usage", "command", "commands", "argument",
    "arguments", "required", "default", "show", "exit", "message", "help", "try", "wrong", "found",
    "no such", "denied", "permission", "line", "page", "table", "report", "next", "step", "note",
    "check", "merge", "form", "plan", "type", "yes", "new", "old", "all", "each", "more", "less",
}  # fmt: skip
"""Words in any letter case that no sentence in Vietnamese has."""

_NOT_TEXT = re.compile(
    r"`[^`]*`"  # code
    r"|https?://\S+|\w+@[\w.]+"
    r"|--?[a-z][\w-]*(?:\s+(?:csv|parquet))?"  # options
    r"|\bpar-xl(?:[ \t]+[a-z]+)*"  # commands
    r"|\b(?:py|python|pip|uv)\b(?:[ \t]+(?:-?-?[\w.\[\],-]+))*"
    r"|C:\\Program Files"
    r"|[\w.*/\\:-]*[/\\][\w.*/\\-]*|\b[\w-]+\.[a-z]{1,5}\b"  # paths and files
    r"|\([A-Z][A-Za-z0-9 ,&>-]*\)"  # menus
    r"|“[a-z_]+”"  # names in exported tables
    r"|“[A-Z][A-Za-z]+(?: [A-Za-z]+){2,}”"  # policies of Windows
    r"|\(merge\)|(?:WPS|Microsoft|Web|bộ) (?:Office|Apps?)|Times New Roman"
    r"|PAR[ _]INDEX|\bTOTAL\b"
    r"|\{[^}]*\}|<[^>]*>"
)
"""Names that are as they are, menus in brackets, and places where something is put in."""


def english_in(text: str) -> set[str]:
    """The English words in a text, but for names of commands, files, options and menus."""
    bare = _NOT_TEXT.sub(" ", text)
    return {word for word in re.findall(r"[^\W\d_]+", bare) if word.lower() in STOP_WORDS}
