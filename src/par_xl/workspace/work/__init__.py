"""A period's forms worked through, many at a time: on this machine's cores, or a cluster's."""
