"""State income tax: one data file per state and year, one engine for all of them."""
