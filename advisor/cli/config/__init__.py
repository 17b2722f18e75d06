"""Settings of a run, and `advisor config`, which shows them."""
