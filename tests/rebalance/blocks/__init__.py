"""What stops a trade."""
