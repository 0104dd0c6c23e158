"""What the tax commands show."""
