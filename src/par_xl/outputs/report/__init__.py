"""The report of a period (plan, IV): its parts, each from a period's data to blocks."""
