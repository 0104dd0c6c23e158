"""What to show: tables and figures as data, no rendering."""
