"""Whether a rule pack holds what it promises: proofs over all combinations of facts, and the pack's own cases."""
