"""The rulebook: YAML into a pack, with every problem at its place. Import from the modules; start-up stays cheap."""
