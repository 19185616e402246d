"""``log --verify``: the ledger held against all that lies in the folder."""
