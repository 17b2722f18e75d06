"""`advisor evaluate`: every interaction of an architecture."""
