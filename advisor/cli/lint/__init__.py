"""`advisor lint`: checks design documents and architecture files."""
