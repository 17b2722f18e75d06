"""`advisor scaffold`: generates a runnable project."""
