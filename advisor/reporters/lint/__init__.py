"""Reports of checked documents, one format a module."""
