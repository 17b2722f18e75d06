"""`advisor bench`: what folklore claims, measured here."""
