"""What waiting to take a loss is worth, as an option."""
