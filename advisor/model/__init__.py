"""Immutable domain model. Import from the submodules to keep start-up fast."""
