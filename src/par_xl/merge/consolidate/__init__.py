"""Reports of files and units, and units put side by side: from a merge to the period's result."""
