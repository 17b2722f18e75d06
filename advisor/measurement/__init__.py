"""What the folklore of service calls claims, measured on this machine: claims, turns, spreads, verdicts, pages."""
