"""What is fast, as ratios between programs measured side by side in one run."""
