"""Nhật ký: who merged what, when, from which bytes; each line is chained to the one before."""

from par_xl.ledger.line import Correction, Kind, LedgerFile, LedgerLine
from par_xl.ledger.lines import Ledger
from par_xl.ledger.reading import read_ledger, whole_lines

__all__ = [
    "Correction",
    "Kind",
    "Ledger",
    "LedgerFile",
    "LedgerLine",
    "read_ledger",
    "whole_lines",
]
