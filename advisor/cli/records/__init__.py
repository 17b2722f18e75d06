"""Decision records in a folder: found, written, renewed, superseded."""
