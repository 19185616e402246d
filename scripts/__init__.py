"""What a programmer runs: none of it is in the package."""
