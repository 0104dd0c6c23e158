"""The room of what-ifs."""
