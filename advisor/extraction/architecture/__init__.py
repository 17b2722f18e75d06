"""The architecture file: services, interactions and flows from a YAML tree."""
