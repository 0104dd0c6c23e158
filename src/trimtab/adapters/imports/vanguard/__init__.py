"""What Vanguard exports."""
