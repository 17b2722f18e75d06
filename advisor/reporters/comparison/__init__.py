"""Reports of a comparison of two versions of an architecture, one module a format."""
