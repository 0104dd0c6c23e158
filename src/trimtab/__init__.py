"""trimtab keeps a whole household's money on target with the fewest, cheapest trades."""

__version__ = "0.1.0"
