"""Scaffolding of runnable projects: plan the files, write them, update them without losing edits."""
