"""`advisor scaffold`: a project that runs."""
