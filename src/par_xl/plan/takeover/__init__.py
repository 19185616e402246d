"""Appendices taken over from an existing Word or Excel file; nothing is guessed in silence."""
