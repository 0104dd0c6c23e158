"""The household file: read, check, write."""
