"""Terminal, page, CSV and JSON."""
