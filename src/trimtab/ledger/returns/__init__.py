"""What a household's year puts on its tax return."""
