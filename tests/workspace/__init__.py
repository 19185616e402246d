"""Of the working folder, and of what is done in it."""
