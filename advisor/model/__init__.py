"""Frozen values: what is known, what is advised, and why. Import from the modules; start-up stays cheap."""
