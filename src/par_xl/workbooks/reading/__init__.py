"""A received file's bytes → sheets and cells: guarded, scanned, parsed; no meaning yet."""
