"""CSV tables: records, rows, and what is collected from them."""
