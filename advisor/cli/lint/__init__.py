"""`advisor lint`: design documents and architecture files, checked where they lie."""
