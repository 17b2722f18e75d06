"""Pages of text as elements, written as plain text for pipes, or drawn by rich for terminals."""
