"""Lints an architecture against practices: findings, open questions, and latency and availability of its flows."""
