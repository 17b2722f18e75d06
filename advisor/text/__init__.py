"""Text with places: sources and spans, quoting, suggestions, code frames, and escaping for terminals and CI logs."""
