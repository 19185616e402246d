"""What comes in: from a file's bytes to checked rows, each with its file, sheet and cell."""
