"""The plan: what is asked of whom, by when."""
