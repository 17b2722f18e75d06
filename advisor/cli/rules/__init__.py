"""`advisor rules` and `advisor explain`: the knowledge, shown and verified."""
