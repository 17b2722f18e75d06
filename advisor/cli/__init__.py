"""The command line: one package per command, imported on demand, and the parts they share."""
