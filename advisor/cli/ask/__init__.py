"""`advisor ask`: an interview in a terminal, in plain lines, or from answers that are given."""
