"""The report of a period (plan, IV): a module per section, each from a ``Matter`` to blocks."""
