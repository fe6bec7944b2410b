"""What the hub costs: figures, and ratios to a bare twin measured in the same run."""
