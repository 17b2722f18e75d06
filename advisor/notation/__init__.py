"""YAML and JSON as trees that know their positions. Import from the modules; start-up stays cheap."""
