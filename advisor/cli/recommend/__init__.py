"""`advisor recommend`: one interaction."""
