"""Projects that run: what to write is planned first, then written, and updated without losing edits."""
