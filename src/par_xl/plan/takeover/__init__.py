"""Appendices taken over from an existing Word or Excel file; nothing is guessed in silence.

A file is read into tables (``word``, ``grid``); ``outline`` finds which rows of which table are
which appendix, by their ``header`` and the words in ``phrases.csv``. ``rows`` says what each row
is, settles headings and splits tasks; ``cells`` reads what a cell says. ``takeover`` puts all of it
into the plan, with a ``report`` of how each part was read.
"""
