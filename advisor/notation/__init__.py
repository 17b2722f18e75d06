"""YAML and JSON trees with source offsets. Import from the submodules to keep start-up fast."""
