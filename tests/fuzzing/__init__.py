"""Documents made up and spoilt by chance, and what must hold of each: `python -m tests.fuzzing --documents 100000`."""
