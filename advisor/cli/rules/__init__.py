"""`advisor rules` and `advisor explain`: show and verify the rules."""
