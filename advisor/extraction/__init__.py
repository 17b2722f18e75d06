"""Diagrams, tables and YAML blocks to interactions of an architecture."""
