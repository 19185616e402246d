"""Files, paths, console, packages: what differs between computers."""
