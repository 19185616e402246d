"""Tests of tests: small faults put into the product one by one, each of which a test must see.

``python -m tests.mutants`` tries them all. A fault that no test can see stands in
``reasons.toml`` with the reason.
"""
