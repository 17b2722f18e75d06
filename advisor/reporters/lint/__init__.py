"""Report formats of `lint`, one module each."""
