"""The offline kit for Windows: what an office without internet installs par_xl from."""
