"""What a run is set to, and `advisor config`, which tells it."""
