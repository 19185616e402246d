"""The faults of what comes in: one registry, one module per topic (contract, section 5)."""
