"""Notations: text to a diagram, blocks or a tree, with places. Nothing here knows of advice."""
