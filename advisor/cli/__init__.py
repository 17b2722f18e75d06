"""The command line: one package a command, imported when it is called, and what they have in common."""
