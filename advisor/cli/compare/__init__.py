"""`advisor compare`: two versions of an architecture."""
