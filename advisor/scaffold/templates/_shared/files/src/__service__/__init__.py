"""The __service__ service."""
