"""One plan after another: their rows compared, and what of the old one goes into the new."""
