"""The report of a period (plan, IV): its parts, each from a ``Matter`` to blocks."""
