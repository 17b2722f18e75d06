"""The interview: the next question, the effect of each answer, and the session state."""
