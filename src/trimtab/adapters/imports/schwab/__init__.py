"""What Schwab exports."""
