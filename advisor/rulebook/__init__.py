"""Reads YAML rules into a pack and reports problems with spans. Import from the modules to keep start-up cheap."""
