"""Data files into domain values, every mistake reported at once with file and key."""
