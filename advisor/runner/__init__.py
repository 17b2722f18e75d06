"""The files of a lint run: discovery, changed lines, result cache, worker processes."""
