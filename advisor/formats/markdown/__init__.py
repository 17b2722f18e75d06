"""Markdown: blocks with the places of their lines."""
