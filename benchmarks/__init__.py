"""How fast the main job is beside the ways in which people do it today.

Made inputs, peers, measurements and the page ``docs/benchmarks.md``: ``python -m benchmarks``.
"""
