"""Submissions → one consolidated state of a period (contract, section 6)."""
