"""Brokers as they are in production, started for the tests and stopped again."""
