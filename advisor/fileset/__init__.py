"""The files of a run: which there are, which changed, and what is known of them from before."""
