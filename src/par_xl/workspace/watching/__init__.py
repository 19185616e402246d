"""A period's folder watched: what arrives is checked, handed back and merged as it comes."""
