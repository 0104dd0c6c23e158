"""The law of giving: what a gift to charity deducts, and gifts straight out of an IRA."""
