"""Verifies a rule pack: proofs over all combinations of facts, and the pack's own cases and examples."""
