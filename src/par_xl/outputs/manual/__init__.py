"""What people type into the master: which columns and sheet are theirs, and how it is read back."""
