"""Real forms damaged in a thousand ways, and an independent reader that says what came of each.

``python -m tests.fuzz --count 10000 --seed 1`` is the long run. Every mutation is told by its seed
and number alone; ``--only`` does one of them again.
"""
