"""Checks that need code, one file each, named like its rule."""
