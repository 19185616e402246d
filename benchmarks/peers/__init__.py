"""The ways in which people put filled forms together today, each a script of its own.

Each reads the appendix sheets of every form in ``FOLDER/da-nop/2024-06`` and writes them under
each other into one workbook, a column for the file in front: ``python -m benchmarks.peers.NAME
FOLDER OUT``. None of them checks, counts or hands anything back.
"""
