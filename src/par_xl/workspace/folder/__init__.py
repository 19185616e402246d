"""The working folder: where things lie, and how they are written safely."""
