"""The public page: one HTML file for citizens, from what may be shown to them and nothing else."""
