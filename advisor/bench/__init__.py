"""Benchmarks of common claims about service calls, measured on this machine."""
