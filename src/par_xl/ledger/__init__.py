"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from par_xl.ledger.line import (
    Correction,
    Kind,
    LedgerFile,
    LedgerLine,
    ledger_bytes,
    read_ledger,
    tail_of,
)
from par_xl.ledger.lines import Ledger

__all__ = [
    "Correction",
    "Kind",
    "Ledger",
    "LedgerFile",
    "LedgerLine",
    "ledger_bytes",
    "read_ledger",
    "tail_of",
]
