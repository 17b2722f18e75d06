"""Generated projects, run for real: their own tests, and that those notice when a guard is taken out."""
