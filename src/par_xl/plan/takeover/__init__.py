"""Appendices taken over from existing Word and Excel files; nothing is guessed in silence.

A file is read into tables (``word``, ``grid``); ``outline`` finds which rows of which table are
which appendix, by their ``header`` and the words in ``phrases.csv``. ``appendix`` makes the rows of
the plan: ``rows`` says what each row of a table is, ``headings`` gives codes, those of the plan's
``areas`` first, ``tasks`` splits tasks, ``cells`` and ``names`` read what a cell says. ``takeover``
puts all of it into the plan, with a ``report`` of how each part was read.
"""
